// Worlds weighted by what is known: weights, effective size and weighted quantiles by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "sim/experiments/conditioning.hpp"
#include "sim/experiments/statistics.hpp"

namespace conditioning_test {

using namespace overbuild;
using namespace overbuild::hindcast;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

Evidence two_known() {
  Diagnostics problems;
  Evidence evidence = read_evidence(
      "e.yaml",
      "train_until: 2000\n"
      "targets:\n"
      "  - {id: a, metric: capex, years: 2001, statistic: value, observed: 100, lo: 90, hi: 110,\n"
      "     split: known, source: s}\n"
      "  - {id: t, metric: capex, years: 2001, statistic: value, observed: 1, lo: 0, hi: 2,\n"
      "     split: test, source: s}\n"
      "  - {id: b, metric: debt, years: 2001, statistic: value, observed: 10, lo: 8, hi: 12,\n"
      "     split: known, source: s}\n",
      problems);
  CHECK_MESSAGE(problems.ok(), problems.text());
  return evidence;
}

WorldReading reads(double a, double b) { return {{a, 1.0, b}, {}}; }

TEST_CASE("weights fall with the distance from the middle of the bands, by hand") {
  const Conditioning c = condition(two_known(), {reads(100, 10), reads(110, 10), reads(100, 14)});
  REQUIRE(c.weights.size() == 3);
  // sd of a: sqrt((10/1.64)^2 + 10^2), of b: sqrt((2/1.64)^2 + 1).
  const double far_a = std::exp(-0.5 * 100.0 / (std::pow(10 / 1.64, 2) + 100.0));
  const double far_b = std::exp(-0.5 * 16.0 / (std::pow(2 / 1.64, 2) + 1.0));
  const double sum = 1.0 + far_a + far_b;
  CHECK(c.weights[0] == doctest::Approx(1.0 / sum));
  CHECK(c.weights[1] == doctest::Approx(far_a / sum));
  CHECK(c.weights[2] == doctest::Approx(far_b / sum));
  CHECK(c.effective == doctest::Approx(sum * sum / (1.0 + far_a * far_a + far_b * far_b)));
  CHECK(c.inside_all == 2);
  REQUIRE(c.targets.size() == 2);  // the test target is none of them
  CHECK(c.targets[0].inside == 3);
  CHECK(c.targets[1].inside == 2);
}

TEST_CASE("what no world has does not count, and a world that alone lacks it weighs nothing") {
  const Conditioning without = condition(two_known(), {reads(100, nothing), reads(110, nothing)});
  CHECK(without.weights[0] > without.weights[1]);
  CHECK(without.inside_all == 2);
  const Conditioning lacking = condition(two_known(), {reads(100, nothing), reads(110, 10)});
  CHECK(lacking.weights == std::vector<double>{0.0, 1.0});
  CHECK(lacking.effective == doctest::Approx(1.0));
  const Conditioning none = condition(two_known(), {reads(nothing, nothing)});
  CHECK(none.weights.empty());
  CHECK(none.effective == 0.0);
}

TEST_CASE("worlds that are all far away are still told apart, and none is certain") {
  const Conditioning c = condition(two_known(), {reads(1e6, 10), reads(1.001e6, 10)});
  CHECK(std::accumulate(c.weights.begin(), c.weights.end(), 0.0) == doctest::Approx(1.0));
  CHECK(c.inside_all == 0);
  CHECK(known_sentence(two_known(), c).find("0 of 2") != std::string::npos);
}

TEST_CASE("equal weights give the plain quantile, whole weights repeat a value") {
  const std::vector<double> values{5, 1, nothing, 4, 2, 3};
  const std::vector<double> equal(values.size(), 0.2);
  for (const double p : {0.0, 0.1, 0.37, 0.5, 0.9, 1.0}) {
    CHECK(weighted_quantile(values, equal, p) == doctest::Approx(quantile(values, p)));
  }
  // No weight, no voice; all weight on one is that one.
  CHECK(weighted_quantile({1, 2, 3}, {0, 1, 0}, 0.1) == 2);
  CHECK(weighted_quantile({1, 2, 3}, {1, 1, 0}, 0.5) == doctest::Approx(1.5));
  CHECK(weighted_quantile({1, 2, HUGE_VAL}, {1, 1, 1}, 0.5) == doctest::Approx(2));
  CHECK(std::isnan(weighted_quantile({1, 2}, {0, 0}, 0.5)));
  // More weight above moves the median up.
  CHECK(weighted_quantile({1, 2, 3}, {1, 1, 2}, 0.5) > 2.0);
}

}  // namespace conditioning_test
