// Access to what the audits compare, so that tests can move a single cent or share in it.
#pragma once

#include "market/cap_table.hpp"
#include "market/commitments.hpp"
#include "market/debt_book.hpp"
#include "market/losses.hpp"

namespace overbuild {

struct CommitmentProbe {
  static Money& payable(CommitmentBook& book, AccountId account) { return book.payable_[account]; }
  static Money& receivable(CommitmentBook& book, AccountId account) {
    return book.receivable_[account];
  }
  static Money& due(CommitmentBook& book, std::size_t row, std::size_t year) {
    return book.commitments_[row].due[year];
  }
};

struct DebtBookProbe {
  static Money& principal(DebtBook& book, ClaimId claim) { return book.principal_[claim.value]; }
  static Money& step(DebtBook& book, AccountId debtor, int maturity) {
    return book.debtors_[debtor].by_maturity[maturity];
  }
  static Money& by_class(DebtBook& book, AccountId debtor, ClaimClass of) {
    return book.debtors_[debtor].by_class[index_of(of)];
  }
  static Money& owed(DebtBook& book, AccountId debtor, Instrument what) {
    return book.debtors_[debtor].by_instrument[index_of(what)];
  }
  static Money& lent(DebtBook& book, AccountId creditor, Instrument what) {
    return book.creditors_[creditor].by_instrument[index_of(what)];
  }
};

struct CapTableProbe {
  static std::int64_t& parts(CapTable& table, AccountId issuer, AccountId holder) {
    return table.by_issuer_[issuer][holder];
  }
  static std::int64_t& held(CapTable& table, AccountId holder) { return table.held_[holder]; }
};

struct LossProbe {
  static std::vector<Loss>& list(LossRecorder& losses) { return losses.losses_; }
  static Money& cell(LossRecorder& losses, Sector origin, Sector bearer, LossChannel channel) {
    return losses.year_[index_of(origin)][index_of(bearer)][index_of(channel)];
  }
};

}  // namespace overbuild
