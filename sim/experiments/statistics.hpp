// Quantiles, probabilities and their uncertainty, and resampling: arithmetic on plain numbers.
// Owns the definitions; refuses to know what the numbers mean.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace overbuild {

/// Linear interpolation between order statistics (Hyndman & Fan 1996, type 7); NaN is left out, and
/// is the answer when nothing is left.
double quantile(std::vector<double> values, double probability);
double median(std::vector<double> values);

/// The same of values that count by weight (Akinshin 2023, weighted type 7: the order statistics
/// that an equally weighted sample of the effective size would mix); equal weights give quantile().
/// `weights` [values], at least 0; NaN is left out with its weight, and is the answer when no
/// weight is left.
double weighted_quantile(std::vector<double> values, const std::vector<double>& weights,
                         double probability);

/// Mean of what is not NaN.
double mean(const std::vector<double>& values);

/// Variance of what is drawn from more, with n - 1 in the denominator; NaN below two values.
double sample_variance(const std::vector<double>& values);

struct Interval {
  double lo, hi;
};

/// A share of trials with its interval at 95 % (Wilson 1927), which is never a single point: none
/// of ten leaves up to 28 %. NaN without trials.
struct Probability {
  std::size_t successes = 0, trials = 0;
  double value;
  Interval interval;
};
Probability probability(std::size_t successes, std::size_t trials);

/// Difference of two shares of the same worlds with its interval at 95 % (Newcombe 1998, method 10:
/// Wilson's intervals of both shares, and how far the worlds agree). `with` and `without` hold 1 or
/// 0 by world. NaN without worlds.
struct ShareDifference {
  double value;
  Interval interval;
};
ShareDifference paired_difference(const std::vector<double>& with,
                                  const std::vector<double>& without);

/// "4 of 10: 40.0 % [16.8, 68.7]", "0 of 10: below 27.8 %", "10 of 10: above 72.2 %".
std::string probability_text(std::size_t successes, std::size_t trials);

/// Draws behind an interval that is printed.
inline constexpr std::uint32_t resamples = 1000;

/// Percentile bootstrap at 95 %: `statistic` of rows drawn with replacement, the same rows for all
/// that a row holds, so that what is paired stays paired. Keyed: the same answer every time. NaN
/// where nothing varies, which is no reason to be certain.
Interval bootstrap(std::size_t rows, std::uint32_t resamples,
                   const std::function<double(const std::vector<std::size_t>&)>& statistic);

/// Standard error by the same draws: the standard deviation of what they give (Efron & Tibshirani
/// 1993: 200 of them suffice). NaN where nothing varies.
double bootstrap_error(std::size_t rows, std::uint32_t resamples,
                       const std::function<double(const std::vector<std::size_t>&)>& statistic);

/// Half the width of an interval at 95 % in standard errors.
inline constexpr double two_sided_95 = 1.959963984540054;

}  // namespace overbuild
