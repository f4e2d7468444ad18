// Decisions read their own row and the public record: bits of a decision are the same whatever
// stands in the rows of others.
#include <doctest/doctest.h>

#include <cstdint>
#include <numeric>
#include <type_traits>
#include <vector>

#include "agents/app.hpp"
#include "agents/builder.hpp"
#include "agents/expectations.hpp"
#include "agents/investor.hpp"
#include "agents/lab.hpp"
#include "agents/lender.hpp"
#include "agents/utility.hpp"
#include "agents/vendor.hpp"
#include "sim/compute/offers.hpp"
#include "sim/credit/rounds.hpp"
#include "sim/planning/labs.hpp"
#include "tests/agents/rule_values.hpp"
#include "tests/sim/spoil.hpp"
#include "tests/sim/world_fixture.hpp"

namespace information_test {

using namespace overbuild;

using spoil::each_column;
using spoil::junk;
using spoil::row_bits;

/// Three rows with plain positive numbers.
template <class Role>
Role three() {
  Role role;
  for (std::uint32_t k = 0; k < 3; ++k) role.add(AccountId(k), entity_id("test", 2026, k));
  double next = 1.0;
  each_column(role, [&](auto& column) {
    column.resize(3);
    if constexpr (std::is_arithmetic_v<typename std::decay_t<decltype(column)>::value_type>) {
      for (auto& cell : column) spoil::cell(cell, next += 0.125);
    }
  });
  return role;
}

/// `decide(role, own)` writes row `own` alone, and from nothing but that row.
template <class Role, class Decide>
void keeps_to_its_row(const Role& before, Decide&& decide) {
  for (std::size_t own = 0; own < before.size(); ++own) {
    Role clean = before;
    decide(clean, own);
    Role start = before;
    CHECK(row_bits(clean, own) != row_bits(start, own));  // it does decide something
    for (const double value : junk) {
      Role spoiled = before;
      spoil::others(spoiled, own, value);
      Role kept = spoiled;
      decide(spoiled, own);
      CHECK(row_bits(spoiled, own) == row_bits(clean, own));
      for (std::size_t other = 0; other < before.size(); ++other) {
        if (other != own) CHECK(row_bits(spoiled, other) == row_bits(kept, other));
      }
    }
  }
}

// ---- decisions ----------------------------------------------------------------------------------

std::uint64_t bits(const BuilderPlan& p) {
  Digest digest;
  for (const double x : {p.order_units, p.order_shell_mw, p.order_site_mw, p.order_without_leap,
                         p.order_without_story, p.quantile, p.demand_factor, p.profitability,
                         p.approved, p.target_share, p.hurdle, p.funding_room}) {
    digest.add(x);
  }
  return digest.value();
}

std::uint64_t bits(const LabPlan& p) {
  Digest digest;
  for (const double x : {p.research_usd, p.run_effective_flop, p.expected_hours}) digest.add(x);
  return digest.value();
}

void builder_keeps_to_its_row(bool sites, bool quantiles, bool expected_load) {
  auto capex = rule_values::capex();
  capex.sites = sites;
  capex.quantile_orders = quantiles;
  capex.expected_load = expected_load;
  capex.customer_persistence = 2.5;
  capex.site_lead = 1.0;
  capex.site_share = 0.1;
  const auto rules = rule_values::expectations();
  const auto rental = rule_values::rental();
  auto seen = rule_values::market();
  seen.exposure_change = 0.5;
  for (std::size_t k = 0; k < seen.reach.size(); ++k) {
    seen.reach[k] = 1e12 * (1.0 + 0.3 * static_cast<double>(k));
  }
  BuilderPosition own{};
  own.units = 500e3;
  own.shell_mw = 3000.0;
  own.used_mw = 600.0;
  own.cash = 90e9;
  own.ebitda = 30e9;
  own.site_mw = own.ready_site_mw = sites ? 50.0 : 0.0;
  const auto plan = [&](const Builders& builders, std::size_t b) {
    const InvestmentRules by{capex,   rules, rental, seen, builders.hurdle[b],
                             30000.0, 0.25,  9000.0, 1.0,  0.5};
    return bits(plan_builder(by, builders, b, own));
  };
  for (std::size_t b = 0; b < 3; ++b) {
    const Builders clean = rule_values::builders();
    for (const double value : junk) {
      Builders spoiled = clean;
      spoil::others(spoiled, b, value);
      CHECK(plan(spoiled, b) == plan(clean, b));
    }
    Builders other_self = clean;
    other_self.expected_growth[b] += 0.01;
    other_self.forecast[b][0] += 0.01;
    CHECK(plan(other_self, b) != plan(clean, b));
  }
}

TEST_CASE("a builder's plan does not depend on what rivals hide") {
  for (const bool sites : {false, true}) {
    for (const bool quantiles : {false, true}) {
      for (const bool load : {false, true}) builder_keeps_to_its_row(sites, quantiles, load);
    }
  }
}

TEST_CASE("expectations are revised row by row") {
  const auto rules = rule_values::expectations();
  const auto seen = rule_values::market();
  keeps_to_its_row(rule_values::builders(), [&](Builders& builders, std::size_t b) {
    revise_expectations(rules, seen, builders, b);
  });
}

TEST_CASE("a lab's plan does not depend on what rivals hide") {
  auto rules = rule_values::lab_rules();
  const auto technology = rule_values::technology();
  const auto seen = rule_values::market();
  LabPosition own{};
  own.cash = 60e9;
  own.revenue = 8e9;
  own.gross_margin = own.list_margin = 0.5;
  own.hour_price = own.reference_price = 2.1;
  own.knee_growth = 1.0;
  own.reference_flop = 2.8e26;
  own.research_reference = 6e9;
  own.leap_value = 1e11;
  own.leap_rate = 0.05;
  const auto plan = [&](const Labs& labs, std::size_t l) {
    return bits(plan_lab(rules, technology, seen, labs, l, own));
  };
  for (const bool steady : {false, true}) {
    rules.steady_research = steady;
    rules.research_speed = 0.5;
    rules.research_growth_limit = 4.0;
    own.run_part = 0.8;
    own.sunk_hours = 1e9;
    own.sunk_usd = 2e9;
    for (std::size_t l = 0; l < 3; ++l) {
      const Labs clean = rule_values::labs();
      for (const double value : junk) {
        Labs spoiled = clean;
        spoil::others(spoiled, l, value);
        CHECK(plan(spoiled, l) == plan(clean, l));
      }
      Labs other_self = clean;
      other_self.algorithm[l] *= 1.01;
      CHECK(plan(other_self, l) != plan(clean, l));
    }
  }
}

TEST_CASE("prices and plans of all roles are set row by row") {
  keeps_to_its_row(rule_values::labs(), [](Labs& labs, std::size_t l) {
    post_lab_prices(rule_values::lab_rules(), {1.0, 0.3}, labs, l);
    post_plan_price(rule_values::lab_rules(), 50.0, 1.5, labs, l);
    change_menu({1.0, 0.3}, labs, l, 1);
  });
  AppParameters app{};
  app.price_speed = 0.5;
  app.markup_cap = 8.0;
  keeps_to_its_row(three<Apps>(), [&](Apps& apps, std::size_t a) { post_app_price(app, apps, a); });
  VendorParameters vendor{};
  vendor.markup_speed = 0.4;
  vendor.markup_high = 9.0;
  vendor.capacity_speed = 0.5;
  vendor.capacity_growth_limit = 2.0;
  vendor.foundry_cover = 0.7;
  keeps_to_its_row(three<Vendors>(), [&](Vendors& vendors, std::size_t v) {
    post_vendor_price(vendor, vendors, v, -0.2);
  });
  keeps_to_its_row(three<Vendors>(), [&](Vendors& vendors, std::size_t v) {
    plan_vendor(vendor, vendors, v, 3.0, 0.1);
  });
  const UtilityParameters utility{3.0, 0.5, 2.0, 2e6, 0.5};
  Utilities utilities = three<Utilities>();
  for (std::size_t u = 0; u < 3; ++u) utilities.under_way[u] = {0.5};
  keeps_to_its_row(utilities,
                   [&](Utilities& all, std::size_t u) { plan_utility(utility, 0.1, all, u, 1e9); });
  CreditParameters credit{};
  credit.appetite_response = 2.0;
  credit.appetite_growth_limit = 1.5;
  credit.capital_response = 0.02;
  for (const bool lenders_live_on : {false, true}) {
    credit.lenders_live_on = lenders_live_on;
    keeps_to_its_row(three<Lenders>(),
                     [&](Lenders& lenders, std::size_t l) { plan_lender(credit, lenders, l); });
  }
  EquityParameters equity{};
  equity.fundamentals_weight = 0.4;
  equity.switching = 1.0;
  equity.appetite_response = 1.0;
  equity.appetite_growth_limit = 1.5;
  keeps_to_its_row(three<Investors>(), [&](Investors& investors, std::size_t i) {
    plan_investor(equity, investors, i);
  });
  equity.payable_share = 0.05;
  equity.mood_kept = 0.8;
  equity.mood_response = 0.3;
  equity.growth_learning = 0.5;
  equity.appetite_surge = 2.5;
  keeps_to_its_row(three<Investors>(), [&](Investors& investors, std::size_t i) {
    learn_demand(equity, rule_values::market(), investors, i);
    renew_appetite(equity, investors, i);
  });
}

TEST_CASE("a fund values a lab from its own row, the lab's and the public record") {
  const auto world =
      world_fixture::small_2026({{"run.years", "2"}, {"blocks.investors.scenarios", "true"}});
  SimulationOptions options;
  options.tamper = [&](World& w, int) {
    const Investors before = w.investors;
    const Labs labs = w.labs;
    for (std::size_t own = 0; own < before.size(); ++own) {
      for (std::size_t l = 0; l < labs.size(); ++l) {
        if (!labs.alive[l]) continue;
        const auto value = [&] { return fund_value_of_lab(w, own, l, w.labs.revenue[l]).expected; };
        const double clean = value();
        for (const double junk_value : {1e12, -3.75}) {
          spoil::others(w.investors, own, junk_value);
          spoil::others(w.labs, l, junk_value);
          CHECK(value() == clean);
          w.investors = before;
          w.labs = labs;
        }
        w.investors.payable_share[own] *= 2.0;
        CHECK(value() >= clean);
        w.investors = before;
      }
    }
  };
  world_fixture::run(world, options);
}

/// The world of 2026, small, for two years, without rules that have a switch and with all of them.
std::vector<world_fixture::Case> with_and_without_rules() {
  const world_fixture::Overrides small = {{"population.enterprises", "400"}, {"run.years", "2"}};
  return {world_fixture::load("configs/ai-2026.yaml", small), spoil::all_rules("ai-2026", small)};
}

void labs_keep_to_their_rows(const world_fixture::Case& world) {
  SimulationOptions options;
  options.tamper = [&](World& w, int) {
    const Labs before = w.labs;
    plan_labs(w);
    Labs clean = w.labs;
    for (std::size_t own = 0; own < before.size(); ++own) {
      if (!before.alive[own]) continue;
      for (const double value : {1e12, -3.75}) {
        w.labs = before;
        spoil::others(w.labs, own, value);
        plan_labs(w);
        CHECK(row_bits(w.labs, own) == row_bits(clean, own));
      }
    }
    w.labs = before;
  };
  world_fixture::run(world, options);
}

TEST_CASE("in a running world, too, a lab plans without rivals' rows") {
  for (const auto& world : with_and_without_rules()) labs_keep_to_their_rows(world);
}

void enterprises_see_what_is_posted(const world_fixture::Case& world) {
  SimulationOptions options;
  options.tamper = [&](World& w, int year) {
    const auto choose = [&] {
      build_options(w);
      std::vector<std::uint32_t> order(w.customers.enterprises->enterprises().size());
      std::iota(order.begin(), order.end(), 0U);
      EnterprisePopulation people = w.customers.enterprises->permuted(order);
      people.procure({year + 1, w.catalogue.options, w.catalogue.self_hosting, false});
      return people.digest();
    };
    const Labs labs = w.labs;
    const Builders builders = w.builders;
    const std::vector<ServiceOption> posted = w.catalogue.options;
    const SelfHostTerms hosting = w.catalogue.self_hosting;
    const std::uint64_t clean = choose();
    for (auto* column : {&w.labs.research_usd, &w.labs.staff_usd, &w.labs.trained,
                         &w.labs.effective_flop, &w.labs.plan_elasticity_multiplier,
                         &w.labs.expected_inference_hours, &w.builders.own_demand,
                         &w.builders.target_share, &w.builders.hurdle, &w.builders.funding_room}) {
      for (double& value : *column) value = -7.5;
    }
    for (auto& tiers : w.labs.tier_elasticity_multiplier) {
      for (double& value : tiers) value = 1e9;
    }
    CHECK(choose() == clean);
    w.labs.tier_price[0][0] *= 0.5;  // what is posted does matter
    CHECK(choose() != clean);
    w.labs = labs;
    w.builders = builders;
    w.catalogue.options = posted;
    w.catalogue.self_hosting = hosting;
  };
  world_fixture::run(world, options);
}

TEST_CASE("in a running world, too, enterprises choose without what sellers hide") {
  for (const auto& world : with_and_without_rules()) enterprises_see_what_is_posted(world);
}

}  // namespace information_test
