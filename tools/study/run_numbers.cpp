#include "tools/study/run_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/experiments/statistics.hpp"

namespace overbuild::study {

namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

/// Of the years in which there is one.
std::vector<double> values_of(const Recording& recording, Metric metric) {
  std::vector<double> values;
  for (int year = recording.first_year + 1; year <= last_year(recording); ++year) {
    const double value = recording.value(year, metric);
    if (!std::isnan(value)) values.push_back(value);
  }
  return values;
}

}  // namespace

int last_year(const Recording& recording) { return recording.first_year + recording.years - 1; }

double fall_after_peak(const Recording& recording) {
  const std::vector<double> spending = values_of(recording, "ai_capex"_metric);
  const auto peak = std::max_element(spending.begin(), spending.end());
  if (peak == spending.end() || !(*peak > 0.0)) return no_value;
  return *std::min_element(peak, spending.end()) / *peak - 1.0;
}

double worst_three_years(const Recording& recording) {
  double worst = no_value;
  for (int year = recording.first_year + 4; year <= last_year(recording); ++year) {
    const double before = recording.value(year - 3, "ai_capex"_metric);
    if (!(before > 0.0)) continue;
    const double change = recording.value(year, "ai_capex"_metric) / before - 1.0;
    if (!(change >= worst)) worst = change;
  }
  return worst;
}

double mean_over_years(const Recording& recording, Metric metric) {
  return mean(values_of(recording, metric));
}

double lowest_over_years(const Recording& recording, Metric metric) {
  const std::vector<double> values = values_of(recording, metric);
  return values.empty() ? no_value : *std::min_element(values.begin(), values.end());
}

double sum_over_years(const Recording& recording, Metric metric) {
  const std::vector<double> values = values_of(recording, metric);
  return std::accumulate(values.begin(), values.end(), 0.0);
}

double years_below(const Recording& recording, Metric metric, double level) {
  const std::vector<double> values = values_of(recording, metric);
  return static_cast<double>(
      std::count_if(values.begin(), values.end(), [&](double value) { return value < level; }));
}

const std::vector<FirmClass>& firm_classes() {
  static const std::vector<FirmClass> classes = {
      {"builders, another business, little debt", "builder", "diversified"},
      {"builders, another business, much debt", "builder", "levered"},
      {"builders, pure plays", "builder", "pure_play"},
      {"builders that came in", "builder", {}, true},
      {"labs", "lab"},
      {"open labs", "open_lab"},
      {"vendors", "vendor"},
      {"applications", "app"},
      {"applications that came in", "app", {}, true},
      {"lenders", "lender"}};
  return classes;
}

Fate fate_of(const FirmClass& of, const std::vector<AgentName>& agents, const RunFirms& firms) {
  Fate fate;
  for (const AgentName& agent : agents) {
    if (agent.role != of.role || !(of.entrants ? firms.came_in : firms.at_start).contains(agent.id))
      continue;
    if (!of.type.empty() && agent.type != of.type) continue;
    fate.stood += 1.0;
    fate.failed += firms.failed.contains(agent.id) ? 1.0 : 0.0;
  }
  return fate;
}

PairedChange paired_change(const std::vector<double>& with, const std::vector<double>& without) {
  std::vector<double> after, before;
  for (std::size_t k = 0; k < std::min(with.size(), without.size()); ++k) {
    if (std::isnan(with[k]) || std::isnan(without[k])) continue;
    after.push_back(with[k]);
    before.push_back(without[k]);
  }
  const auto change = [&](const std::vector<std::size_t>& rows) {
    double now = 0.0, then = 0.0;
    for (const std::size_t row : rows) {
      now += after[row];
      then += before[row];
    }
    return then != 0.0 ? now / then - 1.0 : no_value;
  };
  std::vector<std::size_t> all(after.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  if (all.empty()) return {no_value, no_value};
  return {change(all), bootstrap_error(all.size(), resamples, change)};
}

}  // namespace overbuild::study
