// Rates of progress that fade: what improves by one rate now and by another in the long run.
// Owns the path between the two; refuses to know what improves.
#pragma once

namespace overbuild {

/// A yearly ln change that goes from `now` to `long_run`.
struct FadingRate {
  double now = 0.0, long_run = 0.0;
  double kept = 1.0;         ///< share of the distance left after a year; 1: it does not fade
  double known_years = 0.0;  ///< whole years that `now` holds; the one after is where it fades from

  /// Whether `years` years from now the rate is another than now.
  bool faded(double years) const { return kept < 1.0 && years > known_years; }
  /// Change in the k-th year, counted from zero.
  double in_year(double k) const;
  /// Change over the first `years`.
  double over(double years) const;
};

}  // namespace overbuild
