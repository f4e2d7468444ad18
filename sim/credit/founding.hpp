// How a builder that does not exist yet makes up its mind: what it believes, what it would build,
// what it would own.
// Owns the business plan of a candidate, and its way back to the pool; refuses to know who gives it
// money, and for what.
#pragma once

#include <cstddef>

#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// What candidate `b` of the pool would build if it had the money, and what that would earn; writes
/// its beliefs, plan and `CreditMarket::founding`.
void write_business_plan(Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors,
                               const Lenders, Builders, CreditMarket>,
                         std::size_t b);

/// Cost of capital of a builder that enters: with a price of risk the part of its capital that the
/// boldest lender would lend on its plan costs what that loan would, once drawn.
double entry_hurdle(Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors,
                          const Lenders, const Builders, const CreditMarket>);

/// usd of a young firm's cash that is still set aside for interest and losses of years to come.
double set_aside(Parts<const Inputs, const Builders, const CreditMarket>, std::size_t b);

/// Nobody paid for it: the candidate is in the pool again.
void return_to_pool(Parts<Builders, CreditMarket>, std::size_t b);

}  // namespace overbuild
