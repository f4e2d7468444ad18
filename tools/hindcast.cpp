#include "tools/hindcast.hpp"

#include "core/parallel.hpp"
#include "sim/config/reader.hpp"
#include "sim/simulation.hpp"
#include "tools/configuration.hpp"
#include "tools/interruption.hpp"

namespace overbuild {

hindcast::Evidence require_evidence(const std::string& config, const std::string& file) {
  std::filesystem::path path = file;
  if (file.empty()) {
    const std::filesystem::path from = find_configuration(config);
    path = from.parent_path() / "evidence" / (from.stem().string() + ".yaml");
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
  SimulationOptions options;
  options.interrupted = Interruption::requested;
  std::vector<hindcast::WorldReading> readings(count);
  parallel_chunks(count, 1, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      ConfigRequest world = request;
      world.replicate = first + static_cast<std::uint32_t>(k);
      const Configuration configuration = require_configuration(world);
      const Recording recording = simulate(configuration.parameters, configuration.loaded.seed,
                                           configuration.loaded.replicate, options);
      readings[k] = hindcast::read_world(evidence, recording);
    }
  });
  return readings;
}

}  // namespace overbuild
