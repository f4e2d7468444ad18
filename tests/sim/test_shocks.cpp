// Dated changes from outside, and the switch on the clock of leaps.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/sim/world_fixture.hpp"

namespace shocks_test {

using namespace overbuild;
using world_fixture::Overrides;

Recording run_with(Overrides overrides) {
  return world_fixture::run(world_fixture::small_2026(std::move(overrides)));
}

Overrides shock(const char* series, const char* change, const char* years = "100") {
  return {{"run.years", "5"},
          {"shocks", std::string("{s: {year: 2028, years: ") + years + ", series: " + series +
                         ", change: " + change + "}}"}};
}

TEST_CASE("a shock moves its series from its year on and nothing before") {
  const Recording base = run_with({});
  const Recording rates = run_with(shock("base_rate", "0.03"));
  const Recording energy = run_with(shock("energy_price", "0.5", "2"));
  for (int year = 2026; year <= 2027; ++year) {
    for (const Metric metric : {"base_rate"_metric, "energy_price"_metric, "capex"_metric}) {
      CHECK(rates.value(year, metric) == base.value(year, metric));
      CHECK(energy.value(year, metric) == base.value(year, metric));
    }
  }
  const double push = rates.value(2028, "base_rate"_metric) - base.value(2028, "base_rate"_metric);
  CHECK(push == doctest::Approx(0.03));
  const double later = rates.value(2029, "base_rate"_metric) - base.value(2029, "base_rate"_metric);
  CHECK(later > 0.0);
  CHECK(later < push);
  const auto ratio = [&](int year) {
    return energy.value(year, "energy_price"_metric) / base.value(year, "energy_price"_metric);
  };
  CHECK(ratio(2028) == doctest::Approx(1.5));
  CHECK(ratio(2029) == doctest::Approx(1.5));
  CHECK(ratio(2030) == doctest::Approx(1.0));
}

TEST_CASE("spreads rise by what is added to them") {
  const Recording base = run_with({{"run.years", "3"}});
  const Recording shocked = run_with(shock("credit_spread", "0.03"));
  const double before = base.value(2028, "credit_spread"_metric);
  const double after = shocked.value(2028, "credit_spread"_metric);
  if (!std::isnan(before) && !std::isnan(after)) {
    CHECK(after - before > 0.02);
  } else {
    CHECK(std::isnan(after));  // nobody borrows in either, or not any more
  }
}

TEST_CASE("a vendor that cannot produce delivers from stock at most") {
  const Recording base = run_with({{"run.years", "3"}});
  const Recording outage = run_with(shock("vendor_output", "-1", "1"));
  CHECK(outage.value(2027, "equipment_capex"_metric) == base.value(2027, "equipment_capex"_metric));
  CHECK(outage.value(2028, "equipment_capex"_metric) <
        0.6 * base.value(2028, "equipment_capex"_metric));
}

TEST_CASE("a shock to a vendor that does not exist is refused") {
  CHECK_THROWS_AS(world_fixture::small_2026({{"shocks",
                                              "{s: {year: 2028, series: vendor_output, change: -1, "
                                              "vendor: nobody}}"}}),
                  std::runtime_error);
}

TEST_CASE("a limit on the clock brings leaps that arrive by themselves, earlier") {
  const Overrides race = {
      {"run.years", "12"}, {"technology.leap.variant", "race"}, {"technology.leap.hazard", "0.02"}};
  Overrides bound = race;
  bound.push_back({"technology.leap.clock_limit", "0.03"});
  const Recording without = run_with(race), with = run_with(bound);
  // The limit is on each lab's first: what comes later is another world's.
  const auto first_year = [](const Recording& run) {
    int year = 2026;
    while (year <= 2037 && run.value(year, "leaps"_metric) < 1.0) ++year;
    return year;
  };
  CHECK(first_year(with) < first_year(without));
  double leaps = 0.0;
  for (int year = 2026; year <= 2037; ++year) leaps += with.value(year, "leaps"_metric);
  CHECK(with.value(2037, "leaps_so_far"_metric) == leaps);
}

}  // namespace shocks_test
