// The open-weights lab: what its sponsors give it, and what it can train and release.
// Owns model.md 7.1 (open-lab funding); refuses to know why anybody deploys the model.
#pragma once

#include "agents/roles.hpp"
#include "agents/roster.hpp"
#include "market/observables.hpp"

namespace overbuild {

/// Sponsors' budget next year: they pay more when proprietary rents are high (commoditise the
/// complement; Lerner & Tirole 2002), at most `sponsor_means`.
double plan_open_budget(const OpenLabParameters&, const Observables&, double budget,
                        double opening_margin, double sponsor_means);

}  // namespace overbuild
