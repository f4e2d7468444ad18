// Readings of a world that was opened and then changed by hand.
#include "sim/measure/readings.hpp"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "tests/sim/world_fixture.hpp"

namespace readings_test {

using namespace overbuild;

TEST_CASE("labs at the guard of research are counted while they live") {
  const auto loaded = world_fixture::small_2026();
  World world = world_fixture::opened(loaded);
  REQUIRE(world.labs.size() > 1);
  world.labs.research_limited.assign(world.labs.size(), 0);
  CHECK(labs_limited(MeasureView(world)) == 0.0);
  world.labs.research_limited[0] = world.labs.research_limited[1] = 1;
  CHECK(labs_limited(MeasureView(world)) == 2.0);
  world.labs.alive[1] = 0;
  CHECK(labs_limited(MeasureView(world)) == 1.0);
}

TEST_CASE("labs with a price at a bound are counted once") {
  const auto loaded = world_fixture::small_2026();
  World world = world_fixture::opened(loaded);
  REQUIRE(world.labs.size() > 1);
  world.labs.price_guards.assign(world.labs.size(), 0.0);
  CHECK(labs_at_price_guard(MeasureView(world)) == 0.0);
  world.labs.price_guards[0] = 3.0;
  CHECK(labs_at_price_guard(MeasureView(world)) == 1.0);
}

TEST_CASE("what applications leave is labs' and builders' part of what end users' money leaves") {
  const auto loaded = world_fixture::small_2026();
  World world = world_fixture::opened(loaded);
  const std::size_t labs = world.labs.size(), apps = world.apps.size();
  world.labs.revenue.assign(labs, 0.0);
  world.labs.inference_hours.assign(labs, 0);
  world.apps.revenue.assign(apps, 0.0);
  world.apps.inference_cost.assign(apps, 0.0);
  world.apps.job_cost.assign(apps, 0.0);
  CHECK(std::isnan(margin_share_below_apps(MeasureView(world))));
  world.labs.revenue[0] = 30e9;
  CHECK(margin_share_below_apps(MeasureView(world)) == 1.0);
  world.apps.revenue[0] = 15e9;
  world.apps.inference_cost[0] = 5e9;
  CHECK(margin_share_below_apps(MeasureView(world)) == doctest::Approx(0.75));
  // Hours of research are paid by one of them to the other.
  world.labs.research_hours[0] *= 2;
  CHECK(margin_share_below_apps(MeasureView(world)) == doctest::Approx(0.75));
  // Half of the hours in use serve end users, and running them costs something.
  world.builders.sold_hours.assign(world.builders.size(), 1'000'000'000);
  world.labs.inference_hours[0] = 500'000'000 * static_cast<std::int64_t>(world.builders.size());
  CHECK(margin_share_below_apps(MeasureView(world)) < 0.75);
  CHECK(margin_share_below_apps(MeasureView(world)) > 0.0);
}

TEST_CASE("who signs less for the cap on commitments is told, the more often the lower it is") {
  const auto bound = [](const char* cap) {
    const Recording recording = world_fixture::run(
        world_fixture::load("configs/ai-2026.yaml", {{"population.enterprises", "200"},
                                                     {"run.years", "6"},
                                                     {"blocks.labs.contracts_ahead", "true"},
                                                     {"lab_market.commitment_cap", cap}}));
    return std::count_if(recording.events.begin(), recording.events.end(),
                         [](const EventRow& event) { return event.kind == "commitment_cap"; });
  };
  const auto tight = bound("0.1");
  CHECK(tight > 0);
  CHECK(bound("10") < tight);
}

}  // namespace readings_test
