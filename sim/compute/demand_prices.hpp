// Prices from demand: the best prices of labs' tiers, plans and applications' products on the
// published study of the market, and how far prices at the start stood from them. Owns what a
// seller reckons with, from its own row and the public record; refuses to know how far a price
// moves towards the best one in a year (agents/lab.cpp, agents/app.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "agents/menu.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// usd of compute per million tokens at the list rent, by tier. [tiers]
std::vector<double> tier_costs(
    Parts<const Inputs, const References, const Labs, const ComputeMarket>, std::size_t lab);

/// The market as it was posted last.
MarketStudy published_study(Parts<const Inputs, const Customers, const Catalogue>);

/// The same with models as good as they are expected to be by now: each as much better as its
/// maker's was seen to become in a year. A seller that knew its own new model and rivals' old ones
/// would think itself ahead every year.
MarketStudy expected_study(
    Parts<const Inputs, const PublicRecord, const Customers, const Catalogue>);

/// A lab's tiers with prices per job as jobs were in the offers of the study; those not on sale at
/// the mark-up of the best model.
std::vector<TierOffer> menu_of(Parts<const Inputs, const Labs>, std::size_t lab,
                               const std::vector<double>& cost);

/// 1 for best prices that an end of the search decided, or that there is none of.
struct SearchEnds {
  std::vector<std::vector<std::uint8_t>> tiers;  ///< [labs][tiers]; of failed labs empty
  std::vector<std::uint8_t> plans;               ///< [labs]
};

/// Writes the best prices of all labs' tiers and plans. Whoever posts counts the ends.
SearchEnds find_best_prices(Parts<const Inputs, const References, const PublicRecord,
                                  const Customers, const Catalogue, const ComputeMarket, Labs>);

/// The same of products. [applications]
std::vector<std::uint8_t> find_best_product_prices(
    Parts<const Inputs, const PublicRecord, const Customers, const Catalogue, Apps>);

/// P3 with the rule on.
void post_prices_from_demand(Parts<const Inputs, const References, const PublicRecord,
                                   const Customers, const Catalogue, const ComputeMarket, Labs>);

/// Years since the start.
double years_since_start(Parts<const Inputs>);

}  // namespace overbuild
