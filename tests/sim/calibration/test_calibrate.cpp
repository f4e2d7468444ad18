// Calibrations of a model whose answer is known: parameters that made the record come back with the
// right coverage, regions keep the truth, and threads change nothing.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/parallel.hpp"
#include "core/random.hpp"
#include "sim/calibration/calibrate.hpp"
#include "sim/calibration/particles.hpp"

namespace calibrate_test {

using namespace overbuild;
using namespace overbuild::calibration;

/// A stand-in for worlds: three readings of two parameters, the first curved, each with luck of its
/// own; the third hears of neither. In standard deviations of the record's errors.
constexpr double luck_of_readings = 0.7;
const std::vector<std::string> parameters = {"a", "b"};

double normal(std::uint32_t replicate, std::string_view what, std::uint32_t index) {
  return KeyedRandom(4, replicate)
      .normal(entity_id("stand-in", what), 0, Purpose::sample_key, index);
}

Misses reading(const Point& x, std::uint32_t replicate, std::uint32_t world) {
  Misses values = {6.0 * x[0] + 2.0 * x[0] * x[1], 5.0 * x[1] - 2.0 * x[0], 1.0};
  for (std::uint32_t t = 0; t < values.size(); ++t) {
    values[t] += luck_of_readings * normal(replicate, "luck", world * 8 + t);
  }
  return values;
}

/// What replicate's nature did: parameters drawn from the prior, one world of them, and errors.
struct Truth {
  Point parameters;
  Misses record;
};

Truth truth_of(std::uint32_t replicate) {
  Truth truth;
  for (std::uint32_t p = 0; p < 2; ++p) {
    truth.parameters.push_back(
        KeyedRandom(5, replicate)
            .uniform(entity_id("stand-in", "truth"), 0, Purpose::sample_key, p));
  }
  truth.record = reading(truth.parameters, replicate, 1u << 20);
  for (std::uint32_t t = 0; t < truth.record.size(); ++t) {
    truth.record[t] += normal(replicate, "error", t);
  }
  return truth;
}

Settings small(std::uint32_t seed) {
  Settings settings;
  settings.seed = seed;
  settings.waves = 2;
  settings.wave_points = 40;
  settings.generations = 4;
  settings.generation_points = 100;
  settings.posterior_points = 100;
  return settings;
}

Calibration calibrated(std::uint32_t replicate, const Settings& settings) {
  const Truth truth = truth_of(replicate);
  return calibrate(parameters, settings, [&](const std::vector<Point>& points, std::size_t first) {
    std::vector<Misses> misses;
    for (std::size_t n = 0; n < points.size(); ++n) {
      misses.push_back(reading(points[n], replicate, static_cast<std::uint32_t>(first + n)));
      for (std::size_t t = 0; t < truth.record.size(); ++t) misses.back()[t] -= truth.record[t];
    }
    return misses;
  });
}

/// Share of the posterior below the truth.
double rank_of(const Calibration& result, double truth, std::size_t parameter) {
  double below = 0.0;
  for (std::size_t n = 0; n < result.points.size(); ++n) {
    if (result.points[n][parameter] < truth) below += result.weights[n];
  }
  return below;
}

/// Chi-square of ten equal bins.
double unevenness(const std::vector<double>& ranks) {
  std::map<int, double> bins;
  for (const double rank : ranks) bins[std::min(static_cast<int>(10.0 * rank), 9)] += 1.0;
  const double expected = static_cast<double>(ranks.size()) / 10.0;
  double sum = 0.0;
  for (int k = 0; k < 10; ++k) sum += (bins[k] - expected) * (bins[k] - expected) / expected;
  return sum;
}

TEST_CASE("ranks of the truth in posteriors are even (simulation-based calibration)") {
  constexpr std::uint32_t replicates = 100;
  std::vector<std::vector<double>> ranks(2, std::vector<double>(replicates));
  std::vector<double> tolerances(replicates);
  parallel_chunks(replicates, 1, [&](std::size_t r, std::size_t, std::size_t) {
    const auto replicate = static_cast<std::uint32_t>(r);
    const Calibration result = calibrated(replicate, small(replicate + 1));
    const Truth truth = truth_of(replicate);
    for (std::size_t p = 0; p < 2; ++p) ranks[p][r] = rank_of(result, truth.parameters[p], p);
    tolerances[r] = result.tolerance;
  });
  for (std::size_t p = 0; p < 2; ++p) {
    INFO("parameter " << p << ": chi-square " << unevenness(ranks[p]));
    CHECK(unevenness(ranks[p]) < 21.7);  // 99 % of nine degrees of freedom
    const auto inside = std::count_if(ranks[p].begin(), ranks[p].end(),
                                      [](double rank) { return rank > 0.1 && rank < 0.9; });
    INFO("80 % intervals hold the truth in " << inside << " of " << replicates);
    CHECK(inside >= 68);  // 80 expected, standard error 4
    CHECK(inside <= 92);
  }
  CHECK(std::count(tolerances.begin(), tolerances.end(), 1.0) >= 90);
}

TEST_CASE("a parameter that the record tells is found, in less than half its prior's width") {
  const Calibration result = calibrated(7, small(1));
  const Truth truth = truth_of(7);
  REQUIRE(result.posterior.size() == 100);
  std::vector<double> values;
  for (const std::size_t n : result.posterior) values.push_back(result.points[n][0]);
  std::sort(values.begin(), values.end());
  CHECK(values[90] - values[10] < 0.6);
  CHECK(std::fabs(values[50] - truth.parameters[0]) < 0.35);
  CHECK(result.waves.front().left < 0.9);
  CHECK(result.effective >= 50.0);
}

TEST_CASE("the same points and weights on any number of threads") {
  std::vector<Calibration> results;
  for (const int threads : {1, 5}) {
    with_threads(threads, [&] { results.push_back(calibrated(3, small(2))); });
  }
  CHECK(results[0].points == results[1].points);
  CHECK(results[0].weights == results[1].weights);
  CHECK(results[0].posterior == results[1].posterior);
}

TEST_CASE("a record out of reach leaves the least wrong, and says how wrong it is") {
  const Calibration result =
      calibrate(parameters, small(1), [](const std::vector<Point>& points, std::size_t) {
        std::vector<Misses> misses;
        for (const Point& x : points) misses.push_back({20.0 + 5.0 * x[0], 1.0, 0.0});
        return misses;
      });
  CHECK(typical_miss(result) > 10.0);
  CHECK(typical_miss(calibrated(7, small(1))) < 2.0);
  CHECK(result.waves.front().cutoff > 3.0);
  double below = 0.0;
  for (const std::size_t n : result.posterior) below += result.points[n][0] < 0.5 ? 1.0 : 0.0;
  CHECK(below >= 90.0);
}

TEST_CASE("worlds without a value weigh nothing, and none with all values gives no posterior") {
  const auto nowhere = [](const std::vector<Point>& points, std::size_t) {
    return std::vector<Misses>(points.size(), Misses{std::nan("")});
  };
  CHECK(calibrate(parameters, small(1), nowhere).posterior.empty());
  const auto half = [](const std::vector<Point>& points, std::size_t) {
    std::vector<Misses> misses;
    for (const Point& x : points) misses.push_back({x[1] < 0.5 ? std::nan("") : 0.1});
    return misses;
  };
  const Calibration result = calibrate(parameters, small(1), half);
  REQUIRE(!result.posterior.empty());
  for (const std::size_t n : result.posterior) CHECK(result.points[n][1] >= 0.5);
}

TEST_CASE("systematic resampling takes each point as often as its weight says") {
  const auto chosen = resampled({0.5, 0.0, 0.25, 0.25}, 8, 0.5);
  REQUIRE(chosen.size() == 8);
  CHECK(std::count(chosen.begin(), chosen.end(), 0u) == 4);
  CHECK(std::count(chosen.begin(), chosen.end(), 1u) == 0);
  CHECK(std::count(chosen.begin(), chosen.end(), 3u) == 2);
}

}  // namespace calibrate_test
