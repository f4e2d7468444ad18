// What the record says, in the form a run can be held against. Owns the evidence file: targets with
// bands and the series scored against naive rivals. Refuses to know how a world comes about, and
// holds nothing that a run reads.
//
// configs/evidence/<config>.yaml:
//   title: text
//   overrides: [population.enterprises=500]      # of `overbuild hindcast` only; --set wins
//   train_until: 2000                            # last year of training data, for the series
//   tolerance: 2.18                              # of the calibration that gave priors; 1 if none
//   targets:                                     # years are those of the run, its opening included
//     - {id: capex_peak, metric: capex, years: [1997, 2005], statistic: peak_year, observed: 2000,
//        lo: 1999.5, hi: 2000.5, split: test, source: "RHK", confidence: B, note: ""}
//   series:
//     - {id: capex, metric: capex, values: {1999: 8.5e10, 2000: 9.2e10}, source: "RHK",
//        confidence: B}
// Values are in the metric's own unit (usd, shares of one). `metric` may be `<role>.<column>` of
// agents.csv, summed over the firms that `agents: [ids]` and `types: [pure_play]` choose (targets
// and series alike). Optional keys of targets: `metric2`, second quantity of lag_of_peaks and
// ratio_of_metrics; `types2`, the others of odds_ratio; `within`, years of fall_from_peak;
// `transform: exp`, applied to each firm's column; `center: mean`, to test the mean over replicates
// instead of their median; `note`. Of series: `scale: linear` (else logarithms, of values above
// 0); `relative_to: 1997` divides by the value of that year. Ids are used once. Splits: train,
// test, input (shown, not counted), known (what is known when the run is made: worlds may be
// weighted by how near they come to it, sim/experiments/conditioning.hpp; shown, not counted).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/diagnostics.hpp"
#include "sim/measure/metrics.hpp"

namespace overbuild::hindcast {

/// How years of a quantity become one number; `years` is [first, last], or [year].
enum class Statistic {
  value,   ///< in the first year
  mean,    ///< over the years
  median,  ///< over the years in which it is defined
  sum,
  highest,
  lowest,
  ratio_of_years,       ///< last over first
  change,               ///< last less first
  growth,               ///< last over first, less one
  growth_per_year,      ///< yearly factor from first to last, less one
  log_growth_per_year,  ///< ln(last/first) over the years between
  peak_year,            ///< year of the highest value
  trough_year,          ///< year of the lowest value
  fall_from_peak,       ///< lowest of the `within` years after the peak over the peak, less one
  lowest_growth,        ///< worst change from one year to the next within the years
  lag_of_peaks,         ///< peak year of `metric2` less peak year of `metric`
  elasticity,           ///< ln(last/first) of `metric` over that of `metric2`
  year_above,           ///< first year with `metric` above `metric2`; one after the last if none
  ratio_of_metrics,     ///< sum of `metric` over sum of `metric2`
  interquartile_ratio,  ///< upper over lower quartile of the firms' columns in the first year
  count_of_agents,      ///< firms with a column that is not zero in the first year
  odds_ratio,           ///< odds of failing within the years: firms of `types` over `types2`
  failures,             ///< chosen firms that fail within the years
  default_rate,         ///< column a year before of firms that failed in the first year, over all
};

enum class Split { train, test, input, known };

/// A metric, or a column of agents.csv summed over chosen firms.
struct Quantity {
  std::optional<Metric> metric;
  std::string role, column;         ///< where it is no metric
  std::vector<std::string> agents;  ///< empty: all of the role
  std::vector<std::string> types;   ///< of builders; empty: all
  bool exponent = false;
};

struct Target {
  std::string id, metric_name;
  Quantity quantity, second;
  Statistic statistic = Statistic::value;
  int first_year = 0, last_year = 0, within = 3;
  double observed = 0, lo = 0, hi = 0;
  Split split = Split::test;
  bool center_mean = false;
  std::string source, confidence, note;
  SourcePosition years_at{};
};

struct Series {
  std::string id, metric_name;
  Quantity quantity;
  std::map<int, double> values;
  bool logarithms = true;
  std::optional<int> relative_to;
  std::string source, confidence, note;
  std::map<int, SourcePosition> values_at{};
};

/// By how much a world may differ from the record: sd = tolerance x sqrt((half the band/1.64)^2 +
/// (discrepancy x middle)^2), the record's own width, taken for 90 %, and what the model leaves
/// out; of dates the share is of the years since the target's first one, at least one.
struct ErrorScale {
  double tolerance = 1.0, discrepancy = 0.1;
};

struct Evidence {
  std::string title;
  std::vector<std::string> overrides;
  int train_until = 0;
  ErrorScale errors;
  std::vector<Target> targets;
  std::vector<Series> series;
};

/// Reads an evidence file; all problems go to `diagnostics`: numbers that are none, years backwards
/// or of another age, ids used twice, observations that have no logarithm where one is taken.
/// Test: tests/sim/experiments/test_hindcast.cpp.
Evidence read_evidence(const std::string& file, const std::string& text, Diagnostics& diagnostics);

/// Years that a run does not cover: of targets, and of observations that worlds are scored against.
/// A run covers its opening year, the one before its first, too. What is known when it is made is
/// of its first year at the latest: a world of another start is refused.
void check_years(const Evidence&, int first_year, int last_year, Diagnostics& diagnostics);

std::string_view name_of(Split split);
std::string_view name_of(Statistic statistic);

}  // namespace overbuild::hindcast
