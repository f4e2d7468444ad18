// Who owes and owns what: the ledger, the books beside it, and the dues of the year.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/digest.hpp"
#include "market/cap_table.hpp"
#include "market/clearing.hpp"
#include "market/commitments.hpp"
#include "market/debt_book.hpp"
#include "market/ledger.hpp"
#include "market/losses.hpp"
#include "sim/parts/access.hpp"

namespace overbuild {

/// Dues of the year with the reason that events and `obligations.csv` show.
struct Dues {
  std::vector<Obligation> list;
  void add(AccountId debtor, AccountId creditor, FlowRow row, std::uint8_t rank, Money due,
           std::uint32_t tag = 0) {
    if (due > Money::zero()) list.push_back({debtor, creditor, rank, due, row, tag});
  }
};

/// Order in which claims are paid.
namespace rank {
inline constexpr std::uint8_t administrative = 0, secured = 1, senior = 2, subordinated = 3;
}
/// Tags of dues: claim row + 1 where principal is repaid, contract_tag | commitment for compute
/// contracts, zero for everything else.
inline constexpr std::uint32_t contract_tag = 0x80000000U;

struct Books {
  Ledger ledger;
  DebtBook debt;
  CapTable shares;
  CommitmentBook commitments;
  LossRecorder losses;
  AccountId economy, government, bank;
  AccountRange enterprise_accounts;
  std::map<std::pair<AccountId, AccountId>, Money> stake_value;  ///< (issuer, holder): carried at
  Dues dues;

  double cash(AccountId account) const { return ledger.cash(account).usd(); }
  void add_to(Digest&) const;
};

OVERBUILD_PART(Books, books);

}  // namespace overbuild
