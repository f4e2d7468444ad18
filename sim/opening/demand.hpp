// Prices, terms and modes such that the opening year reproduces the record of spend.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Solves modes and multipliers of elasticities at the opening's prices.
void open_demand(Parts<const Inputs, const Exogenous, const Vendors, const OpenLabs, const Capital,
                       const PublicRecord, const Demand, const ComputeMarket, const Memory,
                       References, Books, Labs, Apps, Customers, Catalogue, Journal>);
void open_plan_elasticity_multiplier(
    Parts<const Inputs, const References, const Demand, const ComputeMarket, Labs>);

/// How far prices at the start stand from those that earn most, where prices come from demand; also
/// posts the offers with the constants of modes that were solved. StartRefused beyond +-3.
void open_price_wedges(Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors,
                             const OpenLabs, const Customers, const Capital, const ComputeMarket,
                             const References, Labs, Apps, Catalogue>);

}  // namespace overbuild
