// Why: one list of who there is, what they can own or owe, and for what money changes hands.
// Owns: the sectors, flow rows and instruments of the accounts, and one table of each with names
// and links: which sector may stand on which side of which row or instrument. What is added to an
// enumeration and not to its table does not compile.
// Refuses to know: accounts, amounts and years.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
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
  apps,
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
inline constexpr std::size_t sector_count = static_cast<std::size_t>(Sector::payments_bank) + 1;

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
inline constexpr std::size_t flow_row_count = static_cast<std::size_t>(FlowRow::reserves) + 1;

/// Columns of the balance sheet: real assets, and what is a claim and a debt at once.
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
inline constexpr std::size_t instrument_count = static_cast<std::size_t>(Instrument::reserves) + 1;

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
inline constexpr std::size_t change_count = static_cast<std::size_t>(Change::swapped) + 1;

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

/// What money changes hands for: income and spending, real assets, claims, or money itself.
enum class RowKind : std::uint8_t { current, capital, claim, settlement };

/// A set of sectors.
class Sectors {
 public:
  constexpr Sectors() = default;
  constexpr Sectors(std::initializer_list<Sector> members) {
    for (const Sector member : members) bits_ |= 1U << index_of(member);
  }
  [[nodiscard]] constexpr bool contains(Sector sector) const {
    return (bits_ >> index_of(sector) & 1U) != 0;
  }
  constexpr Sectors operator|(Sectors other) const {
    other.bits_ |= bits_;
    return other;
  }

 private:
  std::uint32_t bits_ = 0;
};
static_assert(sector_count <= 32);

/// Firms do business and can fail; funds belong to their owners with all that they gain and lose.
enum class SectorKind : std::uint8_t { firms, funds, neither };

struct SectorInfo {
  Sector sector;
  SectorKind kind;
  std::string_view name;
  char letter;           ///< in the matrices
  std::string_view key;  ///< orders ties between accounts, so it stays what it once was
};

/// Payers and receivers of claims and of money are those who may hold and owe the instrument.
struct RowInfo {
  FlowRow row;
  std::string_view name;
  RowKind kind;
  Sectors payers, receivers;
};

/// `row` is where a claim is bought and redeemed; a real asset has none.
struct InstrumentInfo {
  Instrument instrument;
  std::string_view name;
  bool real;
  FlowRow row;
  Sectors holders, debtors;
};

struct ChangeInfo {
  Change change;
  std::string_view name;
};

