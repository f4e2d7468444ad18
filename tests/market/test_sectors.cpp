#include <doctest/doctest.h>

#include <set>
#include <string>

#include "core/invariant.hpp"
#include "market/sectors.hpp"

namespace sectors_test {

using overbuild::all_flow_rows;
using overbuild::all_instruments;
using overbuild::all_sectors;

// Rows 1 to 21 of the reference matrix; what the code allows must contain it.
constexpr const char* reference[21] = {
    "-+.......-..", "-.+.........", "--..+.......", "..+......-..", ".-+.........", "..--+.......",
    "-...-.+.....", "--------.+..", "++..++...-..", "+........-..", ".....-...+..", "...+-...-.-.",
    "---.---+....", "..-.-+......", "++++++++++-*", "---.------+.", "--..----*+..", "------...+..",
    "-...-+......", "....-.-..+..", "-...*...-..."};

TEST_CASE("names are distinct and complete") {
  std::set<std::string_view> names;
  for (const auto sector : all_sectors) names.insert(name_of(sector));
  CHECK(names.size() == overbuild::sector_count);
  names.clear();
  for (const auto row : all_flow_rows) names.insert(name_of(row));
  CHECK(names.size() == overbuild::flow_row_count);
  CHECK(name_of(overbuild::FlowRow::reserves) == "reserves");
  names.clear();
  for (const auto what : all_instruments) names.insert(name_of(what));
  CHECK(names.size() == overbuild::instrument_count);
  CHECK(letter_of(overbuild::Sector::payments_bank) == 'M');
}

TEST_CASE("links contain the reference matrix and nothing opposite to it") {
  int added = 0;
  for (std::size_t row = 0; row < 21; ++row) {
    for (const auto sector : all_sectors) {
      const char cell = reference[row][overbuild::index_of(sector)];
      const bool receives = may_receive(all_flow_rows[row], sector);
      const bool pays = may_pay(all_flow_rows[row], sector);
      CAPTURE(name_of(all_flow_rows[row]));
      CAPTURE(name_of(sector));
      if (cell == '+' || cell == '*') CHECK(receives);
      if (cell == '-' || cell == '*') CHECK(pays);
      if (cell == '.' && (receives || pays)) ++added;
    }
  }
  CHECK(added < 14);  // additions are few and named in the table
}

TEST_CASE("every row has a payer and a payee, every claim a holder and a debtor") {
  for (std::size_t row = 0; row < 21; ++row) {
    int payers = 0;
    int payees = 0;
    for (const auto sector : all_sectors) {
      payers += may_pay(all_flow_rows[row], sector);
      payees += may_receive(all_flow_rows[row], sector);
    }
    CHECK(payers > 0);
    CHECK(payees > 0);
  }
  for (const auto what : all_instruments) {
    int holders = 0;
    int debtors = 0;
    for (const auto sector : all_sectors) {
      holders += may_hold(what, sector);
      debtors += may_owe(what, sector);
    }
    CHECK(holders > 0);
    CHECK((debtors > 0) == is_financial(what));
  }
}

TEST_CASE("rows and claims name each other") {
  for (const auto row : all_flow_rows) {
    if (row < overbuild::FlowRow::loans) {
      CHECK_THROWS_AS(instrument_of(row), overbuild::BrokenInvariant);
    } else {
      CHECK(row_of(instrument_of(row)) == row);
    }
  }
  CHECK_THROWS_AS(row_of(overbuild::Instrument::shells), overbuild::BrokenInvariant);
}

TEST_CASE("the table of links can be printed") {
  const std::string table = overbuild::link_table();
  CHECK(table.find("E A F O B V U L I R G M") != std::string::npos);
  CHECK(table.find("wages_and_operations       - - - - - - - - . + . .") != std::string::npos);
  CHECK(std::count(table.begin(), table.end(), '\n') == 1 + 21 + 1 + 1 + 11);
}

}  // namespace sectors_test
