// The utility: how much power it adds, with a lead of years.
// Owns the addition of power (docs/odd.md, 7.8); refuses to know what the power is for.
#pragma once

#include "agents/roles.hpp"
#include "agents/roster.hpp"

namespace overbuild {

/// Starts additions when the free margin is short, limited by what it could build before and can
/// pay for; power arrives after the lead (the additions under way move one year on when power
/// arrives, P1).
void plan_utility(const UtilityParameters&, double reserve_margin, Utilities&, std::size_t utility,
                  double affordable_mw);

/// Power that arrives this year.
double arriving_power(const Utilities&, std::size_t utility);

}  // namespace overbuild
