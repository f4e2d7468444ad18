#include "sim/credit/founding.hpp"

#include <algorithm>

#include "agents/builder.hpp"
#include "agents/expectations.hpp"
#include "sim/compute/costs.hpp"
#include "sim/credit/fresh_beliefs.hpp"
#include "sim/credit/lending.hpp"
#include "sim/credit/outlook.hpp"
#include "sim/parameters/family.hpp"

namespace overbuild {

namespace {

/// An entrant means to be no smaller than the firms it joins are on average: few who enter think
/// themselves worse (Camerer & Lovallo 1999).
double equal_share(Parts<const Inputs, const Builders> world) {
  const Parameters& p = world.inputs.parameters;
  double firms = 1.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const double rows =
        p.family_shares ? static_cast<double>(members_of_family(p.builders, b)) : 1.0;
    if (world.builders.alive[b]) firms += 1.0 / rows;
  }
  return 1.0 / firms;
}

/// Interest and losses from now until the plan is expected to pay for itself, asked for with the
/// rest: entrants were funded to that point, with two to three years of interest set aside. No
/// sales are counted on in the year in which the first sites are lit.
void fund_start_up(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders,
                         const Vendors, CreditMarket>
                       world,
                   std::size_t b, const BuilderPlan& plan, double capital, double spread) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double coupon = world.exogenous.base_rate + spread;
  const double overhead = std::max(-world.builders.core_cash_flow[b], 0.0);
  const double load = planning_load(capex, world.public_record);
  const int lead = static_cast<int>(capex.shell_lead + 0.5);
  const auto rents = rents_expected_by(world, b, static_cast<int>(capex.planned_life + 0.5));
  Founding& founding = world.credit.founding[b];
  for (int k = 1; k <= static_cast<int>(rents.size()); ++k) {
    const double margin = k <= lead ? 0.0
                                    : yearly_margin(capex, rents[static_cast<std::size_t>(k - 1)],
                                                    load, world.public_record.power_per_unit,
                                                    world.public_record.energy_price);
    const double missing = coupon * (capital + founding.reserve) + overhead -
                           plan.wanted_units * std::max(margin, 0.0);
    if (missing <= 0.0) break;
    founding.reserve += missing;
    founding.until = std::max(founding.until, world.inputs.year + k);
  }
}

/// Spread at which money was lent last year.
double last_spread(Parts<const Inputs, const CreditMarket> world) {
  const CreditMarket& credit = world.credit;
  return credit.lent > 0.0 ? credit.spread_sum / credit.lent
                           : world.inputs.parameters.capex.risk_premium;
}

double capital_of(Parts<const Inputs> world, const BuilderPlan& plan, double equipment_price) {
  return (plan.order_shell_mw + plan.order_site_mw) * world.inputs.parameters.capex.shell_price +
         plan.wanted_units * equipment_price;
}

/// What the boldest lender would lend on a plan, as part of its capital, and at which spread once
/// it is drawn.
struct PlanLoan {
  double share = 0, spread = 0;
};

PlanLoan loan_on_plan(Parts<const Inputs, const Exogenous, const PublicRecord, const Lenders,
                            const Builders, const CreditMarket>
                          world,
                      std::size_t b, const BuilderPlan& plan, double capital) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  Borrower firm{};
  firm.outlook.earnings = plan_on_path(world, plan.wanted_units);
  firm.ebitda = firm.outlook.earnings.empty() ? 0.0 : firm.outlook.earnings.front();
  firm.saleable_assets = capital * std::min(world.public_record.sale_price_to_book, 1.0);
  for (int k = 0; k < outlook_years; ++k) {
    firm.outlook.assets.push_back(firm.saleable_assets *
                                  std::max(1.0 - static_cast<double>(k) / capex.planned_life, 0.0));
  }
  double boldest = 0.0;
  for (const double worst : world.lenders.worst_default_probability) {
    boldest = std::max(boldest, worst);
  }
  const AccountId account = world.builders.account[b];
  const double first = world.exogenous.base_rate + spread_after(world, account, firm, 0.0);
  const double lent =
      boldest > 0.0 ? std::min(debt_room(credit_rules(world), firm, boldest, first), capital) : 0.0;
  return {capital > 0.0 ? lent / capital : 0.0, spread_after(world, account, firm, lent)};
}

}  // namespace

