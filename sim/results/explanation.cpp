#include "sim/results/explanation.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "agents/roles.hpp"
#include "core/config/reference.hpp"
#include "core/diagnostics.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/results/glossary.hpp"
#include "sim/results/tables.hpp"

namespace overbuild {

namespace {

void add_part(std::string& text, const std::string& part) {
  if (part.empty()) return;
  if (!text.empty()) text += '\n';
  text += part;
  if (!text.ends_with('\n')) text += '\n';
}

std::string glossary_part(const std::string& word) {
  std::string text;
  for (const GlossaryEntry& entry : glossary()) {
    if (!is_about(entry, word)) continue;
    text += fmt::format("{}\n  {}\n", entry.word, entry.meaning);
    if (!entry.see.empty()) text += fmt::format("  see      {}\n", entry.see);
  }
  return text;
}

/// What a head or label of a table says, by the command that prints it.
std::string heading_part(const std::string& word) {
  std::string text;
  for (const HeadingEntry& entry : headings_told()) {
    if (plain_word(entry.heading) != plain_word(word)) continue;
    text += entry.where == "event" ? fmt::format("{} (event)\n  {}\n", entry.heading, entry.meaning)
                                   : fmt::format("{} (in tables: {})\n  {}\n", entry.heading,
                                                 entry.where, entry.meaning);
  }
  return text;
}

std::string metric_part(const std::string& word) {
  for (const MetricInfo& info : metric_list()) {
    if (plain_word(info.name) != plain_word(word)) continue;
    std::string text = fmt::format("{} (metric)\n  meaning  {}\n  unit     {}\n", info.name,
                                   info.meaning, info.unit);
    if (!info.absent.empty()) text += fmt::format("  absent   when {}\n", info.absent);
    return text;
  }
  return {};
}

std::string key_part(const std::string& word, config::Describe describe) {
  if (const auto found = config::explain(describe, word)) return *found;
  // The last part of a key, where only one group has it.
  std::vector<std::string> paths;
  for (const std::string& path : config::declared_paths(describe)) {
    const std::string last = path.substr(path.find_last_of('.') + 1);
    if (plain_word(last) == plain_word(word)) paths.push_back(path);
  }
  if (paths.empty()) return {};
  if (paths.size() == 1) return config::explain(describe, paths.front()).value_or("");
  return fmt::format("{} (part of {} keys)\n  keys     {}\n", word, paths.size(),
                     fmt::join(paths, ", "));
}

std::string table_part(const std::string& word) {
  for (const OutputTable& table : output_tables()) {
    const std::string_view stem = table.file.substr(0, table.file.find('.'));
    if (word != table.file && plain_word(word) != plain_word(stem)) continue;
    std::string text =
        fmt::format("{} (table of a run)\n  meaning  {}\n", table.file, table.meaning);
    for (const OutputColumn& column : table.columns) {
      text += fmt::format("  {:<20} {}{}\n", column.name, column.meaning,
                          column.unit.empty() ? "" : fmt::format(" [{}]", column.unit));
    }
    return text;
  }
  return {};
}

/// Columns of the tables; those that mean the same in several are told once.
std::string column_part(const std::string& word) {
  std::vector<std::pair<const OutputColumn*, std::vector<std::string_view>>> found;
  for (const OutputTable& table : output_tables()) {
    for (const OutputColumn& column : table.columns) {
      if (plain_word(column.name) != plain_word(word)) continue;
      const auto same = std::find_if(found.begin(), found.end(), [&](const auto& known) {
        return known.first->meaning == column.meaning;
      });
      if (same != found.end()) {
        same->second.push_back(table.file);
      } else {
        found.push_back({&column, {table.file}});
      }
    }
  }
  std::string text;
  for (const auto& [column, files] : found) {
    text += fmt::format("{} (column of {})\n  meaning  {}\n", column->name, fmt::join(files, ", "),
                        column->meaning);
    if (!column->unit.empty()) text += fmt::format("  unit     {}\n", column->unit);
  }
  return text;
}

/// f(role, name, unit) for every state variable of agents.csv that a role declares.
template <class F>
void for_each_state(F&& f) {
  [&]<class... AnyFirms>(TypeList<AnyFirms...>) {
    (
        [&] {
          const AnyFirms none{};
          AnyFirms::columns(none, [&](std::string_view name, std::string_view unit, const auto&) {
            f(info_of(AnyFirms::role), name, unit);
          });
        }(),
        ...);
  }(RolesWithFirms{});
}

std::string state_part(const std::string& word) {
  std::vector<std::string_view> roles;
  std::string_view found, of_unit;
  for_each_state([&](const RoleInfo& role, std::string_view name, std::string_view unit) {
    if (plain_word(name) != plain_word(word)) return;
    found = name;
    of_unit = unit;
    roles.push_back(role.name);
  });
  if (roles.empty()) return {};
  return fmt::format("{} (state of {} in agents.csv)\n  unit     {}\n", found,
                     fmt::join(roles, ", "), of_unit);
}

std::string role_part(const std::string& word) {
  for (const RoleInfo& role : role_list) {
    const std::string asked = plain_word(word);
    const bool named = asked == plain_word(role.name) || asked == plain_word(role.label) ||
                       (!role.roster.empty() && asked == plain_word(role.roster));
    if (!named) continue;
    return fmt::format("{} (role)\n  meaning  {}\n  firms    {}\n", role.name, role.meaning,
                       role.roster.empty() ? "drawn from `population`" : role.firms);
  }
  return {};
}

/// Letters that must be changed, less where one word holds the other.
std::size_t distance(const std::string& word, const std::string& other) {
  std::vector<std::size_t> row(other.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= word.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 1; j < row.size(); ++j) {
      const std::size_t changed = diagonal + (word[i - 1] == other[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  const bool holds =
      word.size() > 2 && (other.find(word) != std::string::npos ||
                          (other.size() > 2 && word.find(other) != std::string::npos));
  return holds ? row.back() / 4 : row.back();
}

std::set<std::string> all_words(config::Describe describe) {
  std::set<std::string> words;
  for (const GlossaryEntry& entry : glossary()) words.emplace(entry.word);
  for (const HeadingEntry& entry : headings_told()) words.emplace(entry.heading);
  for (const MetricInfo& info : metric_list()) words.emplace(info.name);
  for (const std::string& path : config::declared_paths(describe)) words.insert(path);
  for (const OutputTable& table : output_tables()) {
    words.emplace(table.file);
    for (const OutputColumn& column : table.columns) words.emplace(column.name);
  }
  for_each_state(
      [&](const RoleInfo&, std::string_view name, std::string_view) { words.emplace(name); });
  for (const RoleInfo& role : role_list) words.emplace(role.name);
  return words;
}

/// A heading in plain form, the year at its end left out: a table of a run has that of its start.
std::string without_year(const std::string& heading) {
  std::string plain = plain_word(heading);
  while (!plain.empty() && plain.back() >= '0' && plain.back() <= '9') plain.pop_back();
  return plain;
}

}  // namespace

std::string explanation(const std::string& key, config::Describe describe) {
  std::string text;
  add_part(text, glossary_part(key));
  add_part(text, heading_part(key));
  add_part(text, metric_part(key));
  add_part(text, key_part(key, describe));
  add_part(text, role_part(key));
  add_part(text, table_part(key));
  add_part(text, column_part(key));
  add_part(text, state_part(key));
  return text;
}

std::string explanation_of_heading(const std::string& heading, const std::vector<Table>& tables) {
  const std::string asked = without_year(heading);
  std::string text;
  std::set<std::string> told;
  for (const Table& table : tables) {
    for (const TableColumn& column : table.columns) {
      if (column.heading.empty() || without_year(column.heading) != asked) continue;
      add_part(text, fmt::format("{} (in the table '{}'): {}\n", column.heading, table.title,
                                 column.key));
      if (!told.insert(column.key).second) continue;
      add_part(text, metric_part(column.key));
      add_part(text, column_part(column.key));
      add_part(text, state_part(column.key));
    }
  }
  return text;
}

std::string explanation_in(const std::string& key, const Names& names,
                           const config::LoadResult& loaded) {
  std::string text = fmt::format("\nin {}\n", loaded.name);
  const std::size_t heading = text.size();
  if (const std::optional<Metric> metric = find_metric(key)) {
    text += fmt::format("  unit     {}\n", names.unit(info_of(*metric).unit));
  }
  for (const config::ProvenanceRow& row : loaded.provenance) {
    if (row.path != key) continue;
    text += fmt::format("  value    {} {}\n  source   {}\n", row.value, names.unit(row.unit),
                        row.source.empty() ? "none" : row.source);
    if (!row.prior.empty()) text += fmt::format("  prior    {}\n", row.prior);
    text += fmt::format("  given in {}\n", row.origin);
  }
  return text.size() > heading ? text : "";
}

std::string explanation_of_firm(const std::string& name, const config::LoadResult& loaded,
                                const std::string& config) {
  constexpr std::string_view suffix = ".label";
  for (const config::ProvenanceRow& row : loaded.provenance) {
    if (!row.path.ends_with(suffix)) continue;
    const std::string path = row.path.substr(0, row.path.size() - suffix.size());
    const std::string id = path.substr(path.find('.') + 1);
    const std::string group = path.substr(0, path.find('.'));
    const std::string asked = plain_word(name);
    if (asked != plain_word(id) && asked != plain_word(row.value)) continue;
    for (const RoleInfo& role : role_list) {
      if (role.roster != group) continue;
      return fmt::format(
          "{} ({} in {})\n  id       {}\n  inputs   overbuild explain {} --config {}\n"
          "  story    overbuild why RUN {}\n",
          row.value.empty() ? id : row.value, role.name, loaded.name, id, path, config, id);
    }
  }
  return {};
}

std::vector<std::string> nearest_words(const std::string& word, config::Describe describe,
                                       std::size_t count) {
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const std::string& known : all_words(describe)) {
    const std::string plain = plain_word(known.substr(
        known.find_last_of('.') == std::string::npos || word.find('.') != std::string::npos
            ? 0
            : known.find_last_of('.') + 1));
    ranked.emplace_back(distance(plain_word(word), plain), known);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> nearest;
  for (const auto& [far, known] : ranked) {
    if (nearest.size() == count) break;
    nearest.push_back(known);
  }
  return nearest;
}

}  // namespace overbuild
