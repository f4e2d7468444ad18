// Worlds that differ in credit only.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/sim/world_fixture.hpp"

namespace credit_worlds_test {

using namespace overbuild;
using world_fixture::run;
using world_fixture::small_2026;

TEST_CASE("a lender's capital is its own, moved by what its claims earn and lose") {
  const auto world = small_2026({{"run.years", "8"}});
  SimulationOptions options;
  std::vector<double> capital, lent;
  options.tamper = [&](World& w, int) {
    double all = 0.0;
    for (const double c : w.lenders.capital) all += c;
    capital.push_back(all);
    lent.push_back(w.credit.lent);
  };
  run(world, options);
  REQUIRE(capital.size() == 8);
  // Most of it is outside the model: claims on a few builders cannot halve it in a year.
  for (std::size_t k = 1; k < capital.size(); ++k) CHECK(capital[k] > 0.5 * capital[k - 1]);
  // Builders ask every year to roll debt over, and most of them are good for it.
  for (std::size_t k = 0; k < lent.size(); ++k) {
    CAPTURE(k);
    CHECK(lent[k] > 20e9);
  }
}

TEST_CASE("lenders' decisions matter for what is built") {
  const auto free = run(small_2026({{"run.years", "10"}}));
  const auto frozen = run(small_2026({{"run.years", "10"}, {"frozen_roles", "[lender]"}}));
  double largest = 0.0;
  for (const Metric metric : {Metric::capex, Metric::debt, Metric::vendor_revenue}) {
    for (int year = free.first_year + 1; year < free.first_year + free.years; ++year) {
      largest = std::max(largest,
                         std::fabs(frozen.value(year, metric) / free.value(year, metric) - 1.0));
    }
  }
  CHECK(largest > 1e-3);
}

}  // namespace credit_worlds_test
