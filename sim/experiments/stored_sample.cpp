#include "sim/experiments/stored_sample.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/results/run_directory.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Places among the sorted texts that occur.
SampleColumn categories_of(std::string name, const std::vector<const Json*>& values) {
  std::map<std::string, double> places;
  for (const Json* value : values) places.emplace(text_of(*value), 0.0);
  SampleColumn column{std::move(name), {}, {}};
  for (auto& [text, place] : places) {
    place = static_cast<double>(column.categories.size());
    column.categories.push_back(text);
  }
  for (const Json* value : values) column.values.push_back(places.at(text_of(*value)));
  return column;
}

SampleColumn column_of(std::string name, const std::vector<const Json*>& values) {
  const bool numbers = std::all_of(values.begin(), values.end(),
                                   [](const Json* value) { return value->is_number(); });
  if (!numbers) return categories_of(std::move(name), values);
  SampleColumn column{std::move(name), {}, {}};
  for (const Json* value : values) column.values.push_back(value->get<double>());
  return column;
}

bool varies(const SampleColumn& column) {
  return std::any_of(column.values.begin(), column.values.end(),
                     [&](double value) { return value != column.values.front(); });
}

[[noreturn]] void refuse(std::uint32_t row) {
  throw OutputError(
      fmt::format("parameters of world {} are no JSON object of values, or name "
                  "other inputs than the first world's",
                  row));
}

std::vector<Json> drawn_objects(const EnsembleStore& store, std::string_view scenario) {
  std::vector<Json> worlds;
  for (const auto& [row, text] : store.parameters(scenario)) {
    worlds.push_back(Json::parse(text.empty() ? "{}" : text, nullptr, false));
    if (!worlds.back().is_object() || worlds.back().size() != worlds.front().size()) refuse(row);
  }
  return worlds;
}

}  // namespace

StoredOutcome stored_outcome(const EnsembleStore& store, std::string_view scenario,
                             const Outcome& outcome) {
  const StoredSeries series = store.series(scenario, metric_names_of(outcome));
  StoredOutcome stored{series.rows, {}};
  for (std::size_t w = 0; w < series.rows.size(); ++w) {
    stored.values.push_back(value_of(outcome, [&](std::size_t reading, int year) {
      const bool inside = year >= series.first_year && year < series.first_year + series.years;
      return inside ? series.at(w, year, reading) : std::nan("");
    }));
  }
  return stored;
}

std::vector<SampleColumn> stored_inputs(const EnsembleStore& store, std::string_view scenario) {
  const std::vector<Json> worlds = drawn_objects(store, scenario);
  std::vector<SampleColumn> columns;
  if (worlds.empty()) return columns;
  for (const auto& [name, first] : worlds.front().items()) {
    std::vector<const Json*> values;
    for (std::size_t w = 0; w < worlds.size(); ++w) {
      const auto at = worlds[w].find(name);
      if (at == worlds[w].end()) refuse(static_cast<std::uint32_t>(w));
      values.push_back(&*at);
    }
    SampleColumn column = column_of(name, values);
    if (varies(column)) columns.push_back(std::move(column));
  }
  return columns;
}

Outcome outcome_of_store(const EnsembleStore& store, std::string_view scenario,
                         const std::string& text, Diagnostics& problems) {
  Outcome outcome = parse_outcome(text, problems);
  if (!problems.ok()) return outcome;
  const std::vector<std::string> stored = store.metrics();
  for (const std::string& metric : metric_names_of(outcome)) {
    if (std::find(stored.begin(), stored.end(), metric) != stored.end()) continue;
    problems.add({"--outcome " + text, 0, 0}, fmt::format("the file does not store '{}'", metric),
                 fmt::format("one of {}", fmt::join(stored, ", ")));
    return outcome;
  }
  const StoredSeries series = store.series(scenario, metric_names_of(outcome));
  if (series.rows.empty()) return outcome;
  check_years(outcome, series.first_year, series.first_year + series.years - 1, problems);
  return outcome;
}

}  // namespace overbuild
