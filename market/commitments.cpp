#include "market/commitments.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/count.hpp"

namespace overbuild {

std::string_view name_of(CommitmentKind kind) {
  switch (kind) {
    case CommitmentKind::compute: return "compute";
    case CommitmentKind::energy: return "energy";
    case CommitmentKind::equipment: return "equipment";
    case CommitmentKind::shells: return "shells";
    case CommitmentKind::foundry: return "foundry";
    case CommitmentKind::lease: return "lease";
    case CommitmentKind::backstop: return "backstop";
    case CommitmentKind::facility: return "facility";
  }
  return "";
}

void CommitmentBook::count(const Commitment& commitment, Money amount) {
  payable_[commitment.payer] += amount;
  receivable_[commitment.payee] += amount;
}

std::vector<std::uint32_t>& CommitmentBook::alike(const Commitment& commitment) {
  return open_of_kind_[static_cast<std::size_t>(commitment.kind)];
}

CommitmentId CommitmentBook::sign(Commitment commitment) {
  OVERBUILD_INVARIANT(commitment.due.size() == commitment.quantity.size(), "commitment schedule");
  for (const Money due : commitment.due) count(commitment, due);
  commitments_.push_back(std::move(commitment));
  open_.push_back(static_cast<std::uint32_t>(commitments_.size() - 1));
  alike(commitments_.back()).push_back(open_.back());
  const AccountId payer = commitments_.back().payer, payee = commitments_.back().payee;
  const CommitmentId id(open_.back());
  open_of_party_[payer].push_back(id);
  if (payee != payer) open_of_party_[payee].push_back(id);
  return id;
}

void CommitmentBook::settle(int year) {
  for (const std::uint32_t row : open_) {
    Commitment& commitment = commitments_[row];
    if (!commitment.covers(year)) continue;
    const auto k = static_cast<std::size_t>(year - commitment.first_year);
    count(commitment, -commitment.due[k]);
    commitment.due[k] = Money::zero();
    commitment.quantity[k] = 0;
  }
  const auto over = [&](std::uint32_t row) { return commitments_[row].last_year() <= year; };
  std::erase_if(open_, over);
  for (std::vector<std::uint32_t>& of_kind : open_of_kind_) std::erase_if(of_kind, over);
  for (auto& [party, ids] : open_of_party_) {
    std::erase_if(ids, [&](CommitmentId id) { return over(id.value); });
  }
}

void CommitmentBook::defer(CommitmentId id, int from_year, int to_year, Money amount,
                           std::int64_t quantity) {
  Commitment& commitment = commitments_[id.value];
  OVERBUILD_INVARIANT(commitment.covers(from_year) && to_year > from_year, "deferral");
  const auto from = static_cast<std::size_t>(from_year - commitment.first_year);
  const auto to = static_cast<std::size_t>(to_year - commitment.first_year);
  if (to >= commitment.due.size()) {
    commitment.due.resize(to + 1);
    commitment.quantity.resize(to + 1);
  }
  OVERBUILD_INVARIANT(amount <= commitment.due[from] && quantity <= commitment.quantity[from],
                      "deferral beyond what is due");
  commitment.due[from] -= amount;
  commitment.due[to] += amount;
  commitment.quantity[from] -= quantity;
  add_count(commitment.quantity[to], quantity, "a quantity under contract");
}

void CommitmentBook::reduce(CommitmentId id, int year, Money amount, std::int64_t quantity) {
  Commitment& commitment = commitments_[id.value];
  OVERBUILD_INVARIANT(commitment.covers(year), "reduction");
  const auto k = static_cast<std::size_t>(year - commitment.first_year);
  OVERBUILD_INVARIANT(amount <= commitment.due[k] && quantity <= commitment.quantity[k],
                      "reduction beyond what is due");
  commitment.due[k] -= amount;
  commitment.quantity[k] -= quantity;
  count(commitment, -amount);
}

namespace {
/// Lists are in order of signing.
template <class Row>
void drop(std::vector<Row>& rows, Row row) {
  const auto found = std::lower_bound(rows.begin(), rows.end(), row);
  if (found != rows.end() && *found == row) rows.erase(found);
}
}  // namespace

Money CommitmentBook::reject(CommitmentId id) {
  Commitment& commitment = commitments_[id.value];
  Money dropped = Money::zero();
  for (std::size_t k = 0; k < commitment.due.size(); ++k) {
    dropped += commitment.due[k];
    commitment.due[k] = Money::zero();
    commitment.quantity[k] = 0;
  }
  count(commitment, -dropped);
  drop(open_, id.value);
  drop(alike(commitment), id.value);
  drop(open_of_party_[commitment.payer], id);
  drop(open_of_party_[commitment.payee], id);
  return dropped;
}

std::vector<CommitmentId> CommitmentBook::open(CommitmentKind kind) const {
  const auto& rows = open_of_kind_[static_cast<std::size_t>(kind)];
  std::vector<CommitmentId> ids;
  ids.reserve(rows.size());
  for (const std::uint32_t row : rows) ids.push_back(CommitmentId(row));
  return ids;
}

std::vector<CommitmentId> CommitmentBook::of(AccountId party) const {
  const auto ids = listed(party);
  return {ids.begin(), ids.end()};
}

std::span<const CommitmentId> CommitmentBook::listed(AccountId party) const {
  const auto found = open_of_party_.find(party);
  return found == open_of_party_.end() ? std::span<const CommitmentId>{} : found->second;
}

namespace {
Money total_of(const std::map<AccountId, Money>& totals, AccountId account) {
  const auto found = totals.find(account);
  return found == totals.end() ? Money::zero() : found->second;
}
}  // namespace

Money CommitmentBook::payable(AccountId account) const { return total_of(payable_, account); }
Money CommitmentBook::receivable(AccountId account) const { return total_of(receivable_, account); }

Money CommitmentBook::total() const {
  Money sum = Money::zero();
  for (const auto& [account, amount] : payable_) sum += amount;
  return sum;
}

void CommitmentBook::audit(AuditReport& report) const {
  std::map<AccountId, Money> payable, receivable;
  for (const Commitment& commitment : commitments_) {
    const Money owed = std::accumulate(commitment.due.begin(), commitment.due.end(), Money::zero());
    payable[commitment.payer] += owed;
    receivable[commitment.payee] += owed;
  }
  const auto compare = [&](const std::map<AccountId, Money>& kept,
                           const std::map<AccountId, Money>& listed) {
    Money sum = Money::zero();
    for (const auto& [account, amount] : kept) {
      report.equal(Identity::commitments_pairwise, amount, total_of(listed, account), [] {
        return InvariantContext("commitments of an account differ from its list");
      });
      sum += amount;
    }
    return sum;
  };
  const Money promised = compare(payable_, payable);
  const Money expected = compare(receivable_, receivable);
  report.equal(Identity::commitments_pairwise, promised, expected,
               [] { return InvariantContext("payable and receivable commitments differ"); });
}

void CommitmentBook::add_to(Digest& digest) const {
  for (const std::uint32_t row : open_) {
    const Commitment& commitment = commitments_[row];
    digest.add(commitment.due);
    digest.add(commitment.quantity);
  }
}

}  // namespace overbuild
