#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "agents/lab.hpp"
#include "agents/pricing.hpp"
#include "tests/agents/rule_values.hpp"

namespace lab_test {

using namespace overbuild;

LabPosition position() {
  LabPosition own{};
  own.cash = 40e9;
  own.committed_rounds = 20e9;
  own.revenue = 13e9;
  own.gross_margin = 0.5;
  own.list_margin = 0.6;
  own.operating_cost = 5e9;
  own.hour_price = 2.1;
  own.knee_growth = 1.0;
  own.reference_flop = 2.8e26;
  own.reference_price = 2.1;
  own.research_reference = 6e9;
  return own;
}

struct Setting {
  LabParameters rules = rule_values::lab_rules();
  TechnologyParameters technology = rule_values::technology();
  Observables seen = rule_values::market();
  Labs labs = rule_values::labs();
  LabPosition own = position();

  LabPlan plan(std::size_t lab = 0) const {
    return plan_lab(rules, technology, seen, labs, lab, own);
  }
  bool is_a_factor(double budget) const {
    return std::any_of(
        rules.budget_factors.begin(), rules.budget_factors.end(),
        [&](double factor) { return budget == factor * labs.research_usd[0]; });
  }
  /// A multiple of what it would cost to repeat its best run reaches at least that run.
  bool repeats(const LabPlan& plan) const {
    return plan.run_effective_flop >= 0.99 * labs.effective_flop[0];
  }
};

TEST_CASE("a lab picks one of the budgets considered, within its means") {
  Setting s;
  CHECK((s.is_a_factor(s.plan().research_usd) || s.repeats(s.plan())));
  for (double cash = 0.0; cash < 100e9; cash += 4e9) {
    s.own.cash = cash;
    const double means = cash + s.own.committed_rounds + s.own.revenue * s.own.gross_margin -
                         s.own.operating_cost;
    const double budget = s.plan().research_usd;
    CHECK(budget <= means);
    CHECK((s.is_a_factor(budget) || s.repeats(s.plan()) || budget == means));
  }
}

TEST_CASE("a lab without means does no research, and says so without failing") {
  Setting s;
  s.own.cash = s.own.committed_rounds = 0.0;
  s.own.operating_cost = 50e9;
  const LabPlan plan = s.plan();
  CHECK(plan.research_usd == 0.0);
  CHECK(plan.run_effective_flop == 0.0);
  CHECK(std::isfinite(plan.expected_hours));
}

TEST_CASE("a larger prize buys a larger run: market, margin, leap") {
  Setting s;
  s.own.cash = 1e12;
  const double base = s.plan().research_usd;
  Setting large = s;
  large.seen.lab_market *= 50.0;
  large.own.revenue *= 50.0;
  CHECK(large.plan().research_usd >= base);
  Setting worthless = s;
  worthless.own.list_margin = 0.0;
  CHECK(worthless.plan().research_usd == s.rules.budget_factors.front() * 6e9);
  Setting race = worthless;
  race.own.leap_value = 1e14;
  race.own.leap_rate = 0.1;
  CHECK(race.plan().research_usd == s.rules.budget_factors.back() * 6e9);
  race.own.leap_rate = 0.0;
  CHECK(race.plan().research_usd == worthless.plan().research_usd);
}

TEST_CASE("a lab that had to pause comes back once its best run is cheap to repeat") {
  Setting s;
  s.own.cash = 1e12;
  s.seen.lab_market *= 50.0;
  s.own.revenue *= 50.0;
  s.labs.research_usd[0] /= 1e4;  // no multiple of this reaches what it has done before
  const double most = s.rules.budget_factors.back() * s.labs.research_usd[0];
  CHECK(s.plan().research_usd > most);
  CHECK(s.plan().run_effective_flop > s.labs.effective_flop[0]);
}

TEST_CASE("a lead is worth more the less of the market is bought yet") {
  const auto best = [](double feasible) {
    Setting s;
    s.own.cash = 1e12;
    s.seen.feasible_value = feasible;
    return s.plan().research_usd;
  };
  CHECK(best(1e14) > best(1e10));
}

TEST_CASE("a run is worth more the more work it brings within reach") {
  const auto best = [](double per_step) {
    Setting s;
    s.own.cash = 1e12;
    s.seen.feasible_value = 1e10;  // bought long ago: more of the same is worth little
    for (std::size_t k = 0; k < s.seen.reach.size(); ++k) {
      s.seen.reach[k] = s.seen.feasible_value * (1.0 + per_step * static_cast<double>(k));
    }
    return s.plan().research_usd;
  };
  CHECK(best(2.0) > best(0.0));
  Observables seen;
  seen.reach[0] = 1.0, seen.reach[1] = 2.0, seen.reach[16] = 9.0;
  CHECK(seen.reach_factor(-1.0) == 1.0);
  CHECK(seen.reach_factor(0.125) == doctest::Approx(1.5));
  CHECK(seen.reach_factor(0.25) == doctest::Approx(2.0));
  CHECK(seen.reach_factor(10.0) == doctest::Approx(9.0));
}

TEST_CASE("inference needed grows with the market, half as a rule, bounded") {
  Setting s;
  const double hours = static_cast<double>(s.labs.inference_hours[0]);
  CHECK(s.plan().expected_hours == doctest::Approx(hours * std::exp(0.7 * 0.8)));
  s.seen.lab_market_growth = 50.0;
  CHECK(s.plan().expected_hours < 10.0 * hours);
  s.seen.lab_market_growth = -50.0;
  CHECK(s.plan().expected_hours > 0.1 * hours);
}

TEST_CASE("a final run is a share of research compute, efficiency and wall included") {
  const auto t = rule_values::technology();
  const double small = final_run(t, 1e6, 2.0, 1.0, 1.0);
  CHECK(small == doctest::Approx(t.final_run_share * 1e6 / 2.0 * t.flop_per_hour *
                                 t.cluster_efficiency)
                     .epsilon(1e-3));
  CHECK(final_run(t, 1e6, 2.0, 3.0, 1.0) == doctest::Approx(3.0 * small));
  CHECK(final_run(t, 1e6, 1.0, 1.0, 1.0) == doctest::Approx(2.0 * small).epsilon(1e-3));
  CHECK(final_run(t, 0.0, 2.0, 1.0, 1.0) == 0.0);
  CHECK(final_run(t, 1e18, 2.0, 1.0, 1.0) == 0.0);  // beyond the wall there is no such run
}

TEST_CASE("posted prices go part of the way to the mark-up, more when jobs were turned away") {
  const auto rules = rule_values::lab_rules();
  const std::vector<double> cost{1.0, 0.3};
  Labs labs = rule_values::labs();
  const auto before = labs.tier_price[0];
  post_lab_prices(rules, cost, labs, 0);
  for (std::size_t k = 0; k < cost.size(); ++k) {
    const double target =
        target_price(cost[k], labs.tier_elasticity[0][k], rules.markup_cap);
    CHECK(labs.tier_price[0][k] == doctest::Approx(adjusted_price(before[k], target, 0.5)));
    CHECK(labs.tier_price[0][k] > std::min(before[k], target));
    CHECK(labs.tier_price[0][k] < std::max(before[k], target));
  }
  Labs scarce = rule_values::labs();
  scarce.fill[0] = 0.6;
  post_lab_prices(rules, cost, scarce, 0);
  for (std::size_t k = 0; k < cost.size(); ++k) {
    CHECK(scarce.tier_price[0][k] > labs.tier_price[0][k]);
  }
  CHECK(scarce.tier_price[1] == before);  // the others' menus are theirs
}

TEST_CASE("a scarce lab asks what would have brought demand down to what it served") {
  LabParameters rules = rule_values::lab_rules();
  rules.price_speed = 1.0;
  Labs labs = rule_values::labs();
  labs.fill[0] = 0.5;
  labs.tier_elasticity[0] = {2.0, 2.0};
  post_lab_prices(rules, {0.1, 0.1}, labs, 0);  // the mark-up alone would cut prices
  CHECK(labs.tier_price[0][0] == doctest::Approx(4.5 * std::sqrt(2.0)));
}

TEST_CASE("a tier is put on sale at its neighbour's mark-up, and not priced while it is off") {
  Labs labs = rule_values::labs();
  labs.tier_on_sale[0][1] = 0;
  labs.tiers[0] = 1.0;
  post_lab_prices(rule_values::lab_rules(), {1.0, 0.25}, labs, 0);
  CHECK(labs.tier_price[0][1] == 1.2);
  change_menu({1.0, 0.25}, labs, 0, 1);
  CHECK(labs.tiers[0] == 2.0);
  CHECK(labs.tier_on_sale[0][1] == 1);
  CHECK(labs.tier_price[0][1] == doctest::Approx(0.25 * labs.tier_price[0][0]));
  change_menu({1.0, 0.25}, labs, 0, 1);
  CHECK(labs.tier_on_sale[0][1] == 0);
}

TEST_CASE("the plan price moves towards the mark-up on what a subscriber costs") {
  Labs labs = rule_values::labs();
  LabParameters rules = rule_values::lab_rules();
  post_plan_price(rules, 60.0, 4.0 / 3.0, labs, 0);  // best price 240
  CHECK(labs.plan_price[0] == doctest::Approx(240.0));
  post_plan_price(rules, 30.0, 4.0 / 3.0, labs, 0);
  CHECK(labs.plan_price[0] == doctest::Approx(std::sqrt(240.0 * 120.0)));
}

}  // namespace lab_test