namespace sectors_detail {

using enum Sector;

inline constexpr std::array<SectorInfo, sector_count> sectors{{
    {enterprises, SectorKind::firms, "enterprises", 'E', "enterprises"},
    {apps, SectorKind::firms, "apps", 'A', "applications"},
    {labs, SectorKind::firms, "labs", 'F', "labs"},
    {open_labs, SectorKind::firms, "open_labs", 'O', "open_labs"},
    {builders, SectorKind::firms, "builders", 'B', "builders"},
    {vendors, SectorKind::firms, "vendors", 'V', "vendors"},
    {utilities, SectorKind::firms, "utilities", 'U', "utilities"},
    {lenders, SectorKind::funds, "lenders", 'L', "lenders"},
    {investors, SectorKind::funds, "investors", 'I', "investors"},
    {rest_of_economy, SectorKind::neither, "rest_of_economy", 'R', "rest_of_economy"},
    {government, SectorKind::neither, "government", 'G', "government"},
    {payments_bank, SectorKind::neither, "payments_bank", 'M', "payments_bank"},
}};

constexpr Sectors all_of(SectorKind kind) {
  Sectors all;
  for (const SectorInfo& info : sectors) {
    if (info.kind == kind) all = all | Sectors{info.sector};
  }
  return all;
}

inline constexpr Sectors none{};
inline constexpr Sectors firms = all_of(SectorKind::firms);
inline constexpr Sectors funds = all_of(SectorKind::funds);
/// Firms with owners, which pay taxes and dividends; open labs have sponsors.
inline constexpr Sectors owned{enterprises, apps, labs, builders, vendors, utilities};

inline constexpr std::array<RowInfo, flow_row_count> rows{{
    {FlowRow::app_subscriptions,
     "app_subscriptions",
     RowKind::current,
     {enterprises, rest_of_economy},
     {apps}},
    {FlowRow::api_inference, "api_inference", RowKind::current, {enterprises}, {labs}},
    {FlowRow::hosted_open_inference,
     "hosted_open_inference",
     RowKind::current,
     {enterprises, apps},
     {builders}},
    {FlowRow::consumer_subscriptions,
     "consumer_subscriptions",
     RowKind::current,
     {rest_of_economy},
     {labs}},
    {FlowRow::wholesale_inference, "wholesale_inference", RowKind::current, {apps}, {labs}},
    // Labs sublet, builders rent from builders, vendors rent.
    {FlowRow::compute_contracts,
     "compute_contracts",
     RowKind::current,
     {labs, open_labs, builders, vendors},
     {labs, builders}},
    {FlowRow::energy, "energy", RowKind::current, {enterprises, builders}, {utilities}},
    {FlowRow::wages_and_operations,
     "wages_and_operations",
     RowKind::current,
     firms | Sectors{lenders},
     {rest_of_economy}},
    {FlowRow::core_receipts,
     "core_receipts",
     RowKind::current,
     {rest_of_economy},
     {enterprises, apps, builders, vendors}},
    {FlowRow::displaced_labour,
     "displaced_labour",
     RowKind::current,
     {rest_of_economy},
     {enterprises}},
    {FlowRow::foundry_and_inputs,
     "foundry_and_inputs",
     RowKind::current,
     {vendors},
     {rest_of_economy}},
    // Vendors sponsor too.
    {FlowRow::open_lab_sponsorship,
     "open_lab_sponsorship",
     RowKind::current,
     {builders, vendors, investors, government},
     {open_labs}},
    // Investors hold bonds.
    {FlowRow::interest_loans_bonds, "interest_loans_bonds", RowKind::current, owned, funds},
    {FlowRow::interest_vendor_finance,
     "interest_vendor_finance",
     RowKind::current,
     {labs, builders},
     {vendors}},
    {FlowRow::interest_deposits,
     "interest_deposits",
     RowKind::current,
     {government, payments_bank},
     firms | funds | Sectors{rest_of_economy, payments_bank}},
    {FlowRow::taxes,
     "taxes",
     RowKind::current,
     owned | funds | Sectors{rest_of_economy},
     {government}},
    // Labs pay; lenders, builders and vendors hold stakes.
    {FlowRow::dividends, "dividends", RowKind::current, owned | funds,
     funds | Sectors{builders, vendors, rest_of_economy}},
    // Utilities can fail too.
    {FlowRow::estate_costs, "bankruptcy_costs", RowKind::current, firms, {rest_of_economy}},
    {FlowRow::equipment, "equipment", RowKind::capital, {enterprises, builders}, {vendors}},
    {FlowRow::shells, "shells", RowKind::capital, {builders, utilities}, {rest_of_economy}},
    // Whoever owns may sell, whoever has cash may buy.
    {FlowRow::second_hand_assets, "second_hand_assets", RowKind::capital,
     firms | funds | Sectors{rest_of_economy}, firms | funds | Sectors{rest_of_economy}},
    {FlowRow::loans, "loans", RowKind::claim, none, none},
    {FlowRow::bonds, "bonds", RowKind::claim, none, none},
    {FlowRow::vendor_loans, "vendor_loans", RowKind::claim, none, none},
    {FlowRow::prepaid_and_trade_credit, "prepaid_and_trade_credit", RowKind::claim, none, none},
    {FlowRow::equity_issuance, "equity_issuance", RowKind::claim, none, none},
    {FlowRow::fund_shares, "fund_shares", RowKind::claim, none, none},
    {FlowRow::deposits, "deposits", RowKind::settlement, none, none},
    {FlowRow::reserves, "reserves", RowKind::settlement, none, none},
}};

inline constexpr std::array<InstrumentInfo, instrument_count> instruments{{
    // Used equipment may go to any firm, fund or to the rest of the economy; shells likewise.
    {Instrument::equipment, "equipment", true, FlowRow::equipment,
     firms | Sectors{investors, rest_of_economy}, none},
    {Instrument::shells,
     "shells",
     true,
     FlowRow::shells,
     {labs, builders, vendors, utilities, investors, rest_of_economy},
     none},
    {Instrument::inventory, "inventory", true, FlowRow::foundry_and_inputs, {vendors}, none},
    {Instrument::deposits,
     "deposits",
     false,
     FlowRow::deposits,
     firms | funds | Sectors{rest_of_economy},
     {payments_bank}},
    {Instrument::loans, "loans", false, FlowRow::loans, {lenders}, owned},
    {Instrument::bonds, "bonds", false, FlowRow::bonds, funds, {builders, vendors, utilities}},
    {Instrument::vendor_loans,
     "vendor_loans",
     false,
     FlowRow::vendor_loans,
     {vendors},
     {labs, builders}},
    {Instrument::trade_credit,
     "trade_credit",
     false,
     FlowRow::prepaid_and_trade_credit,
     {labs, builders, vendors},
     {builders, vendors, rest_of_economy}},
    // Lenders own what they swapped debt for.
    {Instrument::equity, "equity", false, FlowRow::equity_issuance,
     funds | Sectors{labs, builders, vendors, rest_of_economy}, owned | Sectors{lenders}},
    {Instrument::fund_shares,
     "fund_shares",
     false,
     FlowRow::fund_shares,
     {investors, rest_of_economy},
     funds},
    {Instrument::reserves, "reserves", false, FlowRow::reserves, {payments_bank}, {government}},
}};

inline constexpr std::array<ChangeInfo, change_count> changes{{
    {Change::transaction, "transaction"},
    {Change::capitalised, "capitalised"},
    {Change::consumed, "consumed"},
    {Change::depreciated, "depreciated"},
    {Change::traded, "traded"},
    {Change::impaired, "impaired"},
    {Change::revalued, "revalued"},
    {Change::written_off, "written_off"},
    {Change::relieved, "relieved"},
    {Change::swapped, "swapped"},
}};

/// Whether line k of a table is about the k-th enumerator and has a name.
template <class Table, class Key>
constexpr bool complete(const Table& table, Key key) {
  for (std::size_t k = 0; k < table.size(); ++k) {
    if (index_of(table[k].*key) != k || table[k].name.empty()) return false;
  }
  return true;
}
static_assert(complete(sectors, &SectorInfo::sector), "a sector has no line of its own");
static_assert(complete(rows, &RowInfo::row), "a flow row has no line of its own");
static_assert(complete(instruments, &InstrumentInfo::instrument),
              "an instrument has no line of its own");
static_assert(complete(changes, &ChangeInfo::change), "a change has no line of its own");

}  // namespace sectors_detail

