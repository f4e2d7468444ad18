// Why: when somebody cannot pay, his creditors are paid less in the same year, and some of them
// then cannot pay either; who ends up paying what is one fixed point, not a sequence.
// Owns: the clearing of dues by absolute priority on whole cents, with costs of failure and assets
// sold for the purpose (Eisenberg & Noe 2001; costs: Rogers & Veraart 2013; ranks: Elsinger 2009;
// prices: Cifuentes, Ferrucci & Shin 2005), the greatest vector or the least, floors inside.
// Refuses to know: the ledger, how assets are sold, and what follows for those who cannot pay.
// Test: tests/market/test_clearing.cpp (worked examples, brute force on tiny networks).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/function_ref.hpp"
#include "core/money.hpp"
#include "market/sectors.hpp"

namespace overbuild {

struct Obligation {
  AccountId debtor;
  AccountId creditor;
  std::uint8_t rank = 0;         // 0 is paid first
  Money due;                     // >= 0
  FlowRow row = FlowRow::loans;  // where the payment will be posted
  std::uint32_t tag = 0;         // the caller's: claim, contract
};

inline constexpr std::int64_t whole = 1'000'000;  // shares are in parts per million

/// What a debtor can pay with before anyone pays him and before he sells anything.
struct Endowment {
  AccountId account;
  Money wealth;                       // negative counts as zero
  bool failed = false;                // in default whatever it has
  std::int64_t keeps_assets = whole;  // of cash and proceeds, in default (Rogers & Veraart: alpha)
  std::int64_t keeps_claims = whole;  // of what others pay it, in default (beta)
};

/// All that a debtor has is for sale.
inline constexpr std::int64_t everything = INT64_MAX;

/// Proceeds in cents [debtors, by account number] when each sells for `need` cents at least,
/// nothing (0), or everything; a debtor that cannot sell so much brings less. More need anywhere
/// must not raise anybody's price. The span lives until the next call.
using AssetSale = FunctionRef<std::span<const std::int64_t>(std::span<const AccountId> debtors,
                                                            std::span<const std::int64_t> need)>;

enum class ClearingVector : std::uint8_t { greatest, least };
inline constexpr std::string_view clearing_vector_names[] = {"greatest", "least"};

struct ClearingResult {
  std::vector<Money> paid;           // [obligations], 0 <= paid <= due
  std::vector<AccountId> defaulted;  // accounts that pay less than is due or had failed, by number
  std::vector<std::uint32_t>
      default_round;                // [defaulted] 1: by own means, 2: pulled down by those, ...
  std::vector<Money> costs;         // [defaulted] what failure destroys of its means
  std::vector<AccountId> sellers;   // accounts that must sell something, by number
  std::vector<std::int64_t> needs;  // [sellers] cents, or everything
  std::uint32_t iterations = 0;     // rounds until nothing changed
};

/// The clearing vector.  Every debtor needs an endowment (BrokenInvariant otherwise); mere
/// creditors do not.  Within a rank payments are pro rata, floored; cents left over inside a rank
/// are given once, after convergence, one each to the largest claims (ties by account_key).  The
/// result does not depend on the order of obligations or endowments.  On the lattice of whole cents
/// the map is monotone, so iteration from full payment ends in the greatest fixed point, and from
/// no payment in the least.
ClearingResult clear_obligations(std::span<const Obligation> obligations,
                                 std::span<const Endowment> endowments,
                                 FunctionRef<std::uint64_t(AccountId)> account_key,
                                 ClearingVector vector = ClearingVector::greatest);
/// The same when debtors can sell assets.
ClearingResult clear_obligations(std::span<const Obligation> obligations,
                                 std::span<const Endowment> endowments,
                                 FunctionRef<std::uint64_t(AccountId)> account_key,
                                 ClearingVector vector, AssetSale sale);

}  // namespace overbuild
