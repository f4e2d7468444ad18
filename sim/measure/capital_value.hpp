// What capital in place would be worth to a buyer today. Owns this one valuation, used by metrics
// only; refuses to know what is done with it.
#pragma once

#include <cstddef>

#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Market value of a builder's equipment and shells of one year, usd: what equipment of that age
/// will still earn over its running cost at today's rent, never more than new equipment costs;
/// shells at today's price of building for the life they have left.
double market_value(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders,
                          const Vendors, const Capital, const ComputeMarket>
                        world,
                    std::size_t builder, int vintage);

}  // namespace overbuild
