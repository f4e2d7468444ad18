// Why: one list of who there is, what they can own or owe, and for what money changes hands.
// Owns: the twelve sectors, twenty-nine flow rows and eleven instruments of the accounts, their
// names, and the table of links: which sector may stand on which side of which row or instrument.
// Refuses to know: accounts, amounts and years.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/ids.hpp"

namespace overbuild {

using AccountId = Index<struct AccountTag>;

/// Consecutive accounts opened together and kept in columns (the enterprises).
struct AccountRange {
  AccountId first;
  std::uint32_t count = 0;

  [[nodiscard]] constexpr AccountId operator[](std::uint32_t member) const {
    return AccountId(first.value + member);
  }
  [[nodiscard]] constexpr bool contains(AccountId id) const {
    return first.valid() && id.value >= first.value && id.value - first.value < count;
  }
};

enum class Sector : std::uint8_t {
  enterprises,
  applications,
  labs,
  open_labs,
  builders,
  vendors,
  utilities,
  lenders,
  investors,
  rest_of_economy,
  government,
  payments_bank
};
inline constexpr std::size_t sector_count = 12;

/// Rows of the transaction-flow matrix, in its order; row number = value + 1.
enum class FlowRow : std::uint8_t {
  app_subscriptions,
  api_inference,
  hosted_open_inference,
  consumer_subscriptions,
  wholesale_inference,
  compute_contracts,
  energy,
  wages_and_operations,
  core_receipts,
  displaced_labour,
  foundry_and_inputs,
  open_lab_sponsorship,
  interest_loans_bonds,
  interest_vendor_finance,
  interest_deposits,
  taxes,
  dividends,
  estate_costs,
  equipment,
  shells,
  second_hand_assets,
  loans,
  bonds,
  vendor_loans,
  prepaid_and_trade_credit,
  equity_issuance,
  fund_shares,
  deposits,
  reserves
};
inline constexpr std::size_t flow_row_count = 29;

/// Columns of the balance sheet; the first three are real, the rest are a claim and a debt at once.
enum class Instrument : std::uint8_t {
  equipment,
  shells,
  inventory,
  deposits,
  loans,
  bonds,
  vendor_loans,
  trade_credit,
  equity,
  fund_shares,
  reserves
};
inline constexpr std::size_t instrument_count = 11;

/// Ways in which a balance can move; opening plus all of them is closing.
enum class Change : std::uint8_t {
  transaction,  // paid, lent, repaid, issued
  capitalised,  // real asset bought new or produced
  consumed,     // real asset delivered to a customer (cost of sales)
  depreciated,  // scheduled
  traded,       // second-hand, at the price paid
  impaired,     // real asset worth less, nobody gains
  revalued,     // market value of a claim, or a sale above book value
  written_off,  // creditor's loss
  relieved,     // debtor's gain from a write-off
  swapped       // one claim exchanged for another without payment
};
inline constexpr std::size_t change_count = 10;

template <class Enum>
constexpr std::size_t index_of(Enum value) {
  return static_cast<std::size_t>(value);
}

inline constexpr auto all_sectors = [] {
  std::array<Sector, sector_count> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Sector>(i);
  return all;
}();
inline constexpr auto all_flow_rows = [] {
  std::array<FlowRow, flow_row_count> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<FlowRow>(i);
  return all;
}();
inline constexpr auto all_instruments = [] {
  std::array<Instrument, instrument_count> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Instrument>(i);
  return all;
}();

constexpr bool is_real(Instrument instrument) { return instrument <= Instrument::inventory; }
constexpr bool is_financial(Instrument instrument) { return !is_real(instrument); }

/// Money itself: what a payment is made of.
constexpr bool is_settlement(Instrument instrument) {
  return instrument == Instrument::deposits || instrument == Instrument::reserves;
}

/// Rows 1 to 18: income and spending.
constexpr bool is_current(FlowRow row) { return row <= FlowRow::estate_costs; }
/// Rows 19 to 21: payment for real assets.
constexpr bool is_capital(FlowRow row) {
  return row >= FlowRow::equipment && row <= FlowRow::second_hand_assets;
}
/// Rows 22 to 27: payment for claims.
constexpr bool is_claim(FlowRow row) {
  return row >= FlowRow::loans && row <= FlowRow::fund_shares;
}

/// The row in which a claim is bought and redeemed; BrokenInvariant for a real asset.
FlowRow row_of(Instrument claim);
/// The claim exchanged in rows 22 to 29; BrokenInvariant for the other rows.
Instrument instrument_of(FlowRow row);

/// Names as they appear in files ("rest_of_economy", "compute_contracts", ...).
std::string_view name_of(Sector sector);
std::string_view name_of(FlowRow row);
std::string_view name_of(Instrument instrument);
std::string_view name_of(Change change);
/// The sector's letter in the matrices: E A F O B V U L I R G M.
char letter_of(Sector sector);

/// Links of rows 1 to 21; the other rows answer false (claims are governed by may_hold and
/// may_owe).
bool may_receive(FlowRow row, Sector sector);
bool may_pay(FlowRow row, Sector sector);

/// Which sectors may have the instrument as an asset, and which as a liability.
bool may_hold(Instrument instrument, Sector sector);
bool may_owe(Instrument instrument, Sector sector);

/// Both tables as text, one line a row or instrument: + receives or holds, - pays or owes, * both.
std::string link_table();

}  // namespace overbuild
