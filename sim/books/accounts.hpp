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
    Parts<const Inputs, const References, const Exogenous, const PublicRecord, const OpenLabs,
          const Lenders, const Utilities, const ComputeMarket, const YearTally, Books, Builders,
          Vendors, Labs, Apps, Investors, Capital, Memory>);
/// The year's results by firm, from the ledger.
void measure_results(Parts<const Inputs, const Books, const Investors, Builders, Vendors, Labs,
                           OpenLabs, Apps, Lenders, Utilities>);

}  // namespace overbuild
