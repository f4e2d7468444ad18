#include "tools/verify/verify_worlds.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/number_text.hpp"
#include "sim/experiments/crew.hpp"
#include "sim/experiments/ensemble_store.hpp"
#include "sim/results/csv.hpp"
#include "sim/simulation.hpp"
#include "tools/interruption.hpp"
#include "tools/many_worlds.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// A world that comes out otherwise.
struct WorldDifference {
  WorldPlace place;
  std::string what;
};

/// Complete worlds, evenly over the file.
std::vector<StoredWorld> sample(const EnsembleStore& store, std::uint32_t count) {
  std::vector<StoredWorld> complete, chosen;
  for (StoredWorld& world : store.runs()) {
    if (world.status == "complete") complete.push_back(std::move(world));
  }
  const std::size_t wanted = std::min<std::size_t>(count, complete.size());
  for (std::size_t k = 0; k < wanted; ++k) {
    chosen.push_back(std::move(complete[k * complete.size() / wanted]));
  }
  return chosen;
}

/// The scenarios of a file, from the text of their configurations.
std::vector<Scenario> scenarios_of(const EnsembleStore& store, const fs::path& file) {
  const std::string kind = store.meta("kind");
  if (kind != "ensemble" && kind != "hypotheses") {
    throw InputError(
        fmt::format("{}: worlds of a file of kind '{}' are points of a design that the file does "
                    "not hold; verify runs those of ensembles and hypotheses again",
                    file.string(), kind));
  }
  std::vector<Scenario> scenarios;
  for (const std::string& name : store.scenarios()) {
    ConfigRequest request;
    request.config = "-";
    request.text = store.configuration(name);
    if (request.text->empty()) {
      throw InputError(fmt::format(
          "{}: does not hold its configuration, as files of earlier versions; repeat single worlds "
          "with `overbuild run CONFIG --replicate N` and compare their digests with the table runs",
          file.string()));
    }
    scenarios.push_back(make_scenario(request, name));
  }
  return scenarios;
}

/// The first value of the series that differs; empty when none does.
std::string series_difference(const EnsembleStore& store, const StoredTable& table,
                              const WorldPlace& place, const WorldRecord& again) {
  const std::size_t metrics = table.columns.size() - 3;
  std::size_t at = 0;
  std::string difference;
  store.each_row(table, place, [&](std::span<const StoredCell> cells) {
    for (std::size_t k = 0; k < metrics && difference.empty(); ++k, ++at) {
      const StoredCell& cell = cells[k + 3];
      const double now = at < again.series.size() ? again.series[at] : std::nan("");
      const double stored = cell.kind == StoredCell::Kind::whole ? static_cast<double>(cell.whole)
                            : cell.kind == StoredCell::Kind::number ? cell.number
                                                                    : std::nan("");
      if (stored == now || (std::isnan(stored) && std::isnan(now))) continue;
      difference = fmt::format("first in {}, {}: {} stored, {} now", cells[2].whole,
                               table.columns[k + 3].name, stored, now);
    }
  });
  if (difference.empty() && at != again.series.size()) difference = "another number of years";
  return difference;
}

/// A cell as a run directory writes it.
bool same_field(const StoredCell& cell, const std::string& field) {
  switch (cell.kind) {
    case StoredCell::Kind::empty: return field.empty();
    case StoredCell::Kind::text: return field == cell.text;
    case StoredCell::Kind::whole: return parse_number(field) == static_cast<double>(cell.whole);
    default: return parse_number(field) == cell.number;
  }
}

/// The first row of a recorded table that differs; empty when none does.
std::string table_difference(const EnsembleStore& store, const StoredTable& table,
                             const WorldPlace& place, const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  for_each_csv_row(csv, [&](const std::vector<std::string>& fields) { rows.push_back(fields); });
  rows.erase(rows.begin());  // the header
  std::size_t row = 0;
  std::string difference;
  store.each_row(table, place, [&](std::span<const StoredCell> cells) {
    const std::size_t k = row++;
    if (!difference.empty()) return;
    for (std::size_t c = 2; c < cells.size() && k < rows.size(); ++c) {
      if (same_field(cells[c], rows[k][c - 2])) continue;
      difference = fmt::format("first in row {} of {}, column {}; now {}", k + 1, table.name,
                               table.columns[c].name, fmt::join(rows[k], ","));
      return;
    }
  });
  if (difference.empty() && row != rows.size()) {
    difference = fmt::format("{} rows of {} stored, {} now", row, table.name, rows.size());
  }
  return difference;
}

