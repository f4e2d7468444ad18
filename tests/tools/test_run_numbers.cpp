#include "tools/study/run_numbers.hpp"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

namespace run_numbers_test {

using namespace overbuild;
using namespace overbuild::study;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// A run with these values of a metric after the opening, whose own value is far above.
Recording run_with(Metric metric, const std::vector<double>& values) {
  Recording r;
  r.first_year = 2025;
  r.years = static_cast<int>(values.size()) + 1;
  r.series.assign(values.size() + 1, std::vector<double>(metric_count(), nothing));
  r.value(2025, metric) = 1e6;
  for (std::size_t k = 0; k < values.size(); ++k) {
    r.value(2026 + static_cast<int>(k), metric) = values[k];
  }
  return r;
}

TEST_CASE("the fall of spending is from the highest year to the lowest one after it") {
  const auto fall = [](const std::vector<double>& spending) {
    return fall_after_peak(run_with("ai_capex"_metric, spending));
  };
  CHECK(fall({10, 5, 100, 40, 25, 90}) == doctest::Approx(-0.75));
  CHECK(fall({1, 2, 3}) == 0.0);
  CHECK(fall({nothing, 100, nothing, 50}) == doctest::Approx(-0.5));
  CHECK(std::isnan(fall({0, 0})));
  CHECK(std::isnan(fall({nothing})));
}

TEST_CASE("the worst three years are anywhere in the run, the opening left out") {
  const auto worst = [](const std::vector<double>& spending) {
    return worst_three_years(run_with("ai_capex"_metric, spending));
  };
  CHECK(worst({100, 80, 200, 50, 60, 150}) == doctest::Approx(-0.5));
  CHECK(worst({1, 2, 4, 8}) == doctest::Approx(7.0));
  CHECK(std::isnan(worst({1, 2, 3})));
}

TEST_CASE("means, lowest years, sums and years below a level pass over years without a value") {
  const Metric spot = "spot_over_full_cost"_metric;
  const Recording r = run_with(spot, {0.5, nothing, 1.0, 1.5});
  CHECK(mean_over_years(r, spot) == doctest::Approx(1.0));
  CHECK(lowest_over_years(r, spot) == 0.5);
  CHECK(sum_over_years(r, spot) == doctest::Approx(3.0));
  CHECK(years_below(r, spot, 1.0) == 1.0);
  const Recording never = run_with(spot, {nothing, nothing});
  CHECK(std::isnan(mean_over_years(never, spot)));
  CHECK(std::isnan(lowest_over_years(never, spot)));
  CHECK(sum_over_years(never, spot) == 0.0);
  CHECK(years_below(never, spot, 1.0) == 0.0);
}

TEST_CASE("firms count once in the class that they are of, those that never came in in none") {
  const std::vector<AgentName> agents = {{"big", "builder", "Big", "diversified"},
                                         {"small", "builder", "Small", "pure_play"},
                                         {"entrant_1", "builder", "entrant 1", "pure_play"},
                                         {"entrant_2", "builder", "entrant 2", ""},
                                         {"lab", "lab", "Lab"},
                                         {"app_entrant_1", "app", "newcomer"}};
  const RunFirms firms{
      {"big", "small", "lab"}, {"entrant_1", "app_entrant_1"}, {"small", "entrant_1", "lab"}};
  double stood = 0.0, failed = 0.0;
  for (const FirmClass& of : firm_classes()) {
    const Fate fate = fate_of(of, agents, firms);
    CHECK(fate.failed <= fate.stood);
    if (of.role == "builder") CHECK(fate.stood <= 1.0);
    if (of.role == "lab") CHECK(fate.failed == 1.0);
    if (of.role == "app") CHECK(fate.stood == (of.entrants ? 1.0 : 0.0));
    stood += fate.stood;
    failed += fate.failed;
  }
  CHECK(stood == 5.0);
  CHECK(failed == 3.0);
}

TEST_CASE("a paired change is of means over worlds that both have") {
  const PairedChange change = paired_change({2, 4, nothing, 9, 6}, {1, 2, 100, nothing, 3});
  CHECK(change.value == doctest::Approx(1.0));
  CHECK(std::isnan(change.error));  // every pair doubles: nothing varies
  const PairedChange uneven = paired_change({1, 4, 1, 6}, {1, 2, 1, 4});
  CHECK(uneven.value == doctest::Approx(0.5));
  CHECK(uneven.error > 0.0);
  CHECK(uneven.error < 0.5);
  CHECK(std::isnan(paired_change({nothing}, {1.0}).value));
  CHECK(std::isnan(paired_change({1.0}, {0.0}).value));
}

}  // namespace run_numbers_test
