// One number of a world's yearly metrics: `cohort_irr:mean:2026-2030`, or an expression over such
// numbers. Owns what is read and how it is calculated; refuses to know where the series is kept and
// how an expression is written (outcome_expression.hpp).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.hpp"
#include "core/function_ref.hpp"
#include "sim/experiments/outcome_expression.hpp"

namespace overbuild {

/// A statistic of a metric over years, METRIC:STATISTIC:YEARS.
struct Reading {
  enum class Statistic { at, sum, mean, median, min, max, any } statistic = Statistic::at;
  std::string metric;
  int first = 0, last = 0;
};

/// What is read of a world, and the calculation with it, operands before their operation.
struct Outcome {
  std::string text;
  std::vector<Reading> readings;
  std::vector<CalculationStep> steps;

  /// METRIC:STATISTIC:YEARS and nothing else, which has the unit of its metric.
  bool plain() const { return steps.size() == 1 && readings.size() == 1; }
};

/// METRIC:STATISTIC:YEAR or METRIC:STATISTIC:FIRST-LAST, where `any` is 1 when a year is above
/// zero, or an expression over them (outcome_expression.hpp). Problems go to the diagnostics.
Outcome parse_outcome(const std::string& text, Diagnostics& problems);

/// Metrics by reading: [readings].
std::vector<std::string> metric_names_of(const Outcome& outcome);

/// The metric whose name is most like one that is none; of a path with dots its last part counts.
std::string nearest_metric(std::string_view name);
/// What is expected in the place of such a name.
inline constexpr std::string_view metric_expected =
    "a yearly metric of the whole market, as `overbuild explain metrics` lists them";

/// Adds a problem for each reading of years that the run does not cover; `first` is its opening.
void check_years(const Outcome& outcome, int first, int last, Diagnostics& problems);

/// Its value. A statistic leaves NaN years out and is NaN without any; a calculation with something
/// that is NaN is NaN, comparisons too, and so is one without a finite result. `value_in` gives the
/// metric of a reading in a year, NaN outside the run.
double value_of(const Outcome& outcome,
                FunctionRef<double(std::size_t reading, int year)> value_in);

}  // namespace overbuild
