// Hours of inference behind what customers ask for: labs', and those of open models that others
// host. Owns the way from jobs to hours; refuses to know whether there are so many.
#pragma once

#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Jobs that applications' customers ask for; each is a job of inference at the back end.
void read_app_demand(Parts<const Inputs, const Customers, const Catalogue, Demand> world);
/// Hours of inference each lab needs, and the hours hosted open models need.
void need_inference(Parts<const Inputs, const References, const OpenLabs, const Apps,
                          const Customers, const Catalogue, const Demand, Labs, ComputeMarket>
                        world);
/// Hours of inference behind the opening year's sales.
void need_opening_inference(Parts<const Inputs, const References, const OpenLabs, const Apps,
                                  const Catalogue, Labs, Customers, Demand, ComputeMarket>);

}  // namespace overbuild
