// What the next leap would be worth, and how fast those who count on one expect it.
// Owns the reading of the public record that labs' and builders' plans share; refuses to plan.
#pragma once

#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// usd a year of tasks within reach of one more leap, and the lead it would give, years.
double newly_feasible(Parts<const Inputs, const PublicRecord> world);
double leap_lead(Parts<const Inputs, const PublicRecord> world);
/// Leaps a year that builders expect on average.
double mean_leap_rate(Parts<const PublicRecord, const Builders> world);

}  // namespace overbuild
