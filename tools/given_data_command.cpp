#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/experiments/ensemble_summary.hpp"
#include "sim/experiments/given_data.hpp"
#include "tools/many_worlds.hpp"
#include "tools/sample_file.hpp"

namespace overbuild {

namespace {

Table given_data_table(std::vector<GivenDataIndex> indices) {
  std::stable_sort(indices.begin(), indices.end(), [](const auto& a, const auto& b) {
    return (std::isnan(a.first.value) ? -1.0 : a.first.value) >
           (std::isnan(b.first.value) ? -1.0 : b.first.value);
  });
  Table table{"indices", "", {text_column("input", "input")}, {}};
  for (const char* column : {"first", "first_lo", "first_hi", "standard_error"}) {
    std::string heading = column;
    std::replace(heading.begin(), heading.end(), '_', ' ');
    table.columns.push_back(number_column(column, "1", heading, "", 3));
  }
  table.columns.push_back(count_column("parts", "parts"));
  for (const GivenDataIndex& index : indices) {
    table.rows.push_back({index.input, index.first.value, index.first.interval.lo,
                          index.first.interval.hi, index.error,
                          static_cast<std::int64_t>(index.parts)});
  }
  return table;
}

std::string given_data_note(const GivenDataAnalysis& analysis) {
  if (analysis.use.constant) return "The outcome is the same in every world.\n";
  double sum = 0.0;
  for (const GivenDataIndex& index : analysis.inputs) {
    sum += std::isnan(index.first.value) ? 0.0 : index.first.value;
  }
  return fmt::format(
      "Each alone they explain {} of the variance; interactions and luck explain the rest.\n",
      fixed_text(sum, 2));
}

std::vector<std::string> asked_of(const SensitivityRequest& request, const SampleFile& sample) {
  if (!request.outcomes.empty()) return request.outcomes;
  const StoredSeries series = sample.store->series(sample.scenario, {"capex"});
  return default_outcomes(series.first_year + 1, series.first_year + series.years - 1);
}

}  // namespace

int given_data_command(const SensitivityRequest& request, Console& console) {
  const SampleFile sample = open_sample(request.from, request.scenario);
  const std::vector<SampleColumn> inputs = stored_inputs(*sample.store, sample.scenario);
  if (inputs.empty()) {
    throw InputError(fmt::format("{}: no input differs between its worlds", request.from));
  }
  nlohmann::ordered_json json = {{"config", sample.store->meta("config")},
                                 {"scenario", sample.scenario},
                                 {"method", "given data"},
                                 {"content_digest", sample.store->content_digest()}};
  std::string text;
  for (const std::string& outcome : asked_of(request, sample)) {
    const GivenDataAnalysis analysis =
        given_data_indices(inputs, require_outcome(sample, outcome).values);
    const Table table = given_data_table(analysis.inputs);
    const std::string title =
        fmt::format("{}: first-order Sobol indices from {} of {} worlds, {}", outcome,
                    analysis.use.used, analysis.use.all, probability_statement);
    text +=
        fmt::format("{}\n{}{}\n", console.bold(title), fitted(table), given_data_note(analysis));
    json["outcomes"][outcome] = table_json(table);
    json["use"][outcome] = {{"used", analysis.use.used},
                            {"all", analysis.use.all},
                            {"constant", analysis.use.constant}};
  }
  text += digest_lines(*sample.store);
  console.deliver(text, json, request.json);
  return exit_done;
}

}  // namespace overbuild
