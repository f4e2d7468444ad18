// P0: what comes from outside the model: base rate, energy price, core cash flow, dated shocks.
// Owns the phase; refuses to know who is hit.
#pragma once

#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

// The phases, one function each. What a phase may read and write is its list of parts.
/// P0
void draw_exogenous(Parts<const Inputs, const PublicRecord, Exogenous, Builders, Vendors>);

}  // namespace overbuild
