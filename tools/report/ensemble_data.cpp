#include "tools/report/ensemble_data.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "sim/experiments/ensemble_store.hpp"
#include "sim/experiments/ensemble_summary.hpp"
#include "sim/experiments/statistics.hpp"
#include "sim/results/table.hpp"
#include "tools/report/run_data.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

constexpr double probabilities[] = {0.1, 0.25, 0.5, 0.75, 0.9};

/// What the four numbers of the answer are made of, world by world.
const std::vector<std::string> answer_metrics = {"ai_capex", "debt_service", "end_user_spend",
                                                 "cohort_irr", "defaults", "losses"};
/// World by world for this many worlds of all scenarios together; quantiles are over all.
constexpr std::uint32_t most_paths = 1500;

/// [probabilities][years] of one metric over the worlds.
Json quantiles_of(const StoredSeries& series, std::size_t metric) {
  Json bands = Json::array();
  for (std::size_t p = 0; p < std::size(probabilities); ++p) bands.push_back(Json::array());
  std::vector<double> values;
  for (int year = series.first_year; year < series.first_year + series.years; ++year) {
    values.clear();
    for (std::size_t world = 0; world < series.rows.size(); ++world) {
      const double value = series.at(world, year, metric);
      if (!std::isnan(value)) values.push_back(value);
    }
    std::sort(values.begin(), values.end());
    for (std::size_t p = 0; p < std::size(probabilities); ++p) {
      bands[p].push_back(rounded(quantile(values, probabilities[p])));
    }
  }
  return bands;
}

/// Worlds one after another, each its years.
Json paths_of(const StoredSeries& series, std::size_t metric) {
  Json paths = Json::array();
  for (std::size_t world = 0; world < series.rows.size(); ++world) {
    for (int year = series.first_year; year < series.first_year + series.years; ++year) {
      paths.push_back(rounded(series.at(world, year, metric), 4));
    }
  }
  return paths;
}

Json scenario_data(const EnsembleStore& store, const std::string& name, std::uint32_t paths) {
  const std::vector<std::string> metrics = store.metrics();
  const StoredSeries series = store.series(name, metrics);
  Json bands = Json::object(), worlds = Json::object();
  for (std::size_t metric = 0; metric < metrics.size(); ++metric) {
    bands[metrics[metric]] = quantiles_of(series, metric);
  }
  const StoredSeries some = store.series(name, answer_metrics, paths);
  for (std::size_t metric = 0; metric < answer_metrics.size(); ++metric) {
    worlds[answer_metrics[metric]] = paths_of(some, metric);
  }
  return {{"name", name},
          {"worlds", series.rows.size()},
          {"first_year", series.first_year},
          {"years", series.years},
          {"quantiles", std::move(bands)},
          {"paths", std::move(worlds)},
          {"path_worlds", some.rows.size()}};
}

}  // namespace

bool looks_like_database(const std::filesystem::path& file) {
  constexpr std::string_view magic = "SQLite format 3";
  std::ifstream stream(file, std::ios::binary);
  std::string head(magic.size(), '\0');
  return stream.read(head.data(), static_cast<std::streamsize>(head.size())) && head == magic;
}

Json ensemble_data(const std::filesystem::path& file) {
  const EnsembleStore store(file);
  std::vector<std::string> builds;
  for (const Build& build : store.builds()) builds.push_back(short_text(build));
  Json data = {{"file", file.string()},
               {"kind", store.meta("kind")},
               {"config", store.meta("config")},
               {"seed", store.meta("seed")},
               {"worlds", store.worlds()},
               {"content_digest", store.content_digest()},
               {"builds", builds},
               {"statement", probability_statement},
               {"probability", probabilities},
               {"scenarios", Json::array()}};
  const std::vector<std::string> names = store.scenarios();
  const auto each = static_cast<std::uint32_t>(most_paths / std::max<std::size_t>(names.size(), 1));
  if (const std::string answer = store.meta("answer"); !answer.empty()) {
    data["answer"] = Json::parse(answer);
  }
  // Crossed conditions and designs are read by their answers; their worlds are no forecast.
  const bool forecast = store.meta("kind") == "ensemble";
  for (const std::string& name : names) {
    if (forecast) data["scenarios"].push_back(scenario_data(store, name, each));
  }
  if (forecast) {
    data["probabilities"] = table_json(probability_table(store, UINT32_MAX));
    data["event_counts"] = event_counts_json(event_counts(store, UINT32_MAX));
  }
  data["failed_worlds"] = table_json(failed_worlds_table(store));
  return data;
}

}  // namespace overbuild
