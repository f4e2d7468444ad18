// Sponsors of open labs set next year's grants.
// Owns how their means grow; refuses to know the rule (agents/open_lab.hpp).
#pragma once

#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Budgets of the year to come.
void plan_open_labs(Parts<const Inputs, const References, const PublicRecord, const Builders,
                          const Journal, OpenLabs>
                        world);

}  // namespace overbuild
