// P7: what was used is billed. Enterprises, consumers and core customers pay at once; everything
// that firms owe each other becomes a due that financing (P8) and clearing (P9) see. Owns the
// phase; refuses to know who can pay.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// P7
void bill(Parts<const Inputs, const Exogenous, const Builders, const OpenLabs, const Utilities,
                const Customers, const Capital, const Progress, const Catalogue, const Demand,
                const Memory, Books, Vendors, Labs, Apps, ComputeMarket, YearTally>);

}  // namespace overbuild
