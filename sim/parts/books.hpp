// Who owes and owns what: the ledger, the books beside it, and the dues of the year.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/digest.hpp"
#include "market/cap_table.hpp"
#include "market/clearing.hpp"
#include "market/commitments.hpp"
#include "market/debt_book.hpp"
#include "market/ledger.hpp"
#include "market/losses.hpp"
#include "market/trade_credit.hpp"
#include "sim/parts/access.hpp"

namespace overbuild {

/// What a due settles beside its row: the principal of a claim, hours of a compute contract, or
/// neither. The one place that knows how an obligation's tag says so.
class DueTag {
 public:
  constexpr DueTag() = default;
  constexpr explicit DueTag(const Obligation& due) : code_(due.tag) {}
  static constexpr DueTag principal_of(ClaimId claim) { return DueTag(claim.value + 1); }
  static constexpr DueTag hours_of(CommitmentId contract) { return DueTag(hours | contract.value); }

  constexpr std::optional<ClaimId> principal() const {
    if (code_ == 0 || (code_ & hours) != 0) return std::nullopt;
    return ClaimId(code_ - 1);
  }
  constexpr std::optional<CommitmentId> contract() const {
    if ((code_ & hours) == 0) return std::nullopt;
    return CommitmentId(code_ & ~hours);
  }
  constexpr std::uint32_t code() const { return code_; }

 private:
  static constexpr std::uint32_t hours = 0x80000000U;
  constexpr explicit DueTag(std::uint32_t code) : code_(code) {}
  std::uint32_t code_ = 0;
};

/// Dues of the year with the reason that events and `obligations.csv` show.
struct Dues {
  std::vector<Obligation> list;
  void add(AccountId debtor, AccountId creditor, FlowRow row, std::uint8_t rank, Money due,
           DueTag tag = {}) {
    if (due > Money::zero()) list.push_back({debtor, creditor, rank, due, row, tag.code()});
  }
};

/// Order in which claims are paid.
namespace rank {
inline constexpr std::uint8_t administrative = 0, secured = 1, senior = 2, subordinated = 3;
}

struct Books {
  Ledger ledger;
  DebtBook debt;
  CapTable shares;
  CommitmentBook commitments;
  LossRecorder losses;
  TradeCreditBook trade_credit;
  AccountId economy, government, bank;
  AccountRange enterprise_accounts;
  std::map<std::pair<AccountId, AccountId>, Money> stake_value;  ///< (issuer, holder): carried at
  Dues dues;

  double cash(AccountId account) const { return ledger.cash(account).usd(); }
  void add_to(Digest&) const;
};

OVERBUILD_PART(Books, books);

}  // namespace overbuild
