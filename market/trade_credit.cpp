#include "market/trade_credit.hpp"

#include "core/invariant.hpp"

namespace overbuild {

void TradeCreditBook::add(Parties parties, Money amount) {
  const auto bill = open_.try_emplace(parties, Money::zero()).first;
  bill->second += amount;
  OVERBUILD_INVARIANT(bill->second >= Money::zero(), "more of a bill settled than was owed");
  if (bill->second.is_zero()) open_.erase(bill);
}

Money TradeCreditBook::owed(AccountId debtor) const {
  Money sum = Money::zero();
  for (const auto& [parties, amount] : open_) {
    if (parties.first == debtor) sum += amount;
  }
  return sum;
}

void TradeCreditBook::audit(const Ledger& ledger, AuditReport& report) const {
  std::map<AccountId, Money> net;
  for (const auto& [parties, amount] : open_) {
    net[parties.first] -= amount;
    net[parties.second] += amount;
  }
  for (const AccountId account : ledger.named_accounts()) {
    const auto found = net.find(account);
    report.equal(Identity::claims_match_debts, found == net.end() ? Money::zero() : found->second,
                 ledger.balance(account, Instrument::trade_credit),
                 [] { return InvariantContext("bills differ from trade credit in the ledger"); });
  }
}

void TradeCreditBook::add_to(Digest& digest) const {
  for (const auto& [parties, amount] : open_) {
    digest.add(parties.first.value);
    digest.add(parties.second.value);
    digest.add(amount.cents());
  }
}

void sell_on_credit(Ledger& ledger, TradeCreditBook& book, AccountId seller, AccountId buyer,
                    FlowRow row, Money price) {
  if (price.is_zero()) return;
  ledger.issue(seller, buyer, Instrument::trade_credit, row_of(Instrument::trade_credit), price);
  ledger.pay(buyer, seller, row, price);
  book.add({buyer, seller}, price);
}

void pay_bill(Ledger& ledger, TradeCreditBook& book, AccountId creditor, AccountId debtor,
              Money amount) {
  if (amount.is_zero()) return;
  ledger.issue(creditor, debtor, Instrument::trade_credit, row_of(Instrument::trade_credit),
               -amount);
  book.add({debtor, creditor}, -amount);
}

void write_off_bill(Ledger& ledger, TradeCreditBook& book, LossRecorder& losses, AccountId creditor,
                    AccountId debtor) {
  const auto bill = book.open().find({debtor, creditor});
  if (bill == book.open().end()) return;
  const Money left = bill->second;
  write_off(ledger, losses, creditor, debtor, Instrument::trade_credit, left);
  book.add({debtor, creditor}, -left);
}

void swap_bill_for_equity(Ledger& ledger, TradeCreditBook& book, AccountId creditor,
                          AccountId debtor, Money amount) {
  if (amount.is_zero()) return;
  ledger.swap_for_equity(creditor, debtor, Instrument::trade_credit, amount);
  book.add({debtor, creditor}, -amount);
}

}  // namespace overbuild
