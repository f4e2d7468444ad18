// Why: every dollar leaves one account and enters another, and the accounts can prove it.
// Owns: accounts, balances, this year's flows and changes, the matrices, the year's journal, and
// double entry itself: an entry that is not zero per financial instrument, that links sectors
// without such a link, or that leaves a sector on a side it cannot be on, is refused.
// Refuses to know: why anyone pays, who can afford it (deposits may be overdrawn within a year),
// and claims one by one (market/debt_book.hpp).
//
// Signs: assets +, debts -.  Settlement is deposits for everybody, reserves for the government; the
// payments bank stands between the two.  Rows 1 to 21 count settlement legs, rows 22 to 27 minus
// the claim's legs, row 28 is minus the change of deposits, row 29 minus the reserve legs.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/digest.hpp"
#include "core/money.hpp"
#include "market/audit.hpp"
#include "market/sectors.hpp"

namespace overbuild {

struct Posting {
  AccountId account;
  Instrument instrument = Instrument::deposits;
  Money amount;  // + asset up or debt down, - asset down or debt up
};

using Payment = std::pair<AccountId, Money>;

/// One leg written this year; a batch over a range is one line with the range's first account.
struct JournalLine {
  static constexpr std::uint8_t no_row = 255;

  std::int64_t cents = 0;
  std::uint32_t entry = 0;  // legs of one entry share a number
  AccountId account;
  std::uint16_t phase = 0;
  std::uint8_t row = no_row;
  Instrument instrument = Instrument::deposits;
  Change change = Change::transaction;
  bool batch = false;
};

using FlowMatrix = std::array<std::array<Money, sector_count>, flow_row_count>;
using BalanceMatrix = std::array<std::array<Money, sector_count>, instrument_count>;

/// Losses booked this year that no one else gained, in the ledger's own accumulators.
struct ValueDestroyed {
  Money impairments;
  Money write_offs;
  Money estate_costs;

  [[nodiscard]] Money total() const { return impairments + write_offs + estate_costs; }
};

class Ledger {
 public:
  Ledger();

  // ---- accounts ------------------------------------------------------------------------------
  /// One account with all instruments; the first of payments_bank and government settle for all.
  AccountId open(Sector sector, std::string label);
  /// Consecutive accounts that hold deposits and equipment only, in columns.
  AccountRange open_many(Sector sector, std::uint32_t count, std::string label);

  [[nodiscard]] std::size_t account_count() const { return account_count_; }
  [[nodiscard]] std::span<const AccountId> named_accounts() const { return named_ids_; }
  [[nodiscard]] std::span<const AccountRange> ranges() const { return range_ids_; }
  [[nodiscard]] Sector sector(AccountId account) const;
  [[nodiscard]] std::string label(AccountId account) const;
  /// Hash of sector and label, for ties; independent of the order of opening.
  [[nodiscard]] std::uint64_t key(AccountId account) const;
  [[nodiscard]] AccountId payments_bank() const { return bank_; }
  [[nodiscard]] AccountId government() const { return government_; }

  // ---- the year ------------------------------------------------------------------------------
  /// Opening entries, before the first year: financial legs sum to zero, real legs are free.
  void open_balance(std::span<const Posting> postings);
  void open_balance(std::initializer_list<Posting> postings);
  /// Closing becomes opening, flows and journal start empty.
  void begin_year(int year);
  /// Cause written into the journal with the following entries.
  void at(std::string_view phase);
  [[nodiscard]] int year() const { return year_; }

