// Why: tests of decisions need rules, a public record and a few firms with plain, round numbers.
// Owns: those numbers, chosen for the tests and independent of every preset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "agents/roles.hpp"
#include "agents/roster.hpp"
#include "market/observables.hpp"
#include "market/rental.hpp"
#include "market/technology.hpp"

namespace rule_values {

using namespace overbuild;  // tests of roles speak their language

inline ExpectationParameters expectations() {
  ExpectationParameters p{};
  p.trend_weight = 1.2;
  p.adaptive_speed = 0.4;
  p.anchor_growth = 0.3;
  p.mean_reversion_speed = 0.3;
  p.fundamentals_speed = 1.0;
  p.intensity = 1.0;
  p.inertia = 0.5;
  p.error_clip = 1.0;
  p.fade = 0.6;
  p.neglect = 0.4;
  p.announced_weight = 0.7;
  return p;
}

inline RentalParameters rental() { return {0.6, 1.6, 0.8, 0.1, 0.75}; }

inline CapexParameters capex() {
  CapexParameters p{};
  p.hurdle_wedge = 0.04;
  p.risk_premium = 0.05;
  p.share_ambition = 0.1;
  p.approval_low = 0.5;
  p.approval_high = 1.2;
  p.volume_exponent = 0.3;
  p.volume_low = 0.5;
  p.order_adjustment_speed = 0.6;
  p.volume_high = 2.0;
  p.shell_horizon = 0.5;
  p.shell_lead = 2.0;
  p.shell_price = 13e6;
  p.shell_life = 14.0;
  p.equipment_book_life = 5.5;
  p.equipment_failure = 0.05;
  p.planned_life = 5.0;
  p.operations_per_kw = 900.0;
  p.sustainable_load = 0.8;
  p.power_per_unit = 1.0;
  p.power_decline = 0.25;
  p.load_factor = 0.8;
  p.debt_share = 0.8;
  p.term = 6.0;
  return p;
}

/// A market that grows and pays.
inline Observables market() {
  Observables seen;
  seen.year = 2026;
  seen.base_rate = 0.035;
  seen.energy_price = 60.0;
  seen.public_signal = 0.7;
  seen.rental_price = 2.5;
  seen.rental_change = -0.2;
  seen.tightness = 0.9;
  seen.compute_demand = 20e9;
  seen.compute_growth = 0.6;
  seen.capacity_hours = 22e9;
  seen.announced_capacity_growth = 0.7;
  seen.announced_share_sum = 1.3;
  seen.full_cost = 2.2;
  seen.full_cost_change = -0.25;
  seen.cash_cost = 0.3;
  seen.builder_share = {0.5, 0.3, 0.2};
  seen.builder_orders = {1e6, 0.6e6, 0.4e6};
  seen.vendor_price = {30000.0, 28000.0};
  seen.power_per_unit = 1.0;
  seen.frontier_capability = 3.0;
  seen.open_capability = 2.6;
  seen.open_growth = 0.8;
  seen.gap_closing = 0.2;
  seen.lab_capability = {3.0, 2.8, 2.5};
  seen.lab_growth = {0.9, 0.9, 0.8};
  seen.lab_revenue = {13e9, 8e9, 3e9};
  seen.lab_margin = 0.5;
  seen.lab_market = 24e9;
  seen.lab_market_growth = 0.8;
  seen.end_user_spend = 40e9;
  seen.end_user_growth = 0.8;
  seen.feasible_value = 2e12;
  return seen;
}

/// Columns that the tests say nothing about are zero.
template <class Role>
void fill_columns(Role& role) {
  Role::columns(
      role, [&](std::string_view, std::string_view, auto& column) { column.resize(role.size()); });
  Role::hidden(role, [&](auto& column) { column.resize(role.size()); });
}

/// Three builders with different records, sized for `market()`.
inline Builders builders() {
  Builders all;
  for (std::uint32_t b = 0; b < 3; ++b) {
    const double k = static_cast<double>(b);
    all.add(AccountId(10 + b), entity_id("builder", "b" + std::to_string(b)));
    all.core_cash_flow.push_back(50e9 - 20e9 * k);
    all.core_capex.push_back(10e9);
    all.core_mass.push_back(5e9);
    all.core_ln_value.push_back(0.2 * k);
    all.core_hours.push_back(3'000'000'000);
    all.core_wanted.push_back(3'100'000'000);
    all.core_adopted.push_back(1.0);
    all.core_adopted_hours.push_back(3.1e9);
    all.core_idle.push_back(0);
    all.core_idle_value.push_back(Money::zero());
    all.core_value.push_back(Money::from_cents(900'000'000'000));
    all.capacity_hours.push_back(8'000'000'000);
    all.contract_hours.push_back(1'000'000'000);
    all.spot_hours.push_back(2'000'000'000);
    all.sold_hours.push_back(6'000'000'000);
    all.rented_hours.push_back(0);
    all.utilisation.push_back(0.75);
    all.weight.push_back({0.2, 0.2, 0.15, 0.15, 0.15, 0.15});
    all.predisposition.push_back({});
    all.dormant.push_back(0);
    all.fitness.push_back({-0.1, -0.2, -0.1, -0.3, -0.2, -0.1});
    all.forecast.push_back({0.6, 0.5, 0.4, 0.8, 0.7, 0.3});
    all.adaptive_growth.push_back(0.5 + 0.05 * k);
    all.own_demand.push_back(9e9);
    all.own_growth.push_back(0.55 + 0.05 * k);
    all.private_view.push_back(0.0);
    all.expected_growth.push_back(0.5 + 0.05 * k);
    all.leap_strength.push_back(0.8);
    all.leap_exposure.push_back(10.0);
    all.hurdle.push_back(0.125 + 0.01 * k);
    all.target_share.push_back(0.4);
    all.profitability.push_back(1.0);
    all.approved.push_back(0.8);
    all.order_units.push_back(5e5);
    all.order_usd.push_back(0.0);
    all.order_shell_mw.push_back(400.0);
    all.order_without_leap.push_back(4e5);
    all.funding_room.push_back(20e9);
    all.installed_vendor_share.push_back(0.8);
  }
  for (auto* column : {&all.order_without_story, &all.order_quantile, &all.demand_factor,
                       &all.guidance, &all.guidance_revised, &all.years_below_hurdle, &all.left}) {
    column->resize(all.size());
  }
  all.leaving.resize(all.size());
  fill_columns(all);
  return all;
}

inline TechnologyParameters technology() {
  TechnologyParameters t{};
  t.curvature = -0.04;
  t.kappa = 1.0;
  t.cluster_efficiency = 0.4;
  t.knee_flop = 2e28;
  t.knee_exponent = 0.75;
  t.wall_flop = 2e31;
  t.flop_per_hour = 3.6e18;
  t.final_run_share = 0.1;
  t.halving_months = 8.0;
  t.effort_exponent = 0.3;
  t.ideas_harder = 0.35;
  t.inference_growth = 3.0;
  t.inference_exponent = 0.53;
  return t;
}

inline LabParameters lab_rules() {
  LabParameters p{};
  p.price_speed = 0.5;
  p.menu = {0.0, 1.0};
  p.cost_of_capital = 0.15;
  p.budget_factors = {1.0, 1.5, 2.5, 4.0};
  p.capability_taste = 1.5;
  p.slowest_closing = 0.2;
  p.open_weight = 0.1;
  p.markup_cap = 6.0;
  p.inference_growth_expected = 0.7;
  return p;
}

/// Three labs that fit `market()`.
inline Labs labs() {
  Labs all;
  const double capability[] = {3.0, 2.8, 2.5}, revenue[] = {13e9, 8e9, 3e9};
  for (std::uint32_t l = 0; l < 3; ++l) {
    all.add(AccountId(20 + l), entity_id("lab", "l" + std::to_string(l)));
    all.equity_value.back() = 100e9;
    all.capability.push_back(capability[l]);
    all.algorithm.push_back(1.0);
    all.inference.push_back(1.0);
    all.effective_flop.push_back(2.8e26);
    all.run_effective_flop.push_back(6e26);
    all.run_scale.push_back(1.0);
    all.leap_points.push_back(0.0);
    all.leap_hidden_points.push_back(0.0);
    all.leap_hidden_until.push_back(0.0);
    all.tier_below.push_back({0.0, 1.0});
    all.tier_on_sale.push_back({1, 1});
    all.tiers.push_back(2.0);
    all.plan_elasticity_multiplier.push_back(1.0);
    all.tier_wedge.push_back({0.0, 0.0});
    all.tier_best.push_back({0.0, 0.0});
    all.plan_wedge.push_back(0.0);
    all.plan_best.push_back(0.0);
    all.price_guards.push_back(0.0);
    all.tier_price.push_back({4.5, 1.2});
    all.tier_elasticity.push_back({2.0, 2.5});
    all.tier_elasticity_multiplier.push_back({1.0, 1.0});
    all.plan_price.push_back(240.0);
    all.subscribers.push_back(20e6);
    all.research_usd.push_back(6e9);
    all.staff_usd.push_back(2e9);
    all.wanted_hours.push_back(5'000'000'000);
    all.contract_hours.push_back(2'000'000'000);
    all.spot_hours.push_back(1'000'000'000);
    all.research_hours.push_back(2'000'000'000);
    all.inference_hours.push_back(1'000'000'000);
    all.fill.push_back(1.0);
    all.revenue.push_back(revenue[l]);
    all.inference_cost.push_back(0.4 * revenue[l]);
    all.expected_inference_hours.push_back(1.5e9);
    all.research_stock.push_back(4e9);
    all.research_limited.push_back(0);
    all.valuation_growth.push_back(0.5);
    all.funding_gap.push_back(0.0);
  }
  for (auto* column : {&all.lowest_fund_value, &all.highest_fund_value, &all.value_without_leap,
                       &all.priced_payable}) {
    column->resize(all.size());
  }
  fill_columns(all);
  return all;
}

}  // namespace rule_values
