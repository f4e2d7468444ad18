// P3: vendors, builders and labs post prices, and labs change their menus.
// Owns the phase; refuses to know what is bought at these prices.
#pragma once

#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// P3
void post_prices(Parts<const Inputs, const References, const Exogenous, const PublicRecord,
                       const OpenLabs, const Customers, const Builders, const Capital, const Demand,
                       Vendors, Labs, Catalogue, ComputeMarket>);

}  // namespace overbuild
