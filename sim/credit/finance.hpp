// P8: whoever is short of cash for the year's dues asks its parent, lenders, vendors, investors,
// then those it owes. Owns the phase and this order; refuses to know who fails.
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

/// P8
void finance(PartsReadingRoles<const Inputs, const Exogenous, const PublicRecord, const Capital,
                               const ComputeMarket, const Memory, Books, CreditMarket, YearTally,
                               Journal, Builders, Labs, Lenders, Investors>);

}  // namespace overbuild
