// P5: enterprises discover uses and choose, consumers choose, and what they ask for becomes hours.
// Owns the phase; refuses to know what of it can be served.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// P5
void procure(Parts<const Inputs, const References, const Exogenous, const PublicRecord, const Books,
                   const Vendors, const OpenLabs, const Capital, Labs, Apps, Customers, Catalogue,
                   Demand, ComputeMarket>);

}  // namespace overbuild
