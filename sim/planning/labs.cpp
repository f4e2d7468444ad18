#include "sim/planning/labs.hpp"

#include <algorithm>
#include <vector>

#include "agents/lab.hpp"
#include "core/math.hpp"
#include "sim/compute/contracts.hpp"
#include "sim/compute/models.hpp"
#include "sim/parameters/family.hpp"
#include "sim/planning/leap.hpp"

namespace overbuild {

namespace {

/// What a row that was split from another has in common with its family.
void see_family(Parts<const Inputs, const Labs> world, std::size_t l, LabPosition& own) {
  const Labs& labs = world.labs;
  own.kin = kin_of(world.inputs.parameters, world.inputs.parameters.labs, l);
  double sales = 0.0, research = 0.0, rows = 0.0;
  for (std::size_t k = 0; k < labs.size(); ++k) {
    if (own.kin[k] == 0 || !labs.alive[k]) continue;
    sales += labs.revenue[k];
    research += labs.research_usd[k];
    rows += 1.0;
  }
  if (rows <= 1.0) return;
  own.part_of_sales = sales > 0.0 ? labs.revenue[l] / sales : 1.0 / rows;
  own.part_of_research = research > 0.0 ? labs.research_usd[l] / research : 1.0 / rows;
  constexpr double least = 1e-3;  // of a row that all but left the family's work
  own.part_of_sales = std::max(own.part_of_sales, least);
  own.part_of_research = std::max(own.part_of_research, least);
}

/// What contracts make owed whatever is decided, and what was researched before.
void see_sunk_research(Parts<const Inputs, const PublicRecord, const Books, const Labs> world,
                       std::size_t l, LabPosition& own) {
  const LabParameters& rules = world.inputs.parameters.lab;
  const int next = world.inputs.year + 1;
  const double inference = expected_inference(rules, world.public_record, world.labs, l);
  const OwedHours owed = owed_beyond(world, l, next, inference);
  own.sunk_hours = owed.hours;
  own.sunk_usd = owed.usd;
  own.sunk_later = owed_beyond(world, l, next + 1, inference).usd;
  // This year's hours join the stock when its run finishes, and lose a year before the next.
  own.research_stock = 0.0;
  for (std::size_t k = 0; k < world.labs.size(); ++k) {
    if (own.kin[k] == 0 || (k != l && !world.labs.alive[k])) continue;
    own.research_stock +=
        rules.knowledge_kept * (rules.knowledge_kept * world.labs.research_stock[k] +
                                static_cast<double>(world.labs.research_hours[k]));
  }
  own.run_part = run_part_of_stock(rules, world.inputs.parameters.opening.training_growth);
}

LabPosition lab_position(Parts<const Inputs, const References, const PublicRecord, const Books,
                               const Labs, const Progress, const ComputeMarket>
                             world,
                         std::size_t l) {
  const Labs& labs = world.labs;
  const double overhead = lab_overhead(world, l);
  const double inference =
      static_cast<double>(labs.inference_hours[l]) * world.compute.rental_price;
  const double margin =
      labs.revenue[l] > 0.0 ? std::clamp(1.0 - inference / labs.revenue[l], 0.0, 0.95) : 0.0;
  // Holders are expected to follow their money with what the firm could sell at its last price.
  const double rounds = labs.equity_value[l] * world.inputs.parameters.equity.dilution_cap;
  double list_margin = 0.0;
  for (std::size_t k = 0; k < labs.tier_below[l].size(); ++k) {
    if (!labs.tier_on_sale[l][k]) continue;
    list_margin +=
        (1.0 - world.compute.rental_price * lab_tier_hours(world, l, k) / labs.tier_price[l][k]) /
        labs.tiers[l];
  }
  LabPosition own{world.books.cash(labs.account[l]),
                  rounds,
                  labs.revenue[l],
                  margin,
                  std::clamp(list_margin, 0.0, 0.95),
                  labs.staff_usd[l] + overhead,
                  world.compute.rental_price,
                  world.progress.knee_growth,
                  world.references.flop,
                  world.inputs.parameters.opening.rental_price,
                  world.references.research};
  see_family(world, l, own);
  if (world.inputs.parameters.lab.steady_research) see_sunk_research(world, l, own);
  return own;
}

}  // namespace

void plan_labs(Parts<const Inputs, const References, const PublicRecord, const Books,
                     const Builders, const Progress, const ComputeMarket, Labs>
                   world) {
  if (world.inputs.is_frozen(Role::lab)) return;
  Labs& labs = world.labs;
  const double leap = world.inputs.parameters.lab.leap_share * world.public_record.lab_margin *
                      std::min(world.public_record.end_user_spend /
                                   std::max(world.public_record.feasible_value, 1.0),
                               1.0) *
                      newly_feasible(world) * leap_lead(world);
  const double rate = mean_leap_rate(world);
  const int points =
      (budget_points - 1) * static_cast<int>(world.inputs.parameters.run.decision_detail) + 1;
  std::vector<LabPlan> plans(labs.size());
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (!labs.alive[l]) continue;
    LabPosition own = lab_position(world, l);
    own.leap_value = leap;
    own.leap_rate = rate;
    plans[l] = plan_lab(world.inputs.parameters.lab, world.inputs.parameters.technology,
                        world.public_record, labs, l, own, points);
  }
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (!labs.alive[l]) continue;
    // Staff follows research, at a rate of its own.
    const double growth = plans[l].research_usd / std::max(labs.research_usd[l], 1.0);
    labs.staff_usd[l] *=
        pow_(std::clamp(growth, 0.25, 4.0), world.inputs.parameters.lab.staff_response);
    labs.research_usd[l] = plans[l].research_usd;
    labs.run_effective_flop[l] = plans[l].run_effective_flop;
    labs.expected_inference_hours[l] = plans[l].expected_hours;
    labs.research_limited[l] = plans[l].limited ? 1 : 0;
  }
}

}  // namespace overbuild
