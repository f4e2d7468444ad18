// What a builder has, has on order and can pay, when it plans.
// Owns this one summary, which plans and payouts share; refuses to decide.
#pragma once

#include <cstddef>
#include <vector>

#include "agents/builder.hpp"
#include "sim/credit/cash_view.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// `rules`: by which old equipment is worth replacing.
BuilderPosition builder_position(Parts<const Inputs, const PublicRecord, const Books,
                                       const Builders, const Capital, const CreditMarket>
                                     world,
                                 std::size_t builder, const std::vector<CashView>& views,
                                 const InvestmentRules& rules);

}  // namespace overbuild
