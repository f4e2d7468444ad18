// Lenders and investors plan what they offer next year.
// Owns nothing but the order; refuses to know the rules (agents/lender.hpp, agents/investor.hpp).
#pragma once

#include "sim/parts/inputs.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Appetite for the year to come; who is frozen keeps it.
void plan_finance(Parts<const Inputs, Lenders, Investors> world);

}  // namespace overbuild
