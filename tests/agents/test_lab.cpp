#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "agents/lab.hpp"
#include "agents/pricing.hpp"
#include "tests/agents/rule_values.hpp"
#include "tests/sweep.hpp"

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
    return std::any_of(rules.budget_factors.begin(), rules.budget_factors.end(),
                       [&](double factor) { return budget == factor * labs.research_usd[0]; });
  }
  /// A multiple of what it would cost to repeat its best run reaches at least that run.
  bool repeats(const LabPlan& plan) const {
    return plan.run_effective_flop >= 0.99 * labs.effective_flop[0];
  }
};

TEST_CASE("demand prices: where nobody would buy at cost a price below it is raised, and counted") {
  Labs all = rule_values::labs();
  const LabParameters rules = rule_values::lab_rules();
  all.tier_price[0] = {4.5, 1.2};
  all.tier_best[0] = {0.0, 0.0};
  post_demand_prices(rules, {3.0, 2.0}, 1.0, {1, 1}, all, 0);
  CHECK(all.tier_price[0] == std::vector<double>{4.5, 2.0});
  CHECK(all.price_guards[0] == 2.0);
  all.plan_price[0] = 100.0;
  post_demand_plan_price(rules, 120.0, 1.0, false, all, 0);  // sells no plans
  CHECK(all.plan_price[0] == 100.0);
  CHECK(all.price_guards[0] == 2.0);
  post_demand_plan_price(rules, 120.0, 1.0, true, all, 0);
  CHECK(all.plan_price[0] == 120.0);
  CHECK(all.price_guards[0] == 3.0);
}

TEST_CASE("demand prices: an end of the search that is below cost too is one price, not two") {
  Labs all = rule_values::labs();
  all.tier_best[0] = {4.0, 1.0};
  all.tier_wedge[0] = {-3.0, -3.0};
  post_demand_prices(rule_values::lab_rules(), {3.9, 0.9}, 0.0, {1, 0}, all, 0);
  CHECK(all.price_guards[0] == 2.0);
}

