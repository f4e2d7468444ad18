// The rental market for compute: what new capacity costs an hour, and how the posted price moves.
// Owns both as pure functions (docs/odd.md, 7.4); refuses to know who rents.
#pragma once

namespace overbuild {

inline constexpr double hours_a_year = 8760.0;

struct RentalParameters {
  double cost_pass_through;   ///< chi: share of a fall in new capacity's cost that is passed on
  double tightness_response;  ///< zeta
  double target_tightness;    ///< u*: orders over capacity at which price holds
  double anchor_speed;        ///< lambda: yearly pull towards full cost
  double glut_matching;       ///< m: move towards the cheapest sellers with spare capacity
};

/// Yearly cost of one unit (an H100e in its share of a shell) by part, in $.
struct UnitCost {
  double equipment, shell, energy, operations;
  double total() const { return equipment + shell + energy + operations; }
};

/// Annuity that repays 1 over `years` at `rate`.
double annuity(double rate, double years);

/// Posted rental price next year, $/H100e-hour.
/// `tightness`: orders over capacity, uncapped. `cost_change`: change of ln cost of new capacity.
/// `spare_price`: price of the cheapest sellers with spare capacity. Floor: `cash_cost`.
/// Source: docs/odd.md, 7.4. Test: tests/market/test_rental.cpp.
double next_rental_price(const RentalParameters&, double price, double tightness,
                         double cost_change, double full_cost, double spare_price,
                         double cash_cost);

}  // namespace overbuild
