// One number of a world's yearly metrics: `cohort_irr:mean:2026-2030`. Owns the grammar; refuses to
// know where the series is kept.
#pragma once

#include <string>
#include <vector>

#include "core/diagnostics.hpp"
#include "core/function_ref.hpp"

namespace overbuild {

struct Outcome {
  enum class Statistic { at, sum, mean, median, min, max, any } statistic = Statistic::at;
  std::string text, metric;
  int first = 0, last = 0;
};

/// METRIC:STATISTIC:YEAR or METRIC:STATISTIC:FIRST-LAST; `any` is 1 when a year is above zero.
/// Problems go to the diagnostics.
Outcome parse_outcome(const std::string& text, Diagnostics& problems);

/// Its value; NaN years are left out. `value_in` gives the metric in a year, NaN outside the run.
double value_of(const Outcome& outcome, FunctionRef<double(int year)> value_in);

}  // namespace overbuild
