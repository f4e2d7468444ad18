// The frontier lab: its menu of prices, the next training run, and the compute it contracts for.
// Owns model.md K5, 7.4 (labs) and the lab's side of K6; refuses to know builders' books and rivals'
// plans: rivals are seen through what they published last year.
#pragma once

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
  double operating_cost;    ///< staff and overhead
  double hour_price;        ///< usd it pays for an hour of compute
  double knee_growth;       ///< of cluster size at the knee since the opening
  double reference_flop;    ///< scale of effective compute at the opening
  double reference_price;   ///< usd of an hour at the opening
  double research_reference;  ///< usd of research by a lab at the opening
  double leap_value = 0.0;    ///< usd expected of a leap
  double leap_rate = 0.0;     ///< leaps a year that are expected of research like last year's
};

struct LabPlan {
  double research_usd;        ///< compute for research next year
  double run_effective_flop;  ///< of the final run it will pay for
  double expected_hours;      ///< inference hours it expects to need
};

/// Posted prices of the tiers on sale: mark-up on the cost of an hour, or more where demand has to
/// be brought down to what could be served (scarcity rent).
void post_lab_prices(const LabParameters&, const std::vector<double>& cost_per_job, Labs&,
                     std::size_t lab);

/// Puts a tier on sale at the mark-up of its neighbour, or takes one off.
void change_menu(const std::vector<double>& cost_per_job, Labs&, std::size_t lab, std::size_t tier);

/// Posted price of the consumer plan from the cost of a subscriber and the elasticity seen.
void post_plan_price(const LabParameters&, double cost_per_payer, double elasticity, Labs&,
                     std::size_t lab);

/// Ranks budgets (multiples of the last) by net present value of the lead they buy, within means.
/// Source: model.md K5. Reads row `lab` and the public record only.
LabPlan plan_lab(const LabParameters&, const TechnologyParameters&, const Observables&, const Labs&,
                 std::size_t lab, const LabPosition&);

/// Effective compute of the final run that `research_usd` buys.
double final_run(const TechnologyParameters&, double research_usd, double hour_price,
                 double algorithm, double knee_growth);

}  // namespace overbuild
