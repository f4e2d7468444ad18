// How a seller of a differentiated product moves its posted price.
// Owns the one rule labs and applications share: the logit mark-up over marginal cost, approached
// part of the way each year (docs/odd.md, 7.4; Berry 1994). Refuses to know what is sold.
#pragma once

namespace overbuild {

/// What last year's customers revealed, from the seller's own sales.
struct Revealed {
  double jobs_elasticity;   ///< fall of ln jobs per rise of ln price with the customers it has
  double spend_to_surplus;  ///< what customers pay over what they gain
  double share;             ///< of the jobs in the classes it serves
};

/// Own-price elasticity: fewer jobs per customer, and customers who choose another option.
/// `choice_noise`: scale of taste on ln surplus.
double own_elasticity(const Revealed&, double choice_noise);

/// Whether the price that would earn most is beyond `cap` times the cost.
bool cap_decides(double elasticity, double cap);

/// The price that maximises profit at this elasticity: cost e/(e-1), mark-up bounded by `cap`.
double target_price(double marginal_cost, double elasticity, double cap);

/// Part of the way, in logs: p' = p (target/p)^speed.
double adjusted_price(double price, double target, double speed);

}  // namespace overbuild
