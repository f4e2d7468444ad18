// What all commands about many worlds do alike: scenarios from requests, worlds into a store, with
// progress, resumption and interruption. Owns the conversation with the user meanwhile; refuses to
// know what is asked of the worlds (the commands) and how they are run (sim/experiments).
#pragma once

#include <string>
#include <vector>

#include "sim/experiments/crew.hpp"
#include "sim/experiments/store_writer.hpp"
#include "tools/commands.hpp"

namespace overbuild {

/// Metrics of a comma-separated list; all when it is empty.
std::vector<Metric> metrics_of(const std::string& list);

struct ManyWorlds {
  std::string kind, design;
  Experiment experiment;
  std::size_t count = 0;  ///< worlds, those already stored included
  SpecOf spec;
};

/// Every replicate in every scenario, next to each other.
void pair_replicates(ManyWorlds& worlds, std::uint32_t replicates);

/// Opens the store, runs what is missing and finishes it; null on other ranks than the first of
/// several. InputError when a scenario is wrong;
/// Interrupted after everything finished was kept.
std::unique_ptr<StoreWriter> run_into_store(const ManyWorldsRequest& request,
                                            const ManyWorlds& worlds, Console& console);

/// exit_done, or what a world below `rows` that did not end means for the exit code; tells of such
/// worlds.
int exit_code_of(const EnsembleStore& store, Console& console, std::uint32_t rows = UINT32_MAX);

/// The last lines of every report: the digest of the worlds below `rows`, which builds ran them
/// when there are several, and what answers are conditional on.
std::string digest_lines(const EnsembleStore& store, std::uint32_t rows = UINT32_MAX);
/// Short texts of the builds, for JSON.
std::vector<std::string> builds_of(const EnsembleStore& store);

}  // namespace overbuild
