// Results do not rest on the grids on which decisions are searched: with all of them twice as fine
// capital spending is the same within a fiftieth.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <string>

#include "tests/sim/world_fixture.hpp"

namespace grids_test {

using namespace overbuild;

/// With labs' prices of demand and, if asked for, the spot rent; `detail` times as fine.
world_fixture::Case finer(const char* detail, bool spot) {
  return world_fixture::load("configs/ai-2026.yaml",
                             {{"population.enterprises", "300"},
                              {"run.years", "5"},
                              {"blocks.labs.demand_prices", "true"},
                              {"blocks.market.spot_rent", spot ? "true" : "false"},
                              {"run.decision_detail", detail}});
}

/// Mean over seeds of the ln of capital spending from the second year to the fifth.
double ln_capex(const world_fixture::Case& world) {
  constexpr std::uint32_t seeds = 12;  // one world moves by up to 6 %
  double sum = 0.0;
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    const Recording run = world_fixture::run(world, {}, seed);
    double capex = 0.0;
    for (int year = run.first_year + 2; year <= run.first_year + 5; ++year) {
      capex += run.value(year, "ai_capex"_metric);
    }
    sum += std::log(capex) / seeds;
  }
  return sum;
}

TEST_CASE("grids of decisions twice as fine move capital spending by less than a fiftieth") {
  for (const bool spot : {false, true}) {
    CAPTURE(spot);
    const double change = ln_capex(finer("2", spot)) - ln_capex(finer("1", spot));
    CAPTURE(change);
    CHECK(std::fabs(change) < 0.02);
  }
}

TEST_CASE("finer grids are looked at") {
  CHECK(world_fixture::run(finer("2", false)).result_digest !=
        world_fixture::run(finer("1", false)).result_digest);
}

}  // namespace grids_test
