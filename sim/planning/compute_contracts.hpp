// Labs and builders sign compute contracts for the years to come.
// Owns offers, requests and how they meet; refuses to know how much research a lab plans.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Requests are filled from the cheapest offer up, in proportion where an offer is short.
void sign_contracts(Parts<const Inputs, const PublicRecord, const Builders, const Vendors,
                          const Labs, const Capital, const ComputeMarket, Books>
                        world);

}  // namespace overbuild
