#include "sim/planning/builders.hpp"

#include <algorithm>
#include <cmath>

#include "agents/builder.hpp"
#include "agents/expectations.hpp"
#include "sim/books/public_record.hpp"
#include "sim/compute/costs.hpp"
#include "sim/compute/families.hpp"
#include "sim/credit/facilities.hpp"
#include "sim/planning/builder_position.hpp"
#include "sim/planning/exit.hpp"
#include "sim/planning/guidance.hpp"
#include "sim/planning/leap.hpp"
#include "sim/planning/orders.hpp"

namespace overbuild {

namespace {

/// Cost of capital by the firm's own mix and credit, plus the wedge that firms add (Gormsen &
/// Huber).
double hurdle_rate(
    Parts<const Inputs, const Exogenous, const Books, const Builders, const CreditMarket> world,
    std::size_t b) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const AccountId account = world.builders.account[b];
  const double debt = world.books.debt.owed(account).usd();
  const double capital = debt + std::max(world.builders.equity_value[b], 1.0);
  const double share = debt / capital;
  const double spread = world.credit.spread[account.value];
  return world.exogenous.base_rate + (1.0 - share) * capex.risk_premium + share * spread +
         world.builders.hurdle_wedge[b];
}

BuilderPlan plan_of(Parts<const Inputs, const PublicRecord, const Books, const Builders,
                          const Vendors, const Capital, const CreditMarket>
                        world,
                    std::size_t b, const std::vector<CashView>& views, double leap, bool ask_why) {
  InvestmentRules rules = investment_rules(world, b);
  rules.leap_value = leap;
  rules.asks_why = ask_why;
  BuilderPosition own = builder_position(world, b, views, rules);
  own.facility_share = expected_facility(world, b);
  return plan_builder(rules, world.builders, b, own);
}

/// Builders first say what they mean to order, seeing last year's orders; having heard the others,
/// they decide. Guidance is public and binds nobody.
std::vector<BuilderPlan> plan_after_guidance(
    Parts<const Inputs, const Books, const Builders, const Vendors, const Capital,
          const CreditMarket, PublicRecord>
        world,
    const std::vector<CashView>& views) {
  std::vector<double> guidance;
  for (const BuilderPlan& plan : plans_now(world, views)) {
    guidance.push_back(plan.order_units - plan.cancel_units);
  }
  world.public_record.announced_capacity_growth = announced_growth(world, guidance);
  return plans_now(world, views, true);
}

/// A row of plans.csv: what the plan came to at each step, what vendors still owe it, and on what
/// of demand it rests. In the first year they owe nothing yet: what is on order then may have been
/// ordered for later.
void record_plan(Parts<const Inputs, const Books, const Builders, const Capital, Journal> world,
                 std::size_t b, const BuilderPlan& plan) {
  if (!world.journal.record_tables) return;
  const auto first_year = static_cast<int>(world.inputs.parameters.time.start);
  double late = 0.0;
  for (const EquipmentOrder& order : world.capital.equipment_orders) {
    if (world.inputs.year > first_year && order.builder == b)
      late += static_cast<double>(order.milli_units) / 1000.0;
  }
  const OrderSteps& steps = plan.steps;
  PlanRow row{world.inputs.year,      account_name(world, world.builders.account[b]),
              steps.missing,          steps.paying,
              steps.programme,        steps.powered,
              steps.affordable,       late,
              plan.order_without_leap};
  if (world.inputs.parameters.capex.quantile_orders) {
    row.quantile = plan.quantile;
    row.demand_factor = plan.demand_factor;
    row.without_story = plan.order_without_story;
  }
  world.journal.recording.plans.push_back(std::move(row));
}

/// The plan of a builder that is about to leave, as plans.csv shows it.
BuilderPlan stopped(BuilderPlan plan) {
  plan.steps.programme = plan.steps.powered = plan.steps.affordable = 0.0;
  plan.order_without_leap = plan.order_without_story = 0.0;
  return plan;
}

/// The plan becomes the builder's state.
void settle_on(Parts<Builders> world, std::size_t b, const BuilderPlan& plan) {
  Builders& builders = world.builders;
  builders.order_units[b] = plan.order_units;
  builders.cancel_units[b] = plan.cancel_units;
  builders.order_usd[b] = plan.order_usd;
  builders.order_shell_mw[b] = plan.order_shell_mw;
  builders.order_site_mw[b] = plan.order_site_mw;
  builders.order_without_leap[b] = plan.order_without_leap;
  builders.order_without_story[b] = plan.order_without_story;
  builders.order_quantile[b] = plan.quantile;
  builders.demand_factor[b] = plan.demand_factor;
  builders.profitability[b] = plan.profitability;
  builders.approved[b] = plan.approved;
  builders.target_share[b] = plan.target_share;
  builders.funding_room[b] = plan.funding_room;
}

/// What a builder reads into the news is partly what it read last year.
void read_news(Parts<const Inputs, Builders> world, std::size_t b) {
  const ExpectationParameters& rules = world.inputs.parameters.expectations;
  const double fresh =
      rules.private_view_sd *
      world.inputs.random.normal(luck_of(world.inputs.parameters, world.builders, b),
                                 world.inputs.key_year(), Purpose::private_view, 0);
  double& view = world.builders.private_view[b];
  view = rules.inertia * view + std::sqrt(1.0 - rules.inertia * rules.inertia) * fresh;
}

/// Growth of demand that builders publish, by hours sold; exact sums do not depend on their order.
double published_growth(Parts<const Builders> world) {
  constexpr double unit = 1e-9;
  __int128 sum = 0, hours = 0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    const auto growth = static_cast<std::int64_t>(
        std::llround(std::clamp(world.builders.expected_growth[b], -9.0, 9.0) / unit));
    sum += static_cast<__int128>(growth) * world.builders.sold_hours[b];
    hours += world.builders.sold_hours[b];
  }
  return hours > 0 ? static_cast<double>(sum) / static_cast<double>(hours) * unit : 0.0;
}

}  // namespace

