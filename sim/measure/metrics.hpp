// The dictionary of yearly metrics: name, unit, meaning, when there is none. Each is one line of
// sim/measure/metrics.cpp, with the function that reads it off the state; series.csv,
// `overbuild explain`, docs/outputs.md and the stores all go through this list.
// Refuses to know the state and how a metric is shown: who asks for a metric by its name is not
// compiled again when another comes in.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace overbuild {

/// A metric, by its place in the dictionary.
enum class Metric : std::size_t {};

struct MetricInfo {
  std::string_view name, unit, meaning;
  /// When it has no value; empty if it always has one. Nothing describes the opening year that
  /// needs a year before it; in every later year a metric has a value unless this says otherwise.
  std::string_view absent{};
  /// Whether it is told of a year only when later ones are over. A longer run may know it where a
  /// shorter one does not; where both do, and for every other metric, they say the same.
  bool known_later = false;
};

/// All metrics, in the order of series.csv.
std::span<const MetricInfo> metric_list();

std::size_t metric_count();
const MetricInfo& info_of(Metric metric);
/// Names of all metrics, in order.
std::vector<std::string> metric_names();

std::vector<Metric> all_metrics();

/// The metric of that name, if there is one.
std::optional<Metric> find_metric(std::string_view name);

/// The metric that the program itself asks for. Error: BrokenInvariant with the nearest name where
/// there is none.
Metric metric_called(std::string_view name);

struct MeasureView;
struct CohortView;

/// Values of a year just closed, and of the opening year, in order; not a number where there is
/// none.
std::vector<double> read_metrics(const MeasureView&);
std::vector<double> read_opening_metrics(const MeasureView&);
/// Fills in, when the run is over, what is known later of the year of a cohort.
void read_late_metrics(const CohortView&, std::span<double> row);

namespace metric_detail {

/// A name as a template argument.
template <std::size_t size>
struct Name {
  char text[size];
  consteval Name(const char (&of)[size]) { std::copy_n(of, size, text); }  // NOLINT: implicit
};

/// Looks a name up before main begins, wherever in the program it is written.
template <Name name>
struct Asked {
  static inline const Metric at_start = metric_called(name.text);
};

}  // namespace metric_detail

inline namespace literals {

/// "capex"_metric. A program in which such a name is none does not start, and says which.
template <metric_detail::Name name>
Metric operator""_metric() {
  static const Metric found = metric_called(name.text);
  static_cast<void>(&metric_detail::Asked<name>::at_start);
  return found;
}

}  // namespace literals

}  // namespace overbuild
