// Why: "who bears the loss" must be a table that adds up, not a story.
// Owns: losses by origin, bearer and channel, the view with funds' losses passed on to their
// owners, and I12, which compares the channels with the ledger's accumulators of destroyed value.
// Refuses to know: how a loss came about; the caller records it where it posts it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/digest.hpp"
#include "core/money.hpp"
#include "market/audit.hpp"
#include "market/debt_book.hpp"
#include "market/ledger.hpp"

namespace overbuild {

enum class LossChannel : std::uint8_t {
  equity_wiped_out,
  loans_and_bonds,
  vendor_receivable,
  lost_prepayment,
  vendor_inventory,
  impairment_of_assets,
  estate_costs,
  take_or_pay_breakage,  // memo: paid for nothing, or no longer received
  contract_rejection,    // memo
  dilution,              // memo
  pass_through           // memo: fund shares marked down for losses of the fund
};
inline constexpr std::size_t loss_channel_count = 11;

/// The ledger's accumulator that a channel must add up to; memo channels have none.
enum class LossSource : std::uint8_t { impairment, write_off, estate_costs, memo };

LossSource source_of(LossChannel channel);
std::string_view name_of(LossChannel channel);
/// Channel of a claim written off, and of a real asset impaired.
LossChannel channel_of_write_off(Instrument claim);
LossChannel channel_of_impairment(Instrument real);

struct Loss {
  AccountId origin;  // whose trouble it was; invalid when no single account's
  AccountId bearer;  // invalid for a whole sector
  Sector origin_sector = Sector::rest_of_economy;
  Sector bearer_sector = Sector::rest_of_economy;
  LossChannel channel = LossChannel::impairment_of_assets;
  Money amount;  // >= 0
};

using LossMatrix =
    std::array<std::array<std::array<Money, loss_channel_count>, sector_count>, sector_count>;

class LossRecorder {
 public:
  /// This year's losses start empty.
  void begin_year();
  /// amount >= 0; zero is not kept.
  void record(const Loss& loss);

  [[nodiscard]] std::span<const Loss> losses() const { return losses_; }
  /// [origin][bearer][channel] of the year and of the run.
  [[nodiscard]] const LossMatrix& year() const { return year_; }
  [[nodiscard]] const LossMatrix& total() const { return total_; }
  [[nodiscard]] Money of(LossSource source) const;
  [[nodiscard]] Money of(LossSource source, Sector bearer) const;

  /// The year's matrix with what lenders and investors bear passed on, through their fund shares,
  /// to the rest of the economy, which owns them; memo channels are left out.
  [[nodiscard]] LossMatrix ultimate() const;

  /// I12: per bearer sector and source the recorded losses equal the ledger's, and the list equals
  /// the matrix.
  void audit(const Ledger& ledger, AuditReport& report) const;
  void add_to(Digest& digest) const;

 private:
  friend struct LossProbe;

  std::vector<Loss> losses_;
  LossMatrix year_{};
  LossMatrix total_{};
};

// Ledger (and debt book) and recorder in one step, so that the two cannot be told different
// stories.

void impair(Ledger& ledger, LossRecorder& losses, AccountId owner, Instrument real, Money amount);
void impair_many(Ledger& ledger, LossRecorder& losses, AccountRange owners, Instrument real,
                 std::span<const std::int64_t> cents);
/// A claim outside the debt book: trade credit, equity wiped out.
void write_off(Ledger& ledger, LossRecorder& losses, AccountId creditor, AccountId debtor,
               Instrument claim, Money amount);
void write_off(Ledger& ledger, DebtBook& book, LossRecorder& losses, ClaimId claim, Money amount);
void pay_estate_costs(Ledger& ledger, LossRecorder& losses, AccountId estate, AccountId to,
                      Money amount);
/// The buyer pays the price and books the asset at it; below book value the difference is the
/// seller's impairment, recorded with him as origin and bearer.
void sell_used(Ledger& ledger, LossRecorder& losses, AccountId seller, AccountId buyer,
               Instrument real, Money book_value, Money price);

}  // namespace overbuild
