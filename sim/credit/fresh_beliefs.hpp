// What a builder believes before it has any record of its own, at the opening or when it enters.
// Owns these draws; refuses to know how beliefs change (agents/expectations.hpp).
#pragma once

#include <cstddef>

#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Draws what a builder believes before it has a record of its own.
void fresh_beliefs(Parts<const Inputs, const PublicRecord, Builders>, std::size_t builder);

}  // namespace overbuild
