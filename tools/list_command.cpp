#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "api/native/shipped.hpp"
#include "core/diagnostics.hpp"
#include "sim/results/table.hpp"
#include "tools/commands.hpp"

namespace overbuild {

namespace {

/// Configurations of one kind: the folder of their names, and what they are for.
struct ConfigGroup {
  std::string_view name, title;
};

constexpr std::array<ConfigGroup, 4> groups{{
    {"presets", "Presets: complete worlds to run"},
    {"lessons", "Lessons: presets with one thing changed, used in docs/lessons"},
    {"hypotheses", "Hypotheses: conditions to lay over a preset, or to test all together"},
    {"switches", "Switches: rules and roles turned off or changed, to lay over a preset"},
}};

/// The preset that commands without a wish of their own are about.
constexpr std::string_view default_preset = "ai-2026";

std::string group_of(const ShippedConfig& config) {
  const std::size_t slash = config.name.find('/');
  return slash == std::string::npos ? "presets" : config.name.substr(0, slash);
}

/// Said of every configuration already, so not of each again.
std::string without_statement(std::string text) {
  for (const char* said : {" (conditional simulation, no forecast of any firm)",
                           " (conditional simulation, no forecast)"}) {
    const std::size_t at = text.find(said);
    if (at != std::string::npos) text.erase(at, std::string_view(said).size());
  }
  return text;
}

Table group_table(const std::vector<ShippedConfig>& configs, const ConfigGroup& group, bool paths) {
  Table table{std::string(group.name), std::string(group.title), {}, {}};
  table.columns = {text_column("name", "name"), text_column("description", "what it is")};
  if (paths) table.columns.push_back(text_column("file", "file"));
  for (const ShippedConfig& config : configs) {
    if (group_of(config) != group.name) continue;
    const bool usual = config.name == default_preset;
    table.rows.push_back(
        {config.name, without_statement(config.description) + (usual ? " [default]" : "")});
    if (paths) table.rows.back().emplace_back(config.file.string());
  }
  return table;
}

/// All as programs read it, whatever the group.
Table all_table(const std::vector<ShippedConfig>& configs) {
  Table table{"configurations", "Configurations", {}, {}};
  table.columns = {text_column("name", "name"), text_column("group", "group"),
                   text_column("description", "what it is"), text_column("file", "file")};
  for (const ShippedConfig& config : configs) {
    table.rows.push_back({config.name, group_of(config), config.description, config.file.string()});
  }
  return table;
}

void check_group(const std::string& asked) {
  std::vector<std::string> names;
  for (const ConfigGroup& group : groups) names.emplace_back(group.name);
  if (asked.empty() || std::find(names.begin(), names.end(), asked) != names.end()) return;
  refuse_input("", fmt::format("list {}: no such group", asked),
               fmt::format("{}", fmt::join(names, ", ")), nearest_name(asked, names));
}

}  // namespace

int list_command(const ListRequest& request, Console& console) {
  check_group(request.group);
  std::vector<ShippedConfig> configs = shipped_configs();
  if (configs.empty()) {
    throw InputError(
        "no shipped configurations: there is no folder configs here, beside the build, in "
        "../share/overbuild beside the program, or in the source tree");
  }
  std::erase_if(configs, [&](const ShippedConfig& config) {
    return !request.group.empty() && group_of(config) != request.group;
  });
  if (request.names) {
    for (const ShippedConfig& config : configs) console.print(config.name + "\n");
    return exit_done;
  }
  std::string text;
  for (const ConfigGroup& group : groups) {
    const Table table = group_table(configs, group, request.paths);
    if (table.rows.empty()) continue;
    text +=
        fmt::format("{}{}\n{}", text.empty() ? "" : "\n", console.bold(table.title), fitted(table));
  }
  console.deliver(text, table_json(all_table(configs)), request.json);
  return exit_done;
}

}  // namespace overbuild
