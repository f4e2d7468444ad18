#include "market/debt_book.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "core/invariant.hpp"

namespace overbuild {

namespace debt_book_detail {

constexpr std::array<std::string_view, claim_class_count> class_names{
    "secured", "senior", "subordinated", "vendor", "lease"};

constexpr std::array<Instrument, 3> debt_instruments{Instrument::loans, Instrument::bonds,
                                                     Instrument::vendor_loans};

bool is_debt(Instrument instrument) {
  return std::find(debt_instruments.begin(), debt_instruments.end(), instrument) !=
         debt_instruments.end();
}

std::size_t bucket(int maturity, int year) {
  return static_cast<std::size_t>(
      std::clamp(maturity - year, 0, static_cast<int>(maturity_buckets) - 1));
}

}  // namespace debt_book_detail

std::string_view name_of(ClaimClass claim_class) {
  return debt_book_detail::class_names[index_of(claim_class)];
}

std::size_t DebtBook::row(ClaimId claim) const {
  OVERBUILD_INVARIANT(claim.value < size(), "claim " + std::to_string(claim.value));
  return claim.value;
}

/// Totals and ladder of the claim's debtor and creditor move by an amount.
void DebtBook::count(std::size_t row, Money amount) {
  const std::size_t instrument = index_of(instrument_[row]);
  DebtorTotals& debtor = debtors_[debtor_[row]];
  debtor.by_class[index_of(class_[row])] += amount;
  debtor.by_instrument[instrument] += amount;
  debtor.by_maturity[maturity_[row]] += amount;
  creditors_[creditor_[row]].by_instrument[instrument] += amount;
}

ClaimId DebtBook::add(const Claim& claim) {
  OVERBUILD_INVARIANT(claim.principal > Money::zero(), "a claim has principal");
  OVERBUILD_INVARIANT(debt_book_detail::is_debt(claim.instrument),
                      std::string(name_of(claim.instrument)) + " are not debt");
  OVERBUILD_INVARIANT(claim.debtor != claim.creditor, "nobody is his own creditor");
  const std::size_t row = size();
  debtor_.push_back(claim.debtor);
  creditor_.push_back(claim.creditor);
  class_.push_back(claim.claim_class);
  instrument_.push_back(claim.instrument);
  principal_.push_back(claim.principal);
  coupon_.push_back(claim.coupon);
  maturity_.push_back(claim.maturity);
  issued_.push_back(claim.issued);
  collateral_.push_back(claim.collateral.code());
  serial_.push_back(next_serial_++);
  rows_[claim.debtor].push_back(static_cast<std::uint32_t>(row));
  count(row, claim.principal);
  return ClaimId(static_cast<std::uint32_t>(row));
}

void DebtBook::repay(ClaimId claim, Money amount) {
  const std::size_t at = row(claim);
  OVERBUILD_INVARIANT(amount >= Money::zero() && amount <= principal_[at],
                      "repaying " + std::to_string(amount.cents()) + " of " +
                          std::to_string(principal_[at].cents()) + " cents");
  principal_[at] -= amount;
  count(at, -amount);
}

void DebtBook::write_off(ClaimId claim, Money amount) { repay(claim, amount); }

void DebtBook::shift_maturity(std::size_t row, int maturity) {
  auto& ladder = debtors_[debtor_[row]].by_maturity;
  ladder[maturity_[row]] -= principal_[row];
  ladder[maturity] += principal_[row];
  maturity_[row] = maturity;
}

void DebtBook::reschedule(ClaimId claim, int maturity, double coupon) {
  const std::size_t at = row(claim);
  shift_maturity(at, maturity);
  coupon_[at] = coupon;
}

std::vector<ClaimId> DebtBook::join_parts(std::span<const ClaimId> claims) {
  const auto terms = [&](ClaimId id) {
    const std::size_t at = row(id);
    return std::tuple(debtor_[at], creditor_[at], class_[at], instrument_[at], coupon_[at],
                      issued_[at], collateral_[at]);
  };
  std::map<decltype(terms(ClaimId{})), ClaimId> first;
  std::vector<ClaimId> left;
  for (const ClaimId id : claims) {
    const auto [known, fresh] = first.emplace(terms(id), id);
    if (fresh) {
      left.push_back(id);
      continue;
    }
    const Money amount = principal_[row(id)];
    repay(id, amount);
    principal_[row(known->second)] += amount;
    count(row(known->second), amount);
  }
  return left;
}

void DebtBook::spread_out(ClaimId claim, int first, int last, double coupon) {
  Claim part = this->claim(claim);
  const auto parts = equal_parts(part.principal, first, last);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const auto& [year, amount] = parts[k];
    if (k + 1 == parts.size()) {
      reschedule(claim, year, coupon);
      continue;
    }
    repay(claim, amount);
    part.principal = amount;
    part.maturity = year;
    part.coupon = coupon;
    add(part);
  }
}

