#include "agents/builder.hpp"

#include <algorithm>
#include <cmath>

#include "agents/expectations.hpp"
#include "agents/order_quantile.hpp"
#include "agents/sites.hpp"
#include "core/math.hpp"

namespace overbuild {

double running_cost_per_kw(const CapexParameters& capex, double energy_price) {
  return capex.operations_per_kw + hours_a_year * capex.load_factor * energy_price / 1000.0;
}

double yearly_margin(const CapexParameters& capex, double rent, double load, double kw,
                     double energy_price) {
  return rent * hours_a_year * load - kw * running_cost_per_kw(capex, energy_price);
}

double planning_load(const CapexParameters& capex, const Observables& seen) {
  return capex.sustainable_load * std::min(seen.tightness, 1.0);
}

double expected_load(const CapexParameters& capex, const ExpectationParameters& rules,
                     const Observables& seen, double growth) {
  if (!capex.expected_load) return planning_load(capex, seen);
  const double announced = (1.0 - rules.neglect) * seen.announced_capacity_growth;
  return capex.sustainable_load * std::min(seen.tightness * exp_(growth - announced), 1.0);
}

namespace {

/// Price of a unit and of its share of a shell, over the life a budget assumes.
double capital_cost(const InvestmentRules& rules, double equipment_price) {
  const CapexParameters& capex = rules.capex;
  const double shell = rules.seen.power_per_unit / 1000.0 * capex.shell_price;
  return equipment_price + shell * annuity(rules.hurdle, capex.shell_life) /
                               annuity(rules.hurdle, capex.planned_life);
}

}  // namespace

double competitive_rent(const InvestmentRules& rules) {
  const CapexParameters& capex = rules.capex;
  const Observables& seen = rules.seen;
  const double hurdle = rules.hurdle;
  const double keep = (1.0 - capex.equipment_failure) / (1.0 + hurdle);
  const double fall = exp_(std::min(seen.full_cost_change, 0.0));
  double rents = 0.0, costs = 0.0, factor = 1.0 / (1.0 + hurdle), level = 1.0;
  for (int k = 0; k < static_cast<int>(capex.planned_life + 0.5); ++k) {
    rents += factor * level;
    costs += factor;
    factor *= keep;
    level *= fall;
  }
  const double running = seen.power_per_unit * running_cost_per_kw(capex, seen.energy_price);
  const double hours = hours_a_year * capex.sustainable_load * rules.rental.target_tightness;
  return (capital_cost(rules, rules.equipment_price) + costs * running) / (rents * hours);
}

std::vector<double> expected_rents(const InvestmentRules& rules, double expected_growth, int life) {
  const ExpectationParameters& expectations = rules.expectations;
  const Observables& seen = rules.seen;
  std::vector<double> rents(static_cast<std::size_t>(life));
  const double announced = (1.0 - expectations.neglect) * seen.announced_capacity_growth;
  const double cost_change = std::min(seen.full_cost_change, 0.0);
  const double tightness = std::min(seen.tightness * exp_(expected_growth - announced), most_tight);
  double implied = log_(next_rental_price(rules.rental, seen.rental_price, tightness, cost_change,
                                          seen.full_cost * exp_(cost_change), 0.0, seen.cash_cost));
  double competitive = log_(competitive_rent(rules));
  for (int k = 0; k < life; ++k) {
    if (k > 0) {
      const double excess = expectations.neglect * (implied - competitive);
      competitive += cost_change;
      implied = competitive + excess;
    }
    const double trend =
        log_(seen.rental_price) +
        faded_growth(seen.rental_change, expectations.fade, static_cast<double>(k + 1));
    rents[static_cast<std::size_t>(k)] = exp_((1.0 - expectations.announced_weight) * trend +
                                              expectations.announced_weight * implied);
  }
  return rents;
}

double profitability_index(const InvestmentRules& rules, const std::vector<double>& rents,
                           double load, double leap_rate) {
  const Observables& seen = rules.seen;
  const double keep = 1.0 - rules.capex.equipment_failure;
  const double discount = 1.0 / (1.0 + rules.hurdle);
  double value = 0.0, factor = discount, alive = 1.0;
  for (const double rent : rents) {
    value += factor * alive *
             (yearly_margin(rules.capex, rent, load, seen.power_per_unit, seen.energy_price) +
              leap_rate * rules.leap_value);
    factor *= discount;
    alive *= keep;
  }
  return value / capital_cost(rules, rules.equipment_price);
}

double leap_value_per_unit(const Observables& seen, double newly_feasible_value, double lead_years,
                           double industry_units) {
  if (industry_units <= 0.0 || seen.feasible_value <= 0.0) return 0.0;
  const double reach = std::min(seen.end_user_spend / seen.feasible_value, 1.0);
  const double margin = std::clamp(seen.lab_margin, 0.0, 1.0);
  return margin * reach * newly_feasible_value * lead_years / industry_units;
}

double spare_value_of_shell(const InvestmentRules& rules, double index) {
  const CapexParameters& capex = rules.capex;
  const double share =
      annuity(rules.hurdle, capex.shell_life) / annuity(rules.hurdle, capex.planned_life);
  const double left = index * capital_cost(rules, rules.equipment_price) - rules.equipment_price;
  const double a_mw = left / (rules.seen.power_per_unit / 1000.0 * share);
  return std::clamp(a_mw, 0.0, capex.shell_price);
}

bool pays_to_replace(const InvestmentRules& rules, double old_kw) {
  const Observables& seen = rules.seen;
  const double earned = seen.rental_price * hours_a_year * planning_load(rules.capex, seen);
  const double capital = rules.equipment_price * annuity(rules.hurdle, rules.capex.planned_life);
  return (earned - capital) / seen.power_per_unit > earned / old_kw;
}

namespace {

double approved_share(const CapexParameters& capex, double index) {
  return std::clamp((index - capex.approval_low) / (capex.approval_high - capex.approval_low), 0.0,
                    1.0);
}

double volume_scale(const CapexParameters& capex, double index) {
  if (index <= 0.0) return capex.volume_low;
  return std::clamp(pow_(index, capex.volume_exponent), capex.volume_low, capex.volume_high);
}

/// Who plans.
struct Planner {
  const InvestmentRules& rules;
  const Builders& builders;
  std::size_t b;
  const BuilderPosition& own;
};

/// What it counts on.
struct DemandOutlook {
  double growth;  ///< of demand, by which units are reckoned
  double index;   ///< value over cost of a unit
  bool leap = true, story = true;
};

/// Factor on demand `years` ahead that an order is made for.
double demand_scale(const Planner& who, const DemandOutlook& outlook, double years) {
  const CapexParameters& capex = who.rules.capex;
  if (!capex.quantile_orders) return volume_scale(capex, outlook.index);
  DemandLaw law = demand_law(who.rules, who.builders, who.b, years);
  if (!outlook.leap) law.leap_chance = 0.0;
  if (!outlook.story) law.story_weight = 0.0;
  return exp_(demand_quantile(law, covered_share(capex, outlook.index)));
}

// Equipment ordered now works half of next year and all of the year after.
constexpr double equipment_horizon = 1.5;

/// Hours that contracts say `years` from now, [k] for the year after k + 1; beyond the years for
/// which contracts are signed ahead those of the last of them, since they are signed again.
double hours_ahead(const std::vector<double>& hours, double years) {
  const double last = static_cast<double>(hours.size()) - 1.0;
  const double at = std::clamp(years - 1.0, 0.0, last);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, hours.size() - 1);
  return hours[below] + (at - static_cast<double>(below)) * (hours[above] - hours[below]);
}

/// Units that contracts and own uses fill as far as capacity can be filled.
double committed_units(const Planner& who, double years) {
  constexpr double fullest = 0.95;  // of the load that can be kept up
  const BuilderPosition& own = who.own;
  if (own.promised_hours.empty()) return 0.0;
  return (hours_ahead(own.promised_hours, years) + own.own_use_hours) /
         (hours_a_year * who.rules.capex.sustainable_load * fullest);
}

/// Units to have of one's own for a demand that takes `needed` and may be `scale` of that, since
/// what is signed has to be served, and others' hours that are rented need not be built.
double units_to_have(const Planner& who, double needed, double scale, double years) {
  const std::vector<double>& rented = who.own.rented_hours;
  const double rented_units =
      rented.empty()
          ? 0.0
          : hours_ahead(rented, years) / (hours_a_year * who.rules.capex.sustainable_load);
  return std::max(needed * scale, committed_units(who, years)) - rented_units;
}

/// Units wanted for delivery next year before power and funding: what serves the demand counted on
/// and is not there, as far as it is approved.
double wanted_equipment(const Planner& who, const DemandOutlook& outlook, double needed,
                        double have) {
  const double approved = approved_share(who.rules.capex, outlook.index);
  if (approved == 0.0) return 0.0;
  const double scale = demand_scale(who, outlook, equipment_horizon);
  const double all = units_to_have(who, needed, scale, equipment_horizon);
  return std::max(all - have, 0.0) * approved;
}

/// Part of what is on order that the same rule would not order now if it cost what leaving the
/// order saves.
double unwanted(const Planner& who, DemandOutlook outlook, double needed) {
  if (who.own.arriving_units == 0.0) return 0.0;
  const InvestmentRules& rules = who.rules;
  const double saved = (1.0 - rules.cancellation_charge) * rules.equipment_price;
  outlook.index =
      outlook.index * capital_cost(rules, rules.equipment_price) / capital_cost(rules, saved);
  const double kept = wanted_equipment(who, outlook, needed, who.own.units);
  return std::clamp(who.own.arriving_units - kept, 0.0, who.own.arriving_units);
}

/// Programmes of equipment are under way and change step by step: part of last year's spending goes
/// on. A firm that has none starts with its plan.
double gradual(const CapexParameters& capex, double wanted, double last_usd, double price) {
  if (last_usd <= 0.0) return wanted;
  return wanted + (1.0 - capex.order_adjustment_speed) * (last_usd / price - wanted);
}

/// MW of shells to order. A site smaller than the smallest worth digging is built at that size if
/// what it will hold still pays for all of it, and not at all if it does not.
double shell_order(const InvestmentRules& rules, const BuilderPlan& plan, double needed,
                   double have, double kw_then) {
  const CapexParameters& capex = rules.capex;
  const double order = std::max(needed - have, 0.0) * plan.approved;
  if (order <= 0.0 || order >= capex.shell_minimum) return order;
  const double units = order * 1000.0 / kw_then;
  const double capital = capital_cost(rules, rules.equipment_price);
  const double share =
      annuity(rules.hurdle, capex.shell_life) / annuity(rules.hurdle, capex.planned_life);
  const double site = capex.shell_minimum * capex.shell_price * share;
  const double index =
      plan.profitability * units * capital / (units * rules.equipment_price + site);
  return approved_share(capex, index) >= 0.5 ? capex.shell_minimum : 0.0;
}

/// Hours of own demand `years` ahead: the market's forecast times the share the builder aims at,
/// with rivals' announced aims counted only in part.
double own_demand_ahead(const InvestmentRules& rules, double growth, double target_share,
                        double years) {
  const Observables& seen = rules.seen;
  const double market =
      seen.compute_demand * exp_(faded_growth(growth, rules.expectations.fade, years));
  return market * target_share /
         pow_(std::max(seen.announced_share_sum, 1.0), 1.0 - rules.expectations.neglect);
}

double wanted_share(const CapexParameters& capex, const Observables& seen, const Builders& builders,
                    std::size_t b) {
  const double ambition =
      capex.share_ambition * std::max(log_(std::max(builders.profitability[b], 0.1)), 0.0);
  // A young firm still believes its business plan.
  const bool young = builders.entered[b] > 0.0 &&
                     static_cast<double>(seen.year) <= builders.entered[b] + capex.planned_life;
  const double share = young ? std::max(seen.builder_share[b], builders.entry_target_share[b])
                             : seen.builder_share[b];
  return std::min(share * exp_(ambition), 1.0);
}

/// Units that serve a builder's customers and its own uses so many years ahead. Of demand the part
/// that is under contract is what contracts say, so that who sells nothing else forecasts nothing
/// else.
double units_ahead(const InvestmentRules& rules, const BuilderPosition& own, double growth,
                   double target_share, double years) {
  const double a_unit = hours_a_year * rules.capex.sustainable_load * rules.rental.target_tightness;
  const double for_own_uses = own.own_hours / a_unit;
  const double market = units_for_demand(rules, growth, target_share, years);
  if (own.promised_hours.empty()) return market + for_own_uses;
  return hours_ahead(own.promised_hours, years) / a_unit + (1.0 - own.contract_part) * market +
         for_own_uses;
}

/// MW of shells that pay by the rule when they stand `lead` years from now, beside what it has.
double shells_wanted(const Planner& who, const DemandOutlook& outlook, const BuilderPlan& plan,
                     double lead, double have) {
  const InvestmentRules& rules = who.rules;
  if (plan.approved == 0.0) return 0.0;
  const double years = lead + rules.capex.shell_horizon;
  const double scale = demand_scale(who, outlook, years);
  const double of_units = rules.capex.quantile_orders ? scale : 1.0;
  const double units = units_to_have(
      who, units_ahead(rules, who.own, outlook.growth, plan.target_share, years), of_units, years);
  // By the time the shell stands, a unit will draw less: by as much as the builder is used to.
  const double power_then =
      rules.seen.power_per_unit / 1000.0 * exp_(-who.builders.density_growth[who.b] * (lead - 1.0));
  const double needed =
      who.own.used_mw + std::max(units - who.own.units - who.own.arriving_units, 0.0) * power_then;
  const double of_power = rules.capex.quantile_orders ? 1.0 : scale;
  return shell_order(rules, plan, of_power * needed, have, power_then * 1000.0);
}

/// Where sites come first, they are bought for all of the lead, and building begins on those that
/// are ready for what the years of building bring.
void want_shells(const Planner& who, const DemandOutlook& outlook, BuilderPlan& plan) {
  const CapexParameters& capex = who.rules.capex;
  const BuilderPosition& own = who.own;
  const ShellStages stages = shell_stages(capex);
  const double coming = own.arriving_mw + own.building_mw;
  const double have = own.shell_mw - own.retiring_mw + own.arriving_mw + own.building_mw;
  if (stages.site_years == 0) {
    plan.order_shell_mw = shells_wanted(who, outlook, plan, capex.shell_lead, have);
    return;
  }
  plan.order_site_mw = shells_wanted(who, outlook, plan, capex.shell_lead, have + own.site_mw);
  if (own.ready_site_mw <= 0.0) return;
  const double soon = shells_wanted(who, outlook, plan, static_cast<double>(stages.building_years),
                                    own.shell_mw - own.retiring_soon_mw + coming);
  plan.order_shell_mw = std::min(soon, own.ready_site_mw);
}

/// Value over cost of a unit if demand grows like that.
double index_at(const InvestmentRules& rules, double growth, double leap_rate) {
  const CapexParameters& capex = rules.capex;
  const auto rents = expected_rents(rules, growth, static_cast<int>(capex.planned_life + 0.5));
  const double load = expected_load(capex, rules.expectations, rules.seen, growth);
  return profitability_index(rules, rents, load, leap_rate);
}

/// Units that serve customers and own uses when what is ordered now works.
double needed_equipment(const Planner& who, double growth, double target_share) {
  return units_ahead(who.rules, who.own, growth, target_share, equipment_horizon);
}

/// What the order would be without the belief in a leap, and where orders are quantiles without the
/// public story.
void want_without(const Planner& who, const DemandOutlook& outlook, double have,
                  BuilderPlan& plan) {
  const InvestmentRules& rules = who.rules;
  const double price = rules.equipment_price, last = who.builders.order_usd[who.b];
  const auto order = [&](const DemandOutlook& other) {
    const double needed = needed_equipment(who, other.growth, plan.target_share);
    return gradual(rules.capex, wanted_equipment(who, other, needed, have), last, price);
  };
  const double expected = who.builders.expected_growth[who.b];
  if (!rules.capex.quantile_orders) {
    plan.order_without_leap = order({outlook.growth, index_at(rules, expected, 0.0)});
    return;
  }
  DemandOutlook no_leap = outlook, no_story = outlook;
  no_leap.leap = false;
  no_story.story = false;
  no_story.index = index_at(rules, outlook.growth, 0.0);
  plan.order_without_leap = order(no_leap);
  plan.order_without_story = order(no_story);
}

/// Equipment and shells that pay by the rule, before power and money. Where orders are quantiles, a
/// leap is no term of a unit's value: it is demand that there could be.
void want(const Planner& who, BuilderPlan& plan) {
  const InvestmentRules& rules = who.rules;
  const Builders& builders = who.builders;
  const CapexParameters& capex = rules.capex;
  const double expected = builders.expected_growth[who.b];
  const double rate =
      capex.quantile_orders ? 0.0 : builders.leap_strength[who.b] / builders.leap_exposure[who.b];
  plan.profitability = index_at(rules, expected, rate);
  plan.approved = approved_share(capex, plan.profitability);
  plan.target_share = wanted_share(capex, rules.seen, builders, who.b);
  const DemandOutlook outlook{
      capex.quantile_orders ? plain_forecast(builders, who.b).growth : expected,
      plan.profitability};

  const double needed = needed_equipment(who, outlook.growth, plan.target_share);
  const double have = who.own.units + who.own.arriving_units;
  const double scale = demand_scale(who, outlook, equipment_horizon);
  plan.steps.missing = std::max(units_to_have(who, needed, scale, equipment_horizon) - have, 0.0);
  plan.wanted_units = plan.steps.paying = plan.steps.missing * plan.approved;
  plan.cancel_units = unwanted(who, outlook, needed);
  plan.order_units =
      plan.cancel_units > 0.0
          ? 0.0
          : gradual(capex, plan.wanted_units, builders.order_usd[who.b], rules.equipment_price);
  plan.steps.programme = plan.order_units;
  if (capex.quantile_orders) {
    plan.quantile = covered_share(capex, outlook.index);
    plan.demand_factor = scale;
  }
  if (rules.asks_why) want_without(who, outlook, have, plan);
  want_shells(who, outlook, plan);
}

/// MW of shells that a plan begins and that stand when its equipment comes, a year later.
double begun_in_time(const CapexParameters& capex, const BuilderPlan& plan) {
  const bool in_time = capex.begun_shells && shell_stages(capex).building_years == 1;
  return in_time ? plan.order_shell_mw : 0.0;
}

/// No more equipment than there is power for.
void fit_to_power(const InvestmentRules& rules, const BuilderPosition& own, BuilderPlan& plan) {
  const double power = rules.seen.power_per_unit / 1000.0;  // MW per unit
  const double free_mw =
      own.shell_mw + own.arriving_mw + begun_in_time(rules.capex, plan) - own.used_mw;
  plan.order_units = std::min(plan.order_units, std::max(free_mw, 0.0) / power);
  plan.steps.powered = plan.order_units;
  for (double* without : {&plan.order_without_leap, &plan.order_without_story}) {
    *without = std::min(*without, std::max(free_mw, 0.0) / power);
  }
}

/// Part of what a plan costs that there is money for: vendors that promise a share of what their
/// bills exceed a builder's cash carry more of an order the further it goes.
double affordable_part(const BuilderPosition& own, const BuilderPlan& plan, double cost,
                       double equipment) {
  const double alone = std::max(plan.funding_room, 0.0) / cost;
  if (own.facility_share <= 0.0) return alone;
  const double spare = std::max(own.cash - own.cash_target, 0.0);
  const double helped = (plan.funding_room - own.facility_share * spare) /
                        std::max(cost - own.facility_share * equipment, 1.0);
  return std::clamp(std::max(alone, helped), 0.0, 1.0);
}

/// No more of either than there is money for; what cannot be paid for is not waited for.
void fit_to_money(const InvestmentRules& rules, const BuilderPosition& own, BuilderPlan& plan) {
  plan.funding_room = std::max(own.cash - own.cash_target, 0.0) + own.ebitda + own.borrowing_room +
                      own.issue_room - own.committed_spend;
  const ShellStages stages = shell_stages(rules.capex);
  const double cost = plan.order_units * rules.equipment_price +
                      plan.order_shell_mw * rules.capex.shell_price * stages.share_within_a_year() +
                      plan.order_site_mw * rules.capex.shell_price * stages.site_share;
  if (cost > plan.funding_room && cost > 0.0) {
    const double affordable =
        affordable_part(own, plan, cost, plan.order_units * rules.equipment_price);
    plan.order_units *= affordable;
    for (double* without : {&plan.order_without_leap, &plan.order_without_story}) {
      *without = std::min(*without, plan.order_units);
    }
    plan.order_shell_mw *= affordable;
    plan.order_site_mw *= affordable;
  }
  plan.steps.affordable = plan.order_units;
  plan.order_usd = plan.order_units * rules.equipment_price;
  const double saved = (1.0 - rules.cancellation_charge) * rules.equipment_price;
  const double short_of = std::max(-plan.funding_room, 0.0) / std::max(saved, 1.0);
  plan.cancel_units = std::clamp(short_of, plan.cancel_units, own.arriving_units);
}

}  // namespace

double units_for_demand(const InvestmentRules& rules, double growth, double target_share,
                        double years) {
  return own_demand_ahead(rules, growth, target_share, years) /
         (hours_a_year * rules.capex.sustainable_load * rules.rental.target_tightness);
}

BuilderPlan plan_builder(const InvestmentRules& rules, const Builders& builders, std::size_t b,
                         const BuilderPosition& own) {
  BuilderPlan plan;
  plan.hurdle = rules.hurdle;
  want({rules, builders, b, own}, plan);
  fit_to_power(rules, own, plan);
  fit_to_money(rules, own, plan);
  return plan;
}

CoreUse core_use(double mass, double ln_value, double value_sd, double rent) {
  if (mass <= 0.0 || rent <= 0.0) return {0.0, 0.0};
  const double z = (ln_value - log_(rent)) / value_sd;
  const double mean = exp_(ln_value + 0.5 * value_sd * value_sd);
  return {mass * normal_cdf(z), mass * mean * normal_cdf(z + value_sd)};
}

}  // namespace overbuild
