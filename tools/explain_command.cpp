#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "api/native/shipped.hpp"
#include "core/config/reference.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/parts/phase.hpp"
#include "sim/results/explanation.hpp"
#include "sim/results/failures.hpp"
#include "sim/results/glossary.hpp"
#include "sim/results/summary.hpp"
#include "sim/results/table.hpp"
#include "sim/year.hpp"
#include "tools/commands.hpp"
#include "tools/configuration.hpp"
#include "tools/explained_ids.hpp"
#include "tools/firm_story.hpp"

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
  return "overbuild explain leap            a word of the glossary, a firm, a role, a phase\n"
         "overbuild explain capex           a metric, a table, or a column of one\n"
         "overbuild explain run.seed        a key of the configuration, or a group of keys\n"
         "overbuild explain metrics         every metric with unit and meaning\n"
         "overbuild explain schedule        the phases of a year, what each reads and writes\n"
         "overbuild explain glossary        every word of the glossary\n\n" +
         fitted(groups_table());
}

Table glossary_table() {
  Table table{"glossary", "Glossary", {}, {}};
  table.columns = {text_column("word", "word"), text_column("meaning", "meaning")};
  for (const GlossaryEntry& entry : glossary()) {
    table.rows.push_back({std::string(entry.word), std::string(entry.meaning)});
  }
  return table;
}

std::string phase_text(const std::string& key) {
  std::string text;
  for (const PhaseInfo& phase : schedule()) {
    if (plain_word(phase.id) != plain_word(key) && plain_word(phase.name) != plain_word(key))
      continue;
    text += fmt::format("{} {} (phase of the year)\n  who      {}\n  reads    {}\n  writes   {}\n",
                        phase.id, phase.name, phase.who, words(phase.reads), words(phase.writes));
  }
  return text;
}

/// Tables as terminals show them, without rows.
std::vector<Table> shown_headings(const Names& names) {
  Recording none;
  none.names = names;
  std::vector<Table> tables = {year_table(none, {}), failure_table(std::span<const Failure>{}),
                               estate_table(none), owner_table(none, {}), loss_table(none, {})};
  for (Table& table : firm_headings(names)) tables.push_back(std::move(table));
  return tables;
}

/// A heading of a table, in the words of the configuration or, without one, of any preset.
std::string heading_text(const ExplainRequest& request, const Names& names) {
  std::string text = explanation_of_heading(request.key, shown_headings(names));
  if (!text.empty() || !request.config.empty()) return text;
  for (const ShippedConfig& config : shipped_configs()) {
    if (config.name.find('/') != std::string::npos) continue;
    const Names own = names_of(named_configuration(config.name).parameters);
    text = explanation_of_heading(request.key, shown_headings(own));
    if (!text.empty()) return text + fmt::format("  (as {} calls it)\n", config.name);
  }
  return text;
}

[[noreturn]] void refuse_word(const std::string& word) {
  throw InputError(fmt::format("explain {}: no such word; the nearest are {}", word,
                               fmt::join(nearest_words(word, describe_parameters, 5), ", ")));
}

std::string explanation_text(const ExplainRequest& request) {
  Names names;
  std::string in_configuration;
  if (!request.config.empty()) {
    const Configuration configuration = named_configuration(request.config);
    names = names_of(configuration.parameters);
    in_configuration = explanation_in(request.key, names, configuration.loaded);
  }
  std::string found = explanation(request.key, describe_parameters);
  const auto add = [&](const std::string& part) {
    if (!part.empty()) found += (found.empty() ? "" : "\n") + part;
  };
  add(phase_text(request.key));
  if (found.empty()) add(heading_text(request, names));
  if (found.empty()) add(explanation_of_own_word(request.config, request.key));
  if (found.empty()) add(explanation_of_firm_in(request.config, request.key));
  if (found.empty()) add(explanation_of_hypothesis(request.config, request.key));
  if (found.empty()) add(explanation_of_target(request.config, request.key));
  if (found.empty()) refuse_word(request.key);
  return found + in_configuration;
}

/// Where a line of an explanation goes on below itself: under the value of a `  key      value`.
std::size_t margin_of(const std::string& line) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  const std::size_t key_end = line.find("  ", indent);
  if (key_end == std::string::npos) return indent;
  return std::min(line.find_first_not_of(' ', key_end), line.size());
}

/// Each line of a text within the terminal.
std::string hanging(const std::string& text) {
  std::string lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    const std::size_t margin = margin_of(line);
    std::string rest = wrapped(line.substr(margin), line_width() - margin);
    for (std::size_t at = rest.find('\n'); at + 1 < rest.size(); at = rest.find('\n', at + 1)) {
      rest.insert(at + 1, std::string(margin, ' '));
    }
    lines += line.substr(0, margin) + rest;
    begin = end + 1;
  }
  return lines;
}

}  // namespace

int explain_command(const ExplainRequest& request, Console& console) {
  const std::string& key = request.key;
  if (key.empty()) {
    console.deliver(overview_text(), table_json(groups_table()), request.json);
  } else if (key == "schedule") {
    console.deliver(schedule_text(), table_json(schedule_table()), request.json);
  } else if (key == "metrics") {
    console.deliver(fitted(metrics_table()), table_json(metrics_table()), request.json);
  } else if (plain_word(key) == "glossary") {
    console.deliver(fitted(glossary_table()), table_json(glossary_table()), request.json);
  } else {
    const std::string found = explanation_text(request);
    console.deliver(hanging(found), {{"key", key}, {"text", found}}, request.json);
  }
  return exit_done;
}

}  // namespace overbuild
