#include "tools/report/ensemble_context.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/experiments/ensemble_store.hpp"
#include "sim/experiments/ensemble_summary.hpp"
#include "sim/results/table.hpp"
#include "tools/configuration.hpp"
#include "tools/hindcast.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

/// What the terminal says of bands that are known already, where the configuration has such.
void add_known(const EnsembleStore& store, const std::string& scenario, Json& data) {
  ConfigRequest request;
  request.config = store.meta("config");
  try {
    const auto evidence = find_evidence(request);
    if (!evidence) return;
    const KnownAlready known = known_already(store, scenario, UINT32_MAX, *evidence);
    if (known.evidence.targets.empty() || known.conditioning.worlds == 0) return;
    data["known"] = table_json(hindcast::known_table(known.evidence, known.conditioning));
    data["known"]["sentence"] = hindcast::known_sentence(known.evidence, known.conditioning);
  } catch (const InputError&) {  // a configuration of the user's, which lies elsewhere
  }
}

/// Value and prior by path.
using Values = std::map<std::string, std::pair<std::string, std::string>>;

Values values_of(const ConfigRequest& request) {
  Values values;
  for (const config::ProvenanceRow& row : require_configuration(request).loaded.provenance) {
    values[row.path] = {row.value, row.prior};
  }
  return values;
}

/// The command that makes the file again with the priors of the shipped configuration: what differs
/// from it is set. Empty where there is none of this name, or where the median of a prior differs.
std::string command_of(const EnsembleStore& store, const std::string& scenario) {
  ConfigRequest shipped, stored;
  shipped.config = store.meta("config");
  stored.config = "-";
  stored.text = store.configuration(scenario);
  try {
    const auto before = values_of(shipped), now = values_of(stored);
    std::string command = fmt::format("overbuild ensemble {} --seed {}", shell_word(shipped.config),
                                      store.meta("seed"));
    for (const auto& [path, value] : now) {
      const auto old = before.find(path);
      if (path == "run.seed" || path == "run.threads" || path == "run.replicate") continue;
      if (old != before.end() && old->second.first == value.first) continue;
      if (old == before.end() || !old->second.second.empty()) return {};
      command += " --set " + shell_word(path + "=" + value.first);
    }
    return command + fmt::format(" -n {} -o worlds.db", store.worlds());
  } catch (const InputError&) {
    return {};
  }
}

}  // namespace

void add_ensemble_context(const std::filesystem::path& file, Json& data) {
  const EnsembleStore store(file);
  const std::vector<std::string> names = store.scenarios();
  if (store.meta("kind") != "ensemble" || names.empty()) return;
  add_known(store, names.front(), data);
  if (names.size() > 1 || !store.meta("design").empty()) return;
  if (const std::string command = command_of(store, names.front()); !command.empty()) {
    data["command"] = command;
  }
}

}  // namespace overbuild