constexpr const RowInfo& info_of(FlowRow row) { return sectors_detail::rows[index_of(row)]; }
constexpr const InstrumentInfo& info_of(Instrument what) {
  return sectors_detail::instruments[index_of(what)];
}

constexpr bool is_real(Instrument instrument) { return info_of(instrument).real; }
constexpr bool is_financial(Instrument instrument) { return !is_real(instrument); }

/// Money itself: what a payment is made of.
constexpr bool is_settlement(Instrument instrument) {
  return is_financial(instrument) && info_of(info_of(instrument).row).kind == RowKind::settlement;
}

/// Income and spending.
constexpr bool is_current(FlowRow row) { return info_of(row).kind == RowKind::current; }
/// Payment for real assets.
constexpr bool is_capital(FlowRow row) { return info_of(row).kind == RowKind::capital; }
/// Payment for claims.
constexpr bool is_claim(FlowRow row) { return info_of(row).kind == RowKind::claim; }

/// The row in which a claim is bought and redeemed; BrokenInvariant for a real asset.
FlowRow row_of(Instrument claim);
/// The claim exchanged in a row of claims or of money; BrokenInvariant for the other rows.
Instrument instrument_of(FlowRow row);

/// Names as they appear in files ("rest_of_economy", "compute_contracts", ...).
constexpr std::string_view name_of(Sector sector) {
  return sectors_detail::sectors[index_of(sector)].name;
}
constexpr std::string_view name_of(FlowRow row) { return info_of(row).name; }
constexpr std::string_view name_of(Instrument instrument) { return info_of(instrument).name; }
constexpr std::string_view name_of(Change change) {
  return sectors_detail::changes[index_of(change)].name;
}
constexpr std::string_view key_of(Sector sector) {
  return sectors_detail::sectors[index_of(sector)].key;
}
/// The sector's letter in the matrices: E A F O B V U L I R G M.
constexpr char letter_of(Sector sector) { return sectors_detail::sectors[index_of(sector)].letter; }

/// Links of current rows and of real assets; the other rows answer false (claims are governed by
/// may_hold and may_owe).
constexpr bool may_receive(FlowRow row, Sector sector) {
  return info_of(row).receivers.contains(sector);
}
constexpr bool may_pay(FlowRow row, Sector sector) { return info_of(row).payers.contains(sector); }

/// Which sectors may have the instrument as an asset, and which as a liability.
constexpr bool may_hold(Instrument instrument, Sector sector) {
  return info_of(instrument).holders.contains(sector);
}
constexpr bool may_owe(Instrument instrument, Sector sector) {
  return info_of(instrument).debtors.contains(sector);
}

/// Whether a sector's gains and losses end with the owners of its fund shares.
constexpr bool is_fund(Sector sector) { return may_owe(Instrument::fund_shares, sector); }

/// Both tables as text, one line a row or instrument: + receives or holds, - pays or owes, * both.
std::string link_table();

}  // namespace overbuild
