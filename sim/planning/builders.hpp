// Builders revise what they expect, hear each other's guidance, decide, and sign.
// Owns this order; refuses to know the rule of the plan (agents/builder.hpp).
#pragma once

#include <vector>

#include "sim/credit/cash_view.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// `views`: [accounts], of the year that ends.
void plan_builders(Parts<const Inputs, const Exogenous, const Utilities, const CreditMarket,
                         PublicRecord, Books, Builders, Vendors, Capital, YearTally, Journal>
                       world,
                   const std::vector<CashView>& views);

}  // namespace overbuild
