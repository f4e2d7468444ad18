// P9: dues are cleared; who cannot pay, or is worth less than it owes after a breach or a refusal,
// fails; it is reorganised or sold up, whichever yields more. Clearing and sale use one book of
// bids, formed before anything is paid, and are repeated until nobody else fails.
// Owns the phase; refuses to know how an estate is divided (sim/failure/estates.hpp).
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

/// P9
void clear_and_resolve(
    PartsWritingRoles<const Inputs, const Exogenous, const PublicRecord, Books, Capital,
                      ComputeMarket, CreditMarket, YearTally, Memory, MeasureState, Journal>);

}  // namespace overbuild
