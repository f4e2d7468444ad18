// What happens to a firm that failed: orders and contracts it leaves, owners who lose, creditors
// who become owners, capital that stands idle. Owns the two endings, liquidation and reorganisation
// (docs/odd.md, 7.14); refuses to decide which.
#pragma once

#include <span>
#include <vector>

#include "market/clearing.hpp"
#include "sim/credit/cash_view.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// A claim on a failed firm that is not in the debt book: a bill or damages for a broken contract.
struct LooseClaim {
  AccountId creditor;
  Money amount;
  bool trade_credit = false;  ///< it stands on both balance sheets
};

/// Damages that a counterparty may claim for a contract that a failed firm leaves, capped in years.
Money damages(Parts<const Inputs>, const Commitment&);

std::uint8_t rank_of(ClaimClass);

/// A contract that a firm leaves ends: power and leased shells are free again, and what the other
/// side no longer gets is a memo loss.
void leave_contract(Parts<const Inputs, const Builders, Books, Utilities, Capital>, AccountId firm,
                    CommitmentId);
/// Sites and buildings under way that a firm leaves are worth nothing.
void abandon_sites(Parts<const Builders, Books, Capital>, AccountId firm);

/// Everything is sold or stored, all contracts end, owners lose what they held.  Creditors, by what
/// they are still owed, own what stands in storage.
void liquidate(PartsWritingRoles<const Inputs, Books, Capital, ComputeMarket, YearTally, Journal>,
               AccountId firm, std::span<const LooseClaim> unpaid);

/// Debt that the lighter firm can carry is reinstated by rank, the rest becomes shares by rank as
/// far as `value` goes, and what is beyond is written off; contracts that cost more than they bring
/// are left.  Returns what creditors hold afterwards (debt and shares).
Money reorganise(Parts<const Inputs, const Exogenous, const ComputeMarket, Books, Builders, Vendors,
                       Labs, Apps, Utilities, Capital, YearTally>,
                 AccountId firm, const CashView&, double value, std::vector<LooseClaim> unpaid);

}  // namespace overbuild
