// What a frontier lab is worth by its own cash flows. Owns this one appraisal, which investors,
// holders and creditors share; refuses to know what they make of it.
#pragma once

#include <cstddef>

#include "agents/investor.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Present value, usd, of a lab that sells for `sales` a year. Research is counted at the least its
/// plans go to: it is spent to grow, and owners can end it. `saved`: usd a year of costs that go
/// away. With `blocks.investors.scenarios` at the public belief.
double lab_cash_value(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Labs, const ComputeMarket> world,
    std::size_t lab, double sales, double saved);

/// The same lab as those see it who value scenarios of demand.
ValuedFirm valued_lab(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Labs, const ComputeMarket> world,
    std::size_t lab, double sales, double saved);

}  // namespace overbuild
