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

Scorecard score(const Evidence&, const std::vector<WorldReading>&);

/// CRPS of the distribution that equally likely values are drawn from, without bias by how few they
/// are (the fair estimator, Ferro 2014); NaN below two, which have no spread.
double crps_of_ensemble(std::vector<double> values, double observed);
/// CRPS of a normal distribution, in closed form.
double crps_of_normal(double mean, double sd, double observed);

}  // namespace overbuild::hindcast