double entry_hurdle(Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors,
                          const Lenders, const Builders, const CreditMarket>
                        world) {
  const Parameters& p = world.inputs.parameters;
  const double plain = world.exogenous.base_rate + p.capex.risk_premium + p.capex.hurdle_wedge;
  if (!p.credit.risk_price || world.builders.size() == 0) return plain;
  // Plans of any size look alike to lenders.
  BuilderPlan plan;
  plan.wanted_units = 1e5;
  plan.order_shell_mw = plan.wanted_units * world.public_record.power_per_unit / 1000.0;
  const double capital = capital_of(world, plan, equipment_price(world));
  const PlanLoan loan = loan_on_plan(world, 0, plan, capital);
  return plain + loan.share * (loan.spread - p.capex.risk_premium);
}

void write_business_plan(Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors,
                               const Lenders, Builders, CreditMarket>
                             world,
                         std::size_t b) {
  const Parameters& p = world.inputs.parameters;
  Builders& builders = world.builders;
  fresh_beliefs(world, b);
  builders.hurdle[b] = world.exogenous.base_rate + p.capex.risk_premium + builders.hurdle_wedge[b];
  builders.own_growth[b] = builders.adaptive_growth[b] = world.public_record.compute_growth;
  builders.forecast[b].fill(world.public_record.compute_growth);
  revise_expectations(p.expectations, world.public_record, builders, b);
  builders.entry_target_share[b] = equal_share(world);
  builders.entered[b] = static_cast<double>(world.inputs.year);
  BuilderPosition own{};
  own.cash = 1e15;  // what it would do if money were no question
  const auto plan_now = [&] {
    InvestmentRules rules = investment_rules(world, b);
    rules.asks_why = false;
    return plan_builder(rules, builders, b, own);
  };
  BuilderPlan plan = plan_now();
  const double price = equipment_price_for(world, b);
  double spread = last_spread(world);
  if (p.credit.risk_price) {
    // Planned again at what the loan costs that it would be given.
    const PlanLoan loan = loan_on_plan(world, b, plan, capital_of(world, plan, price));
    spread = loan.spread;
    builders.hurdle[b] += loan.share * (spread - p.capex.risk_premium);
    plan = plan_now();
  }
  const double margin = yearly_margin(
      p.capex, world.public_record.rental_price, planning_load(p.capex, world.public_record),
      world.public_record.power_per_unit, world.public_record.energy_price);
  const double capital = capital_of(world, plan, price);
  builders.equity_value[b] = std::max(plan.profitability - 1.0, 0.0) * capital;
  builders.profitability[b] = plan.profitability;
  builders.target_share[b] = plan.target_share;
  world.credit.founding[b] = {capital,
                              std::max(margin, 0.0) * plan.wanted_units,
                              world.inputs.year + static_cast<int>(p.capex.shell_lead + 0.5),
                              0.0,
                              plan.wanted_units,
                              world.inputs.year + static_cast<int>(p.capex.shell_lead + 0.5) + 1};
  fund_start_up(world, b, plan, capital, spread);
}

double set_aside(Parts<const Inputs, const Builders, const CreditMarket> world, std::size_t b) {
  const Founding& founding = world.credit.founding[b];
  const int left = founding.until - world.inputs.year;
  const double years = static_cast<double>(founding.until) - world.builders.entered[b];
  return left > 0 && years > 0.0 ? founding.reserve * static_cast<double>(left) / years : 0.0;
}

void return_to_pool(Parts<Builders, CreditMarket> world, std::size_t b) {
  world.builders.alive[b] = 0;
  world.builders.dormant[b] = 1;
  world.builders.entered[b] = world.builders.equity_value[b] = 0.0;
  world.builders.target_share[b] = 0.0;
  world.credit.founding[b] = {};
}

}  // namespace overbuild
