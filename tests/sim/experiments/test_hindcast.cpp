// Evidence files are read with all their problems; statistics and scores against hand computation.
#include <doctest/doctest.h>

#include <cmath>

#include <fmt/format.h>

#include "sim/experiments/score.hpp"

namespace overbuild {
namespace {

using namespace hindcast;

Evidence parse(const std::string& body, Diagnostics& problems) {
  return read_evidence("e.yaml", "train_until: 2000\n" + body, problems);
}

Evidence one_target(const std::string& rest) {
  Diagnostics problems;
  const Evidence evidence = parse(
      "targets:\n  - {id: t, observed: 1, lo: 0, hi: 2, split: test, source: s, " + rest + "}\n",
      problems);
  CHECK_MESSAGE(problems.ok(), problems.text());
  return evidence;
}

/// capex 1, 2, 4, 8, 5, 3 in 1997 to 2002, defaults peaking in 2002, and three builders.
Recording history() {
  Recording r;
  r.first_year = 1997;
  r.years = 6;
  r.series.assign(6, std::vector<double>(metric_count()));
  const double capex[] = {1, 2, 4, 8, 5, 3}, defaults[] = {0, 0, 0, 0, 1, 3};
  for (int k = 0; k < 6; ++k) {
    r.value(1997 + k, "capex"_metric) = capex[k];
    r.value(1997 + k, "defaults"_metric) = defaults[k];
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
  CHECK(reading("metric: capex, years: [1999, 2000], statistic: change") == 4);
  CHECK(reading("metric: capex, years: [1999, 2000], statistic: growth") == doctest::Approx(1.0));
  CHECK(reading("metric: capex, years: [1997, 2000], statistic: growth_per_year") ==
        doctest::Approx(1.0));
  CHECK(reading("metric: capex, years: [1997, 2002], statistic: fall_from_peak, within: 1") ==
        doctest::Approx(-3.0 / 8.0));
  CHECK(reading("metric: capex, years: [1997, 2002], statistic: fall_from_peak") ==
        doctest::Approx(-5.0 / 8.0));
  CHECK(reading("metric: capex, metric2: defaults, years: [1997, 2002], statistic: lag_of_peaks") ==
        2);
  CHECK(reading("metric: capex, metric2: capex, years: [1997, 2000], statistic: elasticity") == 1);
  CHECK(std::isnan(
      reading("metric: capex, metric2: defaults, years: [1997, 1998], statistic: elasticity")));
  CHECK(std::isnan(
      reading("metric: defaults, metric2: capex, years: [1997, 2000], statistic: elasticity")));
  CHECK(std::isnan(
      reading("metric: capex, metric2: capex, years: [2040, 2050], statistic: year_above")));
  CHECK(reading("metric: capex, metric2: defaults, years: [1997, 2002], statistic: year_above") ==
        1997);
  CHECK(reading("metric: defaults, metric2: capex, years: [1997, 2002], statistic: year_above") ==
        2003);
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

TEST_CASE("the worst year and the number of failed firms") {
  Recording r = history();  // 8 in 2000, then 5 and 3
  const auto of = [&](const std::string& rest) {
    return read_world(one_target("metric: capex, years: [1997, 2002], " + rest), r).targets.front();
  };
  CHECK(of("statistic: lowest_growth") == doctest::Approx(3.0 / 5.0 - 1.0));
  r.value(2002, "capex"_metric) = 4.9;
  CHECK(of("statistic: lowest_growth") == doctest::Approx(5.0 / 8.0 - 1.0));
  r.value(2001, "capex"_metric) = std::nan("");
  CHECK(of("statistic: lowest_growth") > 0.0);
  CHECK(reading("metric: builder.debt, types: [pure_play], years: [2000, 2002], "
                "statistic: failures") == 1);
  CHECK(reading("metric: builder.debt, types: [diversified], years: [2000, 2002], "
                "statistic: failures") == 0);
  CHECK(reading("metric: builder.debt, years: [1997, 1998], statistic: failures") == 0);
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

TEST_CASE("the interval of 80 % with the error that is counted") {
  // One world, or many alike: the quantiles of a normal law around it.
  const double far = 1.2815515655446004;  // of a tenth
  CHECK(quantile_with_error(std::vector<double>{3.0}, 2.0, 0.9) ==
        doctest::Approx(3.0 + 2.0 * far).epsilon(1e-12));
  CHECK(quantile_with_error(std::vector<double>{3.0, 3.0}, 2.0, 0.1) ==
        doctest::Approx(3.0 - 2.0 * far).epsilon(1e-12));
  // Without error: of the worlds. With little: the steps of their distribution.
  const std::vector<double> worlds{1.0, 2.0, 3.0, 4.0, 5.0};
  CHECK(quantile_with_error(worlds, 0.0, 0.1) == doctest::Approx(1.4));
  CHECK(quantile_with_error(worlds, 1e-6, 0.1) == doctest::Approx(1.0).epsilon(1e-4));  // a step
  CHECK(quantile_with_error(worlds, 1e-6, 0.5) == doctest::Approx(3.0));
  CHECK(std::isnan(quantile_with_error({}, 1.0, 0.5)));
  // The record is inside once the error is as large as what it is missed by.
  Evidence evidence = one_target("metric: capex, years: 1998, statistic: value");
  Target& target = evidence.targets.front();
  target.observed = target.lo = target.hi = 10.0;
  const std::vector<WorldReading> fives(9, WorldReading{{5.0}, {}});
  CHECK_FALSE(score(evidence, fives).targets.front().held_with_error);  // error 1
  evidence.errors.tolerance = 3.8;                                      // 5 - 3.8 x 1.28 > 0
  CHECK_FALSE(score(evidence, fives).targets.front().held_with_error);
  evidence.errors.tolerance = 4.0;
  const Scorecard card = score(evidence, fives);
  CHECK(card.targets.front().held_with_error);
  CHECK_FALSE(card.targets.front().held);
  const Coverage held = coverage(evidence, card, target.split);
  CHECK(held.targets == 1);
  CHECK(held.held == 0);
  CHECK(held.held_with_error == 1);
}

TEST_CASE("the error of a date is a share of the time since the first year looked at") {
  Target peak = one_target("metric: capex, years: [1995, 2005], statistic: peak_year").targets[0];
  peak.lo = 1999.5;
  peak.hi = 2000.5;
  CHECK(error_of(peak, 0.1).deviation == doctest::Approx(std::hypot(0.5 / 1.64, 0.5)));
  peak.lo = peak.hi = 1995.0;  // in the first year, without width: still no certainty
  CHECK(error_of(peak, 0.1).deviation == doctest::Approx(0.1));
  Target capex = one_target("metric: capex, years: 1998, statistic: value").targets[0];
  capex.lo = 90.0;
  capex.hi = 110.0;
  CHECK(error_of(capex, 0.1).deviation == doctest::Approx(std::hypot(10.0 / 1.64, 10.0)));
}

TEST_CASE("a tolerance that none can be is told once, with its name") {
  for (const char* bad : {"0.5", "near", "-1", "1e9", "''"}) {
    CAPTURE(bad);
    Diagnostics problems;
    read_evidence("e.yaml", fmt::format("train_until: 2000\ntolerance: {}\ntargets: []\n", bad),
                  problems);
    CHECK(problems.all().size() == 1);
    CHECK(problems.text().find("tolerance") != std::string::npos);
  }
}

TEST_CASE("continuous ranked probability scores") {
  CHECK(std::isnan(crps_of_ensemble({1.0}, 3.0)));  // one world has no spread
  // |1-2|/2 + |3-2|/2 less half of the mean distance between different members (2).
  CHECK(crps_of_ensemble({3.0, 1.0}, 2.0) == doctest::Approx(0.0));
  CHECK(crps_of_normal(0.0, 0.0, -1.5) == doctest::Approx(1.5));
  // Gneiting & Raftery 2007: at the mean, sd (sqrt(2) - 1)/sqrt(pi).
  CHECK(crps_of_normal(0.0, 2.0, 0.0) == doctest::Approx(2.0 * 0.2336949));
}

TEST_CASE("the score of an ensemble does not depend on how many worlds it has") {
  // Mean over all pairs, and over all triples, of six values: the same.
  const std::vector<double> all = {0.3, 1.1, 1.2, 2.0, 4.5, 7.0};
  double pairs = 0.0, triples = 0.0;
  int pair_count = 0, triple_count = 0;
  for (std::size_t a = 0; a < 6; ++a) {
    for (std::size_t b = a + 1; b < 6; ++b) {
      pairs += crps_of_ensemble({all[a], all[b]}, 1.5);
      ++pair_count;
      for (std::size_t c = b + 1; c < 6; ++c) {
        triples += crps_of_ensemble({all[a], all[b], all[c]}, 1.5);
        ++triple_count;
      }
    }
  }
  CHECK(pairs / pair_count == doctest::Approx(triples / triple_count));
  CHECK(pairs / pair_count == doctest::Approx(crps_of_ensemble(all, 1.5)));
}

TEST_CASE("a fall passes over years without a value") {
  Recording r = history();  // 8 in 2000, then 5 and 3
  r.value(2001, "capex"_metric) = std::nan("");
  const auto of = [&](const std::string& rest) {
    return read_world(one_target("metric: capex, years: [1997, 2002], " + rest), r).targets.front();
  };
  CHECK(of("statistic: fall_from_peak") == doctest::Approx(-5.0 / 8.0));
  CHECK(std::isnan(of("statistic: fall_from_peak, within: 1")));
  r.value(2001, "capex"_metric) = 5;
  r.value(2002, "capex"_metric) = std::nan("");
  CHECK(of("statistic: fall_from_peak") == doctest::Approx(-3.0 / 8.0));
  // Only years in which both have a value.
  CHECK(of("metric2: defaults, statistic: ratio_of_metrics") == doctest::Approx(20.0));
  for (int year = 1997; year <= 2002; ++year) r.value(year, "capex"_metric) = 2000 - 2.0 * year;
  CHECK(std::isnan(of("statistic: fall_from_peak")));  // no share of a peak below zero
}

TEST_CASE("rivals know the base year, which is not scored") {
  Diagnostics problems;
  const Evidence evidence = parse(
      "targets: []\nseries:\n  - {id: s, metric: capex, source: s, relative_to: 1999,\n"
      "     values: {1999: 4, 2000: 8, 2001: 5, 2002: 3}}\n",
      problems);
  REQUIRE(problems.ok());
  const std::vector<WorldReading> worlds(2, read_world(evidence, history()));
  const SeriesScore told = score(evidence, worlds).series.front();
  CHECK(told.years == 2);
  CHECK(told.crps == doctest::Approx(0.0));
  CHECK(std::isfinite(told.crps_persistence));  // from the base year and one more
  Diagnostics later;
  const Evidence ahead = parse(
      "targets: []\nseries:\n  - {id: s, metric: capex, source: s, relative_to: 2001,\n"
      "     values: {1999: 4, 2000: 8, 2001: 5, 2002: 3}}\n",
      later);
  CHECK(score(ahead, {2, read_world(ahead, history())}).series.front().years == 1);
}

TEST_CASE("a series is scored after the training years only") {
  Diagnostics problems;
  const Evidence evidence = parse(
      "targets: []\nseries:\n  - {id: s, metric: capex, source: s, scale: linear,\n"
      "     values: {1998: 2, 1999: 3, 2000: 4, 2001: 5, 2002: 6}}\n",
      problems);
  REQUIRE(problems.ok());
  const Scorecard card = score(evidence, {2, read_world(evidence, history())});
  CHECK(card.series.front().years == 2);
  CHECK(card.series.front().crps == doctest::Approx(1.5));  // |5 - 5| and |3 - 6|
  CHECK(card.series.front().crps_trend == doctest::Approx(0.0));
  CHECK(card.series.front().crps_persistence > 0.5);
}

TEST_CASE("problems of an evidence file are all reported") {
  Diagnostics problems;
  parse(
      "targets:\n"
      "  - {id: a, metric: capexx, years: 2000, statistic: value, observed: 1, lo: 0, hi: 2, "
      "split: test, source: s}\n"
      "  - {id: b, metric: capex, years: 2000, statistic: mode, observed: 1, lo: 3, hi: 2, "
      "split: test, source: s, colour: red}\n",
      problems);
  CHECK(problems.all().size() == 4);
  CHECK(problems.text().find("capex") != std::string::npos);
}

std::string problems_of(const std::string& body) {
  Diagnostics problems;
  const Evidence evidence = parse(body, problems);
  if (problems.ok()) check_years(evidence, 1997, 2002, problems);
  return problems.text();
}

bool says(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

std::string target(const std::string& rest) {
  return "targets:\n  - {id: a, metric: capex, observed: 1, lo: 0, hi: 2, split: test, source: "
         "s, " +
         rest + "}\n";
}

TEST_CASE("years of an evidence file are checked with their place") {
  CHECK(
      problems_of(target("years: [1996, 2002], statistic: mean")).empty());  // 1996 is the opening
  CHECK(says(problems_of(target("years: [1980, 2050], statistic: mean")),
             "e.yaml:3:86: the target 'a' looks at 1980 to 2050, which the run does not cover"));
  CHECK(says(problems_of(target("years: [2002, 1997], statistic: sum")), "the first year first"));
  CHECK(says(problems_of(target("years: [1997, 200200], statistic: sum")),
             "e.yaml:3:93: is 200200; expected a whole number from 1800 to 2300"));
  CHECK(says(problems_of(target("years: [1997, 2e9], statistic: sum")), "whole number from 1800"));
  CHECK(says(problems_of(target("years: [1997, 1998, 1999], statistic: sum")), "whole number"));
  CHECK(says(problems_of(target("years: [], statistic: sum")), "whole number"));
  CHECK(says(problems_of(target("years: 1997.5, statistic: value")), "is '1997.5'"));
  CHECK(says(problems_of(target("years: [1997, 1999], statistic: value")), "one year: `value`"));
  CHECK(says(problems_of(target("years: 1997, statistic: growth")), "`growth` compares years"));
  CHECK(says(problems_of(target("years: [1997, 1999], statistic: fall_from_peak, within: -1")),
             "from 1 to 100"));
  for (const char* statistic : {"lag_of_peaks", "ratio_of_metrics", "elasticity", "year_above"}) {
    CHECK(says(problems_of(target(std::string("years: [1997, 1999], statistic: ") + statistic)),
               "`metric2` is missing"));
  }
  CHECK(says(problems_of(target("years: [1997, 1999], statistic: odds_ratio")),
             "`types2` is missing"));
  CHECK(says(problems_of(target("years: 1997, statistic: value, center: men")),
             "did you mean 'mean'"));
  CHECK(says(problems_of(target("years: 1997, statistic: value, transform: expo")),
             "did you mean 'exp'"));
}

std::string series(const std::string& rest) {
  return "targets: []\nseries:\n  - {id: s, metric: capex, source: s, " + rest + "}\n";
}

TEST_CASE("observations are checked with their place") {
  CHECK(problems_of(series("values: {1990: 1, 2001: 2}"))
            .empty());  // rivals learn from before the run
  CHECK(says(problems_of(series("values: {1999: 0, 2000: 1e10}")),
             "e.yaml:4:54: 0 is observed in 1999, which has no logarithm"));
  CHECK(says(problems_of(series("values: {1999: -3, 2000: 1}")), "has no logarithm"));
  CHECK(problems_of(series("scale: linear, values: {1999: 0, 2000: -1}")).empty());
  CHECK(says(problems_of(series("scale: liner, values: {1999: 1}")), "did you mean 'linear'"));
  CHECK(says(problems_of(series("values: {1999: 1, 2010: 2}")), "compares 2010, which the run"));
  CHECK(says(problems_of(series("relative_to: 1998, values: {1999: 1, 2000: 2}")),
             "no value to divide by"));
  CHECK(says(problems_of(series("values: {199: 1}")), "'199' is not a year"));
  CHECK(says(problems_of(series("values: {1999.5: 1}")), "is not a year"));
  CHECK(says(problems_of(series("values: {1999: abc}")), "is 'abc'"));
  CHECK(says(problems_of(series("values: {1999: 1, 1.999e3: 2}")), "1999 has two values"));
}

TEST_CASE("ids are used once") {
  const std::string one =
      "{id: a, metric: capex, years: 1999, statistic: value, observed: 1, lo: 0, hi: 2, "
      "split: test, source: s}";
  CHECK(says(problems_of("targets: [" + one + ", " + one + "]\n"), "the id 'a' is taken"));
}

TEST_CASE("what is known of a later year than the first is refused: it is known in another world") {
  const auto known = [](const char* year, const char* split) {
    return problems_of(
        std::string("targets:\n  - {id: k, metric: capex, observed: 1, lo: 0, hi: 2, source: s, ") +
        "statistic: value, years: " + year + ", split: " + split + "}\n");
  };
  CHECK(known("1997", "known") == "");
  CHECK(known("1996", "known") == "");
  CHECK(known("1999", "test") == "");
  CHECK(known("1999", "known").find("known of 1999, but the run begins in 1997") !=
        std::string::npos);
}

}  // namespace
}  // namespace overbuild
