// Identities of the audit that tie units to money.
// Owns I7 to I9, I11 and I16; refuses to mend what it finds.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Identities I7 to I9, I11, I16, from the state that other layers own.
void audit_units(Parts<const Inputs, const Books, const Builders, const Vendors, const Labs,
                       const OpenLabs, const Customers, const Capital, const Catalogue,
                       const ComputeMarket, const YearTally, const Memory, Journal>);

}  // namespace overbuild
