#include <doctest/doctest.h>

#include <cmath>

#include <nlohmann/json.hpp>

#include "sim/results/table.hpp"

namespace table_test {

using overbuild::Table;

Table sample() {
  Table table{"sample", "Sample", {}, {}};
  table.columns = {overbuild::year_column(), overbuild::billions_column("capex", "all the capex"),
                   overbuild::percent_column("share", "share"),
                   overbuild::text_column("label", "firm")};
  table.rows = {{std::int64_t{2025}, 1.25e12, 0.5, std::string("Zürich AG")},
                {std::int64_t{2026}, -4e5, std::nan(""), std::string()}};
  return table;
}

TEST_CASE("table: numbers stand right, texts left, units under headings") {
  CHECK(overbuild::table_text(sample()) ==
        "      all the\n"
        "year    capex  share  firm\n"
        "          $bn      %\n"
        "2025   1250.0   50.0  Zürich AG\n"
        "2026      0.0      -\n");
}

TEST_CASE("table: one that is too wide loses its spare columns first, then wraps texts") {
  Table wide = sample();
  wide.columns[2] = overbuild::spare(wide.columns[2], 1);
  wide.columns[1] = overbuild::spare(wide.columns[1], 2);
  wide.rows[0][3] = std::string("a firm with a name of many words");
  CHECK(overbuild::table_text(wide, 200) == overbuild::table_text(wide));
  // Both spare columns are left out before the text is broken.
  CHECK(overbuild::table_text(wide, 24) ==
        "year  firm\n"
        "2025  a firm with a name\n"
        "      of many words\n"
        "2026\n");
  CHECK(overbuild::table_text(wide, 46).find("share") != std::string::npos);
  CHECK(overbuild::table_text(wide, 46).find("capex") == std::string::npos);
  CHECK(overbuild::table_json(wide)["columns"].size() == 4);
}

TEST_CASE("table: one whose columns stay whole is cut between them") {
  Table shares{"shares", "Shares", {}, {}};
  shares.columns = {overbuild::text_column("who", "who"),
                    overbuild::text_column("a", "a heading of words"),
                    overbuild::text_column("b", "b")};
  shares.columns[1].whole = shares.columns[2].whole = true;
  shares.rows = {
      {std::string("one of them"), std::string("95 % [83, 98]"), std::string("1 [0, 2]")}};
  // The first column gives way, whole ones do not.
  CHECK(overbuild::table_text(shares, 30) ==
        "who    a heading of   b\n"
        "       words\n"
        "one    95 % [83, 98]  1 [0, 2]\n"
        "of\n"
        "them\n");
  CHECK(overbuild::table_text(shares, 26) ==
        "who          a heading of\n"
        "             words\n"
        "one of them  95 % [83, 98]\n"
        "\n"
        "who          b\n"
        "one of them  1 [0, 2]\n");
  CHECK(overbuild::table_text(shares, 200) == overbuild::table_text(shares));
}

TEST_CASE("table: JSON has the same cells unrounded") {
  const auto json = overbuild::table_json(sample());
  CHECK(json["columns"][1].dump() == R"({"key":"capex","unit":"usd","heading":"all the capex"})");
  CHECK(json["rows"][0]["capex"] == 1.25e12);
  CHECK(json["rows"][1]["capex"] == -4e5);
  CHECK(json["rows"][1]["share"].is_null());
  CHECK(json["rows"][0]["year"] == 2025);
}

TEST_CASE("table: rounding for the eye") {
  CHECK(overbuild::fixed_text(-0.04, 1) == "0.0");
  CHECK(overbuild::fixed_text(-0.06, 1) == "-0.1");
  CHECK(overbuild::significant_text(0.0, 3) == "0");
  CHECK(overbuild::significant_text(1234.5, 3) == "1234");
  CHECK(overbuild::significant_text(0.012345, 3) == "0.0123");
  CHECK(overbuild::significant_text(1.5e-9, 3) == "1.50e-09");
  CHECK(overbuild::significant_text(-2.5e12, 2) == "-2.5e+12");
  CHECK(overbuild::text_width("▁▂é") == 3);
}

TEST_CASE("sparkline: from lowest to highest, gaps where undefined, flat when constant") {
  CHECK(overbuild::sparkline({0.0, std::nan(""), 3.5, 7.0}, true) == "▁ ▅█");
  CHECK(overbuild::sparkline({0.0, 7.0}, false) == "_#");
  CHECK(overbuild::sparkline({2.0, 2.0}, true) == "▁▁");
  CHECK(overbuild::sparkline({}, true).empty());
}

}  // namespace table_test
