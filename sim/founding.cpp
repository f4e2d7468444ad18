#include "sim/founding.hpp"

#include <algorithm>

#include "agents/builder.hpp"
#include "agents/expectations.hpp"
#include "sim/market_view.hpp"

namespace overbuild {

namespace {

/// An entrant means to be no smaller than the firms it joins are on average: few who enter think
/// themselves worse (Camerer & Lovallo 1999).
double share_aimed_at(const World& world) {
  double firms = 1.0;
  for (const std::uint8_t alive : world.builders.alive) firms += alive ? 1.0 : 0.0;
  return 1.0 / firms;
}

}  // namespace

void write_business_plan(World& world, std::size_t b) {
  const Parameters& p = world.parameters;
  Builders& builders = world.builders;
  fresh_beliefs(world, b);
  builders.hurdle[b] = world.base_rate + p.capex.risk_premium + builders.hurdle_wedge[b];
  builders.own_growth[b] = builders.adaptive_growth[b] = world.seen.compute_growth;
  builders.forecast[b].fill(world.seen.compute_growth);
  revise_expectations(p.expectations, world.seen, builders, b);
  builders.aim[b] = share_aimed_at(world);
  builders.entered[b] = static_cast<double>(world.year);
  BuilderPosition own{};
  own.cash = 1e15;  // what it would do if money were no question
  const double price = equipment_price_for(world, b);
  const BuilderPlan plan = plan_builder(p.capex, p.expectations, p.rental, world.seen, builders, b,
                                        own, price, 0.0);
  const double shells = plan.order_shell_mw * p.capex.shell_price;
  const double margin =
      yearly_margin(p.capex, world.seen.rental_price, planning_load(p.capex, world.seen),
                    world.seen.power_per_unit, world.seen.energy_price);
  const double capital = shells + plan.wanted_units * price;
  builders.equity_value[b] = std::max(plan.profitability - 1.0, 0.0) * capital;
  builders.profitability[b] = plan.profitability;
  builders.target_share[b] = plan.target_share;
  world.founding[b] = {capital, std::max(margin, 0.0) * plan.wanted_units,
                       world.year + static_cast<int>(p.capex.shell_lead + 0.5)};
}

void return_to_sleep(World& world, std::size_t b) {
  world.builders.alive[b] = 0;
  world.builders.asleep[b] = 1;
  world.builders.entered[b] = world.builders.equity_value[b] = 0.0;
  world.builders.target_share[b] = 0.0;
  world.founding[b] = {};
}

}  // namespace overbuild
