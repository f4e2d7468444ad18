#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/experiments/ensemble_summary.hpp"
#include "sim/experiments/outcome.hpp"
#include "sim/experiments/paired.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/results/summary.hpp"
#include "tools/many_worlds.hpp"
#include "tools/sample_file.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

Json spread_json(const DifferenceSpread& spread) {
  return {{"q10", spread.q10},
          {"median", spread.median},
          {"q90", spread.q90},
          {"share_above", spread.share_above},
          {"pairs", spread.pairs}};
}

Table paired_table(std::string name, std::string first_heading) {
  Table table{std::move(name), "", {}, {}};
  table.columns = {text_column("what", std::move(first_heading)), text_column("unit", "unit")};
  for (const char* column : {"year", "10 %", "median", "90 %"}) {
    table.columns.push_back(text_column(column, column));
  }
  table.columns.push_back(percent_column("share_above", "B above A"));
  table.columns.push_back(count_column("pairs", "pairs"));
  return table;
}

void add_spread(Table& table, const std::string& what, std::string_view unit,
                const std::string& year, const DifferenceSpread& spread) {
  const ShownUnit shown = shown_unit(unit);
  const auto text = [&](double value) {
    return std::isnan(value) ? std::string("-") : significant_text(value / shown.scale, 3);
  };
  table.rows.push_back({what, shown.name, year, text(spread.q10), text(spread.median),
                        text(spread.q90), spread.share_above,
                        static_cast<std::int64_t>(spread.pairs)});
}

/// Headline metrics one, five and ten years on, and at the end of shorter runs.
Table headline_differences(const PairedSeries& paired, const EnsembleStore& store) {
  Table table = paired_table("differences", "metric");
  const std::vector<std::string> told = headline_metrics(store);
  for (std::size_t m = 0; m < paired.metrics.size(); ++m) {
    if (std::find(told.begin(), told.end(), paired.metrics[m]) == told.end()) continue;
    const std::string_view unit = info_of(*find_metric(paired.metrics[m])).unit;
    for (const int year : years_told(paired.first_year, paired.years)) {
      add_spread(table, paired.metrics[m], unit, std::to_string(year),
                 spread_of(paired.differences(m, year)));
    }
  }
  return table;
}

/// The unit of what is no expression: that of its metric.
std::string_view unit_of(const std::string& outcome) {
  Diagnostics ignored;
  const Outcome read = parse_outcome(outcome, ignored);
  if (!ignored.ok() || !read.plain()) return {};
  return info_of(*find_metric(read.readings.front().metric)).unit;
}

Json differences_json(const PairedSeries& paired) {
  Json json = Json::object();
  for (std::size_t m = 0; m < paired.metrics.size(); ++m) {
    Json& of = json[paired.metrics[m]];
    of["unit"] = info_of(*find_metric(paired.metrics[m])).unit;
    for (int year = paired.first_year; year < paired.first_year + paired.years; ++year) {
      Json row = {{"year", year}};
      row.update(spread_json(spread_of(paired.differences(m, year))));
      of["years"].push_back(std::move(row));
    }
  }
  return json;
}

void refuse_problems(const Diagnostics& problems) {
  if (!problems.ok()) throw InputError(problems.text());
}

}  // namespace

int paired_command(const CompareRequest& request, Console& console) {
  check_deliverable(request.json);
  if (request.scenarios.size() > 2) throw InputError("--scenario: is given more than twice");
  const auto scenario = [&](std::size_t side) {
    if (request.scenarios.empty()) return std::string();
    return request.scenarios[std::min(side, request.scenarios.size() - 1)];
  };
  const SampleFile a = open_ensemble(request.a, scenario(0)),
                   b = open_ensemble(request.b, scenario(1));
  const EnsembleSide first{*a.store, a.scenario}, second{*b.store, b.scenario};
  Diagnostics problems;
  const PairedSeries paired = pair_worlds(first, second, problems);
  refuse_problems(problems);
  Table outcomes = paired_table("outcomes", "outcome");
  Json json = {{"a", {{"file", request.a}, {"scenario", a.scenario}}},
               {"b", {{"file", request.b}, {"scenario", b.scenario}}},
               {"pairs", paired.rows.size()},
               {"differences", differences_json(paired)},
               {"statement", probability_statement}};
  for (const std::string& outcome : request.outcomes) {
    const auto spread = spread_of(paired_outcome(first, second, outcome, problems));
    refuse_problems(problems);
    add_spread(outcomes, outcome, unit_of(outcome), "", spread);
    json["outcomes"][outcome] = spread_json(spread);
  }
  const std::string title = fmt::format("B - A, {} pairs of worlds with the same draws, {}",
                                        paired.rows.size(), probability_statement);
  std::string text = fmt::format("A  {}: {}\nB  {}: {}\n\n{}\n", request.a, a.scenario, request.b,
                                 b.scenario, console.bold(title));
  if (!outcomes.rows.empty()) text += fitted(outcomes) + "\n";
  text += fitted(headline_differences(paired, *a.store));
  console.deliver(text, json, request.json);
  return exit_done;
}

}  // namespace overbuild
