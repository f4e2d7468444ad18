// The pool of builders that could enter, as rows that sleep until they do. Owns their traits;
// refuses to know when they enter (agents/entry.hpp).
#pragma once

#include <cstdint>

#include "sim/parameters/parameters.hpp"

namespace overbuild {

/// The parameters with `entry.pool` sleeping builders at the end of the roster. Each is drawn from
/// the pure plays of the opening (from all builders where there are none), without their balance
/// sheets; its id is that of its place in the pool, so that worlds share their draws.
Parameters with_entrants(const Parameters&, std::uint32_t seed, std::uint32_t replicate);

}  // namespace overbuild
