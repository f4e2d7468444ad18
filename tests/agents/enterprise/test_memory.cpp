// A population that is remembered is the one that would have been drawn and opened.
#include "agents/enterprise/memory.hpp"

#include <doctest/doctest.h>

#include "tests/agents/enterprise/enterprise_fixture.hpp"

namespace {

using namespace overbuild;
namespace fixture = enterprise_fixture;

/// What a world with this demand, seed and price begins with, and where it is a year later.
std::uint64_t a_year_later(PopulationMemory* memory, const DemandParameters& demand,
                           std::uint32_t seed, double price) {
  fixture::World world{EnterprisePopulation(fixture::population(100), fixture::classes(), demand,
                                            KeyedRandom(seed, 0), memory),
                       {}};
  world.opening = world.people.calibrate_opening(fixture::opening_year, fixture::offers(price),
                                                 fixture::self_hosting(), fixture::targets());
  fixture::advance_years(world, 1);
  return world.people.digest();
}

}  // namespace

TEST_CASE("worlds with a memory begin as worlds without") {
  PopulationMemory memory;
  DemandParameters keen = fixture::demand();
  keen.adoption_base *= 2.0;
  const auto ask = [&](const DemandParameters& demand, std::uint32_t seed, double price) {
    const std::uint64_t alone = a_year_later(nullptr, demand, seed, price);
    CHECK(a_year_later(&memory, demand, seed, price) == alone);
    return alone;
  };
  const std::uint64_t first = ask(fixture::demand(), 7, 1.0);
  CHECK(ask(fixture::demand(), 7, 1.0) == first);  // drawn again and kept
  CHECK(ask(fixture::demand(), 7, 1.0) == first);  // remembered
  CHECK(ask(fixture::demand(), 7, 1.3) != first);  // opened at other prices
  CHECK(ask(fixture::demand(), 7, 1.0) == first);
  CHECK(ask(keen, 7, 1.0) != first);
  CHECK(ask(keen, 7, 1.0) != first);
  CHECK(ask(fixture::demand(), 8, 1.0) != first);
  CHECK(ask(fixture::demand(), 7, 1.0) == first);
}

TEST_CASE("what is remembered is not what a world goes on with") {
  PopulationMemory memory;
  const auto drawn = [&] {
    return EnterprisePopulation(fixture::population(50), fixture::classes(), fixture::demand(),
                                KeyedRandom(3, 0), &memory);
  };
  const std::uint64_t fresh = drawn().digest();
  EnterprisePopulation lived = drawn();
  lived.calibrate_opening(fixture::opening_year, fixture::offers(), fixture::self_hosting(),
                          fixture::targets());
  CHECK(lived.digest() != fresh);
  CHECK(drawn().digest() == fresh);
}
