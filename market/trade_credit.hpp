// Why: what is delivered before the year ends and billed after it is owed in between.
// Owns: bills by debtor and creditor, and the ways in which one comes and goes, ledger and book in
// one step, so that the two cannot be told different stories. Refuses to know: goods, prices, and
// who can pay.
#pragma once

#include <map>
#include <utility>

#include "core/digest.hpp"
#include "core/money.hpp"
#include "market/audit.hpp"
#include "market/ledger.hpp"
#include "market/losses.hpp"

namespace overbuild {

class TradeCreditBook {
 public:
  using Parties = std::pair<AccountId, AccountId>;  ///< debtor, creditor

  /// More is owed, or less when the amount is negative; BrokenInvariant below zero.
  void add(Parties, Money amount);
  /// Open bills by parties.
  const std::map<Parties, Money>& open() const { return open_; }
  Money owed(AccountId debtor) const;

  /// For each account bills in the book are trade credit in the ledger.
  void audit(const Ledger&, AuditReport&) const;
  void add_to(Digest&) const;

 private:
  std::map<Parties, Money> open_;
};

/// The buyer has the goods and owes the price, in the row of what was sold; no money moves.
void sell_on_credit(Ledger&, TradeCreditBook&, AccountId seller, AccountId buyer, FlowRow row,
                    Money price);
/// The debtor pays part or all of a bill.
void pay_bill(Ledger&, TradeCreditBook&, AccountId creditor, AccountId debtor, Money amount);
/// The creditor gives up what is left of a bill.
void write_off_bill(Ledger&, TradeCreditBook&, LossRecorder&, AccountId creditor, AccountId debtor);
/// Part of a bill becomes equity of the same amount; the shares themselves are the cap table's.
void swap_bill_for_equity(Ledger&, TradeCreditBook&, AccountId creditor, AccountId debtor,
                          Money amount);

}  // namespace overbuild
