// Signed promises that are not yet balance-sheet debt: compute contracts, energy, equipment and
// shells on order, foundry purchases.
// Owns schedules of money and quantity by year, and totals by payer and by payee kept apart, so
// that identity I15 (pairwise equal) is a real check. Refuses to know who can pay.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "core/digest.hpp"
#include "core/money.hpp"
#include "market/audit.hpp"
#include "market/sectors.hpp"

namespace overbuild {

enum class CommitmentKind : std::uint8_t {
  compute,
  energy,
  equipment,
  shells,
  foundry,
  lease,     ///< signed and not begun
  backstop,  ///< the payer takes over capacity that the payee cannot sell
  facility   ///< the payer lends what the payee cannot raise for its bills
};
inline constexpr std::size_t commitment_kinds =
    static_cast<std::size_t>(CommitmentKind::facility) + 1;
std::string_view name_of(CommitmentKind);

struct Commitment {
  CommitmentKind kind = CommitmentKind::compute;
  AccountId payer, payee;
  int first_year = 0;
  std::vector<Money> due;              ///< [years] from first_year
  std::vector<std::int64_t> quantity;  ///< hours, MWh or thousandths of a unit, by year
  double unit_price = 0.0;             ///< usd per unit of quantity, fixed at signing
  double take_or_pay = 1.0;            ///< share of the quantity paid for whatever is used

  int last_year() const { return first_year + static_cast<int>(due.size()) - 1; }
  bool covers(int year) const { return year >= first_year && year <= last_year(); }
  Money due_in(int year) const {
    return covers(year) ? due[static_cast<std::size_t>(year - first_year)] : Money::zero();
  }
  std::int64_t quantity_in(int year) const {
    return covers(year) ? quantity[static_cast<std::size_t>(year - first_year)] : 0;
  }
};

using CommitmentId = Index<struct CommitmentTag>;

class CommitmentBook {
 public:
  CommitmentId sign(Commitment);
  /// What fell due in a year is no longer promised.
  void settle(int year);
  /// Moves `amount` and its quantity from one year to a later one (stretch-out, late delivery).
  void defer(CommitmentId, int from_year, int to_year, Money amount, std::int64_t quantity);
  /// Drops part of what is due in a year.
  void reduce(CommitmentId, int year, Money amount, std::int64_t quantity);
  /// Drops what is still open and returns it.
  Money reject(CommitmentId);

  std::size_t size() const { return open_.size(); }
  const Commitment& at(CommitmentId id) const { return commitments_[id.value]; }
  /// Open commitments of a kind, in order of signing.
  std::vector<CommitmentId> open(CommitmentKind) const;
  /// Open commitments that a party pays or is paid for, in order of signing.
  std::vector<CommitmentId> of(AccountId party) const;
  /// The same, without a copy: for readers, good until something is signed, settled or rejected.
  std::span<const CommitmentId> listed(AccountId party) const;
  Money payable(AccountId) const;
  Money receivable(AccountId) const;
  Money total() const;

  /// I15: each account's totals equal the sum over the list, and payables equal receivables.
  void audit(AuditReport&) const;
  void add_to(Digest&) const;

 private:
  friend struct CommitmentProbe;
  void count(const Commitment&, Money amount);
  std::vector<std::uint32_t>& alike(const Commitment&);  ///< open ones of its kind

  std::vector<Commitment> commitments_;
  std::vector<std::uint32_t> open_;
  std::array<std::vector<std::uint32_t>, commitment_kinds> open_of_kind_;  ///< the same by kind
  std::map<AccountId, std::vector<CommitmentId>> open_of_party_;           ///< and by either party
  std::map<AccountId, Money> payable_, receivable_;
};

}  // namespace overbuild
