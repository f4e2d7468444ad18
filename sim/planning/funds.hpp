// Lenders and investors plan what they offer next year.
// Owns nothing but the order; refuses to know the rules (agents/lender.hpp, agents/investor.hpp).
#pragma once

#include <vector>

#include "sim/credit/cash_view.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// What lenders have learned, and appetite for the year to come; who is frozen keeps it.
void plan_finance(Parts<const Inputs, const PublicRecord, const Builders, const YearTally,
                        CreditMarket, Lenders, Investors>,
                  const std::vector<CashView>&);

}  // namespace overbuild
