// Quantiles, probabilities and their uncertainty, and resampling: arithmetic on plain numbers.
// Owns the definitions; refuses to know what the numbers mean.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace overbuild {

/// Linear interpolation between order statistics (Hyndman & Fan 1996, type 7); NaN is left out, and
/// is the answer when nothing is left.
double quantile(std::vector<double> values, double probability);
double median(std::vector<double> values);
/// Mean of what is not NaN.
double mean(const std::vector<double>& values);

/// A share of trials and its standard error.
struct Probability {
  double value = 0.0, error = 0.0;
  std::size_t trials = 0;
};
Probability probability(std::size_t successes, std::size_t trials);

struct Interval {
  double lo, hi;
};

/// Percentile bootstrap at 95 %: `statistic` of rows drawn with replacement, the same rows for all
/// that a row holds, so that what is paired stays paired. Keyed: the same answer every time.
Interval bootstrap(std::size_t rows, std::uint32_t resamples,
                   const std::function<double(const std::vector<std::size_t>&)>& statistic);

}  // namespace overbuild
