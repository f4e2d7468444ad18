#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/experiments/ensemble_store.hpp"
#include "sim/results/comparison.hpp"
#include "sim/results/stored_recording.hpp"
#include "sim/results/summary.hpp"
#include "sim/results/tables.hpp"
#include "tools/commands.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t shown_differences = 20;

struct Pair {
  const StoredRun &a, &b;
  const Comparison& found;
  const Table& outcomes;

  const std::string& label(const std::string& agent) const {
    const auto in_a = a.labels.find(agent);
    if (in_a != a.labels.end()) return in_a->second;
    const auto in_b = b.labels.find(agent);
    return in_b != b.labels.end() ? in_b->second : agent;
  }
};

std::string run_line(const char* name, const StoredRun& run) {
  const Manifest& manifest = run.manifest;
  return fmt::format("{}  {}: {}, seed {}, replicate {}{}, digest {}{}\n", name,
                     run.directory.string(), manifest.config, manifest.seed, manifest.replicate,
                     manifest.priors_drawn ? "" : " (medians)", digest_text(manifest.result_digest),
                     manifest.status == "complete" ? "" : fmt::format(", {}", manifest.status));
}

std::string verdict(const Pair& pair) {
  if (pair.found.identical) return "The runs are identical.";
  if (!pair.found.same_input) return "The runs differ, as their inputs do.";
  if (!pair.found.same_build) return "The inputs are equal; the builds and the results differ.";
  return "The runs should be identical and are not: same configuration, seed and build.";
}

std::string or_absent(const std::string& value) { return value.empty() ? "(absent)" : value; }

/// Rows of a table with the rest counted instead of shown.
std::string limited_text(Table table, const char* elsewhere) {
  const std::size_t count = table.rows.size();
  table.rows.resize(std::min(count, shown_differences));
  std::string text = fitted(table);
  if (count > shown_differences) {
    text += fmt::format("and {} more{}\n", count - shown_differences, elsewhere);
  }
  return text;
}

Table parameter_table(const Comparison& found) {
  Table table{"parameters", "Configuration", {}, {}};
  table.columns = {text_column("path", "path"), text_column("a", "A"), text_column("b", "B")};
  for (const ParameterDifference& difference : found.parameters) {
    table.rows.push_back({difference.path, or_absent(difference.a), or_absent(difference.b)});
  }
  return table;
}

Table state_table(const Parting& parting, const Names& names) {
  Table table{"states", "State", {}, {}};
  table.columns = {text_column("column", "column"), text_column("unit", "unit"),
                   text_column("a", "A"), text_column("b", "B")};
  for (const StateDifference& difference : parting.states) {
    table.rows.push_back({difference.column, names.unit(difference.unit), or_absent(difference.a),
                          or_absent(difference.b)});
  }
  return table;
}

std::string parting_text(const Pair& pair) {
  const Parting& parting = *pair.found.parting;
  std::string text;
  if (parting.unseen) {
    text =
        fmt::format("The state differs from {} on ({}), in what no agent and no metric shows {}.\n",
                    parting.unseen->year, parting.unseen->phase,
                    parting.seen ? fmt::format("before {}", parting.year) : "at all");
  }
  if (!parting.seen) return text;
  text += fmt::format("First difference: year {}", parting.year);
  if (parting.phase == "opening") {
    text += ", initial state";
  } else if (!parting.phase.empty()) {
    text += ", phase " + parting.phase;
  }
  if (parting.agents.empty()) return text + ", no named agent\n";
  const std::string& first = parting.agents.front();
  text += fmt::format(", agent {}: {}", first, pair.label(first));
  if (parting.agents_year != parting.year) text += fmt::format(" (in {})", parting.agents_year);
  text += "\n";
  if (parting.agents.size() > 1) {
    std::vector<std::string> others(parting.agents.begin() + 1, parting.agents.end());
    const std::size_t count = others.size();
    others.resize(std::min(count, shown_differences));
    text += wrapped(fmt::format("also in {}: {}{}", parting.agents_year, fmt::join(others, ", "),
                                count > others.size() ? ", ..." : ""),
                    line_width());
  }
  if (parting.states.empty()) return text;
  return text + fmt::format("\n{} at the end of {}\n{}", pair.label(first), parting.agents_year,
                            limited_text(state_table(parting, shared_names(pair.a, pair.b)),
                                         " in agents.csv"));
}

