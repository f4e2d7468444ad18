// P6: capacity is measured and shared out: contracts first, then own use and the spot market; what
// labs, applications and enterprises get of what they asked for. Owns the phase; refuses to know
// what is paid for it.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// P6
void allocate_capacity(
    Parts<const Inputs, const Exogenous, const Books, const Vendors, const Capital, const Catalogue,
          Builders, Labs, OpenLabs, Apps, Customers, ComputeMarket>);

}  // namespace overbuild
