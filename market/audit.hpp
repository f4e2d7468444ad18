// Why: books that are checked every year in every build cannot drift.
// Owns: the list of accounting identities, the report that counts every comparison, and the checks
// that can be made from the ledger alone (I1 to I6 and I14).
// Refuses to know: tolerances; every comparison is == between integers.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/invariant.hpp"
#include "core/money.hpp"

namespace overbuild {

class Ledger;

enum class Identity : std::uint8_t {
  flow_rows = 1,
  flow_columns,
  claims_match_debts,
  balances_move_by_flows,
  net_worth_is_real_assets,
  deposits_are_bank_liabilities,
  equipment_units,
  jobs,
  energy,
  debt_ladder,
  estates,
  losses_are_value_destroyed,
  shares_sum_to_one,
  redundant_equation,
  commitments_pairwise,
  cohort_cash_flows
};
inline constexpr std::size_t identity_count = 16;

/// What an identity says; number as in "I4".
struct IdentityText {
  Identity identity;
  std::string_view number;
  std::string_view statement;
};

/// All identities in order of number, [16].
std::span<const IdentityText> identities();
const IdentityText& text_of(Identity identity);

/// Counts comparisons; a comparison that fails throws BrokenInvariant.
struct AuditReport {
  std::uint64_t identities_checked = 0;
  std::array<std::uint64_t, identity_count + 1> checked{};  // by identity number; [0] unused

  /// One comparison; describe() returns an InvariantContext and is called only on failure.
  template <class Describe>
  void equal(Identity identity, std::int64_t left, std::int64_t right, Describe&& describe) {
    count(identity, 1);
    if (left != right) [[unlikely]]
      fail(identity, left, right, describe());
  }
  template <class Describe>
  void equal(Identity identity, Money left, Money right, Describe&& describe) {
    equal(identity, left.cents(), right.cents(), describe);
  }

  /// Comparisons made elsewhere (in a vectorised loop) that all held.
  void count(Identity identity, std::uint64_t comparisons) {
    identities_checked += comparisons;
    checked[static_cast<std::size_t>(identity)] += comparisons;
  }

  [[noreturn]] static void fail(Identity identity, std::int64_t left, std::int64_t right,
                                InvariantContext context);
};

/// I1: each row of the flow matrix sums to zero, and each cell is the sum of its accounts.
void check_flow_rows(const Ledger& ledger, AuditReport& report);
/// I2: each sector's column sums to zero; the row of deposits comes from balances, not from flows.
void check_flow_columns(const Ledger& ledger, AuditReport& report);
/// I3: each financial instrument sums to zero over sectors, and each sector is the sum of its
/// accounts.
void check_claims_match_debts(const Ledger& ledger, AuditReport& report);
/// I4: closing = opening + all changes, for each account and instrument.
void check_balances_move_by_flows(const Ledger& ledger, AuditReport& report);
/// I5: net worth followed by flow equals net worth on the balance sheet, account by account, and
/// in total equals real assets.
void check_net_worth(const Ledger& ledger, AuditReport& report);
/// I6: what all others hold on deposit is what the payments bank's own account owes.
void check_bank_deposits(const Ledger& ledger, AuditReport& report);
/// I14: balances and flows of R and G from their own postings are minus those of everybody else.
void check_redundant_equation(const Ledger& ledger, AuditReport& report);

}  // namespace overbuild