std::string comparison_text(const Pair& pair, const Console& console) {
  const Comparison& found = pair.found;
  std::string text = run_line("A", pair.a) + run_line("B", pair.b);
  text += fmt::format("\n{}\n", console.bold(verdict(pair)));
  if (!found.identical) {
    text += fmt::format("\n{}\n{}", console.bold(pair.outcomes.title), fitted(pair.outcomes));
  }
  if (!found.parameters.empty()) {
    text += fmt::format("\n{}\n{}", console.bold("Configuration"),
                        limited_text(parameter_table(found), " in parameters.csv"));
  }
  if (found.parting) text += fmt::format("\n{}", parting_text(pair));
  if (found.first_series_year) {
    text +=
        "\n" + wrapped(fmt::format("First series to differ, in {}: {}", *found.first_series_year,
                                   fmt::join(found.first_metrics, ", ")),
                       line_width());
  }
  if (found.identical) return text;
  return text +
         fmt::format(
             "\n{}\n{}", console.bold("Headline metrics"),
             shared_names(pair.a, pair.b).money(fitted(headline_table(pair.a, pair.b, true))));
}

Json parting_json(const Comparison& found) {
  if (!found.parting) return nullptr;
  const Parting& parting = *found.parting;
  Json unseen;
  if (parting.unseen) unseen = {{"year", parting.unseen->year}, {"phase", parting.unseen->phase}};
  return {{"year", parting.seen ? Json(parting.year) : Json()},
          {"phase", parting.phase.empty() ? Json() : Json(parting.phase)},
          {"unseen_since", unseen},
          {"agents", parting.agents},
          {"agents_year", parting.agents.empty() ? Json() : Json(parting.agents_year)},
          {"states", table_json(state_table(parting, Names{}))}};
}

Json comparison_json(const Pair& pair) {
  const Comparison& found = pair.found;
  return {{"a", pair.a.directory.string()},
          {"b", pair.b.directory.string()},
          {"identical", found.identical},
          {"same_input", found.same_input},
          {"same_build", found.same_build},
          {"outcomes", table_json(pair.outcomes)},
          {"parameters", table_json(parameter_table(found))},
          {"first_difference", parting_json(found)},
          {"first_series_year", found.first_series_year ? Json(*found.first_series_year) : Json()},
          {"first_series", found.first_metrics},
          {"headlines", table_json(headline_table(pair.a, pair.b, false))}};
}

/// What both runs came to, from their tables; those of equal runs are read once.
Table outcomes_of(const CompareRequest& request, bool identical) {
  Diagnostics diagnostics;
  const std::optional<StoredRecording> a = read_recording(request.a, diagnostics);
  const std::optional<StoredRecording> b =
      identical ? std::nullopt : read_recording(request.b, diagnostics);
  if (!diagnostics.ok()) throw InputError(diagnostics.text());
  return outcome_table(a->recording, b ? b->recording : a->recording);
}

}  // namespace

int compare_command(const CompareRequest& request, Console& console) {
  const auto is_ensemble = [](const std::string& path) {
    return file_kind(path) == FileKind::sqlite;
  };
  if (is_ensemble(request.a) && is_ensemble(request.b)) return paired_command(request, console);
  if (!request.scenarios.empty() || !request.outcomes.empty()) {
    throw InputError("compare: --scenario and --outcome are for two files of ensembles");
  }
  Diagnostics diagnostics;
  const std::optional<StoredRun> a = read_run(request.a, diagnostics);
  const std::optional<StoredRun> b = read_run(request.b, diagnostics);
  if (!diagnostics.ok()) throw InputError(diagnostics.text());
  const Comparison found = compare(*a, *b);
  const bool wanted = !found.identical || !request.json.file.empty();  // a text says nothing else
  const Table outcomes = wanted ? outcomes_of(request, found.identical) : Table{};
  const Pair pair{*a, *b, found, outcomes};
  console.deliver(comparison_text(pair, console), comparison_json(pair), request.json);
  return exit_done;
}

}  // namespace overbuild
