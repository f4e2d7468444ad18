// Laws of prices from demand (`blocks.labs.demand_prices`) in running worlds.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/math.hpp"
#include "sim/compute/demand_prices.hpp"
#include "sim/opening/refusal.hpp"
#include "sim/results/recording.hpp"
#include "tests/sim/split_roster.hpp"
#include "tests/sim/world_fixture.hpp"

namespace demand_prices_test {

using namespace overbuild;
using world_fixture::Overrides;

world_fixture::Case priced(const std::string& preset, Overrides more = {}) {
  Overrides overrides = {
      {"population.enterprises", "200"}, {"run.years", "4"}, {"blocks.labs.demand_prices", "true"}};
  for (auto& o : more) overrides.push_back(std::move(o));
  return world_fixture::load("configs/" + preset + ".yaml", std::move(overrides));
}

TEST_CASE("demand prices: initial prices are those on record, whatever would earn most") {
  const auto world = priced("ai-2026", {{"run.years", "1"}, {"lab_market.price_speed", "0"}});
  SimulationOptions options;
  options.tamper = [&](World& w, int) {
    const Parameters& p = w.inputs.parameters;
    double dearest = 0.0;  // that of the frontier
    for (std::size_t l = 0; l < w.labs.size(); ++l) {
      dearest = std::max(dearest, w.labs.tier_price[l][0]);
      CHECK(w.labs.plan_price[l] == p.consumer.plan_price);
      CHECK(std::fabs(w.labs.plan_wedge[l]) <= 3.0);
      for (const double wedge : w.labs.tier_wedge[l]) CHECK(std::fabs(wedge) <= 3.0);
    }
    CHECK(dearest == p.opening.frontier_price);
  };
  world_fixture::run(world, options);
}

TEST_CASE("demand prices: caps on mark-ups play no part, every bound is counted") {
  const Overrides low{{"lab_market.markup_cap", "1"}, {"app_market.markup_cap", "1"}};
  const Overrides high{{"lab_market.markup_cap", "1000"}, {"app_market.markup_cap", "1000"}};
  const Recording tight = world_fixture::run(priced("ai-2026", low));
  const Recording wide = world_fixture::run(priced("ai-2026", high));
  CHECK(tight.result_digest == wide.result_digest);
  SimulationOptions options;
  std::vector<std::vector<std::uint8_t>> before;
  options.tamper = [&](World& w, int) {
    for (std::size_t l = 0; l < w.labs.size(); ++l) {
      if (!w.labs.alive[l]) continue;
      int without = 0;  // on sale when prices were posted, and nobody would buy at any
      for (std::size_t k = 0; k < w.labs.tier_best[l].size() && !before.empty(); ++k) {
        if (before[l][k] == 0 || w.labs.tier_on_sale[l][k] == 0) continue;
        if (w.labs.tier_best[l][k] <= 0.0) ++without;
      }
      CHECK(w.labs.price_guards[l] >= without);
      CHECK(w.labs.plan_best[l] > 0.0);
    }
    before = w.labs.tier_on_sale;
  };
  world_fixture::run(priced("ai-2026"), options);
}

TEST_CASE("demand prices: every price that the cost decides is counted once") {
  const auto world = priced("ai-2026", {{"run.years", "2"}, {"lab_market.conduct_fade", "0"}});
  Labs labs;
  Apps apps;
  int counted = 0;
  SimulationOptions options;
  options.tamper = [&](World& w, int) {
    for (std::size_t l = 0; l < labs.size(); ++l) {
      if (!w.labs.alive[l]) continue;
      const std::vector<std::uint8_t>& posted = labs.tier_on_sale[l];
      const auto tiers = std::count(posted.begin(), posted.end(), 1);
      const double plans = w.labs.plan_best[l] > 0.0 ? 1.0 : 0.0;
      CHECK(w.labs.price_guards[l] == static_cast<double>(tiers) + plans);
      ++counted;
    }
    for (std::size_t a = 0; a < apps.size(); ++a) {
      if (apps.alive[a] && w.apps.alive[a]) CHECK(w.apps.price_guards[a] == 1.0);
    }
    // From so far below the best price any cost is above what is asked next year.
    for (auto& wedges : w.labs.tier_wedge) std::fill(wedges.begin(), wedges.end(), -60.0);
    std::fill(w.labs.plan_wedge.begin(), w.labs.plan_wedge.end(), -60.0);
    std::fill(w.apps.price_wedge.begin(), w.apps.price_wedge.end(), -60.0);
    labs = w.labs;
    apps = w.apps;
  };
  world_fixture::run(world, options);
  CHECK(counted > 0);
}

TEST_CASE("demand prices: whoever only asks for best prices counts nothing") {
  const auto world = priced("ai-2026");
  World w = world_fixture::opened(world);
  CHECK(std::count(w.labs.price_guards.begin(), w.labs.price_guards.end(), 0.0) ==
        static_cast<std::ptrdiff_t>(w.labs.size()));
  std::fill(w.labs.price_guards.begin(), w.labs.price_guards.end(), 7.0);
  std::fill(w.apps.price_guards.begin(), w.apps.price_guards.end(), 7.0);
  find_best_prices(w);
  find_best_product_prices(w);
  for (const double guards : w.labs.price_guards) CHECK(guards == 7.0);
  for (const double guards : w.apps.price_guards) CHECK(guards == 7.0);
}

TEST_CASE("demand prices: models of labs that sell nothing any more are no rivals' gain") {
  SimulationOptions options;
  options.tamper = [&](World& w, int year) {
    if (year == w.inputs.first_year || !w.labs.alive[0] || !w.labs.alive[1]) return;
    const auto posted = w.catalogue.options;
    std::erase_if(w.catalogue.options, [](const ServiceOption& offer) {
      return offer.mode == Mode::api && offer.seller == 0;
    });
    const auto prices_with = [&](double revenue, double more) {
      const auto seen = w.public_record;
      const Labs labs = w.labs;
      const Apps apps = w.apps;
      w.public_record.lab_revenue[0] = revenue;
      w.public_record.lab_capability[0] += more;
      w.public_record.lab_growth[0] = more;
      find_best_prices(w);
      find_best_product_prices(w);
      const std::pair found{w.labs.plan_best[1], w.apps.best_price};
      w.public_record = seen;
      w.labs = labs;
      w.apps = apps;
      return found;
    };
    CHECK(prices_with(0.0, 3.0).first == prices_with(0.0, 0.0).first);
    CHECK(prices_with(0.0, 3.0).second == prices_with(0.0, 0.0).second);
    CHECK(prices_with(1e13, 3.0).first > prices_with(1e13, 0.0).first);
    CHECK(prices_with(1e13, 3.0).second != prices_with(1e13, 0.0).second);
    w.catalogue.options = posted;
  };
  world_fixture::run(priced("ai-2026", {{"run.years", "2"}}), options);
}

TEST_CASE("demand prices: a fade of zero keeps the distance, a faster one closes it") {
  for (const double fade : {0.0, 0.3}) {
    CAPTURE(fade);
    const auto world = priced("ai-2026", {{"lab_market.conduct_fade", std::to_string(fade)},
                                          {"lab_market.price_speed", "1"}});
    SimulationOptions options;
    options.tamper = [&](World& w, int year) {
      const double left = std::exp(-fade * static_cast<double>(year - w.inputs.first_year));
      for (std::size_t l = 0; l < w.labs.size(); ++l) {
        if (!w.labs.alive[l]) continue;
        CHECK(std::log(w.labs.plan_price[l] / w.labs.plan_best[l]) ==
              doctest::Approx(w.labs.plan_wedge[l] * left));
      }
    };
    world_fixture::run(world, options);
  }
}

TEST_CASE("demand prices: a lab's best prices do not change with what rivals have not published") {
  SimulationOptions options;
  options.tamper = [&](World& w, int) {
    find_best_prices(w);
    const Labs clean = w.labs;
    for (std::size_t own = 0; own < clean.size(); ++own) {
      if (!clean.alive[own]) continue;
      for (std::size_t l = 0; l < clean.size(); ++l) {
        if (l == own) continue;
        w.labs.capability[l] += 3.0;
        w.labs.inference[l] *= 10.0;
        w.labs.plan_price[l] = 1e6;
        w.labs.research_usd[l] = 1e13;
        for (double& price : w.labs.tier_price[l]) price *= 50.0;
        for (double& wedge : w.labs.tier_wedge[l]) wedge = 2.5;
      }
      find_best_prices(w);
      CHECK(w.labs.tier_best[own] == clean.tier_best[own]);
      CHECK(w.labs.plan_best[own] == clean.plan_best[own]);
      w.labs = clean;
    }
    w.labs.capability[0] += 0.5;  // its own model does matter
    find_best_prices(w);
    if (clean.alive[0]) CHECK(w.labs.tier_best[0] != clean.tier_best[0]);
    w.labs = clean;
  };
  world_fixture::run(priced("ai-2026", {{"run.years", "2"}}), options);
}

TEST_CASE("demand prices: rows in any order give the same bits") {
  const Overrides families{{"blocks.buyers.family_shares", "true"},
                           {"blocks.buyers.lasting_tastes", "true"}};
  for (const char* preset : {"toy", "ai-2026"}) {
    CAPTURE(preset);
    const auto world = priced(preset, families);
    auto turned = world;
    for_each_roster(turned.parameters, [](const RoleInfo&, auto& roster) {
      std::reverse(roster.begin(), roster.end());
    });
    // What the first row of a file means is said by a key.
    if (turned.parameters.vendor.tastes_about.empty()) {
      turned.parameters.vendor.tastes_about = world.parameters.vendors.front().first;
    }
    std::reverse(turned.parameters.stakes.begin(), turned.parameters.stakes.end());
    std::reverse(turned.parameters.commitments.begin(), turned.parameters.commitments.end());
    CHECK(world_fixture::run(turned).result_digest == world_fixture::run(world).result_digest);
  }
}

TEST_CASE("demand prices: a start far from any best price is refused, with the reason") {
  CHECK_THROWS_WITH_AS(accepted_wedge("consumers.plan_price", "lab", 1e6, 300.0),
                       doctest::Contains("consumers.plan_price of lab"), StartRefused);
  CHECK_THROWS_AS(accepted_wedge("consumers.plan_price", "lab", 1.0, 0.0), StartRefused);
  CHECK(accepted_wedge("consumers.plan_price", "lab", 240.0, 300.0) == log_(0.8));
}

}  // namespace demand_prices_test
