// Labs plan next year's research, staff and training runs.
// Owns what a lab knows of itself when it plans; refuses to know the rule (agents/lab.hpp).
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// At the opening too: the labs' first research plans.
void plan_labs(Parts<const Inputs, const References, const PublicRecord, const Books,
                     const Builders, const Progress, const ComputeMarket, Labs>);

}  // namespace overbuild
