// Worlds of a historical configuration read against its evidence: shared by `overbuild hindcast`
// and the fitting study. Owns how replicates are loaded and run for this; refuses to know how a
// scorecard is shown.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/experiments/score.hpp"
#include "tools/commands.hpp"

namespace overbuild {

/// The evidence that belongs to a configuration, or the file named. InputError with all problems,
/// years that the run does not cover among them.
hindcast::Evidence require_evidence(const ConfigRequest& request, const std::string& file);

/// The evidence beside a configuration, if there is one; InputError with its problems.
std::optional<hindcast::Evidence> find_evidence(const ConfigRequest& request);

/// Replicates first to first + count - 1, in parallel over worlds, with the evidence's own
/// overrides before those of the request. A broken world throws, and so does one that is refused,
/// unless `refused` is given: then it is left out, and its reason stands there by replicate;
/// InputError with the first reason when all are. `watch` is called now and then on the caller's
/// thread with how many are done.
std::vector<hindcast::WorldReading> run_replicates(
    const hindcast::Evidence&, ConfigRequest, std::uint32_t first, std::uint32_t count,
    const std::function<void(std::size_t done)>& watch = [](std::size_t) {},
    std::map<std::uint32_t, std::string>* refused = nullptr);

}  // namespace overbuild
