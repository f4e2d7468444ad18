#include "tools/hindcast.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "core/config/reader.hpp"
#include "sim/experiments/crew.hpp"
#include "tools/configuration.hpp"
#include "tools/interruption.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

hindcast::Evidence require_evidence(const std::string& config, const std::string& file) {
  std::filesystem::path path = file;
  if (file.empty()) {
    const std::filesystem::path from = find_configuration(config);
    path = from.parent_path() / "evidence" / (from.stem().string() + ".yaml");
    if (!std::filesystem::exists(path)) {
      throw InputError(fmt::format("{}: no record to score it against, as there is no {}; name one with "
                                   "--evidence, or take telecom-1996 or ai-2022",
                                   config, path.string()));
    }
  }
  Diagnostics diagnostics;
  hindcast::Evidence evidence;
  if (const auto text = config::read_file(path, {}, diagnostics)) {
    evidence = hindcast::read_evidence(path.string(), *text, diagnostics);
  }
  if (!diagnostics.ok()) throw InputError(diagnostics.text());
  return evidence;
}

std::vector<hindcast::WorldReading> run_replicates(const hindcast::Evidence& evidence,
                                                   ConfigRequest request, std::uint32_t first,
                                                   std::uint32_t count) {
  request.sets.insert(request.sets.begin(), evidence.overrides.begin(), evidence.overrides.end());
  std::vector<hindcast::WorldReading> readings(count);
  Experiment experiment;
  experiment.scenarios = {make_scenario(request, "record")};
  experiment.read = [&](const WorldSpec& world, const WorldSource&, const Recording& recording) {
    readings[world.row] = hindcast::read_world(evidence, recording);
  };
  const auto spec = [&](std::size_t k) {
    WorldSpec world;
    world.row = static_cast<std::uint32_t>(k);
    world.replicate = first + world.row;
    return world;
  };
  CrewOptions options;
  options.interrupted = Interruption::requested;
  run_worlds(experiment, count, spec, options, [&](WorldRecord&& record) {
    if (record.status == WorldRecord::Status::refused) throw InputError(record.reason);
    if (record.status == WorldRecord::Status::failed) throw std::runtime_error(record.reason);
    return true;
  });
  return readings;
}

}  // namespace overbuild
