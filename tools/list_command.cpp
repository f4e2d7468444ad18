#include <nlohmann/json.hpp>

#include "api/native/shipped.hpp"
#include "sim/results/table.hpp"
#include "tools/commands.hpp"

namespace overbuild {

int list_command(const ListRequest& request, Console& console) {
  const std::vector<ShippedConfig> configs = shipped_configs();
  if (configs.empty()) {
    throw InputError(
        "no shipped configurations: there is no folder configs here, beside the build, in "
        "../share/overbuild beside the program, or in the source tree");
  }
  if (request.names) {
    for (const ShippedConfig& config : configs) console.print(config.name + "\n");
    return exit_done;
  }
  Table table{"configurations", "Configurations", {}, {}};
  table.columns = {text_column("name", "name"), text_column("description", "what it is"),
                   text_column("file", "file")};
  for (const ShippedConfig& config : configs) {
    table.rows.push_back({config.name, config.description, config.file.string()});
  }
  console.deliver(table_text(table), table_json(table), request.json);
  return exit_done;
}

}  // namespace overbuild
