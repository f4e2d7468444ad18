#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/config/declaration.hpp"
#include "core/number_text.hpp"
#include "core/parallel.hpp"
#include "sim/experiments/ensemble_summary.hpp"
#include "sim/experiments/hypotheses.hpp"
#include "sim/experiments/typical_world.hpp"
#include "sim/results/summary.hpp"
#include "sim/results/tables.hpp"
#include "tools/configuration.hpp"
#include "tools/hindcast.hpp"
#include "tools/interruption.hpp"
#include "tools/many_worlds.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

/// NAME=FILE; names go into columns and files, so they are as plain as identifiers.
std::pair<std::string, std::string> parse_scenario(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  if (equals == std::string::npos || equals + 1 == text.size()) {
    throw InputError(
        fmt::format("--scenario {}: expected NAME=FILE, for instance cheap=cheap.yaml", text));
  }
  if (!config::valid_entry_id(name)) {
    throw InputError(fmt::format("--scenario {}: '{}' names a scenario; expected {}", text, name,
                                 scenario_name_rule));
  }
  return {name, text.substr(equals + 1)};
}

/// Tables that a list names, without ".csv". What all worlds have in common is in the file already.
std::vector<std::string> tables_of(const std::string& list) {
  std::vector<std::string> names, chosen;
  for (const OutputTable& table : output_tables()) {
    const std::string name(table.file.substr(0, table.file.find('.')));
    if (name != "series" && name != "parameters") names.push_back(name);
  }
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string name = list.substr(begin, end - begin);
    begin = end + 1;
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      refuse_input("", fmt::format("--record {}: unknown table", name),
                   fmt::format("{}", fmt::join(names, ", ")), nearest_name(name, names));
    }
    chosen.push_back(name + ".csv");
  }
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return chosen;
}

/// Draws priors from a Latin hypercube; its points depend on their number, so that the file is one
/// of so many worlds.
void draw_by_hypercube(ManyWorlds& worlds, std::uint32_t points) {
  worlds.design = fmt::format("Latin hypercube of {} worlds", points);
  worlds.spec = [paired = worlds.spec, points](std::size_t k) {
    WorldSpec spec = paired(k);
    spec.hypercube = points;
    return spec;
  };
}

/// The world nearest to the medians, with the command that shows it.
std::string typical_text(const TypicalWorld& typical, const EnsembleRequest& request) {
  std::vector<std::string> ranks;
  for (const TypicalOutcome& outcome : typical.outcomes) {
    ranks.push_back(fmt::format("{} {:.0f} %", outcome.name, 100.0 * outcome.rank));
  }
  const std::string command =
      fmt::format("overbuild run {} --replicate {}", scenario_arguments(request.configuration),
                  typical.replicate);
  return wrapped(fmt::format("A typical world of the {}: replicate {}, nearest to the medians. "
                             "Shares of worlds below it: {}.",
                             typical.worlds, typical.replicate, fmt::join(ranks, ", ")),
                 line_width()) +
         command_lines("", command) + "\n";
}

Json typical_json(const TypicalWorld& typical) {
  Json ranks = Json::object();
  for (const TypicalOutcome& outcome : typical.outcomes) ranks[outcome.name] = outcome.rank;
  return {{"replicate", typical.replicate}, {"worlds", typical.worlds}, {"ranks", ranks}};
}

void report(const EnsembleStore& store, const EnsembleRequest& request, Console& console) {
  std::string text;
  Json json = {{"config", store.meta("config")},
               {"seed", parse_whole(store.meta("seed")).value_or(0)},
               {"worlds", store.worlds(request.worlds)},
               {"content_digest", store.content_digest(request.worlds)},
               {"builds", builds_of(store)},
               {"statement", probability_statement}};
  const auto show = [&](const Table& table, Json& into) {
    if (table.rows.empty()) return;
    text += fmt::format("{}\n{}\n", console.bold(table.title), fitted(table));
    into[table.name] = table_json(table);
  };
  // What is known tells about draws, which all scenarios share: the first one's worlds are weighed.
  std::optional<KnownAlready> known;
  if (const auto evidence = find_evidence(request.configuration)) {
    known = known_already(store, store.scenarios().front(), request.worlds, *evidence);
  }
  const bool told = known && !known->evidence.targets.empty() && known->conditioning.worlds > 0;
  const bool weighted = told && known->conditioning.effective >= hindcast::least_effective;
  Json scenarios = Json::object();
  for (const std::string& scenario : store.scenarios()) {
    Json& into = scenarios[scenario] = Json::object();
    show(quantile_table(store, scenario, request.worlds), into);
    if (weighted) show(weighted_quantile_table(store, scenario, request.worlds, *known), into);
    show(fan_table(store, scenario, request.worlds, console.unicode()), into);
  }
  json["scenarios"] = std::move(scenarios);
  if (told) {
    json["known"] = hindcast::known_json(known->evidence, known->conditioning);
    Json shown;
    show(hindcast::known_table(known->evidence, known->conditioning), shown);
    text += wrapped(hindcast::known_sentence(known->evidence, known->conditioning), line_width()) +
            "\n\n";
  }
  show(probability_table(store, request.worlds), json);
  json["event_counts"] = event_counts_json(event_counts(store, request.worlds));
  // Of a Latin hypercube or a posterior no single replicate can be run again by `run`.
  if (request.sampling == "sobol" && !request.configuration.draws) {
    if (const auto typical = typical_world(store, store.scenarios().front(), request.worlds)) {
      text += typical_text(*typical, request);
      json["typical"] = typical_json(*typical);
    }
  }
  const Table failed = failed_worlds_table(store, request.worlds);
  if (!failed.rows.empty()) json[failed.name] = table_json(failed);
  text += digest_lines(store, request.worlds);
  if (!request.output.empty()) {
    text += "\n" + command_lines("Next: ", fmt::format("overbuild report {} -o worlds.html",
                                                       shell_word(request.output)));
  }
  console.deliver(text, json, request.json);
}

}  // namespace

int ensemble_command(EnsembleRequest request, Console& console) {
  const Interruption interruption;
  check_deliverable(request.json);
  preload(request.configuration);
  ManyWorlds worlds;
  worlds.kind = "ensemble";
  worlds.experiment.metrics = metrics_of(request.metrics);
  worlds.experiment.tables = tables_of(request.record);
  std::vector<Scenario>& scenarios = worlds.experiment.scenarios;
  scenarios.push_back(make_scenario(request.configuration, "base"));
  for (const std::string& text : request.scenarios) {
    const auto [name, file] = parse_scenario(text);
    const bool twice =
        std::any_of(scenarios.begin(), scenarios.end(),
                    [&wanted = name](const Scenario& known) { return known.name == wanted; });
    if (twice) throw InputError(fmt::format("--scenario {}: the name is taken", text));
    scenarios.push_back(make_scenario(request.configuration, name, {file}));
  }
  pair_replicates(worlds, request.worlds);
  if (request.sampling == "latin-hypercube") draw_by_hypercube(worlds, request.worlds);
  const auto store = run_into_store(request, worlds, console);
  if (!store) return exit_done;
  report(*store, request, console);
  return exit_code_of(*store, console, request.worlds);
}

}  // namespace overbuild
