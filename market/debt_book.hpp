// Why: a balance of loans does not say who is due when; clearing and rollover need each claim.
// Owns: debt claims as columns (who owes whom, class, coupon, maturity), the maturity ladder, and
// totals by debtor and creditor, each updated on its own, so that I10 compares three accounts of
// one fact.
// Refuses to know: payments (the ledger's), prices of credit, and who deserves refinancing.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/digest.hpp"
#include "core/money.hpp"
#include "market/auction.hpp"
#include "market/audit.hpp"
#include "market/ledger.hpp"

namespace overbuild {

enum class ClaimClass : std::uint8_t { secured, senior, subordinated, vendor, lease };
inline constexpr std::size_t claim_class_count = 5;
std::string_view name_of(ClaimClass claim_class);

/// What a secured claim or a lease can be paid from first: one cohort of its debtor's capital.
struct Collateral {
  AssetLayer layer = AssetLayer::equipment;
  std::int32_t vintage = 0;  // 0: nothing is pledged

  [[nodiscard]] constexpr bool any() const { return vintage != 0; }
  /// One number for a column: 0 when nothing is pledged.
  [[nodiscard]] constexpr std::int32_t code() const {
    return vintage * 2 + (layer == AssetLayer::shells ? 1 : 0);
  }
  static constexpr Collateral of_code(std::int32_t code) {
    return {code & 1 ? AssetLayer::shells : AssetLayer::equipment, code >> 1};
  }
  constexpr bool operator==(const Collateral&) const = default;
};

/// Row in the book; valid until the next compact().
using ClaimId = Index<struct ClaimTag>;

struct Claim {
  AccountId debtor;
  AccountId creditor;
  ClaimClass claim_class = ClaimClass::senior;
  Instrument instrument = Instrument::loans;  // loans, bonds or vendor_loans
  Money principal;
  double coupon = 0.0;  // per year, fixed at issue
  int maturity = 0;     // year in which the principal is due
  int issued = 0;
  Collateral collateral{};
};

/// Principal due in 0 (this year or overdue), 1, ..., 14, 15 or more years.
inline constexpr std::size_t maturity_buckets = 16;
using MaturityLadder = std::array<Money, maturity_buckets>;

class DebtBook {
 public:
  /// principal > 0, a claim instrument of debt, debtor != creditor; else BrokenInvariant.
  ClaimId add(const Claim& claim);
  /// Principal down by 0 <= amount <= principal.
  void repay(ClaimId claim, Money amount);
  void write_off(ClaimId claim, Money amount);
  /// Same claim, later (or earlier) due and at another coupon.
  void reschedule(ClaimId claim, int maturity, double coupon);
  /// Claims that differ in when they fall due and in nothing else become the first of them; returns
  /// the claims that are left, in the order of the first of each.
  std::vector<ClaimId> join_parts(std::span<const ClaimId> claims);
  /// The same claim in equal parts that fall due in the years `first` to `last`.
  void spread_out(ClaimId claim, int first, int last, double coupon);
  /// All that a debtor owes falls due in this year.
  void accelerate(AccountId debtor, int year);
  /// The claim changes hands (the payment and the ledger's claim legs are the caller's).
  void assign(ClaimId claim, AccountId creditor);
  /// Drops repaid claims, keeping the order of the rest; returns how many were dropped.
  std::size_t compact();

  [[nodiscard]] std::size_t size() const { return principal_.size(); }
  [[nodiscard]] Claim claim(ClaimId claim) const;
  /// Number of the claim in order of issue, never used again.
  [[nodiscard]] std::uint32_t serial(ClaimId claim) const;
  /// Open claims in book order.
  [[nodiscard]] std::vector<ClaimId> claims_of(AccountId debtor) const;
  [[nodiscard]] std::vector<ClaimId> claims_held(AccountId creditor) const;
  /// Open claims due in or before a year.
  [[nodiscard]] std::vector<ClaimId> due(int year) const;
  /// One year's coupon of a claim, rounded once.
  [[nodiscard]] Money interest(ClaimId claim) const;

