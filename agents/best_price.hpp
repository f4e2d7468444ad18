// Why: tiers of labs, plans for consumers and applications all ask which price would earn most,
// each of another demand. Owns: the search over prices 1 % apart, the same for all of them. Refuses
// to know whose demand it is and whether anybody will post the price. Model: argmax of (p - c) Q(p)
// + R(p) between c and where Q is a thousandth of what it is at c; ties to the lower. R is what the
// seller's other products earn. The lattice stands still, so that a cost that falls towards zero
// leaves the price where it is; as Q falls in p, the price rises in c (Topkis 1978). Test:
// tests/agents/test_best_price.cpp.
#pragma once

#include "core/function_ref.hpp"

namespace overbuild {

/// What a product sells at a price, and what its seller earns beside it then.
struct SalesAtPrice {
  double quantity;
  double beside;       ///< usd, with the quantity's factor
  double beside_most;  ///< the same with losses left out: never falls in the price
};

struct BestPrice {
  double price;   ///< 0: nobody would buy, whatever the price
  bool at_bound;  ///< the lowest or the highest price that was looked at
};

/// `sales` is asked for quantities that never rise in the price. `detail`: times finer than usual
/// the lattice of prices. Cost: 50 to 150 calls.
BestPrice best_price(double cost, FunctionRef<SalesAtPrice(double)> sales, int detail = 1);

/// Where a seller that stood `wedge` (ln) from the best price at the start is expected to stand
/// `years` later: the distance fades by `fade` a year. `at_least`: what a unit costs.
struct PriceTarget {
  double price;
  bool at_cost;  ///< the cost decided
};
PriceTarget wedged_price(double best, double wedge, double fade, double years, double at_least);

}  // namespace overbuild
