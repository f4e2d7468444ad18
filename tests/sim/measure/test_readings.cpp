// Readings of a world that was opened and then changed by hand.
#include "sim/measure/readings.hpp"

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

}  // namespace readings_test
