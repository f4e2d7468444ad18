#include "sim/opening/roles.hpp"

#include <algorithm>
#include <cmath>

#include "agents/builder.hpp"
#include "agents/lab.hpp"
#include "agents/own_use.hpp"
#include "agents/pricing.hpp"
#include "agents/vendor.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "sim/compute/families.hpp"
#include "sim/credit/fresh_beliefs.hpp"
#include "sim/opening/accounts.hpp"

namespace overbuild {

namespace {

/// Exponential of mean one; with a limit, on condition that it is below. The same draw either way.
double first_leap_clock(Parts<const Inputs> world, EntityId lab) {
  const double clock = world.inputs.random.exponential(lab, 0, Purpose::leap_clock, 0, 1.0);
  const double limit = world.inputs.parameters.technology.leap_clock_limit;
  if (limit <= 0.0) return clock;
  return -log_(1.0 - (1.0 - exp_(-clock)) * (1.0 - exp_(-limit)));
}

template <class Firms, class... Columns>
void size_columns(Firms& firms, Columns&... columns) {
  (columns.resize(firms.size()), ...);
}

/// What own use of compute brought in the opening year beyond the cost of running the fleet for it:
/// part of reported cash flow, and a separate receipt from the first simulated year on.
double own_use_surplus(const Parameters& p, const BuilderConfig& config) {
  const double sd = config.core.value_sd, rent = p.opening.rental_price;
  const double ln_value = log_(rent) + sd * normal_quantile(config.core.unlocked_share);
  const double mass = config.core.hours / config.core.unlocked_share;
  const CoreUse use = core_use(mass, ln_value, sd, rent);
  const double units = config.core.hours / (hours_a_year * p.opening.utilisation);
  const double kw = units * p.capex.power_per_unit;
  const double running = kw * running_cost_per_kw(p.capex, p.macro.energy_price);
  if (!p.own_use.idle_hours) return use.value - running;
  // Hours of that fleet that stood idle served what they were worth running for.
  const double could = units * hours_a_year * p.capex.sustainable_load;
  const double cash_cost = running / (could * p.rental.target_tightness);
  return use.value - running +
         idle_own_use(mass, ln_value, sd, rent, cash_cost, 1.0, could - config.core.hours).value;
}

void open_builder_columns(Parts<const Inputs, const Vendors, const PublicRecord, References,
                                Builders, ComputeMarket, CreditMarket, YearTally>
                              world) {
  const Parameters& p = world.inputs.parameters;
  Builders& builders = world.builders;
  const std::size_t n = builders.size();
  Builders::columns(builders,
                    [&](std::string_view, std::string_view, auto& column) { column.resize(n); });
  size_columns(builders, builders.core_wanted, builders.core_adopted, builders.core_adopted_hours,
               builders.core_idle, builders.core_idle_value, builders.core_mass,
               builders.core_ln_value, builders.weight, builders.fitness, builders.forecast,
               builders.predisposition, builders.hurdle_wedge, builders.adaptive_growth,
               builders.private_view, builders.cancel_units, builders.order_usd,
               builders.order_site_mw, builders.own_demand, builders.installed_vendor_share,
               builders.order_without_story, builders.order_quantile, builders.demand_factor,
               builders.guidance, builders.guidance_revised, builders.years_below_hurdle,
               builders.left, builders.leaving);
  world.compute.energy.resize(n);
  world.tally.equipment_spend.assign(n, Money::zero());
  world.tally.shell_spend.assign(n, Money::zero());
  world.credit.founding.assign(n, {});
  for (std::size_t b = 0; b < n; ++b) {
    const BuilderConfig& config = p.builders[b].second;
    builders.core_cash_flow[b] = config.core_cash_flow - own_use_surplus(p, config);
    builders.core_capex[b] = config.core_capex;
    builders.capex[b] = config.ai_capex + config.core_capex;
    builders.equity_value[b] = config.equity_value;
    const auto whole = [&](double BuilderConfig::*amount) {
      return family_amount(p, p.builders, b, [&](const BuilderConfig& of) { return of.*amount; });
    };
    // What the market pays for a dollar of earnings; a firm that earns nothing yet is valued like
    // the dearest that does.
    constexpr double dearest = 30.0;
    world.references.equity_multiple.push_back(std::min(
        whole(&BuilderConfig::equity_value) / std::max(whole(&BuilderConfig::core_cash_flow), 1e8),
        dearest));
    builders.dormant.push_back(config.enters ? 1 : 0);
    if (config.enters) builders.alive[b] = 0;
    if (config.enters) builders.equity_value[b] = 0.0;
    const double share = config.core.unlocked_share;
    builders.core_adopted[b] = p.own_use.adopted ? p.own_use.opening_adoption : 1.0;
    builders.core_adopted_hours[b] = config.core.hours;
    builders.core_mass[b] = config.core.hours / share / builders.core_adopted[b];
    builders.core_ln_value[b] =
        log_(p.opening.rental_price) + config.core.value_sd * normal_quantile(share);
    fresh_beliefs(world, b);
    builders.installed_vendor_share[b] =
        logistic(preference_for_favoured(world, config) / p.vendor.choice_noise);
    // The last decision before the first year: what is on order for it.
    if (!config.equipment_orders.empty()) {
      builders.order_usd[b] = config.equipment_orders.front();
      builders.order_units[b] = builders.order_usd[b] / first_equipment_price(world);
    }
    if (!config.shell_orders_mw.empty()) {
      builders.order_shell_mw[b] = config.shell_orders_mw.front();
    }
    builders.profitability[b] = 1.0;
    builders.hurdle[b] = p.macro.base_rate + p.capex.risk_premium + builders.hurdle_wedge[b];
    builders.own_growth[b] = p.opening.compute_growth;
    builders.adaptive_growth[b] = p.opening.compute_growth;
    builders.forecast[b].fill(p.opening.compute_growth);
    builders.expected_growth[b] = p.opening.compute_growth;
  }
}

void open_vendor_columns(Parts<const Inputs, References, Books, Vendors, YearTally> world) {
  const Parameters& p = world.inputs.parameters;
  Vendors& vendors = world.vendors;
  Vendors::columns(vendors, [&](std::string_view, std::string_view, auto& column) {
    column.resize(vendors.size());
  });
  for (auto* column :
       {&vendors.expected_orders, &vendors.own_asked, &vendors.own_missed, &vendors.own_expected}) {
    column->resize(vendors.size());
  }
  world.tally.vendor_sales.assign(vendors.size(), Money::zero());
  world.tally.vendor_cost.assign(vendors.size(), Money::zero());
  for (std::size_t v = 0; v < vendors.size(); ++v) {
    const VendorConfig& config = p.vendors[v].second;
    vendors.price[v] = config.price;
    vendors.unit_cost[v] = config.price * (1.0 - config.gross_margin);
    vendors.markup[v] = config.price / vendors.unit_cost[v] - 1.0;
    vendors.capacity_units[v] = config.capacity_units;
    vendors.foundry_commitment[v] = vendors.foundry_promised[v] = config.foundry_commitment;
    vendors.equity_value[v] = config.equity_value;
    vendors.other_revenue[v] = config.other_revenue;
    vendors.revenue[v] = config.revenue + config.other_revenue;
    const double profit = family_amount(p, p.vendors, v, [](const VendorConfig& of) {
      return (of.revenue + of.other_revenue) * (of.gross_margin - of.overhead_share);
    });
    const double worth =
        family_amount(p, p.vendors, v, [](const VendorConfig& of) { return of.equity_value; });
    world.references.vendor_multiple.push_back(worth / std::max(profit, 1e8));
    const double sold = config.revenue / config.price;
    vendors.expected_orders[v] = sold;
    vendors.inventory_units[v] =
        whole_part(p.vendor.inventory_share * sold * 1000.0, "equipment in stock");
    open_deposit(world, vendors.account[v], config.cash);
    world.books.ledger.open_balance(
        {{vendors.account[v], Instrument::inventory,
          price_times(vendors.unit_cost[v] / 1000.0, vendors.inventory_units[v])}});
  }
  // As builders: what they have is what they prefer.
  vendors.own_share = vendor_shares(
      p.vendor, vendors.price, vendors.alive,
      {p.vendor.own_preference, logistic(p.vendor.own_preference / p.vendor.choice_noise)},
      vendor_families(world));
}

/// Worth of a FLOP such that the research hours of the year before the opening, smaller by the
/// growth of runs, explain the best finished model; the opening year's hours are in the next one.
double opening_run_scale(Parts<const Inputs> world, std::int64_t hours, double effective) {
  const TechnologyParameters& technology = world.inputs.parameters.technology;
  const double before =
      static_cast<double>(hours) * exp_(-world.inputs.parameters.opening.training_growth);
  const double flop = technology.final_run_share * before * technology.flop_per_hour;
  const double plain = training_efficiency(technology, flop, 1.0) * flop;
  return plain > 0.0 ? effective / plain : 1.0;
}

/// Hours of research done before the opening year that still count in it, had research always grown
/// as it did then.
double opening_research_stock(const Parameters& p, std::int64_t hours) {
  const double before =
      static_cast<double>(hours) * exp_(-std::max(p.opening.training_growth, 0.05));
  return before / run_part_of_stock(p.lab, p.opening.training_growth);
}

/// Tiers on sale and those that could be, at prices of one mark-up over cost.
void open_menu(Parts<const Inputs, Labs> world, std::size_t l, double best) {
  const Parameters& p = world.inputs.parameters;
  Labs& labs = world.labs;
  const auto add = [&](double below, std::uint8_t on_sale) {
    labs.tier_below[l].push_back(below);
    labs.tier_on_sale[l].push_back(on_sale);
    labs.tier_price[l].push_back(
        p.opening.frontier_price *
        pow_(10.0, p.technology.inference_exponent * (p.labs[l].second.capability - below - best)));
    labs.tier_elasticity[l].push_back(1.0 / p.lab.opening_margin);
    labs.tier_elasticity_multiplier[l].push_back(1.0);
    labs.tier_wedge[l].push_back(0.0);
    labs.tier_best[l].push_back(0.0);
  };
  for (const double below : p.lab.menu) add(below, 1);
  for (const double below : p.lab.further_tiers) add(below, 0);
  labs.tiers[l] = static_cast<double>(p.lab.menu.size());
}

void open_lab_columns(Parts<const Inputs, References, Books, Labs, Progress> world) {
  const Parameters& p = world.inputs.parameters;
  Labs& labs = world.labs;
  const std::size_t n = labs.size();
  Labs::columns(labs, [&](std::string_view, std::string_view, auto& column) { column.resize(n); });
  size_columns(labs, labs.run_effective_flop, labs.run_scale, labs.leap_hidden_points,
               labs.leap_hidden_until, labs.tier_below, labs.tier_on_sale, labs.tier_price,
               labs.tier_elasticity, labs.tier_elasticity_multiplier,
               labs.plan_elasticity_multiplier, labs.tier_wedge, labs.tier_best, labs.plan_wedge,
               labs.plan_best, labs.price_guards, labs.expected_inference_hours,
               labs.research_stock, labs.research_limited, labs.valuation_growth,
               labs.lowest_fund_value, labs.highest_fund_value, labs.value_without_leap,
               labs.priced_payable);
  world.progress.leap_clock.resize(n);
  world.progress.leap_hazard_sum.assign(n, 0.0);
  world.progress.leap_count.assign(n, 0);
  double research = 0.0, best = -HUGE_VAL;
  for (const auto& [id, config] : p.labs) {
    best = std::max(best, config.capability);
    research += config.research_compute;
  }
  world.references.capability = best;
  world.references.flop = p.opening.frontier_effective_flop;
  // Effort counts in hours: a lab split in two makes of its research what one would.
  const std::size_t apart = p.family_shares ? families_in(p.labs) : n;
  world.references.research = research / static_cast<double>(apart);
  world.references.hours =
      p.opening.frontier_price * (1.0 - p.lab.opening_margin) / p.opening.rental_price;
  const std::vector<double> weights = row_weights(p, p.labs);
  double mean_scale = 0.0;
  for (std::size_t l = 0; l < n; ++l) {
    const LabConfig& config = p.labs[l].second;
    labs.capability[l] = labs.trained[l] = config.capability;
    labs.algorithm[l] = labs.inference[l] = 1.0;
    labs.effective_flop[l] = world.references.flop * pow_(10.0, config.capability - best);
    labs.research_usd[l] = config.research_compute;
    labs.research_hours[l] =
        whole_part(config.research_compute / p.opening.rental_price, "compute hours");
    labs.research_stock[l] = opening_research_stock(p, labs.research_hours[l]);
    const double together =
        family_amount(p, p.labs, l, [](const LabConfig& of) { return of.research_compute; });
    labs.run_scale[l] =
        opening_run_scale(world, whole_part(together / p.opening.rental_price, "compute hours"),
                          labs.effective_flop[l]);
    mean_scale += p.family_shares ? labs.run_scale[l] * weights[l]
                                  : labs.run_scale[l] / static_cast<double>(n);
    labs.staff_usd[l] = config.staff_cost;
    labs.plan_price[l] = p.consumer.plan_price;
    labs.equity_value[l] = config.valuation;
    labs.fill[l] = 1.0;
    open_menu(world, l, best);
    world.progress.leap_clock[l] = first_leap_clock(world, luck_of(p, labs, l));
    open_deposit(world, labs.account[l], config.cash);
  }
  if (mean_scale > 0.0) world.references.open_run_scale = mean_scale;
}

void open_open_lab_columns(Parts<const Inputs, Books, OpenLabs> world) {
  const Parameters& p = world.inputs.parameters;
  OpenLabs& labs = world.open_labs;
  OpenLabs::columns(
      labs, [&](std::string_view, std::string_view, auto& column) { column.resize(labs.size()); });
  size_columns(labs, labs.past_released, labs.past_inference);
  for (std::size_t o = 0; o < labs.size(); ++o) {
    const OpenLabConfig& config = p.open_labs[o].second;
    labs.capability[o] = labs.released[o] = config.capability;
    labs.past_released[o] = labs.released[o];
    labs.past_inference[o] = 1.0;
    labs.algorithm[o] = labs.inference[o] = 1.0;
    labs.budget[o] = config.budget;
    labs.research_hours[o] = whole_part(config.budget / p.opening.rental_price, "compute hours");
    open_deposit(world, labs.account[o], config.budget * 0.25);
  }
}

void open_app_columns(Parts<const Inputs, const Labs, Books, Apps, Demand> world) {
  const Parameters& p = world.inputs.parameters;
  Apps& apps = world.apps;
  Apps::columns(
      apps, [&](std::string_view, std::string_view, auto& column) { column.resize(apps.size()); });
  size_columns(apps, apps.class_mask, apps.workflow_quality, apps.routes,
               apps.elasticity_multiplier, apps.price_wedge, apps.best_price, apps.price_guards,
               apps.discount, apps.discount_ends);
  world.demand.app_jobs.assign(apps.size(), 0);
  for (std::size_t a = 0; a < apps.size(); ++a) {
    apps.discount[a].assign(world.labs.size(), 1.0);
    apps.discount_ends[a].assign(world.labs.size(), world.inputs.year - 1);
    if (a >= p.apps.size()) {
      apps.alive[a] = 0;
      apps.loss_years[a] = -1.0;
      continue;
    }
    const AppConfig& config = p.apps[a].second;
    for (std::size_t c = 0; c < p.workload_classes.size(); ++c) {
      for (const std::string& served : config.classes) {
        if (served == p.workload_classes[c].first) apps.class_mask[a] |= 1U << c;
      }
    }
    apps.workflow_quality[a] = config.workflow_quality;
    apps.equity_value[a] = config.equity_value;
    apps.fill[a] = 1.0;
    apps.elasticity_multiplier[a] = 1.0;
    apps.elasticity[a] = config.price_to_inference / (config.price_to_inference - 1.0);
    open_deposit(world, apps.account[a], config.cash);
  }
}

void open_finance_columns(Parts<const Inputs, Books, Lenders, Investors, Utilities> world) {
  const Parameters& p = world.inputs.parameters;
  Lenders& lenders = world.lenders;
  Lenders::columns(lenders, [&](std::string_view, std::string_view, auto& column) {
    column.resize(lenders.size());
  });
  size_columns(lenders, lenders.worst_default_probability, lenders.bonds);
  for (std::size_t l = 0; l < lenders.size(); ++l) {
    const LenderConfig& config = p.lenders[l].second;
    lenders.capital[l] = lenders.opening_capital[l] = config.capital;
    lenders.appetite[l] = config.appetite;
    lenders.worst_default_probability[l] = config.worst_default_probability;
    lenders.bonds[l] = config.bonds ? 1 : 0;
    lenders.realised_return[l] = p.credit.required_return;
  }
  Investors& investors = world.investors;
  Investors::columns(investors, [&](std::string_view, std::string_view, auto& column) {
    column.resize(investors.size());
  });
  size_columns(investors, investors.required_return, investors.error_fundamentals,
               investors.error_extrapolation, investors.view, investors.mood,
               investors.payable_share, investors.expected_growth, investors.expected_rental_growth,
               investors.expected_gain, investors.seen_frontier, investors.projected_sales,
               investors.leap_strength, investors.leap_exposure);
  for (std::size_t i = 0; i < investors.size(); ++i) {
    const InvestorConfig& config = p.investors[i].second;
    investors.appetite[i] = config.appetite;
    investors.required_return[i] = config.required_return;
    investors.realised_return[i] = config.required_return;
    investors.fundamentals_weight[i] = p.equity.fundamentals_weight;
  }
  Utilities& utilities = world.utilities;
  Utilities::columns(utilities, [&](std::string_view, std::string_view, auto& column) {
    column.resize(utilities.size());
  });
  utilities.under_way.resize(utilities.size());
  for (std::size_t u = 0; u < utilities.size(); ++u) {
    const UtilityConfig& config = p.utilities[u].second;
    utilities.capacity_mw[u] = config.capacity_mw;
    utilities.addition_mw[u] = config.addition_mw;
    utilities.under_way[u].assign(static_cast<std::size_t>(p.utility.lead), config.addition_mw);
    open_deposit(world, utilities.account[u], 1.5 * config.addition_mw * p.utility.unit_capital);
  }
}

}  // namespace

void open_roles(PartsWritingRoles<const Inputs, const PublicRecord, References, Books, Progress,
                                  Demand, ComputeMarket, CreditMarket, YearTally>
                    world) {
  open_vendor_columns(world);
  open_builder_columns(world);
  open_lab_columns(world);
  open_open_lab_columns(world);
  open_app_columns(world);
  open_finance_columns(world);
}

}  // namespace overbuild
