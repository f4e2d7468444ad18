// With `blocks.buyers.modes_met` every way of being served is paid at the start what is on record.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "sim/opening/refusal.hpp"
#include "sim/results/recording.hpp"
#include "tests/sim/world_fixture.hpp"

namespace modes_met_test {

using namespace overbuild;
using world_fixture::Overrides;

world_fixture::Case world_of(const std::string& config, const std::string& enterprises,
                             const std::string& met) {
  return world_fixture::load("configs/" + config + ".yaml",
                             {{"population.enterprises", enterprises},
                              {"blocks.buyers.modes_met", met},
                              {"run.years", "1"}});
}

double misfit(const world_fixture::Case& world, std::uint32_t seed) {
  return world_fixture::run(world, {}, seed).opening_misfit;
}

TEST_CASE("modes met: no preset is off by a tenth, with few enterprises or many") {
  for (const char* preset : {"ai-2022", "ai-2026", "ai-article", "cloud-2009", "telecom-1996",
                             "toy", "switches/second-edition"}) {
    for (const char* enterprises : {"400", "2000"}) {
      for (std::uint32_t seed = 1; seed <= 3; ++seed) {
        CAPTURE(preset);
        CAPTURE(enterprises);
        CAPTURE(seed);
        CHECK(misfit(world_of(preset, enterprises, "true"), seed) <= 0.1);
      }
    }
  }
}

TEST_CASE("modes met: it is the rule that meets what constants miss") {
  double without = 0.0;
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    without = std::max(without, misfit(world_of("cloud-2009", "400", "false"), seed));
  }
  CHECK(without > 0.1);
}

TEST_CASE("modes met: what few enterprises cannot meet is refused") {
  CHECK_NOTHROW(world_fixture::run(world_of("ai-2026", "6", "false")));
  CHECK_THROWS_AS(world_fixture::run(world_of("ai-2026", "6", "true")), StartRefused);
}

}  // namespace modes_met_test
