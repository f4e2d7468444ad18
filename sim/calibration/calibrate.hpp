// A calibration from the first wave to the posterior: which points are run when, as a function of
// what the points before them said. Owns the order of things; refuses to know what a point means
// and how it is run, so that it is the same for any number of threads, and continues from what is
// stored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/calibration/region.hpp"

namespace overbuild::calibration {

struct Settings {
  std::uint32_t seed = 1;
  std::size_t waves = 3, wave_points = 200;
  std::size_t generations = 6, generation_points = 500;
  std::size_t posterior_points = 500;
  double cutoff = 3.0;
  EmulatorKind emulator = EmulatorKind::gaussian_process;
};

struct WaveSummary {
  std::size_t points;
  double left, left_of_prior;     ///< share of the region before it, and of the prior
  double cutoff;                  ///< as raised
  std::vector<double> explained;  ///< [targets] by the parameters; not a number where not emulated
};

struct GenerationSummary {
  std::size_t points;
  double tolerance, effective;
};

/// What there is after each stage.
struct Calibration {
  std::vector<Point> points;
  std::vector<Misses> misses;       ///< [points][targets]
  std::vector<std::string> stages;  ///< [points] "wave 1", "generation 1"
  std::vector<double> weights;      ///< [points] adding up to 1
  std::vector<WaveSummary> waves;
  std::vector<GenerationSummary> generations;
  double tolerance = 1.0, effective = 0.0;
  /// Points of the posterior, each as often as its weight says: the one nearest to the middle of
  /// all first, the others in the order of a key.
  std::vector<std::size_t> posterior;
};

/// Misses of points; the first of them is point number `first`.
using Evaluate =
    std::function<std::vector<Misses>(const std::vector<Point>& points, std::size_t first)>;
/// Called after each stage.
using Watch = std::function<void(const Calibration&)>;

/// Waves of history matching until one leaves more than nine tenths of what was left or all of them
/// hardly anything, then
/// generations of weighted points until the tolerance is 1, or three of them have not brought it
/// down by a twentieth. Test: tests/sim/calibration/test_calibrate.cpp.
Calibration calibrate(
    const std::vector<std::string>& parameters, const Settings& settings, const Evaluate& evaluate,
    const Watch& watch = [](const Calibration&) {});

/// Root mean square of the posterior's misses: about 1 or less where the model can make the record.
double typical_miss(const Calibration& calibration);

/// At most so many points.
std::size_t most_points(const Settings& settings);

}  // namespace overbuild::calibration