  // ---- entries; each throws BrokenInvariant when refused, std::overflow_error beyond 64 bits ----
  /// Any entry in one row: rows 1 to 21 settlement legs only; rows 22 to 27 settlement legs and the
  /// row's claim, each account giving what it receives.  Refused entries change nothing.
  void post(FlowRow row, std::span<const Posting> postings);
  void post(FlowRow row, std::initializer_list<Posting> postings);
  /// A payment in rows 1 to 21; a negative amount is refused, zero is nothing.
  void pay(AccountId from, AccountId to, FlowRow row, Money amount);
  /// Each payer i of the range pays cents[i] >= 0 to a pool that is paid out to payees, exactly.
  void pay_from_many(FlowRow row, AccountRange payers, std::span<const std::int64_t> cents,
                     std::span<const Payment> payees);
  /// Each payee i of the range receives cents[i] >= 0 from a pool that payers fill, exactly.
  void pay_to_many(FlowRow row, std::span<const Payment> payers, AccountRange payees,
                   std::span<const std::int64_t> cents);
  /// The creditor pays and receives the claim (rows 22 to 27); a negative amount redeems it.
  void issue(AccountId creditor, AccountId debtor, Instrument claim, FlowRow row, Money amount);

  /// Real asset up by what was paid for it (rows 19, 20) or spent on producing it (inventory).
  void capitalise(AccountId account, Instrument real, Money amount);
  /// Inventory delivered: real asset down, part of saving.
  void consume(AccountId account, Instrument real, Money amount);
  /// Scheduled depreciation: real asset down, part of saving, not value destroyed.
  void depreciate(AccountId account, Instrument real, Money amount);
  /// Real asset down, nobody gains: revaluation, value destroyed.
  void impair(AccountId account, Instrument real, Money amount);
  void capitalise_many(AccountRange range, Instrument real, std::span<const std::int64_t> cents);
  void depreciate_many(AccountRange range, Instrument real, std::span<const std::int64_t> cents);
  void impair_many(AccountRange range, Instrument real, std::span<const std::int64_t> cents);
  /// A used asset changes hands: book_from leaves the seller, book_to (the price paid) enters the
  /// buyer.  Below book the difference is the seller's impairment, above it a revaluation.  The
  /// payment itself is pay(to, from, second_hand_assets, book_to).
  void transfer_real(AccountId from, AccountId to, Instrument real, Money book_from, Money book_to);

  /// Market value of a claim up or down: holder + amount, issuer - amount.
  void revalue(AccountId holder, AccountId issuer, Instrument claim, Money amount);
  /// The creditor loses what the debtor no longer owes; amount >= 0.
  void write_off(AccountId creditor, AccountId debtor, Instrument claim, Money amount);
  /// Debt for equity: the claim falls and equity of the same amount rises, without payment.
  void swap_for_equity(AccountId creditor, AccountId debtor, Instrument claim, Money amount);

  // ---- reading -------------------------------------------------------------------------------
  [[nodiscard]] Money balance(AccountId account, Instrument instrument) const;
  [[nodiscard]] Money opening_balance(AccountId account, Instrument instrument) const;
  [[nodiscard]] Money cash(AccountId account) const {
    return balance(account, Instrument::deposits);
  }
  /// Sum of balances.
  [[nodiscard]] Money net_worth(AccountId account) const;
  /// This year's flow in a row: received minus paid.  Named accounts only.
  [[nodiscard]] Money flow(FlowRow row, AccountId account) const;
  [[nodiscard]] Money received(FlowRow row, AccountId account) const;
  [[nodiscard]] Money paid(FlowRow row, AccountId account) const;
  /// This year's change of one kind, signed as the balance.  Named accounts only.
  [[nodiscard]] Money change(AccountId account, Instrument instrument, Change kind) const;
  /// The same of all kinds.
  [[nodiscard]] std::span<const Money, change_count> changes(AccountId, Instrument) const;
  /// Income after depreciation and payouts (rows 1 to 21 with real assets bought and used up); net
  /// worth moves by saving, revaluation and write-offs.  Named accounts only.
  [[nodiscard]] Money saving(AccountId account) const;

