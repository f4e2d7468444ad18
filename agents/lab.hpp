// The frontier lab: its menu of prices, the next training run, and the compute it contracts for.
// Owns prices, training budgets and what a lab asks of the market for compute contracts
// (docs/odd.md, 7.4 and 7.9); refuses to know builders' books and rivals'
// plans: rivals are seen through what they published last year.
#pragma once

#include <cstdint>
#include <vector>

#include "agents/roles.hpp"
#include "agents/roster.hpp"
#include "market/observables.hpp"
#include "market/technology.hpp"

namespace overbuild {

/// What a lab knows of itself when it plans.
struct LabPosition {
  double cash;              ///< usd
  double committed_rounds;  ///< usd that holders have signed for next year
  double revenue;           ///< of the year
  double gross_margin;      ///< of its sales; of one more job at list price:
  double list_margin;
  double operating_cost;      ///< staff and overhead
  double hour_price;          ///< usd it pays for an hour of compute
  double knee_growth;         ///< of cluster size at the knee since the opening
  double reference_flop;      ///< scale of effective compute at the opening
  double reference_price;     ///< usd of an hour at the opening
  double research_reference;  ///< usd of research by a lab at the opening
  double leap_value = 0.0;    ///< usd expected of a leap
  double leap_rate = 0.0;     ///< leaps a year that are expected of research like last year's
  // of a row that was split from another: its part of what they research and sell together
  double part_of_research = 1.0, part_of_sales = 1.0;
  std::vector<std::uint8_t> kin{};  ///< [labs] 1 for rows of its family, itself too; or empty
  // where research budgets are steady
  double sunk_hours = 0.0;      ///< next year's hours owed whether used or not, inference served
  double sunk_usd = 0.0;        ///< what is owed for them
  double sunk_later = 0.0;      ///< usd of the same in the year after
  double research_stock = 0.0;  ///< hours of research done that still count next year
  double run_part = 1.0;        ///< of that stock and next year's hours, what the run is made from
};

struct LabPlan {
  double research_usd;        ///< compute for research next year
  double run_effective_flop;  ///< of the final run it will pay for
  double expected_hours;      ///< inference hours it expects to need
  bool limited = false;       ///< the guard on yearly change decided
};

/// Posted prices of the tiers on sale: mark-up on the cost of an hour, or more where demand has to
/// be brought down to what could be served (scarcity rent).
void post_lab_prices(const LabParameters&, const std::vector<double>& cost_per_job, Labs&,
                     std::size_t lab);

/// The same with `blocks.labs.demand_prices`: part of the way to the prices that earn most [tiers],
/// off by what is left of the distance at the start. Where nobody would buy at cost, a price below
/// it is raised to it. Counts prices that the cost or an end of the search decides; `at_end`
/// [tiers].
void post_demand_prices(const LabParameters&, const std::vector<double>& cost_per_job, double years,
                        const std::vector<std::uint8_t>& at_end, Labs&, std::size_t lab);

/// Puts a tier on sale at the mark-up of its neighbour, or takes one off.
void change_menu(const std::vector<double>& cost_per_job, Labs&, std::size_t lab, std::size_t tier);

/// Posted price of the consumer plan from the cost of a subscriber and the elasticity seen.
void post_plan_price(const LabParameters&, double cost_per_payer, double elasticity, Labs&,
                     std::size_t lab);

/// The same with `blocks.labs.demand_prices`.
void post_demand_plan_price(const LabParameters&, double cost_per_payer, double years, bool at_end,
                            Labs&, std::size_t lab);
inline constexpr int budget_points = 61;  ///< among which a steady budget is sought

/// Ranks budgets (multiples of the last) by net present value of the lead they buy, within means.
/// Source: docs/odd.md, 7.9. Reads row `lab` and the public record only.
LabPlan plan_lab(const LabParameters&, const TechnologyParameters&, const Observables&, const Labs&,
                 std::size_t lab, const LabPosition&, int points = budget_points);

/// The same with `blocks.labs.steady_research`: the best of `points` budgets, even in ln, between a
/// tenth of the last and what can be paid, where hours owed anyway cost nothing more; the plan goes
/// part of the way from the last budget to it. Means leave out a reserve and what is owed for hours
/// beyond inference in two years.
/// Source: sunk cost; smooth research (Hall, Griliches & Hausman 1986; Brown & Petersen 2011).
LabPlan plan_steady_research(const LabParameters&, const TechnologyParameters&, const Observables&,
                             const Labs&, std::size_t lab, const LabPosition&,
                             int points = budget_points);

/// Hours of inference that a lab expects to need next year.
double expected_inference(const LabParameters&, const Observables&, const Labs&, std::size_t lab);

/// Hours of research that a budget buys when `sunk_hours` are owed for `sunk_usd` in any case:
/// never fewer than those.
double research_hours(double budget, double sunk_hours, double sunk_usd, double hour_price);

/// Share of the stock of research hours that stands for a year's research while research grows by
/// `growth` (ln a year): in steady growth a run made from the stock is the one made from the year.
double run_part_of_stock(const LabParameters&, double growth);

/// Effective compute of the final run that `research_usd` buys.
double final_run(const TechnologyParameters&, double research_usd, double hour_price,
                 double algorithm, double knee_growth);

}  // namespace overbuild
