// Targets in words with the unit of their numbers.
#include <doctest/doctest.h>

#include "sim/experiments/target_words.hpp"

namespace overbuild {
namespace {

hindcast::TargetWords words_of(const std::string& target) {
  Diagnostics problems;
  const hindcast::Evidence evidence =
      hindcast::read_evidence("e.yaml",
                              "train_until: 2000\ntargets:\n  - {id: t, observed: 1, lo: 0, hi: 2, "
                              "split: test, source: s, " +
                                  target + "}\n",
                              problems);
  REQUIRE_MESSAGE(problems.ok(), problems.text());
  return hindcast::in_words(evidence.targets[0]);
}

TEST_CASE("a target is told in words, with the unit of its numbers") {
  const auto growth =
      words_of("metric: rental_price, years: [1998, 2000], statistic: growth_per_year");
  CHECK(growth.what == "Yearly growth of the posted rental price of compute from 1998 to 2000");
  CHECK(growth.unit == "1");
  const auto value = words_of("metric: rental_price, years: [2000, 2000], statistic: value");
  CHECK(value.what == "Posted rental price of compute in 2000");
  CHECK(value.unit == "usd/H100e-hour");
  CHECK(words_of("metric: recovery_unsecured, years: [2000, 2000], statistic: value").what ==
        "Recovery unsecured in 2000");
  CHECK(words_of("metric: capex, years: [1996, 2000], statistic: highest").what ==
        "Highest reported capital expenditure of all builders, from 1996 to 2000");
}

TEST_CASE("firms are named, and their columns have units") {
  const auto sales = words_of(
      "metric: vendor.revenue, agents: [lucent, nortel], years: [2000, 2000], statistic: value");
  CHECK(sales.what == "Revenue of lucent and nortel in 2000");
  CHECK(sales.unit == "usd");
  const auto hours = words_of("metric: builder.sold_hours, years: [2000, 2000], statistic: value");
  CHECK(hours.unit == "H100e-hours");
  const auto odds = words_of(
      "metric: builder.debt, types: [pure_play], types2: [diversified], years: [1996, 2005], "
      "statistic: odds_ratio");
  CHECK(odds.what ==
        "Odds of failing of pure play builders over those of diversified builders, from 1996 to "
        "2005");
  CHECK(odds.unit == "times");
}

TEST_CASE("years and waits are no amounts") {
  CHECK(words_of("metric: capex, years: [1996, 2010], statistic: peak_year").unit == "year");
  CHECK(words_of("metric: capex, metric2: defaults, years: [1996, 2010], statistic: lag_of_peaks")
            .unit == "years");
  const auto above =
      words_of("metric: capex, metric2: defaults, years: [1996, 2010], statistic: year_above");
  CHECK(above.unit == "year");
  CHECK(above.what.starts_with("First year in which the "));
}

}  // namespace
}  // namespace overbuild
