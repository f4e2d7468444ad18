// Shells leave service in P1: all at the end of their life, or by age and around it, with
// `blocks.capital.gradual_retirement`; what is worth it is refitted.
// Owns what leaves and who refits; refuses to know how the power they free is shared out.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

void retire_shells(Parts<const Inputs, const PublicRecord, const Builders, const Vendors,
                         const CreditMarket, Books, Utilities, Capital, YearTally, Journal>);

}  // namespace overbuild
