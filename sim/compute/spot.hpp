// The spot market for compute hours in P6, and builders' own use beside it.
// Owns who asks, who offers and who gets how many hours; refuses to know the rule of their price,
// which is the one posted in P3 or found by market/spot_rent.hpp.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Hours wanted at the spot rent beside contracts, whole by buyer.
struct SpotDemand {
  std::vector<std::int64_t> labs, open_labs;  ///< [labs], [open labs]
  std::vector<std::int64_t> own;              ///< [builders] own uses taken up
  std::int64_t hosted;                        ///< by hosts of open models
  std::int64_t total() const;
};

/// Hours wanted at `rent` once contracts are served. Inference is asked for by customers and own
/// uses by their worth; research buys as many hours as its money for them pays. `grants`: of the
/// year, [open labs].
SpotDemand spot_demand(
    Parts<const Inputs, const Builders, const Labs, const OpenLabs, const ComputeMarket> world,
    double rent, const std::vector<Money>& grants);
/// Sets the year's spot rent and says what is wanted at it. Where a spot rent of its own leaves
/// demand above what contracts leave, own uses and tenants get the same part of what they want.
SpotDemand clear_spot(Parts<const Inputs, const Exogenous, const Books, const Builders,
                            const OpenLabs, const Capital, Labs, ComputeMarket>
                          world);
/// Builders keep what is worth more to their own business than the rent, and offer the rest.
std::vector<std::int64_t> offer_spot(Parts<const Inputs, Builders, ComputeMarket> world,
                                     const SpotDemand& wanted);
/// Spot hours in proportion: buyers when short, sellers when long. Labs whose contracts could not
/// be honoured are among the buyers: that is the re-route round.
void trade_spot(Parts<const Inputs, Builders, Labs, OpenLabs, ComputeMarket> world,
                const SpotDemand& demand, const std::vector<std::int64_t>& offered);
/// What core use brings: the value of the hours had, own and rented, of those worth having.
void value_core_use(Parts<const Inputs, const ComputeMarket, Builders> world);
/// Hours that nobody rents serve builders' own uses below the spot rent, down to what running them
/// costs.
void use_idle_hours(
    Parts<const Inputs, const Exogenous, const Capital, const ComputeMarket, Builders> world);

}  // namespace overbuild