  /// Sector cells; row 28 comes from balances.
  [[nodiscard]] Money flow(FlowRow row, Sector sector) const;
  [[nodiscard]] Money received(FlowRow row, Sector sector) const;
  [[nodiscard]] Money paid(FlowRow row, Sector sector) const;
  [[nodiscard]] Money sector_balance(Instrument instrument, Sector sector) const;
  [[nodiscard]] Money sector_opening(Instrument instrument, Sector sector) const;
  [[nodiscard]] Money sector_net_worth(Sector sector) const;
  [[nodiscard]] Money change(Sector sector, Instrument instrument, Change kind) const;
  /// The transaction-flow matrix [29][12] and the balance-sheet matrix [11][12].
  [[nodiscard]] FlowMatrix flows() const;
  [[nodiscard]] BalanceMatrix balances() const;
  /// This year's destroyed value, of all sectors or of the sector that bears it.
  [[nodiscard]] ValueDestroyed value_destroyed() const;
  [[nodiscard]] ValueDestroyed value_destroyed(Sector bearer) const;

  /// Column of a range: deposits or equipment, [count] cents.
  [[nodiscard]] std::span<const std::int64_t> column(AccountRange range, Instrument what) const;
  /// Named accounts (the payments bank aside) whose deposits are below zero.
  [[nodiscard]] std::vector<AccountId> overdrawn() const;

  [[nodiscard]] std::span<const JournalLine> journal() const { return journal_; }
  /// The last journal lines that touch all of what is given, one line of text each.
  struct JournalFilter {
    std::optional<AccountId> account{};
    std::optional<Sector> sector{};
    std::optional<Instrument> instrument{};
    std::optional<FlowRow> row{};
  };
  [[nodiscard]] std::string journal_text(const JournalFilter& filter, std::size_t lines = 20) const;

  /// I1 to I6 and I14; BrokenInvariant names identity, account or sector, and postings.
  void audit(AuditReport& report) const;
  /// All balances and this year's flow cells.
  void add_to(Digest& digest) const;

  // ---- what the audit compares, each kept on its own -------------------------------------------
  /// Net worth of a named account or a whole range, followed by flow.
  struct NetWorthPath {
    Money opening;
    Money saving;
    Money revaluation;
    Money write_offs;

    [[nodiscard]] Money closing() const { return opening + saving + revaluation + write_offs; }
  };
  [[nodiscard]] const NetWorthPath& net_worth_path(AccountId account) const;
  [[nodiscard]] const NetWorthPath& net_worth_path(AccountRange range) const;
  [[nodiscard]] Money range_flow(FlowRow row, AccountRange range) const;
  [[nodiscard]] Money range_change(AccountRange range, Instrument what, Change kind) const;

  struct RangeColumns {  // [count] each, cents
    std::span<const std::int64_t> opening;
    std::span<const std::int64_t> flow;
    std::span<const std::int64_t> revaluation;  // empty for deposits
    std::span<const std::int64_t> closing;
  };
  [[nodiscard]] RangeColumns range_columns(AccountRange range, Instrument what) const;

 private:
  friend struct LedgerProbe;  // tests tamper with single cents through it

  using RowCells = std::array<Money, flow_row_count>;
  using ChangeCells = std::array<std::array<Money, change_count>, instrument_count>;

  struct Named {  // one account with everything; a few hundred of them
    Sector sector = Sector::rest_of_economy;
    std::string label;
    std::uint64_t key = 0;
    std::array<Money, instrument_count> opening{};
    std::array<Money, instrument_count> closing{};
    ChangeCells changes{};
    RowCells received{};
    RowCells paid{};
    NetWorthPath net_worth;
  };

  struct Population {  // a range in columns; up to millions of members
    AccountRange range;
    Sector sector = Sector::enterprises;
    std::string label;
    std::uint64_t key = 0;
    struct Column {
      std::vector<std::int64_t> opening, flow, revaluation, closing;
    };
    Column deposits, equipment;
    ChangeCells changes{};
    RowCells received{};
    RowCells paid{};
    NetWorthPath net_worth;
  };

