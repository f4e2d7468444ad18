#include <doctest/doctest.h>

#include <cmath>

#include <nlohmann/json.hpp>

#include "sim/results/failures.hpp"
#include "sim/results/findings.hpp"
#include "sim/results/stored_recording.hpp"
#include "sim/results/summary.hpp"
#include "sim/results/wording.hpp"
#include "tests/sim/results/sample_recording.hpp"

namespace findings_test {

using namespace overbuild::literals;

using overbuild::Metric;
using overbuild::Money;
using overbuild::Recording;

/// Years from 2025 with these amounts of capital spending and revenue, in dollars.
Recording years(const std::vector<double>& spending, const std::vector<double>& revenue) {
  Recording made;
  made.first_year = 2025;
  for (std::size_t row = 0; row < spending.size(); ++row) {
    made.series.emplace_back(overbuild::metric_count(), std::nan(""));
    made.value(2025 + static_cast<int>(row), "ai_capex"_metric) = spending[row];
    made.value(2025 + static_cast<int>(row), "end_user_spend"_metric) = revenue[row];
  }
  made.years = static_cast<int>(spending.size());
  return made;
}

nlohmann::ordered_json findings(const Recording& recording) {
  return overbuild::findings_json(recording, overbuild::price_factors(recording, std::nullopt));
}

bool contains(const nlohmann::ordered_json& text, const char* part) {
  return text.get<std::string>().find(part) != std::string::npos;
}

TEST_CASE("findings: a year that is covered before the gap does not cover it") {
  const std::vector<double> spending = {9, 1, 10, 30, 20, 4}, none(6, 0.0);
  const std::vector<double> revenue = {1, 5, 5, 5, 5, 5};
  const auto found = overbuild::shortfall_of(spending, none, revenue);
  CHECK(found.total == 45.0);
  CHECK(found.years == 3);
  CHECK(found.widest == 3);
  CHECK(found.covered == 5);
  CHECK(found.fell == 26.0);
  CHECK(found.grew == 0.0);
  CHECK(found.again == 0);
}

TEST_CASE("findings: the opening is the record and counts in no sum") {
  const auto found = overbuild::shortfall_of(std::vector{100.0, 1.0}, std::vector{0.0, 0.0},
                                             std::vector{0.0, 2.0});
  CHECK(found.gap == std::vector{100.0, -1.0});
  CHECK(found.total == 0.0);
  CHECK(found.widest == 0);
  CHECK(overbuild::peak_row(std::vector{100.0, 1.0, 3.0, 2.0}) == 2);
  CHECK(overbuild::peak_row(std::vector{100.0, 0.0, std::nan("")}) == 0);
}

TEST_CASE("findings: revenue catches up only where it grows more than commitments fall") {
  const auto collapsed = findings(years({0, 50e9, 5e9}, {0, 20e9, 10e9}))["shortfall"];
  CHECK(contains(collapsed["title"], "commitments fall to what end users pay in 2027"));
  CHECK(contains(collapsed["text"], "commitments fell by $45.0bn, revenue fell by $10.0bn"));
  const auto grown = findings(years({0, 50e9, 55e9}, {0, 20e9, 60e9}))["shortfall"];
  CHECK(contains(grown["title"], "revenue catches up in 2027"));
  CHECK(contains(grown["text"], "commitments grew by $5.0bn, revenue grew by $40.0bn"));
  const auto open = findings(years({0, 50e9, 55e9}, {0, 20e9, 30e9}))["shortfall"];
  CHECK(open["covered_year"].is_null());
  CHECK(contains(open["title"], "no later year"));
  const auto twice = findings(years({0, 50e9, 5e9, 50e9}, {0, 10e9, 10e9, 20e9}))["shortfall"];
  CHECK(contains(twice["title"], "1 year after it is short again"));
}

TEST_CASE("findings: a recovery is of claims, whatever happened to the year's dues") {
  auto recording = output_sample::recording();
  // All that fell due was paid; two fifths of the claims were recovered all the same.
  recording.obligations = {
      {2026, "oracle", "fund", "senior", Money::from_usd(1e9), Money::from_usd(1e9)}};
  const auto factors = overbuild::price_factors(recording, std::nullopt);
  const auto failures = overbuild::failures_of(recording, factors);
  REQUIRE(failures.size() == 1);
  CHECK(failures[0].recovery() == doctest::Approx(0.4));
  CHECK(failures[0].creditors_short.empty());
  CHECK(overbuild::recovery_text(failures[0]) == "40%");
  // Never more than the claims.
  recording.events[1].amount = Money::from_usd(9e9);
  CHECK(overbuild::failures_of(recording, factors)[0].recovery() == 1.0);
}

TEST_CASE("findings: a firm that fails twice is two failures of one firm") {
  auto recording = output_sample::recording();
  recording.series.push_back(recording.series.back());
  recording.years = 3;
  recording.price_index.push_back(1.0);
  recording.events[1].kind = "reorganisation";
  recording.events.push_back(
      {2027, "P9", "default", "oracle", "", Money::from_usd(1e9), "insolvent, again"});
  recording.events.push_back({2027, "P9", "liquidation", "oracle", "", Money::zero(), ""});
  const auto failures = findings(recording)["failures"];
  CHECK(failures["value"] == "1 firm");
  CHECK(failures["label"] == "failed twice");
  CHECK(failures["count"] == 2);
  CHECK(failures["firms"] == 1);
  CHECK(failures["recovery"].get<double>() == doctest::Approx(0.3));
  CHECK(failures["events"][0]["ending"] == "reorganised");
  CHECK(failures["events"][1]["ending"] == "liquidated");
  // Creditors of a firm that goes on keep debt and get shares; of one that is closed they get cash.
  CHECK(contains(failures["text"], "of their claims, in cash, kept debt and shares."));
  recording.events[1].kind = "liquidation";
  CHECK(contains(findings(recording)["failures"]["text"], "of their claims, in cash."));
}

TEST_CASE("findings: no rate of return is none, and no zero") {
  auto recording = years({0, 50e9, 5e9}, {0, 20e9, 10e9});
  CHECK(findings(recording)["return"]["value"] == "no rate");
  CHECK(findings(recording)["return"]["rate"].is_null());
  CHECK(findings(recording)["return"]["label"] == "of return on the capital of 2026");
  CHECK(contains(findings(recording)["return"]["text"], "its return is not known"));
  CHECK(findings(recording)["return"]["peak_year"] == 2026);
  recording.value(2026, "cohort_irr_beyond"_metric) = 1.0;
  CHECK(contains(findings(recording)["return"]["text"], "beyond what is measured as a rate"));
  recording.value(2026, "cohort_irr"_metric) = -0.123;
  CHECK(findings(recording)["return"]["value"] == "-12.3% a year");
  CHECK_FALSE(contains(findings(recording)["return"]["text"], "Both can be true"));
  recording.value(2026, "cohort_irr"_metric) = 0.275;
  recording.value(2027, "losses"_metric) = 1e9;
  CHECK(contains(findings(recording)["return"]["text"], "Both can be true"));
}

TEST_CASE(
    "findings: where the peak has no rate, the capital that can be judged is told by its years") {
  auto recording = years({0, 5e9, 6e9, 50e9}, {0, 20e9, 10e9, 10e9});
  recording.value(2026, "payoff_npv"_metric) = 3e9;
  recording.value(2027, "payoff_npv"_metric) = -1e9;
  const auto told = findings(recording)["return"];
  CHECK(told["value"] == "+$2.0bn");
  CHECK(told["label"] == "net present value of the capital of 2026 to 2027");
  CHECK(told["npv_usd"] == 2e9);
  CHECK(told["rate"].is_null());
  CHECK(contains(told["text"], "2028 was the year of the highest capital spending"));
}

TEST_CASE("findings: a world without failures and losses says so") {
  const auto quiet = findings(years({0, 1e9}, {0, 2e9}));
  CHECK(quiet["failures"]["value"] == "No firm");
  CHECK(quiet["failures"]["recovery"].is_null());
  CHECK(quiet["losses"]["value"] == "$0.0bn");
  CHECK(quiet["shortfall"]["years_short"] == 0);
}

TEST_CASE("findings: what is read back from a directory says the same") {
  const output_sample::Folder folder("findings");
  const auto recording = output_sample::recording();
  output_sample::write_run(folder / "run", recording, output_sample::configuration());
  overbuild::Diagnostics diagnostics;
  const auto stored = overbuild::read_recording(folder / "run", diagnostics);
  REQUIRE(stored.has_value());
  CHECK(findings(stored->recording) == findings(recording));
  const auto factors = overbuild::price_factors(recording, std::nullopt);
  CHECK(table_json(overbuild::loss_origin_table(stored->recording, factors)) ==
        table_json(overbuild::loss_origin_table(recording, factors)));
}

TEST_CASE("findings: what is wrong in a directory is told with file and line") {
  const output_sample::Folder folder("findings-bad");
  output_sample::write_run(folder / "run", output_sample::recording(),
                           output_sample::configuration());
  const auto refused = [&](const char* text) {
    output_sample::write(folder / "run/series.csv", std::string("year,metric,unit,value\n") + text);
    overbuild::Diagnostics diagnostics;
    CHECK_FALSE(overbuild::read_recording(folder / "run", diagnostics).has_value());
    return diagnostics.text();
  };
  CHECK(refused("2025,capex,usd,many\n").find("series.csv:2: 'many' is not a number") !=
        std::string::npos);
  CHECK(refused("2025,capex,usd,nan\n").find("is not a number") != std::string::npos);
  CHECK(refused("soon,capex,usd,1\n").find("'soon' is not a year") != std::string::npos);
  CHECK(refused("2025,cape,usd,1\n").find("'cape' is not a metric") != std::string::npos);
  CHECK(refused("2025,capex,usd,1\n2000000000,capex,usd,1\n").find("is not a year of this run") !=
        std::string::npos);
}

TEST_CASE("findings: amounts and names as people write them") {
  CHECK(overbuild::billions_text(1234.5e9) == "$1,234bn");
  CHECK(overbuild::billions_text(-24.34e9) == "-$24.3bn");
  CHECK(overbuild::billions_text(0.012e9) == "$0.01bn");
  CHECK(overbuild::billions_text(0.0) == "$0.0bn");
  overbuild::Names names;
  CHECK(names.all_of("utility") == "utilities");
  CHECK(names.all_of("enterprises") == "enterprises");
  CHECK(names.all_of("rest_of_economy") == "rest of economy");
  names.take("names.app", "portal or content");
  names.take("names.vendor", "maker of equipment");
  CHECK(names.all_of("app") == "portals or content");
  CHECK(names.all_of("vendor") == "makers of equipment");
  names.take("names.apps", "portals and their content");
  CHECK(names.all_of("app") == "portals and their content");
  CHECK(names.role("app") == "portal or content");
}

TEST_CASE("findings: money bears the name that a configuration gives it") {
  overbuild::Names names;
  CHECK(names.money("$4.2bn, nominal US$") == "$4.2bn, nominal US$");
  CHECK(names.unit("usd/H100e-hour") == "usd/H100e-hour");
  names.take("names.currency", "£");
  names.take("names.currency_name", "pounds");
  CHECK(names.money("-$4.2bn, nominal US$") == "-£4.2bn, nominal pounds");
  CHECK(names.unit("usd/H100e-hour") == "£/H100e-hour");
  names.take("names.currency", "A$");
  names.take("names.currency_name", "A$ of Australia");
  const std::string once = names.money("$4.2bn in US$");
  CHECK(once == "A$4.2bn in A$ of Australia");
  CHECK(names.money(once) == once);
}

}  // namespace findings_test
