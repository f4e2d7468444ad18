#include "sim/experiments/outcome.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/number_text.hpp"
#include "sim/experiments/statistics.hpp"
#include "sim/measure/metrics.hpp"

namespace overbuild {

namespace {

constexpr std::string_view statistic_names[] = {"at", "sum", "mean", "median", "min", "max", "any"};

bool read_year(std::string_view text, int& year) {
  const std::optional<int> read = parse_whole_in<int>(text, 1);
  year = read.value_or(0);
  return read.has_value();
}

/// A reading, or what is wrong with its text.
struct ReadingOrProblem {
  Reading reading;
  std::string problem = {}, nearest = {};
};

bool read_years(std::string_view years, Reading& reading) {
  const std::size_t dash = years.find('-');
  const std::string_view last = dash == std::string_view::npos ? years : years.substr(dash + 1);
  return read_year(years.substr(0, dash), reading.first) && read_year(last, reading.last) &&
         reading.last >= reading.first;
}

/// Of a text that is not METRIC:STATISTIC:YEARS.
ReadingOrProblem without_parts(const std::string& text) {
  std::vector<std::string> names = expression_functions();
  if (text.find(':') != std::string::npos) return {{}, "does not have three parts"};
  for (std::string& metric : metric_names()) names.push_back(std::move(metric));
  const bool known = std::find(names.begin(), names.end(), text) != names.end();
  return {{}, "does not have three parts", known ? std::string() : nearest_name(text, names)};
}

ReadingOrProblem read_reading(const std::string& text) {
  const std::size_t first = text.find(':');
  const std::size_t second = first == std::string::npos ? first : text.find(':', first + 1);
  if (second == std::string::npos) return without_parts(text);
  Reading reading;
  reading.metric = text.substr(0, first);
  if (!find_metric(reading.metric)) {
    return {{}, "unknown metric", nearest_metric(reading.metric)};
  }
  const std::string statistic = text.substr(first + 1, second - first - 1);
  const auto found = std::find(std::begin(statistic_names), std::end(statistic_names), statistic);
  if (found == std::end(statistic_names)) {
    const std::vector<std::string> names(std::begin(statistic_names), std::end(statistic_names));
    return {{}, "unknown statistic", nearest_name(statistic, names)};
  }
  reading.statistic = static_cast<Reading::Statistic>(found - std::begin(statistic_names));
  if (!read_years(std::string_view(text).substr(second + 1), reading)) {
    return {{}, "no year, and no first and last year"};
  }
  return {reading};
}

constexpr std::string_view reading_form =
    "METRIC:STATISTIC:YEARS such as cohort_irr:mean:2026-2030";

/// An outcome that is not one reading alone.
void parse_calculation(Outcome& outcome, Diagnostics& problems) {
  const SourcePosition where{"--outcome " + outcome.text, 0, 0};
  const auto take = [&](std::string_view text, std::size_t column) {
    const std::string reading(text);
    ReadingOrProblem read = read_reading(reading);
    if (!read.problem.empty()) {
      const bool whole = reading == outcome.text;
      problems.add(
          where,
          whole ? read.problem : fmt::format("column {}: '{}': {}", column, reading, read.problem),
          std::string(reading_form), read.nearest);
    }
    outcome.readings.push_back(std::move(read.reading));
    return outcome.readings.size() - 1;
  };
  const auto problem = parse_expression(outcome.text, outcome.steps, take);
  if (!problem || !problems.ok()) return;
  problems.add(where, fmt::format("column {}: {}", problem->column, problem->what),
               problem->expected);
}

double value_of_reading(const Reading& reading, FunctionRef<double(int year)> value_in) {
  std::vector<double> values;
  for (int year = reading.first; year <= reading.last; ++year) {
    const double value = value_in(year);
    if (!std::isnan(value)) values.push_back(value);
  }
  using Statistic = Reading::Statistic;
  if (values.empty()) return std::nan("");
  switch (reading.statistic) {
    case Statistic::at:
    case Statistic::mean: return mean(values);
    case Statistic::median: return median(values);
    case Statistic::sum: return std::accumulate(values.begin(), values.end(), 0.0);
    case Statistic::min: return *std::min_element(values.begin(), values.end());
    case Statistic::max: return *std::max_element(values.begin(), values.end());
    case Statistic::any:
      return std::any_of(values.begin(), values.end(), [](double v) { return v > 0.0; }) ? 1.0
                                                                                         : 0.0;
  }
  return std::nan("");
}

}  // namespace

std::string nearest_metric(std::string_view name) {
  const std::string_view last = name.substr(name.find_last_of('.') + 1);
  return nearest_name(last.empty() ? name : last, metric_names());
}

Outcome parse_outcome(const std::string& text, Diagnostics& problems) {
  Outcome outcome;
  outcome.text = text;
  ReadingOrProblem alone = read_reading(text);
  if (alone.problem.empty()) {
    outcome.readings.push_back(std::move(alone.reading));
    outcome.steps.push_back({CalculationStep::Kind::reading});
  } else {
    parse_calculation(outcome, problems);
  }
  return outcome;
}

std::vector<std::string> metric_names_of(const Outcome& outcome) {
  std::vector<std::string> metrics;
  for (const Reading& reading : outcome.readings) metrics.push_back(reading.metric);
  return metrics;
}

void check_years(const Outcome& outcome, int first, int last, Diagnostics& problems) {
  for (const Reading& reading : outcome.readings) {
    if (reading.first >= first && reading.last <= last) continue;
    problems.add({"--outcome " + outcome.text, 0, 0},
                 fmt::format("the run covers {} to {}, its opening {}", first + 1, last, first));
    return;
  }
}

double value_of(const Outcome& outcome,
                FunctionRef<double(std::size_t reading, int year)> value_in) {
  std::vector<double> stack;
  for (const CalculationStep& step : outcome.steps) {
    if (step.kind != CalculationStep::Kind::reading) {
      calculate(step, stack);
      continue;
    }
    stack.push_back(value_of_reading(outcome.readings[step.place],
                                     [&](int year) { return value_in(step.place, year); }));
  }
  return stack.size() == 1 ? stack.back() : std::nan("");
}

}  // namespace overbuild
