// Outcomes and expressions over them: the grammar, its errors, and what has no value.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "sim/experiments/outcome.hpp"

namespace outcome_test {

using namespace overbuild;

/// Of metrics that are as many as the year's last digit; losses have no value in 2028.
double of(const std::string& text) {
  Diagnostics problems;
  const Outcome outcome = parse_outcome(text, problems);
  INFO(problems.text());
  REQUIRE(problems.ok());
  return value_of(outcome, [&](std::size_t reading, int year) {
    const bool missing = outcome.readings[reading].metric == "losses" && year == 2028;
    return missing ? std::nan("") : static_cast<double>(year % 10);
  });
}

std::string complaint(const std::string& text) {
  Diagnostics problems;
  parse_outcome(text, problems);
  return problems.text();
}

TEST_CASE("an outcome is a statistic of a metric over years") {
  Diagnostics problems;
  const auto value = [](std::size_t, int year) {
    return year == 2028 ? std::nan("") : year - 2025.0;
  };
  const auto of = [&](const char* text) { return value_of(parse_outcome(text, problems), value); };
  CHECK(of("capex:at:2026") == 1.0);
  CHECK(of("capex:sum:2026-2029") == 7.0);
  CHECK(of("capex:mean:2026-2027") == 1.5);
  CHECK(of("capex:median:2026-2029") == 2.0);
  CHECK(of("capex:any:2020-2025") == 0.0);
  CHECK(of("capex:any:2020-2026") == 1.0);
  CHECK(of("capex:min:2027-2030") == 2.0);
  CHECK(of("capex:at:2.026e3") == 1.0);
  CHECK(problems.ok());
  for (const char* wrong : {"capex", "capex:at", "capexx:at:2026", "capex:avg:2026", "capex:at:26a",
                            "capex:at:2030-2026", "capex:at:2026.5", "capex:at:-2026"}) {
    Diagnostics of_this;
    parse_outcome(wrong, of_this);
    CHECK_MESSAGE(!of_this.ok(), wrong);
  }
}

TEST_CASE("operations bind as in mathematics") {
  CHECK(of("2 + 3 * 4") == 14.0);
  CHECK(of("(2 + 3) * 4") == 20.0);
  CHECK(of("10 - 3 - 2") == 5.0);
  CHECK(of("8 / 4 / 2") == 1.0);
  CHECK(of("2 ^ 3 ^ 2") == 512.0);
  CHECK(of("-2 ^ 2") == -4.0);
  CHECK(of("2 ^ -1") == 0.5);
  CHECK(of("2 * -3") == -6.0);
  CHECK(of("1 < 2 and 2 <= 2 and not 3 < 3") == 1.0);
  CHECK(of("1 > 2 or 2 >= 3") == 0.0);
  CHECK(of("0 and 0 or 1") == 1.0);
  CHECK(of("not 0 and 0") == 0.0);
  CHECK(of("1 + 1 > 1") == 1.0);
  CHECK(of("min(3, 1, 2) + max(3, 1, 2) + abs(-5)") == 9.0);
  CHECK(of("log(exp(1.5))") == doctest::Approx(1.5).epsilon(1e-14));
  CHECK(of("9 ^ 0.5") == doctest::Approx(3.0).epsilon(1e-14));
  CHECK(of("(-2) ^ 3") == -8.0);
  CHECK(of("1.5e3/1e3") == 1.5);
}

TEST_CASE("metrics stand in expressions as they stand alone") {
  CHECK(of("capex:sum:2026-2027 / capex:at:2026") == doctest::Approx(13.0 / 6.0));
  CHECK(of("capex:at:2029 - 3") == 6.0);
  CHECK(of("capex:at:2029 -3") == 6.0);
  CHECK(of("losses:any:2026-2029 and capex:max:2026-2029>=9") == 1.0);
  CHECK(of("  (capex:at:2027)") == 7.0);
  Diagnostics problems;
  CHECK(parse_outcome("capex:at:2026", problems).plain());
  CHECK_FALSE(parse_outcome("capex:at:2026 + 1", problems).plain());
  const Outcome two = parse_outcome("capex:at:2026 - losses:at:2027", problems);
  CHECK(metric_names_of(two) == std::vector<std::string>{"capex", "losses"});
}

TEST_CASE("what has no value gives none, comparisons included") {
  for (const char* text : {"losses:at:2028 > 1", "not losses:at:2028", "1 or losses:at:2028",
                           "min(1, losses:at:2028)", "max(losses:at:2028, 1)", "1 / 0", "log(0)",
                           "log(-1)", "(-2) ^ 0.5", "10 ^ 400", "0 ^ -1", "exp(1000)"}) {
    CHECK_MESSAGE(std::isnan(of(text)), text);
  }
}

TEST_CASE("errors of expressions name the column, what was expected and the nearest name") {
  const auto says = [](const char* text, const char* part) {
    const std::string said = complaint(text);
    CHECK_MESSAGE(said.find(part) != std::string::npos, text << ": " << said);
  };
  says("capex:at:2026 + ", "column 16: ends too early; expected a number");
  says("(capex:at:2026", "expected ')'");
  says("1 + capx:at:2026", "column 5: 'capx:at:2026': unknown metric");
  says("1 + capx:at:2026", "did you mean 'capex'?");
  CHECK(nearest_metric("rental_prise") == "rental_price");
  CHECK(nearest_metric("builders.somebody.debt") == "debt");
  CHECK(nearest_metric("builders.").empty());
  says("1 < 2 < 3", "column 7: cannot go on with '< 3'; expected an operator or the end");
  says("logg(2)", "did you mean 'log'?");
  says("min(2)", "expected ','");
  says("007 + 1", "'007' is no number");
  says(" ", "is empty");
  const std::string deep = std::string(2000, '(') + "1" + std::string(2000, ')');
  says(deep.c_str(), "is too long");
}

TEST_CASE("years outside the run are a problem of each reading") {
  Diagnostics problems;
  const Outcome outcome = parse_outcome("capex:at:2026 + losses:at:2040", problems);
  check_years(outcome, 2025, 2040, problems);
  CHECK(problems.ok());
  check_years(outcome, 2025, 2039, problems);
  CHECK(problems.text().find("covers 2026 to 2039") != std::string::npos);
}

}  // namespace outcome_test