TEST_CASE("a lab picks one of the budgets considered, within its means") {
  Setting s;
  CHECK((s.is_a_factor(s.plan().research_usd) || s.repeats(s.plan())));
  for (const double cash : stepwise(0.0, 100e9, 4e9)) {
    s.own.cash = cash;
    const double means =
        cash + s.own.committed_rounds + s.own.revenue * s.own.gross_margin - s.own.operating_cost;
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
  CHECK(small ==
        doctest::Approx(t.final_run_share * 1e6 / 2.0 * t.flop_per_hour * t.cluster_efficiency)
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
    const double target = target_price(cost[k], labs.tier_elasticity[0][k], rules.markup_cap);
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

TEST_CASE("prices that the cap on the mark-up decides are counted, those on sale alone") {
  LabParameters rules = rule_values::lab_rules();
  Labs labs = rule_values::labs();
  labs.tier_elasticity[0] = {2.0, 1.01};
  rules.markup_cap = 3.0;  // 2 and 101 times the cost would earn most
  post_lab_prices(rules, {1.0, 0.3}, labs, 0);
  CHECK(labs.price_guards[0] == 1.0);
  labs.tier_on_sale[0][1] = 0;
  post_lab_prices(rules, {1.0, 0.3}, labs, 0);
  CHECK(labs.price_guards[0] == 1.0);
  post_plan_price(rules, 60.0, 1.2, labs, 0);
  CHECK(labs.price_guards[0] == 2.0);
  labs.subscribers[0] = 0.0;  // sells no plans
  post_plan_price(rules, 60.0, 1.2, labs, 0);
  CHECK(labs.price_guards[0] == 2.0);
}

// ---- steady research --------------------------------------------------------------------------

Setting steady() {
  Setting s;
  s.rules.steady_research = true;
  s.rules.research_speed = 0.5;
  s.rules.research_growth_limit = 4.0;
  s.rules.reserve_years = 1.0;
  s.rules.knowledge_kept = 0.8;
  s.rules.customer_stay = 2.0;
  s.own.run_part = run_part_of_stock(s.rules, 1.5);
  s.own.research_stock = 2.5e9;
  return s;
}

TEST_CASE("hours owed in any case are used, whatever the budget") {
  CHECK(research_hours(0.0, 5e9, 10e9, 2.0) == 5e9);
  CHECK(research_hours(10e9, 5e9, 10e9, 2.0) == 5e9);
  CHECK(research_hours(14e9, 5e9, 10e9, 2.0) == 7e9);
  for (const double cash : stepwise(0.0, 100e9, 10e9)) {
    Setting s = steady();
    s.own.cash = cash;
    s.own.sunk_hours = 6e9;
    s.own.sunk_usd = 15e9;
    CHECK(research_hours(s.plan().research_usd, 6e9, 15e9, 2.1) >= 6e9);
  }
}

TEST_CASE("what is owed anyway does not hold a run back") {
  Setting s = steady();
  s.own.cash = s.own.committed_rounds = 0.0;
  s.own.operating_cost = 20e9;  // no means at all
  CHECK(s.plan().research_usd == 0.0);
  s.own.sunk_hours = 6e9;
  s.own.sunk_usd = 15e9;
  CHECK(s.plan().research_usd == 15e9);
  CHECK(s.plan().run_effective_flop > steady().labs.effective_flop[0]);
}

TEST_CASE("research leaves a reserve and what is owed for hours beyond inference later") {
  Setting s = steady();
  s.own.cash = 1e12;
  s.own.committed_rounds = 0.0;
  s.seen.lab_market *= 1e4;  // the prize is endless, means decide
  s.own.revenue *= 1e4;
  s.own.revenue = 0.0;
  s.rules.research_speed = 1.0;
  s.rules.research_growth_limit = 1e9;
  s.own.leap_value = 1e16;
  s.own.leap_rate = 1.0;
  const double all = s.own.cash - s.own.operating_cost;
  const double reserve = s.own.operating_cost + 0.1 * 6e9;
  CHECK(s.plan().research_usd == doctest::Approx(all - reserve));
  s.rules.reserve_years = 0.0;
  CHECK(s.plan().research_usd == doctest::Approx(all));
  s.own.sunk_later = 30e9;
  CHECK(s.plan().research_usd == doctest::Approx(all - 30e9));
}

TEST_CASE("a budget moves part of the way, and no further than the guard, which says so") {
  Setting s = steady();
  s.own.cash = 1e13;
  s.seen.lab_market *= 1e3;
  s.own.revenue *= 1e3;
  Setting at_once = s, slow = s;
  at_once.rules.research_speed = 1.0;
  at_once.rules.research_growth_limit = 1e9;
  slow.rules.research_growth_limit = 1e9;
  const double last = 6e9, best = at_once.plan().research_usd;
  CHECK(best > 20.0 * last);
  CHECK(slow.plan().research_usd == doctest::Approx(std::sqrt(last * best)));
  CHECK_FALSE(slow.plan().limited);
  s.rules.research_growth_limit = 2.0;
  CHECK(s.plan().research_usd == doctest::Approx(2.0 * last));
  CHECK(s.plan().limited);
}

TEST_CASE("a grid twice as fine moves the plan by less than a fiftieth") {
  for (const double market : growing(1.0, 1e4, 3.0)) {
    Setting s = steady();
    s.own.cash = 6e10;
    s.seen.lab_market *= market;
    s.own.revenue *= market;
    const auto with = [&](int points) {
      return plan_steady_research(s.rules, s.technology, s.seen, s.labs, 0, s.own, points)
          .research_usd;
    };
    CHECK(with(121) == doctest::Approx(with(61)).epsilon(0.02));
  }
}

TEST_CASE("in steady growth a run from the stock of research is the one from the year's hours") {
  const Setting s = steady();
  const double growth = 1.5, hours = 2e9, kept = s.rules.knowledge_kept;
  double stock = 0.0;  // all that was ever done, kept in part
  for (int k = 0; k < 200; ++k) stock += std::pow(kept, k) * hours * std::exp(-growth * k);
  CHECK(stock * run_part_of_stock(s.rules, growth) == doctest::Approx(hours));
  CHECK(run_part_of_stock(s.rules, -9.0) > 0.0);
}

TEST_CASE("half of a lab plans half of what the whole would, and the same run") {
  for (const bool slow : {false, true}) {
    const Setting whole = slow ? steady() : Setting{};
    Setting half = whole;
    for (double* amount : {&half.own.cash, &half.own.committed_rounds, &half.own.revenue,
                           &half.own.operating_cost, &half.labs.research_usd[0]}) {
      *amount *= 0.5;
    }
    half.own.sunk_hours *= 0.5;
    half.own.sunk_usd *= 0.5;
    half.own.sunk_later *= 0.5;
    half.own.part_of_research = half.own.part_of_sales = 0.5;
    half.own.kin = {1, 0, 0};
    const LabPlan one = whole.plan(), part = half.plan();
    CHECK(part.research_usd == doctest::Approx(0.5 * one.research_usd).epsilon(1e-9));
    CHECK(part.run_effective_flop == doctest::Approx(one.run_effective_flop).epsilon(1e-9));
  }
}

}  // namespace lab_test
