#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sim/results/summary.hpp"
#include "tests/sim/results/sample_recording.hpp"

namespace summary_test {

using overbuild::Cell;

double number(const Cell& cell) { return std::get<double>(cell); }

TEST_CASE("summary: the initial row of the year table is marked, the others are not") {
  const auto recording = output_sample::recording();
  const auto table =
      overbuild::year_table(recording, overbuild::price_factors(recording, std::nullopt));
  REQUIRE(table.rows.size() == 2);
  CHECK(std::get<std::string>(table.rows[0].back()) == "initial");
  CHECK(std::get<std::string>(table.rows[1].back()).empty());
  CHECK(number(table.rows[0][2]) == 4e11);
  for (std::string text = overbuild::table_text(table, 80); !text.empty();
       text.erase(0, text.find('\n') + 1)) {
    CHECK(text.find('\n') <= 80);
  }
}

TEST_CASE("summary: real dollars deflate money and nothing else") {
  const auto recording = output_sample::recording();
  const auto factors = overbuild::price_factors(recording, 2026);
  CHECK(factors == std::vector<double>{1.25, 1.0});
  const auto table = overbuild::year_table(recording, factors);
  CHECK(number(table.rows[0][2]) == 5e11);
  CHECK(number(table.rows[0][6]) == 0.5);
  CHECK_THROWS(overbuild::price_factors(recording, 2024));
  CHECK_THROWS(overbuild::price_factors(recording, 2027));
}

TEST_CASE("summary: failures are named, with cause, claims and recovery") {
  const auto recording = output_sample::recording();
  const auto table =
      overbuild::failure_table(recording, overbuild::price_factors(recording, std::nullopt));
  REQUIRE(table.rows.size() == 1);
  CHECK(std::get<std::string>(table.rows[0][1]) == "Oracle");
  CHECK(number(table.rows[0][2]) == 3e9);
  CHECK(number(table.rows[0][3]) == doctest::Approx(0.4));
  CHECK(std::get<std::string>(table.rows[0][4]) == "liquidated");
  CHECK(std::get<std::string>(table.rows[0][5]) == "owed 3,1; had \"0\"");
}

TEST_CASE("summary: losses are by role, and what is only shifted is kept apart") {
  const auto recording = output_sample::recording();
  const auto factors = overbuild::price_factors(recording, std::nullopt);
  const auto losses = overbuild::loss_table(recording, factors);
  REQUIRE(losses.rows.size() == 2);
  CHECK(std::get<std::string>(losses.rows[0][0]) == "investors");
  CHECK(number(losses.rows[0].back()) == 1.8e9);
  CHECK(std::get<std::string>(losses.rows[1][0]) == "all");
  CHECK(number(losses.rows[1].back()) == 1.8e9);
  const auto memo = overbuild::memo_loss_table(recording, factors);
  REQUIRE(memo.rows.size() == 2);
  CHECK(std::get<std::string>(memo.rows[0][0]) == "rest of economy");
  CHECK(number(memo.rows[0].back()) == 5e8);
}

TEST_CASE("summary: a run without failures and losses has empty tables") {
  auto recording = output_sample::recording();
  recording.events.clear();
  recording.losses.clear();
  const auto factors = overbuild::price_factors(recording, std::nullopt);
  CHECK(overbuild::failure_table(recording, factors).rows.empty());
  CHECK(overbuild::loss_table(recording, factors).rows.empty());
  CHECK(overbuild::audit_line(recording) == "42 identities checked, all exact");
}

}  // namespace summary_test
