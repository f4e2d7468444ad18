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

}  // namespace

Outcome parse_outcome(const std::string& text, Diagnostics& problems) {
  Outcome outcome;
  outcome.text = text;
  const std::size_t first = text.find(':');
  const std::size_t second = first == std::string::npos ? first : text.find(':', first + 1);
  const auto refuse = [&](const std::string& what, std::string nearest = {}) {
    problems.add({"--outcome " + text, 0, 0}, what,
                 "METRIC:STATISTIC:YEARS such as cohort_irr:mean:2026-2030", std::move(nearest));
    return outcome;
  };
  if (second == std::string::npos) return refuse("does not have three parts");
  outcome.metric = text.substr(0, first);
  if (!find_metric(outcome.metric)) {
    return refuse("unknown metric", nearest_name(outcome.metric, metric_names()));
  }
  const std::string statistic = text.substr(first + 1, second - first - 1);
  const auto found = std::find(std::begin(statistic_names), std::end(statistic_names), statistic);
  if (found == std::end(statistic_names)) {
    const std::vector<std::string> names(std::begin(statistic_names), std::end(statistic_names));
    return refuse("unknown statistic", nearest_name(statistic, names));
  }
  outcome.statistic = static_cast<Outcome::Statistic>(found - std::begin(statistic_names));
  const std::string years = text.substr(second + 1);
  const std::size_t dash = years.find('-');
  const bool fine = dash == std::string::npos
                        ? read_year(years, outcome.first) && read_year(years, outcome.last)
                        : read_year(std::string_view(years).substr(0, dash), outcome.first) &&
                              read_year(std::string_view(years).substr(dash + 1), outcome.last);
  if (!fine || outcome.last < outcome.first) return refuse("no year, and no first and last year");
  return outcome;
}

double value_of(const Outcome& outcome, FunctionRef<double(int year)> value_in) {
  std::vector<double> values;
  for (int year = outcome.first; year <= outcome.last; ++year) {
    const double value = value_in(year);
    if (!std::isnan(value)) values.push_back(value);
  }
  using Statistic = Outcome::Statistic;
  if (values.empty()) return std::nan("");
  switch (outcome.statistic) {
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

}  // namespace overbuild
