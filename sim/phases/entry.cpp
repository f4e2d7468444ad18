// Entry of builders, at the start and the end of P8: candidates write a business plan on last year's
// public record, ask for money like everybody else, and build if they get some.
#include <algorithm>

#include <fmt/format.h>

#include "agents/builder.hpp"
#include "agents/expectations.hpp"
#include "sim/market_view.hpp"
#include "sim/world.hpp"

namespace overbuild {

namespace {

double sum(const std::vector<double>& values) {
  double total = 0.0;
  for (const double value : values) total += value;
  return total;
}

/// Money that lenders and investors offer this year over what they offered at the opening.
double appetite(const World& world) {
  double opening = 0.0;
  for (const auto& [id, lender] : world.parameters.lenders) opening += lender.appetite;
  for (const auto& [id, investor] : world.parameters.investors) opening += investor.appetite;
  return opening > 0.0 ? (sum(world.lenders.appetite) + sum(world.investors.appetite)) / opening
                       : 0.0;
}

/// An entrant means to be no smaller than the firms it joins are on average: few who enter think
/// themselves worse (Camerer & Lovallo 1999).
double share_aimed_at(const World& world) {
  double firms = 1.0;
  for (const std::uint8_t alive : world.builders.alive) firms += alive ? 1.0 : 0.0;
  return 1.0 / firms;
}

/// What the candidate would build if it had the money, and what that would earn.
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

}  // namespace

void found_builders(World& world) {
  if (world.is_frozen(Role::builder)) return;
  const Parameters& p = world.parameters;
  double entered = 0.0;
  for (const double year : world.builders.entered) entered += year > 0.0 ? 1.0 : 0.0;
  const double hurdle = world.base_rate + p.capex.risk_premium + p.capex.hurdle_wedge;
  const double chance =
      entry_probability(p.entry, world.seen, entered, appetite(world), hurdle);
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    world.founding[b].need = 0.0;
    if (!world.builders.asleep[b]) continue;
    if (!world.random.bernoulli(world.builders.entity[b], world.key_year(), Purpose::entry, 1,
                                chance)) {
      continue;
    }
    write_business_plan(world, b);
    world.builders.alive[b] = 1;
    world.builders.asleep[b] = 0;
    if (world.founding[b].need <= 0.0) return_to_sleep(world, b);
  }
}

void confirm_founders(World& world) {
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (world.founding[b].need <= 0.0) continue;
    const AccountId account = world.builders.account[b];
    const Money raised = world.ledger.cash(account);
    if (raised <= Money::zero()) {
      return_to_sleep(world, b);
      continue;
    }
    world.recording.agents[world.agent_of_account[account.value]].type =
        builder_type_names[world.parameters.builders[b].second.type];
    world.event("P8", "entry", world.name(account), "", raised,
                fmt::format("aims at {:.1f} % of the market; asked for ${:.1f} bn",
                            100.0 * world.builders.aim[b], world.founding[b].need / 1e9));
  }
}

}  // namespace overbuild
