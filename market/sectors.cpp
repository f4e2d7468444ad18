#include "market/sectors.hpp"

#include "core/invariant.hpp"

namespace overbuild {

namespace sectors_detail {

constexpr std::array<std::string_view, sector_count> sector_names{
    "enterprises", "applications", "labs",      "open_labs",       "builders",   "vendors",
    "utilities",   "lenders",      "investors", "rest_of_economy", "government", "payments_bank"};

constexpr std::string_view letters = "EAFOBVULIRGM";

constexpr std::array<std::string_view, flow_row_count> row_names{"app_subscriptions",
                                                                 "api_inference",
                                                                 "hosted_open_inference",
                                                                 "consumer_subscriptions",
                                                                 "wholesale_inference",
                                                                 "compute_contracts",
                                                                 "energy",
                                                                 "wages_and_operations",
                                                                 "core_receipts",
                                                                 "displaced_labour",
                                                                 "foundry_and_inputs",
                                                                 "open_lab_sponsorship",
                                                                 "interest_loans_bonds",
                                                                 "interest_vendor_finance",
                                                                 "interest_deposits",
                                                                 "taxes",
                                                                 "dividends",
                                                                 "estate_costs",
                                                                 "equipment",
                                                                 "shells",
                                                                 "second_hand_assets",
                                                                 "loans",
                                                                 "bonds",
                                                                 "vendor_loans",
                                                                 "prepaid_and_trade_credit",
                                                                 "equity_issuance",
                                                                 "fund_shares",
                                                                 "deposits",
                                                                 "reserves"};

constexpr std::array<std::string_view, instrument_count> instrument_names{
    "equipment",    "shells",       "inventory", "deposits",    "loans",   "bonds",
    "vendor_loans", "trade_credit", "equity",    "fund_shares", "reserves"};

constexpr std::array<std::string_view, change_count> change_names{
    "transaction", "capitalised", "consumed",    "depreciated", "traded",
    "impaired",    "revalued",    "written_off", "relieved",    "swapped"};

// Rows 1 to 21 of the flow matrix, columns EAFOBVULIRGM: + receives, - pays, * both.  The comment
// names what is added to the reference matrix and why.
constexpr std::array<std::string_view, 21> links{
    "-+.......-..",  // app_subscriptions
    "-.+.........",  // api_inference
    "--..+.......",  // hosted_open_inference
    "..+......-..",  // consumer_subscriptions
    ".-+.........",  // wholesale_inference
    "..*-*-......",  // compute_contracts: labs sublet, builders rent from builders, vendors rent
    "-...-.+.....",  // energy
    "--------.+..",  // wages_and_operations
    "++..++...-..",  // core_receipts
    "+........-..",  // displaced_labour
    ".....-...+..",  // foundry_and_inputs
    "...+--..-.-.",  // open_lab_sponsorship: vendors sponsor too
    "---.---++...",  // interest_loans_bonds: investors hold bonds
    "..-.-+......",  // interest_vendor_finance
    "++++++++++-*",  // interest_deposits
    "---.------+.",  // taxes
    "---.**-**+..",  // dividends: labs pay; lenders, builders and vendors hold stakes
    "-------..+..",  // estate_costs: utilities can fail too
    "-...-+......",  // equipment
    "....-.-..+..",  // shells
    "**********..",  // second_hand_assets: whoever owns may sell, whoever has cash may buy
};

// Balance sheet, same columns: + may hold, - may owe, * both.
constexpr std::array<std::string_view, instrument_count> sides{
    "+++++++.++..",  // equipment: used equipment may go to any firm, fund or to the rest of the
                     // economy
    "..+.+++.++..",  // shells: likewise
    ".....+......",  // inventory
    "++++++++++.-",  // deposits
    "---.---+....",  // loans
    "....---++...",  // bonds
    "..-.-+......",  // vendor_loans
    "..+.**...-..",  // trade_credit
    "--*.**-*++..",  // equity: lenders own what they swapped debt for
    ".......-*+..",  // fund_shares
    "..........-+",  // reserves
};

constexpr bool has(std::string_view line, Sector sector, char sign) {
  const char cell = line[index_of(sector)];
  return cell == sign || cell == '*';
}

}  // namespace sectors_detail

FlowRow row_of(Instrument claim) {
  switch (claim) {
    case Instrument::loans: return FlowRow::loans;
    case Instrument::bonds: return FlowRow::bonds;
    case Instrument::vendor_loans: return FlowRow::vendor_loans;
    case Instrument::trade_credit: return FlowRow::prepaid_and_trade_credit;
    case Instrument::equity: return FlowRow::equity_issuance;
    case Instrument::fund_shares: return FlowRow::fund_shares;
    case Instrument::deposits: return FlowRow::deposits;
    case Instrument::reserves: return FlowRow::reserves;
    default: break;
  }
  break_invariant("claim is financial", std::string(name_of(claim)) + " is not exchanged in a row");
}

Instrument instrument_of(FlowRow row) {
  switch (row) {
    case FlowRow::loans: return Instrument::loans;
    case FlowRow::bonds: return Instrument::bonds;
    case FlowRow::vendor_loans: return Instrument::vendor_loans;
    case FlowRow::prepaid_and_trade_credit: return Instrument::trade_credit;
    case FlowRow::equity_issuance: return Instrument::equity;
    case FlowRow::fund_shares: return Instrument::fund_shares;
    case FlowRow::deposits: return Instrument::deposits;
    case FlowRow::reserves: return Instrument::reserves;
    default: break;
  }
  break_invariant("row exchanges a claim", std::string(name_of(row)) + " exchanges no claim");
}

std::string_view name_of(Sector sector) { return sectors_detail::sector_names[index_of(sector)]; }
std::string_view name_of(FlowRow row) { return sectors_detail::row_names[index_of(row)]; }
std::string_view name_of(Instrument what) {
  return sectors_detail::instrument_names[index_of(what)];
}
std::string_view name_of(Change change) { return sectors_detail::change_names[index_of(change)]; }
char letter_of(Sector sector) { return sectors_detail::letters[index_of(sector)]; }

bool may_receive(FlowRow row, Sector sector) {
  const std::size_t line = index_of(row);
  return line < sectors_detail::links.size() &&
         sectors_detail::has(sectors_detail::links[line], sector, '+');
}

bool may_pay(FlowRow row, Sector sector) {
  const std::size_t line = index_of(row);
  return line < sectors_detail::links.size() &&
         sectors_detail::has(sectors_detail::links[line], sector, '-');
}

bool may_hold(Instrument what, Sector sector) {
  return sectors_detail::has(sectors_detail::sides[index_of(what)], sector, '+');
}

bool may_owe(Instrument what, Sector sector) {
  return sectors_detail::has(sectors_detail::sides[index_of(what)], sector, '-');
}

std::string link_table() {
  const auto line = [](std::string_view name, std::string_view cells) {
    std::string text(name);
    text.resize(26, ' ');
    for (const char cell : cells) {
      text += ' ';
      text += cell;
    }
    return text + '\n';
  };
  std::string table = line("row", sectors_detail::letters);
  for (std::size_t i = 0; i < sectors_detail::links.size(); ++i) {
    table += line(sectors_detail::row_names[i], sectors_detail::links[i]);
  }
  table += '\n' + line("balance", sectors_detail::letters);
  for (std::size_t i = 0; i < sectors_detail::sides.size(); ++i) {
    table += line(sectors_detail::instrument_names[i], sectors_detail::sides[i]);
  }
  return table;
}

}  // namespace overbuild
