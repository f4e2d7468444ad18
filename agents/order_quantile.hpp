// What a builder thinks demand could be, and for which part of that it orders: who is short loses
// customers for years, who is long pays a year's user cost (newsvendor: Arrow, Harris & Marschak
// 1951; preemption: Huisman & Kort 2015).
// Owns the law of demand around the plain forecast, with what a leap and the public story would
// add, and its quantiles (docs/odd.md, 7.18); refuses to know units, power and money.
#pragma once

#include "agents/builder.hpp"

namespace overbuild {

/// Growth of demand by the rules of a builder's own that do not repeat what is told in public, by
/// the builder's weights, with its private view; and how far these rules lie apart.
struct PlainForecast {
  double growth = 0.0;  ///< ln/year
  double spread = 0.0;  ///< sd of the rules, ln/year
};
PlainForecast plain_forecast(const Builders&, std::size_t b);

/// ln of demand over its plain forecast: a mixture of three normal laws with one spread.
struct DemandLaw {
  double spread = 0.0;
  double story_weight = 0.0, story = 0.0;  ///< chance that what is told is true; what it adds
  double leap_chance = 0.0, leap = 0.0;    ///< of a leap by then; what it adds
  int detail = 1;                          ///< times finer than usual the lattice of its quantiles
};

/// Law of demand `years` ahead, from row `b` and the public record only.
DemandLaw demand_law(const InvestmentRules&, const Builders&, std::size_t b, double years);

/// Quantile of demand that an order covers where a unit is worth `index` of all its capital:
/// margins of 1 + `capex.customer_persistence` years against a year's user cost. Rises in both.
double covered_share(const CapexParameters&, double index);

/// ln of the demand that is not exceeded with probability 0 < `share` < 1, over its plain forecast:
/// the lowest point of a lattice with that much below it, so that it is exact and monotone. Test:
/// tests/agents/test_order_quantile.cpp.
double demand_quantile(const DemandLaw&, double share);

}  // namespace overbuild
