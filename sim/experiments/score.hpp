// Simulated worlds held against the record: one number a target, one path a series, then quantiles,
// passes and scores. Owns the arithmetic of comparison; refuses to know files, configurations and
// how worlds are run.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "sim/experiments/evidence.hpp"
#include "sim/results/recording.hpp"

namespace overbuild::hindcast {

/// What one world says to each target and series; NaN where undefined.
struct WorldReading {
  std::vector<double> targets;                ///< [targets]
  std::vector<std::map<int, double>> series;  ///< [series] year -> value
};

/// Cost: a pass over the recording's agent rows. Needs tables when a quantity is a column.
WorldReading read_world(const Evidence&, const Recording&);

/// Middle of a target's band and the error counted for it, by ErrorScale at tolerance 1.
struct TargetError {
  double middle, deviation;
};
TargetError error_of(const Target& target, double discrepancy = ErrorScale{}.discrepancy);

struct TargetScore {
  double q10, median, q90, mean;
  std::size_t defined;  ///< worlds in which the statistic exists
  bool pass;            ///< its median (or mean, where the target says so) lies in the band
  bool held;            ///< the record lies between q10 and q90
  /// The same with the error that the calibration counts: where the record was to be looked for.
  double q10_with_error, q90_with_error;
  bool held_with_error;
};

/// Continuous ranked probability scores over the years after `train_until`, smaller is better: of
/// the worlds, of a random walk from the last training value, and of a log-linear trend. The
/// rivals' spread is that of the training data, its base year included. NaN without two years to
/// learn from, or without a year to score that two worlds have. Source: Gneiting & Raftery 2007.
struct SeriesScore {
  double crps, crps_persistence, crps_trend;
  int years;
};

struct Scorecard {
  std::vector<TargetScore> targets;
  std::vector<SeriesScore> series;
};

/// Targets of a split whose record lies in the interval of 80 %.
struct Coverage {
  int targets = 0, held = 0, held_with_error = 0;
};
Coverage coverage(const Evidence&, const Scorecard&, Split);

/// Below it lies `share` of what worlds say when each is off by a normal error. NaN without
/// values. Test: tests/sim/experiments/test_hindcast.cpp.
double quantile_with_error(std::span<const double> values, double deviation, double share);

Scorecard score(const Evidence&, const std::vector<WorldReading>&);

/// CRPS of the distribution that equally likely values are drawn from, without bias by how few they
/// are (the fair estimator, Ferro 2014); NaN below two, which have no spread.
double crps_of_ensemble(std::vector<double> values, double observed);
/// CRPS of a normal distribution, in closed form.
double crps_of_normal(double mean, double sd, double observed);

}  // namespace overbuild::hindcast