std::vector<BuilderPlan> plans_now(
    Parts<const Inputs, const PublicRecord, const Books, const Builders, const Vendors,
          const Capital, const CreditMarket>
        world,
    const std::vector<CashView>& views, bool ask_why) {
  const Builders& builders = world.builders;
  double industry = 0.0;
  for (std::size_t b = 0; b < builders.size(); ++b) industry += running_units(world, b);
  const double leap =
      leap_value_per_unit(world.public_record, newly_feasible(world), leap_lead(world), industry) *
      world.public_record.exposure_change * world.inputs.parameters.expectations.leap_counted;
  std::vector<BuilderPlan> plans(builders.size());
  for (std::size_t b = 0; b < builders.size(); ++b) {
    if (is_in_business(world, b)) plans[b] = plan_of(world, b, views, leap, ask_why);
  }
  return plans;
}

void expect_demand(Parts<const Inputs, const Exogenous, const PublicRecord, const Books,
                         const CreditMarket, Builders>
                       world) {
  if (world.inputs.is_frozen(Role::builder)) return;
  Builders& builders = world.builders;
  for (std::size_t b = 0; b < builders.size(); ++b) {
    if (!builders.alive[b]) continue;
    builders.hurdle[b] = hurdle_rate(world, b);
    read_news(world, b);
    revise_expectations(world.inputs.parameters.expectations, world.public_record, builders, b);
  }
}

void plan_builders(Parts<const Inputs, const Utilities, const CreditMarket, PublicRecord, Books,
                         Builders, Vendors, Capital, YearTally, Journal>
                       world,
                   const std::vector<CashView>& views) {
  Builders& builders = world.builders;
  if (!world.inputs.is_frozen(Role::builder)) {
    std::vector<BuilderPlan> plans = plan_after_guidance(world, views);
    for (std::size_t b = 0; b < builders.size(); ++b) {
      if (!builders.alive[b]) continue;
      settle_on(world, b, plans[b]);
      consider_exit(world, b);
      if (builders.leaving[b]) plans[b] = stopped(plans[b]);
      if (is_in_business(world, b)) record_plan(world, b, plans[b]);
    }
    world.public_record.expected_growth = published_growth(world);
  }
  for (std::size_t b = 0; b < builders.size(); ++b) {
    if (builders.alive[b]) sign_orders(world, b);
  }
  publish_guidance(world);
}

}  // namespace overbuild
