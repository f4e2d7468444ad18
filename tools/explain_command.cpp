#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "core/config/reference.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/parts/phase.hpp"
#include "sim/results/explanation.hpp"
#include "sim/results/table.hpp"
#include "sim/year.hpp"
#include "tools/commands.hpp"
#include "tools/configuration.hpp"

namespace overbuild {

namespace {

std::string words(const std::vector<std::string_view>& list) {
  return fmt::format("{}", fmt::join(list, " "));
}

Table schedule_table() {
  Table table{"schedule", "One year, phase by phase", {}, {}};
  for (const char* key : {"phase", "name", "who", "reads", "writes"}) {
    table.columns.push_back(text_column(key, key));
  }
  for (const PhaseInfo& phase : schedule()) {
    table.rows.push_back({std::string(phase.id), std::string(phase.name), std::string(phase.who),
                          words(phase.reads), words(phase.writes)});
  }
  return table;
}

/// One paragraph a phase: what it reads and writes does not fit beside its name.
std::string schedule_text() {
  std::string text =
      "One year, phase by phase; a phase starts when the one before is done. What it can read and\n"
      "what it can read and change are parts of the world, and the compiler refuses all others.\n";
  for (const PhaseInfo& phase : schedule()) {
    text += fmt::format("\n{:<4} {} ({})\n     reads  {}\n     writes {}\n", phase.id, phase.name,
                        phase.who, words(phase.reads), words(phase.writes));
  }
  return text;
}

Table metrics_table() {
  Table table{"metrics", "Metrics", {}, {}};
  for (const char* key : {"metric", "unit", "meaning"}) {
    table.columns.push_back(text_column(key, key));
  }
  for (const MetricInfo& metric : metric_list()) {
    table.rows.push_back(
        {std::string(metric.name), std::string(metric.unit), std::string(metric.meaning)});
  }
  return table;
}

/// Top-level groups of the configuration, in order, with the number of keys declared in each.
Table groups_table() {
  Table table{"groups", "Groups of the configuration", {}, {}};
  table.columns = {text_column("group", "group"), text_column("keys", "keys")};
  table.columns.back().left = false;
  for (const std::string& path : config::declared_paths(describe_parameters)) {
    const std::string group = path.substr(0, path.find('.'));
    const auto same = [&](const auto& row) { return std::get<std::string>(row.front()) == group; };
    auto row = std::find_if(table.rows.begin(), table.rows.end(), same);
    if (row == table.rows.end()) {
      row = table.rows.insert(row, {group, std::int64_t{0}});
    }
    ++std::get<std::int64_t>((*row)[1]);
  }
  return table;
}

std::string overview_text() {
  return "overbuild explain metrics         every metric with unit and meaning\n"
         "overbuild explain schedule        the phases of a year, what each reads and writes\n"
         "overbuild explain capex           one metric\n"
         "overbuild explain run.seed        one key of the configuration, or a group of keys\n\n" +
         table_text(groups_table());
}

[[noreturn]] void refuse_key(const std::string& key) {
  std::string nearest = config::nearest_key(describe_parameters, key);
  if (nearest.empty()) {
    std::vector<std::string> names = metric_names();
    names.insert(names.begin(), {"metrics", "schedule"});
    nearest = nearest_name(key, names);
  }
  refuse_input("", fmt::format("explain {}: unknown", key),
               "a key of the configuration, a metric, metrics or schedule", nearest);
}

}  // namespace

int explain_command(const ExplainRequest& request, Console& console) {
  const std::string& key = request.key;
  if (key.empty()) {
    console.deliver(overview_text(), table_json(groups_table()), request.json);
  } else if (key == "schedule") {
    console.deliver(schedule_text(), table_json(schedule_table()), request.json);
  } else if (key == "metrics") {
    console.deliver(table_text(metrics_table()), table_json(metrics_table()), request.json);
  } else {
    std::string found = explanation(key, describe_parameters);
    if (found.empty()) refuse_key(key);
    if (!request.config.empty()) {
      ConfigRequest asked;
      asked.config = request.config;
      const Configuration configuration = require_configuration(asked);
      found += explanation_in(key, configuration.parameters.names, configuration.loaded);
    }
    console.deliver(found, {{"key", key}, {"text", found}}, request.json);
  }
  return exit_done;
}

}  // namespace overbuild
