// The functions of api/overbuild.h that only the shared library has.
#include <algorithm>
#include <cmath>
#include <memory>
#include <new>
#include <string>
#include <tuple>
#include <vector>

#include "api/answer.hpp"
#include "api/native/shipped.hpp"
#include "api/native/worlds.hpp"
#include "api/overbuild.h"
#include "sim/experiments/content_digest.hpp"
#include "sim/experiments/outcome.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/results/findings.hpp"
#include "sim/results/stored_recording.hpp"
#include "sim/results/stored_run.hpp"
#include "sim/results/summary.hpp"

using overbuild::Model;
using overbuild::Worlds;

/// Worlds under way, or why there are none, and the last answer.
struct ov_crew {
  std::unique_ptr<Worlds> worlds;
  std::string refused, answer;
};

namespace {

/// The last answer of a function that belongs to no handle.
std::string& answer_of_this_thread() {
  thread_local std::string answer;
  return answer;
}

/// An answer that is kept as text, read again.
Model::Json read_answer(const std::string& text) { return Model::Json::parse(text); }

const char* text_or_nothing(const char* text) { return text == nullptr ? "" : text; }

Model::Json configurations_json() {
  Model::Json list = Model::Json::array();
  for (const overbuild::ShippedConfig& config : overbuild::shipped_configs()) {
    list.push_back({{"name", config.name},
                    {"file", config.file.string()},
                    {"description", config.description}});
  }
  return {{"configurations", std::move(list)}};
}

Model::Json content_digest_json(const char* worlds) {
  std::vector<std::tuple<std::string, std::uint32_t, std::string>> rows;
  for (const Model::Json& world : Model::Json::parse(worlds)) {
    rows.emplace_back(world.at(0).get<std::string>(), world.at(1).get<std::uint32_t>(),
                      world.at(2).get<std::string>());
  }
  std::sort(rows.begin(), rows.end());
  overbuild::ContentDigest digest;
  for (const auto& [scenario, replicate, world] : rows) digest.add(scenario, replicate, world);
  return {{"digest", digest.hex()}};
}

Model::Json run_directory_json(const char* directory) {
  overbuild::Diagnostics problems;
  const auto run = overbuild::read_run(directory, problems);
  const auto stored = run ? overbuild::read_recording(directory, problems) : std::nullopt;
  if (!problems.ok()) throw overbuild::RequestRefused(problems);
  const overbuild::Recording& recording = stored->recording;
  Model::Json metrics = Model::Json::array();
  for (const overbuild::MetricInfo& info : overbuild::metric_list()) {
    metrics.push_back({{"name", info.name}, {"unit", run->names.unit(info.unit)}});
  }
  Model::Json tables = Model::Json::object();
  for (const overbuild::OutputTable& table : overbuild::output_tables()) {
    tables[std::string(table.file.substr(0, table.file.find('.')))] =
        overbuild::output_table_json(table, run->names);
  }
  return {{"manifest", Model::Json::parse(overbuild::manifest_text(run->manifest))},
          {"findings",
           overbuild::findings_json(recording, overbuild::price_factors(recording, std::nullopt))},
          {"names", overbuild::words_json(run->names)},
          {"metrics", std::move(metrics)},
          {"tables", std::move(tables)}};
}

/// [worlds][years][metrics].
struct SeriesOfWorlds {
  int first_year, years;
  std::int64_t worlds;
  const double* values;
};

Model::Json outcome_json(const std::string& text, const SeriesOfWorlds& series, double* values) {
  overbuild::Diagnostics problems;
  const overbuild::Outcome outcome = overbuild::parse_outcome(text, problems);
  if (!problems.ok()) throw overbuild::RequestRefused(problems);
  std::vector<std::size_t> columns;
  for (const overbuild::Reading& reading : outcome.readings) {
    columns.push_back(static_cast<std::size_t>(*overbuild::find_metric(reading.metric)));
  }
  const std::size_t metrics = overbuild::metric_count();
  for (std::int64_t world = 0; world < series.worlds; ++world) {
    const double* const of_world =
        series.values + static_cast<std::size_t>(world * series.years) * metrics;
    values[world] = overbuild::value_of(outcome, [&](std::size_t reading, int year) {
      const int row = year - series.first_year;
      if (row < 0 || row >= series.years) return std::nan("");
      return of_world[static_cast<std::size_t>(row) * metrics + columns[reading]];
    });
  }
  const auto unit = outcome.plain() ? overbuild::info_of(overbuild::Metric{columns.front()}).unit
                                    : std::string_view();
  return {{"outcome", text}, {"unit", unit}};
}

}  // namespace

ov_crew* ov_start(ov_model* model, const char* request) {
  std::unique_ptr<ov_crew> crew(new (std::nothrow) ov_crew);
  if (!crew) return nullptr;
  const char* const said = overbuild::answered(crew->refused, [&]() -> Model::Json {
    if (model == nullptr) return {{"error", "there is no model"}};
    if (!model->model) return model->refused;
    crew->worlds = std::make_unique<Worlds>(model->model, text_or_nothing(request));
    return {};
  });
  if (!crew->worlds && said != crew->refused.c_str()) return nullptr;
  return crew.release();
}

const char* ov_take(ov_crew* crew, int32_t milliseconds) {
  if (crew == nullptr) return R"({"error":"there is no crew"})";
  return overbuild::answered(crew->answer, [&] {
    if (!crew->worlds) return read_answer(crew->refused);
    return crew->worlds->take(std::chrono::milliseconds(std::max(milliseconds, 0)));
  });
}

const double* ov_taken(ov_crew* crew) {
  return crew != nullptr && crew->worlds ? crew->worlds->series() : nullptr;
}

void ov_stop(ov_crew* crew) { delete crew; }

const char* ov_configurations(void) {
  return overbuild::answered(answer_of_this_thread(), configurations_json);
}

const char* ov_content_digest(const char* worlds) {
  return overbuild::answered(answer_of_this_thread(),
                             [&] { return content_digest_json(text_or_nothing(worlds)); });
}

const char* ov_outcome(const char* outcome, int32_t first_year, int32_t years, int64_t worlds,
                       const double* series, double* values) {
  return overbuild::answered(answer_of_this_thread(), [&] {
    return outcome_json(text_or_nothing(outcome), {first_year, years, worlds, series}, values);
  });
}

const char* ov_run_directory(const char* directory) {
  return overbuild::answered(answer_of_this_thread(),
                             [&] { return run_directory_json(text_or_nothing(directory)); });
}
