// P4: applications and labs bargain over discounts, and applications spread their traffic over
// models. Owns the phase and the terms; refuses to know what follows for hours and bills.
#pragma once

#include <cstddef>

#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Chooses the models that an application runs on, at the terms it has.
void supply_app(Parts<const Inputs, const References, const Labs, const OpenLabs, const Customers,
                      const Catalogue, const Demand, const ComputeMarket, const Memory, Apps>,
                std::size_t app);
/// Wholesale terms of all labs and applications whose contract has ended.
void bargain_terms(
    Parts<const Inputs, const References, const Labs, const OpenLabs, const Customers,
          const Catalogue, const Demand, const ComputeMarket, const Memory, Apps>);
/// P4
void bargain_wholesale(
    Parts<const Inputs, const References, const Labs, const OpenLabs, const Customers,
          const PublicRecord, const Demand, const ComputeMarket, const Memory, Apps, Catalogue>);

}  // namespace overbuild
