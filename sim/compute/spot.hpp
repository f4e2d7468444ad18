// The spot market for compute hours in P6, and builders' own use beside it.
// Owns who offers and who gets how many hours; refuses to know their price, which is posted in P3.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Builders keep what is worth more to their own business than the rent, and offer the rest.
std::vector<std::int64_t> offer_spot(Parts<const Inputs, Builders, ComputeMarket> world);
/// Spot hours in proportion: buyers when short, sellers when long. Labs whose contracts could not
/// be honoured are among the buyers: that is the re-route round.
void trade_spot(Parts<const Inputs, const Books, Builders, Labs, OpenLabs, ComputeMarket> world,
                const std::vector<std::int64_t>& offered);
/// What core use brings: the value of the hours had, own and rented, of those worth having.
void value_core_use(Parts<const Inputs, const ComputeMarket, Builders> world);
/// Hours that nobody rents serve builders' own uses below the rent, down to what running them
/// costs.
void use_idle_hours(
    Parts<const Inputs, const Exogenous, const Capital, const ComputeMarket, Builders> world);

}  // namespace overbuild
