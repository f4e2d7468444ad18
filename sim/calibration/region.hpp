// The region that history matching leaves: points of the prior that no wave of emulators finds too
// far from the record. Owns implausibility, cut-offs and the search for points of the region;
// refuses to know worlds and how points become parameters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/quasi_random.hpp"
#include "sim/calibration/emulator.hpp"

namespace overbuild::calibration {

/// How far readings lie from the record, in standard deviations of its errors (measurement and what
/// the model leaves out); not a number where a world has no value. [targets]
using Misses = std::vector<double>;

/// Emulators of one wave; none of a target that too few worlds have.
struct WaveEmulators {
  std::vector<std::optional<Emulator>> targets;
  double cutoff = 3.0;
};

/// Misses as emulators see them: linear near the record, logarithmic far away (asinh).
double squeezed(double miss);

/// Emulators of all targets from the misses of points.
WaveEmulators emulate(const std::vector<Point>& points, const std::vector<Misses>& misses,
                      EmulatorKind kind, double cutoff);

/// The largest over targets of |guess| / sqrt(1 + luck + variance of the guess) (Craig et al. 1997;
/// Vernon, Goldstein & Bower 2010): the record's own error is 1 by the scale of misses.
double implausibility(const WaveEmulators& wave, const Point& point);

/// The cut-off that three normal errors in a hundred would not pass for any target alone, and one
/// in a hundred for all of them together where these are many.
double default_cutoff(std::size_t targets);

class Region {
 public:
  /// Of the prior: in less, even points are too rare to be found.
  static constexpr double smallest_share = 0.002;

  Region(std::uint32_t seed, const std::vector<std::string>& parameters);

  bool holds(const Point& point) const;
  /// Share of the prior that is left.
  double share() const { return share_; }
  std::size_t waves() const { return waves_.size(); }
  const WaveEmulators& last_wave() const { return waves_.back(); }

  /// Points of the region, evenly spread: the first of `stream` that lie in it. Fewer where so many
  /// tries, a quarter of a million at most, do not find them.
  std::vector<Point> points(std::size_t count, std::uint32_t stream,
                            std::uint32_t most_tries = UINT32_MAX) const;

  /// Adds a wave; returns the share of the region that it leaves. One that leaves less than a
  /// hundredth of it, or less than `smallest_share` of the prior, has its cut-off raised so that it
  /// leaves that: with all its values implausible the model is wrong, and the least wrong are what
  /// there is.
  double add(WaveEmulators wave);

 private:
  ScrambledSobol sobol_;
  std::vector<WaveEmulators> waves_;
  double share_ = 1.0;
};

}  // namespace overbuild::calibration
