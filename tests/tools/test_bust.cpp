#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "sim/measure/metrics.hpp"
#include "tools/study/bust.hpp"

namespace bust_test {

using namespace overbuild;
using namespace overbuild::study;

/// Spending by year from 1995 on, and two builders and a lab with debt.
Recording world(const std::vector<double>& spending) {
  Recording r;
  r.first_year = 1995;
  r.years = static_cast<int>(spending.size());
  r.series.assign(spending.size(), std::vector<double>(metric_count(), std::nan("")));
  for (int k = 0; k < r.years; ++k) {
    r.value(r.first_year + k, "ai_capex"_metric) = spending[static_cast<std::size_t>(k)];
  }
  r.agents = {{"old", "builder", "Old"}, {"new", "builder", "New"}, {"lab", "lab", "Lab"}};
  r.columns.resize(2);
  r.columns[0].name = "cash";
  r.columns[1].name = "debt";
  return r;
}

void owes(Recording& r, std::uint32_t agent, int year, double debt) {
  AgentRow row{};
  row.year = year;
  row.agent = agent;
  row.column = 1;
  row.value = debt;
  r.agent_rows.push_back(row);
}

void fails(Recording& r, const std::string& agent, int year) {
  EventRow event{};
  event.year = year;
  event.kind = "default";
  event.agent = agent;
  r.events.push_back(event);
}

TEST_CASE("a fall is the worst change over at most three years, wherever in the run") {
  CHECK(bust_in(world({1, 2, 4, 3, 2.8})).fall == doctest::Approx(-0.3));
  CHECK(bust_in(world({8, 9, 9, 4, 9})).fall == doctest::Approx(-5.0 / 9.0));
  // Four years from the highest to the lowest are no fall of three.
  CHECK(bust_in(world({10, 9, 8, 7, 5})).fall == doctest::Approx(-4.0 / 9.0));
  CHECK(bust_in(world({1, 2, 3})).fall == doctest::Approx(1.0 / 2.0));
  CHECK(std::isnan(bust_in(world({1})).fall));
}

TEST_CASE("debt that fails is that of builders before they fail, over the highest of all") {
  Recording r = world({1, 2, 3});
  owes(r, 0, 1995, 50);
  owes(r, 1, 1995, 30);
  owes(r, 2, 1995, 500);
  owes(r, 0, 1996, 60);
  owes(r, 1, 1996, 40);
  CHECK(bust_in(r).debt_failed == 0.0);
  fails(r, "lab", 1996);
  CHECK(bust_in(r).debt_failed == 0.0);
  fails(r, "new", 1997);
  CHECK(bust_in(r).debt_failed == doctest::Approx(0.4));
  fails(r, "new", 1996);
  CHECK(bust_in(r).debt_failed == doctest::Approx(0.7));
  CHECK(bust_in(world({1, 2})).debt_failed == 0.0);
}

TEST_CASE("a bust needs both") {
  CHECK(Bust{-0.34, 0.1}.is_bust());
  CHECK(Bust{fall_of_a_bust, failed_of_a_bust}.is_bust());
  CHECK_FALSE(Bust{-0.33, 0.5}.is_bust());
  CHECK_FALSE(Bust{-0.9, 0.09}.is_bust());
  CHECK_FALSE(Bust{std::nan(""), 0.5}.is_bust());
}

}  // namespace bust_test
