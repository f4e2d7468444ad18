// Equipment that enterprises rent by the hour to run models themselves: what is on offer, and the
// hours it takes. A pool that is rented grows and shrinks with its load, so that peaks cost
// nothing; what the load leaves unused is paid for. Owns the offers and their hours; refuses to
// know who takes them (agents/enterprise/review.cpp).
#pragma once

#include <vector>

#include "agents/enterprise/enterprise.hpp"
#include "sim/compute/models.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// The open model of an offer of rented equipment, whose tier is the size and one: own equipment
/// has tier 0.
OpenOffer rented_model(const ServiceOption&);

/// H100e-hours that are paid for a million tokens of an open model on a rented pool.
double pool_hours(Parts<const Inputs, const References, const OpenLabs>, const OpenOffer&);

/// Offers of rented equipment, a model each that no other is both better and cheaper to run than;
/// prices per million tokens at the list rent. Empty with the rule off.
std::vector<ServiceOption> rented_pools(
    Parts<const Inputs, const References, const OpenLabs, const ComputeMarket>,
    const std::vector<OpenOffer>& open);

}  // namespace overbuild
