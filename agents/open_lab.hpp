// The open-weights lab: what its sponsors give it, and what it can train and release.
// Owns the funding of open labs (docs/odd.md, 7.11); refuses to know why anybody deploys the model.
#pragma once

#include "agents/roles.hpp"
#include "agents/roster.hpp"
#include "market/observables.hpp"

namespace overbuild {

/// Sponsors' budget next year: a share of what they earn that rises with proprietary rents
/// (commoditise the complement; Lerner & Tirole 2002). `sponsor_growth`: the sponsor's cash flow
/// over that of the opening. Moves from `budget` within the yearly limit.
double plan_open_budget(const OpenLabParameters&, const Observables&, double budget,
                        double opening_budget, double opening_margin, double sponsor_growth);

}  // namespace overbuild
