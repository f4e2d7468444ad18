#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "sim/experiments/typical_world.hpp"

namespace typical_world_test {

TEST_CASE("typical world: ranks are shares of worlds below, equal ones in the middle") {
  const std::vector<double> values{3.0, 1.0, 2.0, 2.0};
  CHECK(overbuild::mid_ranks(values) == std::vector<double>{0.875, 0.125, 0.5, 0.5});
  CHECK(overbuild::mid_ranks(std::vector<double>{5.0, 5.0}) == std::vector<double>{0.5, 0.5});
  CHECK(overbuild::mid_ranks(std::vector<double>{std::nan(""), 1.0}) ==
        std::vector<double>{0.5, 0.5});
  CHECK(overbuild::mid_ranks(std::vector<double>{}).empty());
}

}  // namespace typical_world_test
