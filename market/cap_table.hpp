// Why: dividends, dilution and losses go to owners in exact shares.
// Owns: who holds how many parts per billion of each issuer; an issuer's shares sum to one billion.
// Refuses to know: what a share is worth (the ledger's equity) and who would buy one.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "core/digest.hpp"
#include "core/function_ref.hpp"
#include "core/money.hpp"
#include "market/audit.hpp"
#include "market/sectors.hpp"

namespace overbuild {

inline constexpr std::int64_t all_shares = 1'000'000'000;

/// A holder's parts per billion of one issuer.
struct Stake {
  AccountId issuer;
  AccountId holder;
  std::int64_t parts = 0;
};

class CapTable {
 public:
  /// Stable hash of an account for ties between equal remainders; Ledger::key.
  using AccountKey = FunctionRef<std::uint64_t(AccountId)>;

  /// First owners in proportion to weights (any positive integers); replaces nothing: the issuer
  /// must be new or wiped out.
  void found(AccountId issuer, std::span<const std::pair<AccountId, std::int64_t>> weights,
             AccountKey key);
  /// New money: the investor gets amount / (pre_money + amount) of the issuer, rounded down;
  /// everybody (the investor's old shares too) is diluted in proportion, exactly.  Returns the
  /// parts issued.
  std::int64_t issue(AccountId issuer, AccountId investor, Money pre_money, Money amount,
                     AccountKey key);
  /// Parts change hands; the seller must have them.
  void transfer(AccountId issuer, AccountId from, AccountId to, std::int64_t parts);
  /// Old owners lose everything (bankruptcy, closure); the issuer can be founded again.
  void wipe_out(AccountId issuer);

  [[nodiscard]] bool has(AccountId issuer) const;
  [[nodiscard]] std::int64_t parts(AccountId issuer, AccountId holder) const;
  /// Stakes with parts > 0, by holder and by issuer number.
  [[nodiscard]] std::vector<Stake> holders(AccountId issuer) const;
  [[nodiscard]] std::vector<Stake> stakes(AccountId holder) const;
  [[nodiscard]] std::vector<AccountId> issuers() const;
  /// An amount (dividend, market value, loss) in whole cents by holder, exact in sum.
  [[nodiscard]] std::vector<std::pair<AccountId, Money>> divide(AccountId issuer, Money amount,
                                                                AccountKey key) const;

  /// I13: shares of each issuer sum to one; holders' own tallies agree with the issuers' lists.
  void audit(AuditReport& report) const;
  void add_to(Digest& digest) const;

 private:
  friend struct CapTableProbe;

  using Parts = std::map<AccountId, std::int64_t>;

  [[nodiscard]] const Parts& list(AccountId issuer) const;
  void change(AccountId issuer, AccountId holder, std::int64_t parts);

  std::map<AccountId, Parts> by_issuer_;
  Parts held_;  // parts of all issuers together, by holder
};

}  // namespace overbuild
