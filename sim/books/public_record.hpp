// The public record: what the year's results tell everybody, and its state at the opening.
// Owns what becomes public; refuses to know what anyone makes of it.
#pragma once

#include <vector>

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// ln growth of capacity next year if builders order `units` [builders] beyond what is signed.
double announced_growth(Parts<const Inputs, const Builders, const Capital>,
                        const std::vector<double>& units);
/// Cheapest posted usd per job among models at least as capable as the frontier at the opening.
double price_at_fixed_capability(
    Parts<const Inputs, const References, const Labs, const OpenLabs, const ComputeMarket>);
/// What enterprises and consumers paid for AI this year, usd. Own equipment counts as what was
/// bought of it, and with `blocks.buyers.own_equipment` as what its use costs, as the opening
/// counts it.
double end_user_spend(Parts<const Inputs, const Books, const Customers>);
/// What everybody knows at the end of each year, and at the opening.
void publish(
    Parts<const Inputs, const References, const Exogenous, const Books, const Vendors, const Labs,
          const OpenLabs, const Utilities, const Customers, const Capital, const Progress,
          const Catalogue, const ComputeMarket, const YearTally, PublicRecord, Builders>);
void open_public_record(
    Parts<const Inputs, const Exogenous, const Books, const Vendors, const OpenLabs,
          const Utilities, const Customers, const Capital, const Catalogue, const YearTally,
          References, PublicRecord, Builders, Labs, Progress, ComputeMarket>);

}  // namespace overbuild
