// What must hold between parameters, beyond the range of each.
// Owns these checks, each with the place of the key to change; refuses to change a value.
#pragma once

#include "core/diagnostics.hpp"
#include "sim/parameters/parameters.hpp"

namespace overbuild {

/// Problems that no single value shows: shares that do not add up, ids that contradict each other.
void check_consistency(const Parameters&, const config::LoadResult&, Diagnostics&);

}  // namespace overbuild
