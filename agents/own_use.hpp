// Builders' own uses of compute over time: potential follows what models can do, uses begin slowly
// and end at once, and hours that nobody rents serve what is worth running them for.
// Owns the adopted share of own uses; refuses to know contracts, the market for hours and money.
#pragma once

#include "agents/builder.hpp"
#include "agents/roster.hpp"

namespace overbuild {

/// Factor of a year on the hours that own uses could take: growth of the work, what an hour does of
/// it, and, where uses follow models, tasks within reach with the elasticity of
/// `own_use.reach_elasticity`. `reach_change`: ln change of the value of tasks within reach, as
/// last published. Test: tests/agents/test_own_use.cpp.
double own_use_growth(const OwnUseParameters&, double growth, double efficiency,
                      double reach_change);

/// Hours of own uses that are taken up, of `worthwhile` hours worth the rent, where `before` were
/// in use last year: uses end at once and begin slowly.
double adopted_hours(const OwnUseParameters&, double before, double worthwhile);

/// Adopted own uses worth less than `rent` and at least `cash_cost` an hour that `idle` hours
/// serve, the most valuable first; `adopted` is the adopted share of the schedule. Hours are not
/// rounded, their value is theirs, not the rent's.
CoreUse idle_own_use(double mass, double ln_value, double value_sd, double rent, double cash_cost,
                     double adopted, double idle);

/// Hours beyond the adopted ones that plans count on: `own_use.plans_on_potential` of uses worth
/// the rent and not taken up.
double planned_own_hours(const OwnUseParameters&, double adopted, double worthwhile);

}  // namespace overbuild
