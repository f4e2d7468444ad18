// Why: when somebody cannot pay, his creditors are paid less in the same year, and some of them
// then cannot pay either; who ends up paying what is one fixed point, not a sequence.
// Owns: the clearing of dues by absolute priority on whole cents (Eisenberg and Noe 2001; ranks:
// Elsinger 2009), greatest vector, by Picard iteration from full payment with floors inside.
// Refuses to know: the ledger, and what follows for those who cannot pay.
// Test: tests/market/test_clearing.cpp (worked examples, brute force on tiny networks).
#pragma once

#include <cstdint>
#include <span>
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

/// What a debtor can pay with before anyone pays him: cash, plus sale proceeds in resolution.
struct Endowment {
  AccountId account;
  Money wealth;  // negative counts as zero
};

struct ClearingResult {
  std::vector<Money> paid;           // [obligations], 0 <= paid <= due
  std::vector<AccountId> defaulted;  // accounts that pay less than is due, by number
  std::vector<std::uint32_t>
      default_round;             // [defaulted] 1: by own means, 2: pulled down by those, ...
  std::uint32_t iterations = 0;  // rounds until nothing changed
};

/// Greatest clearing vector.  Every debtor needs an endowment (BrokenInvariant otherwise); mere
/// creditors do not.  Within a rank payments are pro rata, floored; cents left over inside a rank
/// are given once, after convergence, one each to the largest claims (ties by account_key).
/// The result does not depend on the order of obligations or endowments.
ClearingResult clear_obligations(std::span<const Obligation> obligations,
                                 std::span<const Endowment> endowments,
                                 FunctionRef<std::uint64_t(AccountId)> account_key);

}  // namespace overbuild