void DebtBook::accelerate(AccountId debtor, int year) {
  for (const std::uint32_t at : rows_of(debtor)) {
    if (maturity_[at] > year) shift_maturity(at, year);
  }
}

void DebtBook::assign(ClaimId claim, AccountId creditor) {
  const std::size_t at = row(claim);
  OVERBUILD_INVARIANT(creditor != debtor_[at], "nobody is his own creditor");
  const std::size_t instrument = index_of(instrument_[at]);
  creditors_[creditor_[at]].by_instrument[instrument] -= principal_[at];
  creditors_[creditor].by_instrument[instrument] += principal_[at];
  creditor_[at] = creditor;
}

std::size_t DebtBook::compact() {
  const std::size_t before = size();
  std::vector<std::uint32_t> kept;
  kept.reserve(before);
  for (std::uint32_t at = 0; at < before; ++at) {
    if (!principal_[at].is_zero()) kept.push_back(at);
  }
  const auto keep = [&](auto& column) {
    for (std::size_t to = 0; to < kept.size(); ++to) column[to] = column[kept[to]];
    column.resize(kept.size());
  };
  keep(debtor_);
  keep(creditor_);
  keep(class_);
  keep(instrument_);
  keep(principal_);
  keep(coupon_);
  keep(maturity_);
  keep(issued_);
  keep(collateral_);
  keep(serial_);
  for (auto& [account, rows] : rows_) rows.clear();
  for (std::uint32_t at = 0; at < size(); ++at) rows_[debtor_[at]].push_back(at);
  for (auto& [account, totals] : debtors_) {
    std::erase_if(totals.by_maturity, [](const auto& step) { return step.second.is_zero(); });
  }
  return before - size();
}

Claim DebtBook::claim(ClaimId claim) const {
  const std::size_t at = row(claim);
  return {debtor_[at],     creditor_[at],  class_[at],
          instrument_[at], principal_[at], coupon_[at],
          maturity_[at],   issued_[at],    Collateral::of_code(collateral_[at])};
}

std::uint32_t DebtBook::serial(ClaimId claim) const { return serial_[row(claim)]; }

std::vector<ClaimId> DebtBook::claims_of(AccountId debtor) const {
  std::vector<ClaimId> found;
  found.reserve(rows_of(debtor).size());
  for (const std::uint32_t at : rows_of(debtor)) {
    if (!principal_[at].is_zero()) found.emplace_back(at);
  }
  return found;
}

std::span<const std::uint32_t> DebtBook::rows_of(AccountId debtor) const {
  const auto found = rows_.find(debtor);
  return found == rows_.end() ? std::span<const std::uint32_t>{} : found->second;
}

std::vector<ClaimId> DebtBook::claims_held(AccountId creditor) const {
  std::vector<ClaimId> found;
  for (std::uint32_t at = 0; at < size(); ++at) {
    if (creditor_[at] == creditor && !principal_[at].is_zero()) found.emplace_back(at);
  }
  return found;
}

std::vector<ClaimId> DebtBook::due(int year) const {
  std::vector<ClaimId> found;
  for (std::uint32_t at = 0; at < size(); ++at) {
    if (maturity_[at] <= year && !principal_[at].is_zero()) found.emplace_back(at);
  }
  return found;
}

