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

TEST_CASE("the five largest sellers of compute have all of it where there are no more, else less") {
  const auto loaded = world_fixture::small_2026();
  World world = world_fixture::opened(loaded);
  CHECK(std::isnan(share_of_five_largest(MeasureView(world))));
  Ledger& ledger = world.books.ledger;
  const AccountId payer = world.labs.account[0];
  const auto sell = [&](std::size_t builder, double usd) {
    ledger.pay(payer, world.builders.account[builder], FlowRow::compute_contracts,
               Money::from_usd(usd));
  };
  REQUIRE(world.builders.size() > 6);
  for (std::size_t b = 0; b < 5; ++b) sell(b, 1e9);
  CHECK(share_of_five_largest(MeasureView(world)) == doctest::Approx(1.0));
  sell(5, 3e9);
  CHECK(share_of_five_largest(MeasureView(world)) == doctest::Approx(7.0 / 8.0));
}

TEST_CASE("the largest seller's margin bears running and wear of what serves customers alone") {
  const auto loaded = world_fixture::small_2026();
  World world = world_fixture::opened(loaded);
  CHECK(std::isnan(margin_of_largest_seller(MeasureView(world))));
  Ledger& ledger = world.books.ledger;
  const std::size_t b = 1;
  ledger.pay(world.labs.account[0], world.builders.account[b], FlowRow::compute_contracts,
             Money::from_usd(10e9));
  world.builders.sold_hours[b] = 1'000;
  world.builders.core_hours[b] = 500;
  world.builders.core_idle[b] = 0;
  world.builders.core_rented[b] = 0;
  const double before = margin_of_largest_seller(MeasureView(world));
  ledger.pay(world.builders.account[b], world.utilities.account[0], FlowRow::energy,
             Money::from_usd(2e9));
  ledger.depreciate(world.builders.account[b], Instrument::equipment, Money::from_usd(1e9));
  // Half of three billion serves customers, who pay ten.
  CHECK(margin_of_largest_seller(MeasureView(world)) == doctest::Approx(before - 0.15));
  // Hours under contract with others join its capacity, half of which serves customers; those that
  // it buys at the spot rent are for its own uses.
  ledger.pay(world.builders.account[b], world.builders.account[0], FlowRow::compute_contracts,
             Money::from_usd(4e9));
  CHECK(margin_of_largest_seller(MeasureView(world)) == doctest::Approx(before - 0.35));
  world.compute.spot_price = 2.0;
  world.builders.core_rented[b] = 500'000'000;
  CHECK(margin_of_largest_seller(MeasureView(world)) == doctest::Approx(before - 0.30));
  world.builders.core_rented[b] = 2'000'000'000;
  CHECK(margin_of_largest_seller(MeasureView(world)) == doctest::Approx(before - 0.15));
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
