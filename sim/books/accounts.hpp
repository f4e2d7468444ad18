// P12 and the results that planning needs: results by firm, depreciation, impairment, values at
// market, and returns by cohort.
// Owns what a year's result is; refuses to change what was paid.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// P12
void close_books(
    PartsReadingRoles<const Inputs, const References, const Exogenous, const PublicRecord,
                      const ComputeMarket, const CreditMarket, const YearTally, Books, Capital,
                      Memory, Builders, Vendors, Labs, Apps, Investors>);
/// The year's results by firm, from the ledger.
void measure_results(PartsWritingRoles<const Inputs, const Books>);

}  // namespace overbuild
