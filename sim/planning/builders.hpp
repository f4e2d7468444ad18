// Builders revise what they expect; then they hear each other's guidance, decide, and sign.
// Owns this order; refuses to know the rule of the plan (agents/builder.hpp).
#pragma once

#include <vector>

#include "agents/builder.hpp"
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

/// What the year that ends makes builders expect, and the return that they ask for.
void expect_demand(Parts<const Inputs, const Exogenous, const PublicRecord, const Books,
                         const CreditMarket, Builders>
                       world);

/// What each builder in business would order on what is announced so far, and if asked why, what it
/// would order without a leap or a story. [builders]
std::vector<BuilderPlan> plans_now(
    Parts<const Inputs, const PublicRecord, const Books, const Builders, const Vendors,
          const Capital, const CreditMarket>
        world,
    const std::vector<CashView>& views, bool ask_why = false);

/// `views`: [accounts], of the year that ends.
void plan_builders(Parts<const Inputs, const Utilities, const CreditMarket, PublicRecord, Books,
                         Builders, Vendors, Capital, YearTally, Journal>
                       world,
                   const std::vector<CashView>& views);

}  // namespace overbuild
