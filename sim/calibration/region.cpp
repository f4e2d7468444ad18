#include "sim/calibration/region.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "sim/experiments/statistics.hpp"

namespace overbuild::calibration {

namespace {

/// Numbers of points in one stream of the sequence, and how many are tried at once.
constexpr std::uint32_t stream_length = 1u << 18, tries_at_once = 2048;
constexpr std::size_t points_judged = 1024;
constexpr double least_left = 0.01;
/// Cut-offs lie well below it.
constexpr double squeezed_beyond = 6.0;
/// Streams of points that judge waves lie behind those that are run.
constexpr std::uint32_t first_judging_stream = 4096;

std::vector<EntityId> dimensions_of(const std::vector<std::string>& parameters) {
  std::vector<EntityId> names;
  for (const std::string& name : parameters) names.push_back(entity_id("calibrated", name));
  return names;
}

std::optional<Emulator> emulator_of(const std::vector<Point>& points,
                                    const std::vector<Misses>& misses, std::size_t target,
                                    EmulatorKind kind) {
  std::vector<Point> where;
  std::vector<double> values;
  for (std::size_t n = 0; n < points.size(); ++n) {
    if (!std::isfinite(misses[n][target])) continue;
    where.push_back(points[n]);
    values.push_back(squeezed(misses[n][target]));
  }
  if (where.empty() || where.size() < Emulator::needed(points.front().size())) return std::nullopt;
  return Emulator(where, values, kind);
}

/// Whether a target finds a point too far off; the variance is asked for only where it decides.
bool rules_out(const Emulator& emulator, const Point& point, double cutoff) {
  const double mean = emulator.mean(point), sure = 1.0 + emulator.luck();
  const double allowed = mean * mean / (cutoff * cutoff);
  return allowed >= sure && allowed >= sure + emulator.variance(point);
}

}  // namespace

double squeezed(double miss) {
  const double size = std::fabs(miss) / squeezed_beyond;
  const double value = squeezed_beyond * log_(size + std::sqrt(size * size + 1.0));
  return miss < 0.0 ? -value : value;
}

WaveEmulators emulate(const std::vector<Point>& points, const std::vector<Misses>& misses,
                      EmulatorKind kind, double cutoff) {
  WaveEmulators wave;
  wave.cutoff = cutoff;
  wave.targets.resize(misses.empty() ? 0 : misses.front().size());
  parallel_chunks(wave.targets.size(), 1, [&](std::size_t target, std::size_t, std::size_t) {
    wave.targets[target] = emulator_of(points, misses, target, kind);
  });
  return wave;
}

double implausibility(const WaveEmulators& wave, const Point& point) {
  double largest = 0.0;
  for (const auto& emulator : wave.targets) {
    if (!emulator) continue;
    const double error = 1.0 + emulator->luck() + emulator->variance(point);
    largest = std::max(largest, std::fabs(emulator->mean(point)) / std::sqrt(error));
  }
  return largest;
}

double default_cutoff(std::size_t targets) {
  if (targets == 0) return 3.0;
  return std::max(3.0, normal_quantile(1.0 - 0.005 / static_cast<double>(targets)));
}

Region::Region(std::uint32_t seed, const std::vector<std::string>& parameters)
    : sobol_(seed, dimensions_of(parameters)) {}

bool Region::holds(const Point& point) const {
  return std::all_of(waves_.rbegin(), waves_.rend(), [&](const WaveEmulators& wave) {
    return std::none_of(wave.targets.begin(), wave.targets.end(), [&](const auto& emulator) {
      return emulator && rules_out(*emulator, point, wave.cutoff);
    });
  });
}

std::vector<Point> Region::points(std::size_t count, std::uint32_t stream,
                                  std::uint32_t most_tries) const {
  std::vector<Point> found;
  std::vector<Point> tried(tries_at_once);
  std::vector<char> inside(tries_at_once);
  const std::uint32_t end = std::min(most_tries, stream_length);
  for (std::uint32_t begin = 0; begin < end; begin += tries_at_once) {
    parallel_chunks(tries_at_once, 64, [&](std::size_t, std::size_t first, std::size_t last) {
      for (std::size_t k = first; k < last; ++k) {
        tried[k] = sobol_.point(stream * stream_length + begin + static_cast<std::uint32_t>(k));
        inside[k] = holds(tried[k]) ? 1 : 0;
      }
    });
    for (std::size_t k = 0; k < tries_at_once; ++k) {
      if (inside[k] != 0) found.push_back(tried[k]);
      if (found.size() == count) return found;
    }
  }
  return found;
}

double Region::add(WaveEmulators wave) {
  const auto stream = first_judging_stream + static_cast<std::uint32_t>(waves_.size());
  const std::vector<Point> judged = points(points_judged, stream);
  std::vector<double> values(judged.size());
  parallel_chunks(judged.size(), 64, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k) values[k] = implausibility(wave, judged[k]);
  });
  const auto below = [&](double cutoff) {
    return static_cast<double>(
               std::count_if(values.begin(), values.end(), [&](double v) { return v < cutoff; })) /
           static_cast<double>(std::max<std::size_t>(values.size(), 1));
  };
  const double least = std::min(std::max(least_left, smallest_share / share_), 1.0);
  if (below(wave.cutoff) < least && !values.empty()) {
    wave.cutoff = std::max(wave.cutoff, quantile(values, least));
  }
  const double left = values.empty() ? 1.0 : below(wave.cutoff);
  share_ *= left;
  waves_.push_back(std::move(wave));
  return left;
}

}  // namespace overbuild::calibration