Money DebtBook::interest(ClaimId claim) const {
  const std::size_t at = row(claim);
  return price_times(coupon_[at] / 100.0, principal_[at].cents());
}

Money DebtBook::owed(AccountId debtor) const {
  Money sum;
  for (const Instrument what : debt_book_detail::debt_instruments) sum += owed(debtor, what);
  return sum;
}

Money DebtBook::owed(AccountId debtor, ClaimClass claim_class) const {
  const auto found = debtors_.find(debtor);
  return found == debtors_.end() ? Money() : found->second.by_class[index_of(claim_class)];
}

Money DebtBook::owed(AccountId debtor, Instrument instrument) const {
  const auto found = debtors_.find(debtor);
  return found == debtors_.end() ? Money() : found->second.by_instrument[index_of(instrument)];
}

Money DebtBook::lent(AccountId creditor) const {
  Money sum;
  for (const Instrument what : debt_book_detail::debt_instruments) sum += lent(creditor, what);
  return sum;
}

Money DebtBook::lent(AccountId creditor, Instrument instrument) const {
  const auto found = creditors_.find(creditor);
  return found == creditors_.end() ? Money() : found->second.by_instrument[index_of(instrument)];
}

MaturityLadder DebtBook::ladder(AccountId debtor, int year) const {
  MaturityLadder ladder{};
  const auto found = debtors_.find(debtor);
  if (found == debtors_.end()) return ladder;
  for (const auto& [maturity, amount] : found->second.by_maturity) {
    ladder[debt_book_detail::bucket(maturity, year)] += amount;
  }
  return ladder;
}

MaturityLadder DebtBook::ladder(int year) const {
  MaturityLadder sum{};
  for (const auto& [debtor, totals] : debtors_) {
    const MaturityLadder part = ladder(debtor, year);
    for (std::size_t i = 0; i < maturity_buckets; ++i) sum[i] += part[i];
  }
  return sum;
}

std::pair<DebtBook::Debtors, DebtBook::Creditors> DebtBook::listed() const {
  std::pair<Debtors, Creditors> sums;
  // One after the other are often of one debtor and one creditor.
  DebtorTotals* debtor = nullptr;
  CreditorTotals* creditor = nullptr;
  for (std::size_t at = 0; at < size(); ++at) {
    if (at == 0 || debtor_[at] != debtor_[at - 1]) debtor = &sums.first[debtor_[at]];
    if (at == 0 || creditor_[at] != creditor_[at - 1]) creditor = &sums.second[creditor_[at]];
    debtor->by_class[index_of(class_[at])] += principal_[at];
    debtor->by_instrument[index_of(instrument_[at])] += principal_[at];
    debtor->by_maturity[maturity_[at]] += principal_[at];
    creditor->by_instrument[index_of(instrument_[at])] += principal_[at];
  }
  return sums;
}

/// Ladder and classes of each debtor against the claims; both ways, so that nothing is missing.
void DebtBook::audit_ladder(const Debtors& listed, const Compare& compare) const {
  for (const auto& [account, totals] : debtors_) {
    const auto found = listed.find(account);
    const DebtorTotals claims = found == listed.end() ? DebtorTotals{} : found->second;
    for (const auto& [maturity, amount] : totals.by_maturity) {
      const auto step = claims.by_maturity.find(maturity);
      compare(account, "debt due in ", std::to_string(maturity), amount,
              step == claims.by_maturity.end() ? Money() : step->second);
    }
    for (std::size_t i = 0; i < claim_class_count; ++i) {
      compare(account, debt_book_detail::class_names[i], " debt", totals.by_class[i],
              claims.by_class[i]);
    }
  }
  for (const auto& [account, claims] : listed) {
    Money due;
    Money laddered;
    for (const auto& step : claims.by_maturity) due += step.second;
    const auto known = debtors_.find(account);
    if (known != debtors_.end()) {
      for (const auto& step : known->second.by_maturity) laddered += step.second;
    }
    compare(account, "the whole ladder", "", laddered, due);
  }
}

