// Why: clearing is one fixed point over all who owe; that it costs next to nothing has to be seen.
// Owns: a large random network in distress and its timing.
// Refuses to know: configuration files and worlds.
#pragma once

#include <cstdio>

namespace overbuild::bench {

/// Clears 10,000 firms of mean degree 10 in three ranks with costs of 20 and 10 %, a tenth of them
/// in default from the start; prints the median time on one core, rounds and defaults.
void clearing(std::FILE* out);

}  // namespace overbuild::bench
