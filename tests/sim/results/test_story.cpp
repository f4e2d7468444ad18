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

/// The sentence of this name; null where it is not told.
nlohmann::ordered_json sentence(const Recording& recording, const char* key) {
  const auto story = story_json(recording, price_factors(recording, std::nullopt));
  for (const auto& told : story["sentences"]) {
    if (told["key"] == key) return told;
  }
  return {};
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

TEST_CASE("story: peak, fall and leaps are told, and apart from them what drove these") {
  Recording made = spending({4, 6, 10, 1, 2});
  made.plans = {{2026, "a", 100, 100, 100, 100, 100, 0}, {2027, "a", 100, 5, 5, 5, 5, 0}};
  made.value(2028, "leaps"_metric) = 1.0;
  const auto built = sentence(made, "build_out"), drivers = sentence(made, "drivers");
  CHECK(built["peak_year"] == 2027);
  CHECK(built["low_year"] == 2028);
  CHECK(built["cause_of_fall"] == "required return");
  CHECK(drivers["cause_of_fall"] == "required return");
  CHECK(drivers["limit_at_peak"] == built["limit_at_peak"]);
  CHECK(says(built, "rose from $4.0bn in 2025 to a peak of $10.0bn in 2027"));
  CHECK(says(built, "fell by 90% to $1.0bn in 2028"));
  CHECK(says(built, "A leap in capability arrived, in 2028."));
  CHECK(says(drivers, "spending then fell mainly because new capacity no longer promised"));
  CHECK(says(drivers, "before the peak of 2027, builders ordered what they expected to need"));
}

TEST_CASE("story: without plans no reason is given, and without a fall none is told") {
  const auto built = sentence(spending({4, 6, 10}), "build_out");
  CHECK(built["cause_of_fall"].is_null());
  CHECK(built["limit_at_peak"].is_null());
  CHECK(says(built, "it does not fall before the run ends"));
  CHECK(sentence(spending({4, 6, 10}), "drivers").is_null());
}

TEST_CASE("story: firms and failures are counted apart") {
  Recording made = output_sample::recording();
  CHECK(says(sentence(made, "failures"),
             "1 firm failed (Oracle). Creditors recovered 40% of $3.0bn"));
  made.events[1].kind = "reorganisation";
  made.events.push_back({2026, "P9", "default", "oracle", "", Money::from_usd(1e9), "again"});
  CHECK(says(sentence(made, "failures"), "1 firm failed twice (Oracle)"));
  CHECK(sentence(made, "failures")["failures"] == 2);
  CHECK(sentence(made, "failures")["firms"] == 1);
  CHECK(says(sentence(spending({1, 2}), "failures"), "No firm failed."));
}

TEST_CASE("story: the largest that failed and those that failed again are told apart") {
  Recording made = spending({1, 2});
  made.price_index = {1.0, 1.0};
  const auto fails = [&](const char* firm, double billions) {
    made.events.push_back({2026, "P9", "default", firm, "", Money::from_usd(billions * 1e9), ""});
  };
  for (const char* firm : {"a", "b", "c", "d"}) made.agents.push_back({firm, "builder", firm});
  fails("a", 1);
  fails("b", 2);
  CHECK(says(sentence(made, "failures"), "2 firms failed (b and a)."));
  fails("a", 1);
  CHECK(says(sentence(made, "failures"), "2 firms failed (b and a); a failed twice."));
  fails("c", 9);
  fails("d", 8);
  fails("b", 1);
  const auto told = sentence(made, "failures");
  CHECK(says(told,
             "4 firms failed, the largest of them c, d and b; 2 failed more than once: b and a."));
  CHECK(told["largest"] == nlohmann::ordered_json({"c", "d", "b"}));
  CHECK(told["repeated"] == nlohmann::ordered_json({"b", "a"}));
}

TEST_CASE("story: who bore the loss is the table of losses") {
  const Recording made = output_sample::recording();
  const auto second = sentence(made, "failures");
  CHECK(second["destroyed_usd"].get<double>() == 1.8e9);
  CHECK(says(second, "Of $1.8bn of value destroyed investors bore 100%"));
}

TEST_CASE("story: whether it paid, for whom, and on what that hangs") {
  Recording made = spending({1, 2, 3});
  CHECK(says(sentence(made, "payoff"), "is not known"));
  made.value(2026, "payoff_npv"_metric) = 5e9;
  made.value(2026, "builder_payoff_npv"_metric) = 2e9;
  made.value(2026, "builder_rent_npv"_metric) = -1e9;
  made.value(2026, "hurdle_rate"_metric) = 0.12;
  CHECK(sentence(made, "payoff")["hangs_on"] == "own use");
  CHECK(says(sentence(made, "payoff"),
             "Investment of 2026 paid for the sector as a whole (net present value +$5.0bn) and "
             "builders (+$2.0bn)."));
  CHECK(says(sentence(made, "payoff"), "it would not have paid for them (-$1.0bn)"));
  CHECK(says(sentence(made, "drivers"), "own use of capacity is worth $3.0bn more to builders"));
  CHECK(says(sentence(made, "drivers"), "For builders the answer depends on that own use."));
  CHECK(says(sentence(made, "drivers"), "The required return is 12.0% a year."));
  made.value(2026, "builder_rent_npv"_metric) = 1e9;
  made.value(2026, "cohort_irr"_metric) = 0.2;
  CHECK(sentence(made, "payoff")["hangs_on"] == "required return");
  CHECK(says(sentence(made, "payoff"), "it still paid for them (+$1.0bn)"));
  CHECK(says(sentence(made, "drivers"),
             "Capital of 2026 earned 20.0% a year, where 12.0% was required."));
  made.value(2026, "builder_payoff_npv"_metric) = made.value(2026, "builder_rent_npv"_metric) =
      -1e9;
  made.value(2026, "lab_payoff_npv"_metric) = -3e9;
  CHECK(says(sentence(made, "payoff"), "paid for the sector as a whole"));
  CHECK(says(sentence(made, "payoff"),
             "and did not pay for builders (-$1.0bn) and frontier labs (-$3.0bn)"));
}

TEST_CASE("story: returns of several years are told from the least to the most") {
  Recording made = spending({1, 2, 3});
  for (const int year : {2026, 2027}) {
    made.value(year, "payoff_npv"_metric) = 1e9;
    made.value(year, "hurdle_rate"_metric) = 0.1;
    made.value(year, "cohort_irr"_metric) = year == 2026 ? 0.3 : 0.2;
    made.value(year, "builder_cohort_irr"_metric) = 0.15;
  }
  CHECK(judged_years(made) == "2026 to 2027");
  CHECK(says(
      sentence(made, "drivers"),
      "Capital of 2026 to 2027 earned 20.0% to 30.0% a year, where 10.0% was required; that of "
      "builders earned 15.0%."));
  CHECK(sentence(made, "payoff")["sector_rates"] == nlohmann::ordered_json({0.2, 0.3}));
}

TEST_CASE("story: money bears the name that a configuration gives it") {
  Recording made = spending({1, 2});
  made.names.take("names.currency", "£");
  made.names.take("names.stack", "railways");
  CHECK(says(sentence(made, "build_out"), "Capital spending on railways rose from £1.0bn"));
}

}  // namespace story_test
