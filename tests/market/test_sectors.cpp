#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/invariant.hpp"
#include "market/sectors.hpp"

namespace sectors_test {

using overbuild::all_flow_rows;
using overbuild::all_instruments;
using overbuild::all_sectors;

// The reference matrix, its columns by the letters of sectors; what the code allows must contain
// it. Rows and sectors that are not in it are later additions.
constexpr std::string_view reference_sectors = "EAFOBVULIRGM";
struct ReferenceRow {
  std::string_view name, cells;
};
constexpr ReferenceRow reference[] = {
    {"app_subscriptions", "-+.......-.."},
    {"api_inference", "-.+........."},
    {"hosted_open_inference", "--..+......."},
    {"consumer_subscriptions", "..+......-.."},
    {"wholesale_inference", ".-+........."},
    {"compute_contracts", "..--+......."},
    {"energy", "-...-.+....."},
    {"wages_and_operations", "--------.+.."},
    {"core_receipts", "++..++...-.."},
    {"displaced_labour", "+........-.."},
    {"foundry_and_inputs", ".....-...+.."},
    {"open_lab_sponsorship", "...+-...-.-."},
    {"interest_loans_bonds", "---.---+...."},
    {"interest_vendor_finance", "..-.-+......"},
    {"interest_deposits", "++++++++++-*"},
    {"taxes", "---.------+."},
    {"dividends", "--..----*+.."},
    {"bankruptcy_costs", "------...+.."},
    {"equipment", "-...-+......"},
    {"shells", "....-.-..+.."},
    {"second_hand_assets", "-...*...-..."},
};

/// Rows with payers and receivers of their own: not those of claims and of money.
std::vector<overbuild::FlowRow> linked_rows() {
  std::vector<overbuild::FlowRow> linked;
  for (const auto row : all_flow_rows) {
    if (is_current(row) || is_capital(row)) linked.push_back(row);
  }
  return linked;
}

const ReferenceRow* reference_of(overbuild::FlowRow row) {
  for (const ReferenceRow& line : reference) {
    if (line.name == name_of(row)) return &line;
  }
  return nullptr;
}

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

TEST_CASE("letters and keys are each one sector's") {
  std::set<char> letters;
  std::set<std::string_view> keys;
  for (const auto sector : all_sectors) {
    letters.insert(letter_of(sector));
    keys.insert(key_of(sector));
  }
  CHECK(letters.size() == overbuild::sector_count);
  CHECK(keys.size() == overbuild::sector_count);
}

TEST_CASE("links contain the reference matrix and nothing opposite to it") {
  std::size_t found = 0;
  int added = 0;
  for (const auto row : linked_rows()) {
    const ReferenceRow* const line = reference_of(row);
    if (line == nullptr) continue;
    ++found;
    REQUIRE(line->cells.size() == reference_sectors.size());
    for (const auto sector : all_sectors) {
      const std::size_t column = reference_sectors.find(letter_of(sector));
      if (column == std::string_view::npos) continue;
      const char cell = line->cells[column];
      CAPTURE(line->name);
      CAPTURE(name_of(sector));
      if (cell == '+' || cell == '*') CHECK(may_receive(row, sector));
      if (cell == '-' || cell == '*') CHECK(may_pay(row, sector));
      if (cell == '.' && (may_receive(row, sector) || may_pay(row, sector))) ++added;
    }
  }
  CHECK(found == std::size(reference));
  CHECK(added < 14);  // additions are few and named in the table
}

TEST_CASE("every row has a payer and a payee, every claim a holder and a debtor") {
  for (const auto row : linked_rows()) {
    int payers = 0;
    int payees = 0;
    for (const auto sector : all_sectors) {
      payers += may_pay(row, sector);
      payees += may_receive(row, sector);
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
  std::string letters, wages = "wages_and_operations      ";
  for (const auto sector : all_sectors) {
    letters += std::string(" ") + letter_of(sector);
    const bool pays = may_pay(overbuild::FlowRow::wages_and_operations, sector);
    wages += pays ? " -" : sector == overbuild::Sector::rest_of_economy ? " +" : " .";
  }
  CHECK(table.find("row                       " + letters + "\n") != std::string::npos);
  CHECK(table.find(wages + "\n") != std::string::npos);
  const auto lines = linked_rows().size() + 1 + overbuild::instrument_count + 2;
  CHECK(static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')) == lines);
}

}  // namespace sectors_test
