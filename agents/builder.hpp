// The builder: what it expects to earn from one more unit, how much it orders, what it can fund.
// Owns the investment rule (docs/odd.md, 7.6); refuses to know how
// orders are filled, paid or delivered.
#pragma once

#include <cstdint>
#include <vector>

#include "agents/roles.hpp"
#include "agents/roster.hpp"
#include "market/observables.hpp"
#include "market/rental.hpp"

namespace overbuild {

/// What a builder knows of itself when it plans: its own books and contracts.
struct BuilderPosition {
  double units;           ///< H100e that will still run next year
  double arriving_units;  ///< on order for next year
  double shell_mw;        ///< commissioned
  double used_mw;         ///< drawn by `units` and what arrives
  double arriving_mw;     ///< commissioned by next year
  double building_mw;     ///< on order beyond next year
  double cash, cash_target, debt, ebitda;
  double committed_spend;    ///< already signed and due next year: equipment, shells, debt service
  double borrowing_room;     ///< what lenders told it they would add, last time it asked
  double issue_room;         ///< equity it could issue
  double retiring_mw = 0.0;  ///< shells at the end of their life before a new one could stand
  double site_mw = 0.0;      ///< sites on which nothing is built yet
  double ready_site_mw = 0.0;  ///< of those, where building can begin
  double retiring_soon_mw =
      0.0;                 ///< shells at the end of their life before a building begun now stands
  double own_hours = 0.0;  ///< own uses beyond those taken up that it plans for, a year
  double facility_share = 0.0;  ///< of an order beyond its cash, that vendors would promise to lend
  // where compute is signed for ahead, else empty: H100e-hours by year from next year on
  std::vector<double> promised_hours{};  ///< to customers
  std::vector<double> rented_hours{};    ///< by others
  double own_use_hours = 0.0;            ///< of its own uses that it plans for, a year
  double contract_part = 0.0;            ///< of the hours it sold, those under contract
};

/// What a builder judges an investment by: the rules of all, the public record, and its own terms.
struct InvestmentRules {
  const CapexParameters& capex;
  const ExpectationParameters& expectations;
  const RentalParameters& rental;
  const Observables& seen;
  double hurdle;                     ///< 1/year
  double equipment_price;            ///< usd per H100e, over vendors as it would order
  double cancellation_charge = 0.0;  ///< part of the price that an order costs which is left
  double leap_value = 0.0;        ///< usd per H100e of a leap that arrives next year, by its chance
  double leap_jump = 0.0;         ///< points that a leap is expected to bring
  double reach_elasticity = 0.0;  ///< of own uses in the tasks within reach, where they follow them
  int detail = 1;                 ///< times finer than usual the lattice of quantiles
  bool asks_why = true;  ///< whether a plan says what it would be without a leap or a story
};

/// Units of equipment at each step of a plan, the last of which is ordered.
struct OrderSteps {
  double missing = 0;     ///< for the demand it counts on, whatever they earn
  double paying = 0;      ///< of these, approved at the return they promise
  double programme = 0;   ///< what its spending, which moves step by step, comes to
  double powered = 0;     ///< of that, with power in shells
  double affordable = 0;  ///< of that, with money to pay for them
};

struct BuilderPlan {
  double order_units = 0, order_shell_mw = 0;
  double order_site_mw = 0;
  OrderSteps steps;
  double cancel_units = 0;         ///< of what is on order and not delivered
  double order_usd = 0;            ///< for the units
  double order_without_leap = 0;   ///< 0 unless asked why
  double order_without_story = 0;  ///< and without what is told in public; with quantiles only
  double quantile = 0;       ///< of the demand it thinks possible, that equipment is ordered for
  double demand_factor = 0;  ///< that demand over its plain forecast
  double wanted_units = 0;   ///< before power and money
  double profitability = 0, approved = 0, target_share = 0, hurdle = 0, funding_room = 0;
};

/// Rent next year at which new capacity just pays at this hurdle, given that rents then fall as its
/// cost does: what competition brings rents to (Jorgenson's user cost), usd/H100e-hour.
double competitive_rent(const InvestmentRules&);

/// Rental price expected for each year of an asset's life: a blend of the own price trend and of
/// the price that next year's announced capacity implies, from where rivals' response is expected
/// to bring it back to the competitive rent, of which the share `neglect` is overlooked each year
/// (competition neglect as too slow a mean reversion: Greenwood & Hanson 2015). [life]
/// usd/H100e-hour.
std::vector<double> expected_rents(const InvestmentRules&, double expected_growth, int life);

/// Value over cost of one unit ordered now, with `leap_rate` as the belief in a leap a year.
double profitability_index(const InvestmentRules&, const std::vector<double>& rents, double load,
                           double leap_rate);

/// Present value to the owner of one more unit of a leap that arrives next year: the margin on
/// newly feasible work at current prices and reach, over the lead it gives, shared by all units.
double leap_value_per_unit(const Observables&, double newly_feasible_value, double lead_years,
                           double industry_units);

/// The year's plan. Reads row `b` of the builder's columns and the public record only.
BuilderPlan plan_builder(const InvestmentRules&, const Builders&, std::size_t b,
                         const BuilderPosition&);

/// What a MW of shell is worth to a builder whose next unit is worth `index` of all its capital:
/// what is left when the equipment in it is paid for, and no more than a new shell, usd.
double spare_value_of_shell(const InvestmentRules&, double index);

/// Units that serve the demand a builder counts on in so many years.
double units_for_demand(const InvestmentRules&, double growth, double target_share, double years);

/// Whether a kW of power earns more with new equipment, its capital paid for, than with equipment
/// that draws `old_kw` per unit.
bool pays_to_replace(const InvestmentRules&, double old_kw);

/// Yearly cost of running a kW of equipment at full use: operations and energy, usd.
double running_cost_per_kw(const CapexParameters&, double energy_price);

/// What a unit that draws `kw` earns in a year over the cost of running it, usd.
double yearly_margin(const CapexParameters&, double rent, double load, double kw,
                     double energy_price);

/// Usual load on which a unit's value is reckoned: last year's.
double planning_load(const CapexParameters&, const Observables&);

/// Load that plans of new capacity count on: last year's tightness carried on by expected growth,
/// less what is heard of announced capacity; without `blocks.market.expected_load` last year's.
/// Never falls in `growth`, never above `capex.sustainable_load`.
double expected_load(const CapexParameters&, const ExpectationParameters&, const Observables&,
                     double growth);

/// Hours of a lognormal value schedule that are worth more than `rent`, and their total value.
struct CoreUse {
  double hours, value;
};
CoreUse core_use(double mass, double ln_value, double value_sd, double rent);

}  // namespace overbuild
