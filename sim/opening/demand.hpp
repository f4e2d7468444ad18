// Prices, terms and modes such that the opening year reproduces the record of spend.
#pragma once

namespace overbuild {

struct World;

/// Solves modes and conduct at the opening's prices.
void open_demand(World&);
void open_plan_conduct(World&);

}  // namespace overbuild
