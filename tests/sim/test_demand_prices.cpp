// Laws of prices from demand (`blocks.labs.demand_prices`) in running worlds.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/math.hpp"
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
    CHECK(w.labs.tier_price[0][0] == p.opening.frontier_price);
    CHECK(w.labs.plan_price[0] == p.consumer.plan_price);
    for (std::size_t l = 0; l < w.labs.size(); ++l) {
      CHECK(std::fabs(w.labs.plan_wedge[l]) <= 3.0);
      for (const double wedge : w.labs.tier_wedge[l]) CHECK(std::fabs(wedge) <= 3.0);
    }
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
  int looked_at = 0;
  options.tamper = [&](World& w, int) {
    for (std::size_t l = 0; l < w.labs.size(); ++l) {
      if (!w.labs.alive[l]) continue;
      for (std::size_t k = 0; k < w.labs.tier_best[l].size(); ++k) {
        if (!w.labs.tier_on_sale[l][k] || w.labs.tier_best[l][k] > 0.0) continue;
        ++looked_at;  // nobody would buy, or it was put on sale after prices were posted
      }
      CHECK(w.labs.price_guards[l] >= 0.0);
      CHECK(w.labs.plan_best[l] > 0.0);
    }
  };
  const Recording once = world_fixture::run(priced("ai-2026"), options);
  CHECK(once.value(once.first_year + 1, metric_called("price_guards")) >= 0.0);
  CHECK(looked_at <= 8);
}

TEST_CASE("demand prices: a fade of zero keeps the distance, a fast one closes it") {
  const auto distance = [](const char* fade) {
    const Recording run = world_fixture::run(
        priced("ai-2026", {{"lab_market.conduct_fade", fade}, {"lab_market.price_speed", "1"}}));
    return std::fabs(
        std::log(run.value(run.first_year + 4, metric_called("plan_price_over_best"))));
  };
  const auto world = priced("ai-2026", {{"run.years", "1"}});
  double at_start = 0.0;
  SimulationOptions options;
  options.tamper = [&](World& w, int) { at_start = std::fabs(w.labs.plan_wedge[0]); };
  world_fixture::run(world, options);
  CHECK(distance("0") == doctest::Approx(at_start).epsilon(0.02));
  CHECK(distance("0.3") == doctest::Approx(at_start * std::exp(-1.2)).epsilon(0.02));
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
  CHECK_THROWS_WITH_AS(refuse_far_price("consumers.plan_price", "lab", 1e6, 300.0),
                       doctest::Contains("consumers.plan_price of lab"), StartRefused);
  CHECK_THROWS_AS(refuse_far_price("consumers.plan_price", "lab", 1.0, 0.0), StartRefused);
  refuse_far_price("consumers.plan_price", "lab", 240.0, 300.0);
}

}  // namespace demand_prices_test
