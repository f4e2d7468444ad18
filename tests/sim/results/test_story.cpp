#include <doctest/doctest.h>

#include <cmath>

#include <nlohmann/json.hpp>

#include "sim/results/failures.hpp"
#include "sim/results/story.hpp"
#include "sim/results/summary.hpp"
#include "tests/sim/results/sample_recording.hpp"

namespace story_test {

using namespace overbuild;
using namespace overbuild::literals;

/// Years from 2025 with this capital spending in billions.
Recording spending(const std::vector<double>& billions) {
  Recording made;
  made.first_year = 2025;
  made.years = static_cast<int>(billions.size());
  for (std::size_t row = 0; row < billions.size(); ++row) {
    made.series.emplace_back(metric_count(), std::nan(""));
    made.value(2025 + static_cast<int>(row), "ai_capex"_metric) = billions[row] * 1e9;
  }
  return made;
}

nlohmann::ordered_json sentence(const Recording& recording, std::size_t which) {
  return story_json(recording, price_factors(recording, std::nullopt))["sentences"][which];
}

bool says(const nlohmann::ordered_json& sentence, const char* part) {
  return sentence["text"].get<std::string>().find(part) != std::string::npos;
}

TEST_CASE("story: the build-out has a peak and the low that follows it") {
  const BuildOut found = build_out_of(std::vector<double>{5, 4, 9, 6, 5, 7, 1});
  CHECK(found.peak == 2);
  CHECK(found.low == 4);
  CHECK(found.steepest == 3);
  CHECK(build_out_of(std::vector<double>{9, 1, 2}).peak == 2);
  CHECK(build_out_of(std::vector<double>{9, 1, 2}).low == 0);
  CHECK(build_out_of(std::vector<double>{9, 0, 0}).peak == 0);
}

TEST_CASE("story: the tightest limit is the one that kept most from the orders") {
  Recording made = spending({1, 2});
  made.plans = {{2025, "a", 100, 100, 90, 40, 40, 0}, {2025, "b", 100, 95, 95, 95, 80, 5}};
  const auto orders = orders_of(made, 2025);
  REQUIRE(orders.has_value());
  CHECK(orders->missing == 200);
  CHECK(orders->ordered == 120);
  CHECK(tightest_limit(*orders) == OrderLimit::power);
  CHECK_FALSE(orders_of(made, 2026).has_value());
  made.plans = {{2025, "a", 100, 100, 99, 98, 98, 0}};
  CHECK(tightest_limit(*orders_of(made, 2025)) == OrderLimit::demand);
}

TEST_CASE("story: a fall is put down to what changed most") {
  const OrderYear before{100, 80, {10, 5, 5, 0, 0}};
  CHECK(cause_of_fall(before, {20, 5, {10, 5, 0, 0, 0}}) == OrderLimit::demand);
  CHECK(cause_of_fall(before, {95, 5, {80, 5, 5, 0, 0}}) == OrderLimit::profitability);
  CHECK(cause_of_fall(before, {95, 5, {10, 5, 5, 70, 0}}) == OrderLimit::money);
}

TEST_CASE("story: the first sentence says peak, fall, why, and leaps") {
  Recording made = spending({4, 6, 10, 1, 2});
  made.plans = {{2026, "a", 100, 100, 100, 100, 100, 0}, {2027, "a", 100, 5, 5, 5, 5, 0}};
  made.value(2028, "leaps"_metric) = 1.0;
  const auto first = sentence(made, 0);
  CHECK(first["peak_year"] == 2027);
  CHECK(first["low_year"] == 2028);
  CHECK(first["cause_of_fall"] == "required return");
  CHECK(says(first, "rose from $4.0bn in 2025 to a peak of $10.0bn in 2027"));
  CHECK(says(first, "fell by 90% to $1.0bn in 2028"));
  CHECK(says(first, "no longer promised its required return"));
  CHECK(says(first, "A leap in capability arrived, in 2028."));
}

TEST_CASE("story: without plans no reason is given, and without a fall none is told") {
  const auto first = sentence(spending({4, 6, 10}), 0);
  CHECK(first["cause_of_fall"].is_null());
  CHECK(first["limit_at_peak"].is_null());
  CHECK(says(first, "it does not fall before the run ends"));
  CHECK_FALSE(says(first, "because"));
}

TEST_CASE("story: firms and failures are counted apart") {
  Recording made = output_sample::recording();
  CHECK(says(sentence(made, 1), "1 firm failed (Oracle); creditors recovered 40% of $3.0bn"));
  made.events[1].kind = "reorganisation";
  made.events.push_back({2026, "P9", "default", "oracle", "", Money::from_usd(1e9), "again"});
  CHECK(says(sentence(made, 1), "1 firm failed twice (Oracle)"));
  CHECK(sentence(made, 1)["failures"] == 2);
  CHECK(sentence(made, 1)["firms"] == 1);
  CHECK(says(sentence(spending({1, 2}), 1), "No firm failed."));
}

TEST_CASE("story: who bore the loss is the table of losses") {
  const Recording made = output_sample::recording();
  const auto second = sentence(made, 1);
  CHECK(second["destroyed_usd"].get<double>() == 1.8e9);
  CHECK(says(second, "Of $1.8bn of value destroyed investors bore 100%"));
}

TEST_CASE("story: whether it paid hangs on own use where the market rent turns the sign") {
  Recording made = spending({1, 2, 3});
  CHECK(says(sentence(made, 2), "is not known"));
  made.value(2026, "payoff_npv"_metric) = 5e9;
  made.value(2026, "builder_payoff_npv"_metric) = 2e9;
  made.value(2026, "builder_rent_npv"_metric) = -1e9;
  made.value(2027, "hurdle_rate"_metric) = 0.12;
  CHECK(sentence(made, 2)["hangs_on"] == "own use");
  CHECK(says(sentence(made, 2), "at the market rent it is -$1.0bn"));
  made.value(2026, "builder_rent_npv"_metric) = 1e9;
  made.value(2027, "cohort_irr"_metric) = 0.2;
  CHECK(sentence(made, 2)["hangs_on"] == "required return");
  CHECK(says(sentence(made, 2), "12.0% a year: capital of the peak year returned 20.0% a year"));
  made.value(2026, "builder_payoff_npv"_metric) = made.value(2026, "builder_rent_npv"_metric) =
      -1e9;
  CHECK(says(sentence(made, 2), "paid for the sector as a whole"));
  CHECK(says(sentence(made, 2), "did not pay for builders"));
}

TEST_CASE("story: money bears the name that a configuration gives it") {
  Recording made = spending({1, 2});
  made.names.take("names.currency", "£");
  made.names.take("names.stack", "railways");
  CHECK(says(sentence(made, 0), "Capital spending on railways rose from £1.0bn"));
}

}  // namespace story_test
