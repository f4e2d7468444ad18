// Evidence files are read with all their problems; statistics and scores against hand computation.
#include <doctest/doctest.h>

#include <cmath>

#include "sim/experiments/score.hpp"

namespace overbuild {
namespace {

using namespace hindcast;

Evidence parse(const std::string& body, Diagnostics& problems) {
  return read_evidence("e.yaml", "train_until: 2000\n" + body, problems);
}

Evidence one_target(const std::string& rest) {
  Diagnostics problems;
  const Evidence evidence =
      parse("targets:\n  - {id: t, observed: 1, lo: 0, hi: 2, split: test, source: s, " + rest + "}\n",
            problems);
  CHECK_MESSAGE(problems.ok(), problems.text());
  return evidence;
}

/// capex 1, 2, 4, 8, 5, 3 in 1997 to 2002, defaults peaking in 2002, and three builders.
Recording history() {
  Recording r;
  r.first_year = 1997;
  r.years = 6;
  r.series.resize(6);
  const double capex[] = {1, 2, 4, 8, 5, 3}, defaults[] = {0, 0, 0, 0, 1, 3};
  for (int k = 0; k < 6; ++k) {
    r.value(1997 + k, Metric::capex) = capex[k];
    r.value(1997 + k, Metric::defaults) = defaults[k];
  }
  r.agents = {{"old", "builder", "Old", "diversified"},
              {"new_a", "builder", "A", "pure_play"},
              {"new_b", "builder", "B", "pure_play"}};
  r.columns = {{"debt", "usd", true}};
  r.agent_rows = {{2000, 0, 0, 50, 0}, {2000, 1, 0, 30, 0}, {2000, 2, 0, 10, 0}};
  r.events = {{2001, "P9", "default", "new_a", "", Money::zero(), ""}};
  return r;
}

double reading(const std::string& rest) {
  return read_world(one_target(rest), history()).targets.front();
}

TEST_CASE("statistics of a path") {
  CHECK(reading("metric: capex, years: [1997, 2002], statistic: peak_year") == 2000);
  CHECK(reading("metric: capex, years: 1998, statistic: value") == 2);
  CHECK(reading("metric: capex, years: [1999, 2000], statistic: growth") == doctest::Approx(1.0));
  CHECK(reading("metric: capex, years: [1997, 2000], statistic: growth_per_year") ==
        doctest::Approx(1.0));
  CHECK(reading("metric: capex, years: [1997, 2002], statistic: fall_from_peak, within: 1") ==
        doctest::Approx(-3.0 / 8.0));
  CHECK(reading("metric: capex, years: [1997, 2002], statistic: fall_from_peak") ==
        doctest::Approx(-5.0 / 8.0));
  CHECK(reading("metric: capex, metric2: defaults, years: [1997, 2002], statistic: lag_of_peaks") ==
        2);
  CHECK(std::isnan(reading("metric: capex, years: 2050, statistic: value")));
}

TEST_CASE("statistics of firms") {
  CHECK(reading("metric: builder.debt, types: [pure_play], years: 2000, statistic: value") == 40);
  CHECK(reading("metric: builder.debt, agents: [old], years: 2000, statistic: value") == 50);
  CHECK(reading("metric: builder.debt, types: [pure_play], years: 2001, statistic: default_rate") ==
        doctest::Approx(0.75));
  // One of two new firms and none of one old firm failed: (1.5/1.5) over (0.5/1.5).
  CHECK(reading("metric: builder.debt, types: [pure_play], types2: [diversified], "
                "years: [2000, 2002], statistic: odds_ratio") == doctest::Approx(3.0));
}

TEST_CASE("a target passes on the median of worlds, or on the mean where it says so") {
  Evidence evidence = one_target("metric: capex, years: 1998, statistic: value");
  std::vector<WorldReading> worlds(5);
  const double values[] = {0.5, 0.6, 1.0, 9.0, 9.0};
  for (std::size_t k = 0; k < 5; ++k) worlds[k].targets = {values[k]};
  CHECK(score(evidence, worlds).targets.front().pass);
  evidence.targets.front().center_mean = true;
  CHECK_FALSE(score(evidence, worlds).targets.front().pass);
}

TEST_CASE("continuous ranked probability scores") {
  CHECK(crps_of_ensemble({1.0}, 3.0) == doctest::Approx(2.0));
  // |1-2|/2 + |3-2|/2 less half of the mean distance between members (1).
  CHECK(crps_of_ensemble({3.0, 1.0}, 2.0) == doctest::Approx(0.5));
  CHECK(crps_of_normal(0.0, 0.0, -1.5) == doctest::Approx(1.5));
  // Gneiting & Raftery 2007: at the mean, sd (sqrt(2) - 1)/sqrt(pi).
  CHECK(crps_of_normal(0.0, 2.0, 0.0) == doctest::Approx(2.0 * 0.2336949));
}

TEST_CASE("a series is scored after the training years only") {
  Diagnostics problems;
  const Evidence evidence = parse(
      "targets: []\nseries:\n  - {id: s, metric: capex, source: s, scale: linear,\n"
      "     values: {1998: 2, 1999: 3, 2000: 4, 2001: 5, 2002: 6}}\n",
      problems);
  REQUIRE(problems.ok());
  const Scorecard card = score(evidence, {read_world(evidence, history())});
  CHECK(card.series.front().years == 2);
  CHECK(card.series.front().crps == doctest::Approx(1.5));  // |5 - 5| and |3 - 6|
  CHECK(card.series.front().crps_trend == doctest::Approx(0.0));
  CHECK(card.series.front().crps_persistence > 0.5);
}

TEST_CASE("problems of an evidence file are all reported") {
  Diagnostics problems;
  parse("targets:\n"
        "  - {id: a, metric: capexx, years: 2000, statistic: value, observed: 1, lo: 0, hi: 2, "
        "split: test, source: s}\n"
        "  - {id: b, metric: capex, years: 2000, statistic: mode, observed: 1, lo: 3, hi: 2, "
        "split: test, source: s, colour: red}\n",
        problems);
  CHECK(problems.all().size() == 4);
  CHECK(problems.text().find("capex") != std::string::npos);
}

}  // namespace
}  // namespace overbuild