  struct Segment {  // consecutive ids that are all named, or one range
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    bool population = false;
    std::uint32_t base = 0;  // index of the first in named_ or populations_
  };

  struct Slot {  // where an account's numbers are; exactly one pointer is set
    Named* named = nullptr;
    Population* population = nullptr;
    std::uint32_t member = 0;

    [[nodiscard]] Sector sector() const {
      return named != nullptr ? named->sector : population->sector;
    }
  };
  struct ConstSlot {
    const Named* named = nullptr;
    const Population* population = nullptr;
    std::uint32_t member = 0;

    [[nodiscard]] Sector sector() const {
      return named != nullptr ? named->sector : population->sector;
    }
  };

  [[nodiscard]] ConstSlot find(AccountId account) const;
  [[nodiscard]] Slot find(AccountId account);
  [[noreturn]] void unknown(AccountId account) const;
  [[nodiscard]] const Named& named(AccountId account) const;
  [[nodiscard]] const Population& population(AccountRange range) const;
  Population& population(AccountRange range);
  static Population::Column& column_of(Population& members, Instrument what);
  static const Population::Column& column_of(const Population& members, Instrument what);

  void move(AccountId account, Instrument instrument, Money amount, Change kind);
  void count_flow(AccountId account, FlowRow row, Money amount);
  void settle(AccountId account, FlowRow row, Instrument instrument, Money amount);
  void settle_party(AccountId account, FlowRow row, Money amount);
  void merge_legs(std::span<const Posting> postings);
  void check_zero_per_claim() const;
  void check_links(FlowRow row) const;
  Population& range_for(AccountRange range, std::span<const std::int64_t> cents);
  void move_many(FlowRow row, AccountRange range, std::span<const std::int64_t> cents,
                 std::span<const Payment> others, bool range_pays);
  void change_real(AccountId account, Instrument real, Money amount, Change kind);
  void change_real_many(AccountRange range, Instrument real, std::span<const std::int64_t> cents,
                        Change kind);
  void exchange(AccountId holder, AccountId issuer, Instrument claim, Money amount,
                Change holder_kind, Change issuer_kind);
  void check_side(AccountId account, Instrument instrument, Money added) const;
  void check_link(AccountId account, FlowRow row, bool receives) const;
  void write(AccountId account, std::uint8_t row, Instrument instrument, Money amount, Change kind,
             bool batch = false);
  [[noreturn]] void refuse(const char* rule, AccountId account, std::string what) const;

  int year_ = 0;
  bool started_ = false;
  std::size_t account_count_ = 0;
  AccountId bank_, government_;
  std::vector<Segment> segments_;
  std::vector<Named> named_;
  std::vector<Population> populations_;
  std::vector<AccountId> named_ids_;
  std::vector<AccountRange> range_ids_;

  // Sector cells, kept beside the accounts and compared with them by the audit.
  FlowMatrix sector_received_{}, sector_paid_{};
  BalanceMatrix sector_closing_{}, sector_opening_{};
  std::array<ChangeCells, sector_count> sector_changes_{};

  std::vector<JournalLine> journal_;
  std::vector<std::string> phases_;
  std::uint16_t phase_ = 0;
  std::uint32_t entry_ = 0;
  std::vector<Posting> scratch_;
};

inline Ledger::ConstSlot Ledger::find(AccountId account) const {
  for (const Segment& segment : segments_) {
    const std::uint32_t offset = account.value - segment.first;  // wraps below first
    if (offset >= segment.count) continue;
    if (segment.population) return {nullptr, &populations_[segment.base], offset};
    return {&named_[segment.base + offset], nullptr, 0};
  }
  unknown(account);
}

inline Ledger::Slot Ledger::find(AccountId account) {
  const ConstSlot slot = std::as_const(*this).find(account);
  return {const_cast<Named*>(slot.named), const_cast<Population*>(slot.population), slot.member};
}

}  // namespace overbuild
