// A request's configuration as a scenario that worlds are drawn from, and how the same request is
// written on a command line. Refuses to know what is run with it.
#pragma once

#include <string>
#include <vector>

#include "sim/experiments/world_source.hpp"
#include "tools/commands.hpp"

namespace overbuild {

/// A scenario of the request's configuration with further overlays and overrides.
Scenario make_scenario(const ConfigRequest& base, std::string name,
                       const std::vector<std::string>& overlays = {},
                       const std::vector<std::string>& sets = {});

/// What priors were settled to (the JSON of a world's record), as settings that fix it.
std::vector<config::Override> drawn_overrides(const std::string& parameters);

/// The request as arguments of a command: configuration, seed, years, overlays, settings.
std::string scenario_arguments(const ConfigRequest& request);

/// A word of a shell command.
std::string shell_word(const std::string& text);

}  // namespace overbuild
