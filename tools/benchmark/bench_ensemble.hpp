// How fast many worlds are: worlds per second on one thread and on all, what the store takes of it,
// and memory. Owns the measurement; refuses to know how worlds are made (sim/experiments).
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace overbuild::bench {

/// Worlds of a configuration with settings `path=value`; best of three rounds, which take turns.
void ensemble(std::FILE* out, const std::string& config, const std::vector<std::string>& sets,
              std::uint32_t worlds);

}  // namespace overbuild::bench
