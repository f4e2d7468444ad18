// The rental market for compute: what new capacity costs an hour, and how the posted price moves.
// Owns both as pure functions (docs/odd.md, 7.4 and 7.18); refuses to know who rents.
#pragma once

namespace overbuild {

inline constexpr double hours_a_year = 8760.0;
inline constexpr double most_tight = 1.4;  ///< orders over capacity seen at most

struct RentalParameters {
  double cost_pass_through;      ///< chi: share of a fall in new capacity's cost that is passed on
  double tightness_response;     ///< zeta
  double target_tightness;       ///< u*: orders over capacity at which price holds
  double mean_reversion_speed;   ///< lambda: yearly pull towards full cost
  double glut_price_adjustment;  ///< m: move towards the cheapest sellers with spare capacity
  bool list_rent = false;  ///< the list rent sees this year's capacity, and is slow in shortage
  double shortage_response = 1.0;  ///< response above the target over that below, with list_rent
  double current_weight = 1.0;  ///< of this year's tightness, the rest last year's, with list_rent
  bool spot_rent = false;       ///< hours not under contract have a rent of their own
  double spot_ceiling = 2.0;    ///< highest spot rent over the list rent
};

/// Yearly cost of one unit (an H100e in its share of a shell) by part, in $.
struct UnitCost {
  double equipment, shell, energy, operations;
  double total() const { return equipment + shell + energy + operations; }
};

/// Annuity that repays 1 over `years` at `rate`.
double annuity(double rate, double years);

/// Tightness at which the list rent is posted: last year's, or with `list_rent` on the way from it
/// to hours `wanted` last year, grown by `growth`, over this year's `hours`. With `spot_rent` a
/// shortage of the year is left to the spot market, and counts as far as last year's did.
double list_tightness(const RentalParameters&, double last, double wanted, double growth,
                      double hours);

/// Posted rental price next year, $/H100e-hour.
/// `tightness`: orders over capacity, uncapped. `cost_change`: change of ln cost of new capacity.
/// `spare_price`: price of the cheapest sellers with spare capacity. Floor: `cash_cost`.
/// Source: docs/odd.md, 7.4. Test: tests/market/test_rental.cpp.
double next_rental_price(const RentalParameters&, double price, double tightness,
                         double cost_change, double full_cost, double spare_price,
                         double cash_cost);

}  // namespace overbuild
