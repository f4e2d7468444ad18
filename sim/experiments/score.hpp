// Simulated worlds held against the record: one number a target, one path a series, then quantiles,
// passes and scores. Owns the arithmetic of comparison; refuses to know files, configurations and
// how worlds are run.
#pragma once

#include <map>
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

struct TargetScore {
  double q10, median, q90, mean;
  std::size_t defined;  ///< worlds in which the statistic exists
  bool pass;            ///< its median (or mean, where the target says so) lies in the band
};

/// Continuous ranked probability scores over the years after `train_until`, smaller is better: of
/// the worlds, of a random walk from the last training value, and of a log-linear trend. The
/// rivals' spread is that of the training data. NaN without two years to learn from or one to
/// score. Source: Gneiting & Raftery 2007.
struct SeriesScore {
  double crps, crps_persistence, crps_trend;
  int years;
};

struct Scorecard {
  std::vector<TargetScore> targets;
  std::vector<SeriesScore> series;
};

Scorecard score(const Evidence&, const std::vector<WorldReading>&);

/// CRPS of an ensemble of equally likely values.
double crps_of_ensemble(std::vector<double> values, double observed);
/// CRPS of a normal distribution, in closed form.
double crps_of_normal(double mean, double sd, double observed);

}  // namespace overbuild::hindcast