  // Columns [size()], for loops over the whole book.
  [[nodiscard]] std::span<const AccountId> debtors() const { return debtor_; }
  [[nodiscard]] std::span<const AccountId> creditors() const { return creditor_; }
  [[nodiscard]] std::span<const ClaimClass> classes() const { return class_; }
  [[nodiscard]] std::span<const Instrument> instruments() const { return instrument_; }
  [[nodiscard]] std::span<const Money> principals() const { return principal_; }
  [[nodiscard]] std::span<const double> coupons() const { return coupon_; }
  [[nodiscard]] std::span<const int> maturities() const { return maturity_; }
  [[nodiscard]] std::span<const int> issue_years() const { return issued_; }
  /// Rows of a debtor, in book order; those repaid since the last compact() have no principal. Good
  /// until a claim is added or compact().
  [[nodiscard]] std::span<const std::uint32_t> rows_of(AccountId debtor) const;

  // Running totals.
  [[nodiscard]] Money owed(AccountId debtor) const;
  [[nodiscard]] Money owed(AccountId debtor, ClaimClass claim_class) const;
  [[nodiscard]] Money owed(AccountId debtor, Instrument instrument) const;
  [[nodiscard]] Money lent(AccountId creditor) const;
  [[nodiscard]] Money lent(AccountId creditor, Instrument instrument) const;
  /// Ladder seen from a year: bucket 0 is due in that year or overdue.
  [[nodiscard]] MaturityLadder ladder(AccountId debtor, int year) const;
  [[nodiscard]] MaturityLadder ladder(int year) const;

  /// I10: for each debtor the ladder, the totals and the list of claims agree, and with the ledger
  /// for each debtor and creditor; no account of the ledger has debt that the book does not know.
  void audit(const Ledger& ledger, AuditReport& report) const;
  void add_to(Digest& digest) const;

 private:
  friend struct DebtBookProbe;

  struct DebtorTotals {
    std::array<Money, claim_class_count> by_class{};
    std::array<Money, instrument_count> by_instrument{};
    std::map<int, Money> by_maturity;
  };
  struct CreditorTotals {
    std::array<Money, instrument_count> by_instrument{};
  };

  using Debtors = std::map<AccountId, DebtorTotals>;
  using Creditors = std::map<AccountId, CreditorTotals>;
  /// `of` and `what` name the amounts together.
  using Compare =
      std::function<void(AccountId, std::string_view of, std::string_view what, Money, Money)>;

  std::size_t row(ClaimId claim) const;
  [[nodiscard]] std::pair<Debtors, Creditors> listed() const;
  void audit_ladder(const Debtors& listed, const Compare& compare) const;
  void count(std::size_t row, Money amount);
  void shift_maturity(std::size_t row, int maturity);

  std::vector<AccountId> debtor_, creditor_;
  std::vector<ClaimClass> class_;
  std::vector<Instrument> instrument_;
  std::vector<Money> principal_;
  std::vector<double> coupon_;
  std::vector<int> maturity_, issued_;
  std::vector<std::int32_t> collateral_;  // Collateral::code
  std::vector<std::uint32_t> serial_;
  std::uint32_t next_serial_ = 0;
  std::map<AccountId, std::vector<std::uint32_t>> rows_;  // of each debtor, in book order
  Debtors debtors_;
  Creditors creditors_;
};

/// `amount` in so many equal parts; the last takes the odd cents, and parts of nothing are left
/// out.
std::vector<std::pair<int, Money>> equal_parts(Money amount, int first_year, int last_year);

// Book and ledger in one step, so that the two cannot be told different stories.

/// The creditor pays the principal out and holds the claim.
ClaimId lend(Ledger& ledger, DebtBook& book, const Claim& claim);
/// The same in equal parts, each a claim of its own, that fall due in the years `first` to `last`;
/// principal > 0, else BrokenInvariant.
void lend_in_parts(Ledger& ledger, DebtBook& book, Claim claim, int first, int last);
/// Opening claim, posted without payment, before the first year.
ClaimId open_claim(Ledger& ledger, DebtBook& book, const Claim& claim);
/// The debtor pays principal back.
void repay(Ledger& ledger, DebtBook& book, ClaimId claim, Money amount);
/// The creditor gives principal up.
void write_off(Ledger& ledger, DebtBook& book, ClaimId claim, Money amount);
/// Principal becomes equity of the same amount; the shares themselves are the cap table's.
void swap_for_equity(Ledger& ledger, DebtBook& book, ClaimId claim, Money amount);

}  // namespace overbuild