void DebtBook::audit(const Ledger& ledger, AuditReport& report) const {
  const Compare compare = [&](AccountId account, std::string_view of, std::string_view what,
                              Money left, Money right) {
    report.equal(Identity::debt_ladder, left, right, [&] {
      return InvariantContext{ledger.year(), "audit", ledger.label(account),
                              std::string(of).append(what) +
                                  "; last postings:" + ledger.journal_text({.account = account})};
    });
  };
  const auto [debtors, creditors] = listed();
  audit_ladder(debtors, compare);
  const auto in = [](const auto& totals, AccountId account, Instrument what) {
    const auto found = totals.find(account);
    return found == totals.end() ? Money() : found->second.by_instrument[index_of(what)];
  };
  for (const AccountId account : ledger.named_accounts()) {
    for (const Instrument what : debt_book_detail::debt_instruments) {
      const std::string_view name = name_of(what);
      compare(account, name, " owed", owed(account, what), in(debtors, account, what));
      compare(account, name, " lent", lent(account, what), in(creditors, account, what));
      compare(account, name, " in book and ledger", lent(account, what) - owed(account, what),
              ledger.balance(account, what));
    }
  }
}

void DebtBook::add_to(Digest& digest) const {
  digest.add(debtor_);
  digest.add(creditor_);
  digest.add(class_);
  digest.add(instrument_);
  digest.add(principal_);
  digest.add(coupon_);
  digest.add(maturity_);
  digest.add(issued_);
  digest.add(collateral_);
}

ClaimId lend(Ledger& ledger, DebtBook& book, const Claim& claim) {
  ledger.issue(claim.creditor, claim.debtor, claim.instrument, row_of(claim.instrument),
               claim.principal);
  return book.add(claim);
}

std::vector<std::pair<int, Money>> equal_parts(Money amount, int first_year, int last_year) {
  const std::int64_t n = std::max(last_year - first_year + 1, 1);
  const Money part = Money::from_cents(amount.cents() / n);
  std::vector<std::pair<int, Money>> parts;
  for (int k = 0; k < n; ++k) {
    const Money piece = k + 1 < n ? part : amount - Money::from_cents(part.cents() * (n - 1));
    if (piece > Money::zero()) parts.emplace_back(first_year + k, piece);
  }
  return parts;
}

void lend_in_parts(Ledger& ledger, DebtBook& book, Claim claim, int first, int last) {
  OVERBUILD_INVARIANT(claim.principal > Money::zero(), "a loan has principal");
  ledger.issue(claim.creditor, claim.debtor, claim.instrument, row_of(claim.instrument),
               claim.principal);
  for (const auto& [year, amount] : equal_parts(claim.principal, first, last)) {
    claim.maturity = year;
    claim.principal = amount;
    book.add(claim);
  }
}

ClaimId open_claim(Ledger& ledger, DebtBook& book, const Claim& claim) {
  ledger.open_balance({{claim.creditor, claim.instrument, claim.principal},
                       {claim.debtor, claim.instrument, -claim.principal}});
  return book.add(claim);
}

void repay(Ledger& ledger, DebtBook& book, ClaimId claim, Money amount) {
  const Claim terms = book.claim(claim);
  book.repay(claim, amount);
  ledger.issue(terms.creditor, terms.debtor, terms.instrument, row_of(terms.instrument), -amount);
}

void write_off(Ledger& ledger, DebtBook& book, ClaimId claim, Money amount) {
  const Claim terms = book.claim(claim);
  book.write_off(claim, amount);
  ledger.write_off(terms.creditor, terms.debtor, terms.instrument, amount);
}

void swap_for_equity(Ledger& ledger, DebtBook& book, ClaimId claim, Money amount) {
  const Claim terms = book.claim(claim);
  book.repay(claim, amount);
  ledger.swap_for_equity(terms.creditor, terms.debtor, terms.instrument, amount);
}

}  // namespace overbuild
