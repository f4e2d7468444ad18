// Rows of the run directory for the opening and for the year just closed.
// Owns what a row says; refuses to know files (sim/results/tables.hpp).
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Rows of the run directory for the year just closed.
void record_tables(PartsReadingRoles<const Inputs, const Books, const Customers, const Capital,
                                     const Demand, const CreditMarket, Journal>);
void record_opening_tables(
    PartsReadingRoles<const Inputs, const Books, const Customers, const Capital, Journal>);

}  // namespace overbuild