/// What differs first between a stored world and the same run again; empty when nothing does.
std::string difference_of(const EnsembleStore& store, const StoredWorld& stored,
                          const WorldRecord& again) {
  if (again.status != WorldRecord::Status::complete) return "does not end now: " + again.reason;
  std::string first;
  std::size_t table_number = 0;
  for (const StoredTable& table : store.tables()) {
    if (!first.empty()) break;
    if (table.name == "series") first = series_difference(store, table, stored.place, again);
    if (!table.recorded) continue;
    first = table_difference(store, table, stored.place, again.tables.at(table_number++));
  }
  if (stored.digest == again.digest && first.empty()) return {};
  return fmt::format("digest {} stored, {} now{}{}", stored.digest, again.digest,
                     first.empty() ? "" : "; ", first);
}

/// The same worlds once more: with the values that were drawn in the place of their priors, and the
/// luck of their replicate.
std::vector<WorldDifference> run_again(const EnsembleStore& store,
                                       const std::vector<StoredWorld>& chosen,
                                       const Experiment& experiment, std::optional<int> threads) {
  const std::vector<std::string> names = store.scenarios();
  const auto spec = [&](std::size_t k) {
    WorldSpec spec;
    const auto at = std::find(names.begin(), names.end(), chosen[k].place.scenario);
    spec.scenario = static_cast<std::uint32_t>(at - names.begin());
    spec.row = spec.replicate = chosen[k].place.row;
    spec.draws = false;
    spec.overrides = drawn_overrides(chosen[k].parameters);
    return spec;
  };
  std::map<std::pair<std::string, std::uint32_t>, const StoredWorld*> stored;
  for (const StoredWorld& world : chosen) stored[{world.place.scenario, world.place.row}] = &world;
  std::vector<WorldDifference> differences;
  CrewOptions options;
  options.threads = threads.value_or(0);
  options.interrupted = Interruption::requested;
  run_worlds(experiment, chosen.size(), spec, options, [&](WorldRecord&& again) {
    const StoredWorld& world = *stored.at({names[again.scenario], again.row});
    std::string what = difference_of(store, world, again);
    if (!what.empty()) differences.push_back({world.place, std::move(what)});
    return true;
  });
  std::sort(differences.begin(), differences.end(), [](const auto& a, const auto& b) {
    return std::pair(a.place.scenario, a.place.row) < std::pair(b.place.scenario, b.place.row);
  });
  return differences;
}

std::string conclusion(const EnsembleStore& store, bool same, bool whole) {
  if (same) return "The same: this build repeats these worlds to the bit.";
  if (!whole) return "Different: the file is not as it was finished.";
  for (const Build& build : store.builds()) {
    if (!build.same_as(this_build())) {
      return "Different: another build ran worlds of this file, and this one does not repeat them.";
    }
  }
  return "Different: the same build does not repeat these worlds. That is an error of the program; "
         "please report it.";
}

}  // namespace

Verdict verify_worlds(const fs::path& file, std::uint32_t count, std::optional<int> threads) {
  const EnsembleStore store(file);
  Experiment experiment;
  experiment.scenarios = scenarios_of(store, file);
  for (const std::string& name : store.metrics()) experiment.metrics.push_back(*find_metric(name));
  for (const StoredTable& table : store.tables()) {
    if (table.recorded) experiment.tables.push_back(table.name + ".csv");
  }
  const std::vector<StoredWorld> chosen = sample(store, count);
  const std::vector<WorldDifference> differences = run_again(store, chosen, experiment, threads);
  const std::string digest = store.content_digest(), finished = store.meta("content_digest");
  const bool whole = finished.empty() || finished == digest;
  const bool same = differences.empty() && whole;
  std::string text = fmt::format("file     {}: {}, seed {}, {} worlds\n", file.string(),
                                 store.meta("config"), store.meta("seed"), store.worlds());
  text += fmt::format("made by  {}\nagain by {}\n", fmt::join(builds_of(store), "; "),
                      short_text(this_build()));
  text += fmt::format("content  {}{}\n", digest,
                      whole ? "" : fmt::format(", but {} when it was finished", finished));
  text += fmt::format("worlds   {} of {} run again are the same\n",
                      chosen.size() - differences.size(), chosen.size());
  Json different = Json::array();
  for (const WorldDifference& difference : differences) {
    text += fmt::format("  {}, replicate {}: {}\n", difference.place.scenario, difference.place.row,
                        difference.what);
    different.push_back({{"scenario", difference.place.scenario},
                         {"replicate", difference.place.row},
                         {"difference", difference.what}});
  }
  const std::string told = conclusion(store, same, whole);
  Json json = {{"input", file.string()},
               {"same", same},
               {"made_by", builds_of(store)},
               {"again_by", short_text(this_build())},
               {"content_digest", {{"stored", finished}, {"now", digest}}},
               {"worlds", chosen.size()},
               {"different_worlds", different},
               {"conclusion", told}};
  return {same, text + "\n" + told + "\n", std::move(json)};
}

}  // namespace overbuild
