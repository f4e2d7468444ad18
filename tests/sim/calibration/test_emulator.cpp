// Emulators of functions that are known: what they guess between points, how sure they are, and
// what they take for luck.
#include <doctest/doctest.h>

#include <cmath>

#include "core/quasi_random.hpp"
#include "core/random.hpp"
#include "sim/calibration/emulator.hpp"
#include "sim/calibration/region.hpp"

namespace emulator_test {

using namespace overbuild;
using namespace overbuild::calibration;

constexpr double noise = 0.3;

/// Curved in the first two directions, without the third.
double truth(const Point& x) { return 2.0 * std::sin(3.0 * x[0]) + 1.5 * x[1] * x[1]; }

std::vector<Point> design(std::size_t count, std::uint32_t seed) {
  const ScrambledSobol sequence(seed,
                                {entity_id("e", "a"), entity_id("e", "b"), entity_id("e", "c")});
  std::vector<Point> points;
  for (std::uint32_t k = 0; k < count; ++k) points.push_back(sequence.point(k));
  return points;
}

std::vector<double> seen(const std::vector<Point>& points, double sd) {
  const KeyedRandom random(9, 0);
  std::vector<double> values;
  for (std::uint32_t k = 0; k < points.size(); ++k) {
    values.push_back(truth(points[k]) +
                     sd * random.normal(entity_id("e", "luck"), 0, Purpose::sample_key, k));
  }
  return values;
}

/// Mean of squared misses at points that were not seen, over what the emulator expects of them.
double calibration_of(const Emulator& emulator) {
  double sum = 0.0;
  const std::vector<Point> others = design(200, 77);
  for (const Point& point : others) {
    const double miss = emulator.mean(point) - truth(point);
    sum += miss * miss / emulator.variance(point);
  }
  return sum / static_cast<double>(others.size());
}

TEST_CASE("a process finds a curved mean within luck, and says how sure it is") {
  const std::vector<Point> points = design(120, 5);
  const Emulator emulator(points, seen(points, noise), EmulatorKind::gaussian_process);
  CHECK(emulator.luck() > 0.6 * noise * noise);
  CHECK(emulator.luck() < 2.0 * noise * noise);
  CHECK(emulator.explained() > 0.85);
  for (const Point& point : design(50, 78)) {
    CHECK(std::fabs(emulator.mean(point) - truth(point)) < 3.0 * noise);
  }
  double sum = calibration_of(emulator);
  for (const std::uint32_t seed : {6u, 7u}) {
    const std::vector<Point> again = design(120, seed);
    sum += calibration_of(Emulator(again, seen(again, noise), EmulatorKind::gaussian_process));
  }
  CHECK(sum / 3.0 < 3.0);
  CHECK(sum / 3.0 > 0.2);
}

TEST_CASE("without luck a process passes through what it has seen, and is unsure elsewhere") {
  const std::vector<Point> points = design(60, 5);
  const Emulator emulator(points, seen(points, 0.0), EmulatorKind::gaussian_process);
  CHECK(emulator.mean(points[7]) == doctest::Approx(truth(points[7])).epsilon(0.02));
  CHECK(emulator.explained() > 0.99);
  CHECK(emulator.variance({0.01, 0.99, 0.5}) > emulator.variance(points[7]));
}

TEST_CASE("a polynomial of second degree is found by regression") {
  const std::vector<Point> points = design(80, 5);
  std::vector<double> values;
  for (const Point& x : points) values.push_back(1.0 - 2.0 * x[0] + x[1] * x[2]);
  const Emulator emulator(points, values, EmulatorKind::quadratic);
  CHECK(emulator.mean({0.3, 0.6, 0.2}) == doctest::Approx(1.0 - 0.6 + 0.12));
  CHECK(emulator.luck() < 1e-6);
}

TEST_CASE("what the parameters do not move is all luck") {
  const std::vector<Point> points = design(100, 5);
  std::vector<double> values = seen(points, 1.0);
  for (std::size_t k = 0; k < values.size(); ++k) values[k] -= truth(points[k]);
  const Emulator emulator(points, values, EmulatorKind::gaussian_process);
  CHECK(emulator.explained() < 0.3);
  CHECK(emulator.luck() == doctest::Approx(1.0).epsilon(0.5));
}

TEST_CASE("misses are squeezed where they are large, in both directions alike") {
  CHECK(squeezed(0.0) == 0.0);
  CHECK(squeezed(1.0) == doctest::Approx(1.0).epsilon(0.01));
  CHECK(squeezed(60.0) == doctest::Approx(6.0 * std::asinh(10.0)));
  CHECK(squeezed(-60.0) == -squeezed(60.0));
}

}  // namespace emulator_test
