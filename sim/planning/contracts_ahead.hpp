// Compute that is signed for several years ahead, before builders order for it (docs/odd.md, 7.18):
// by labs for a part of what they will need, by builders for what they cannot have in time.
// Owns who asks for how much, how that is spread over builders, and how much anybody may owe;
// refuses to know what builders then order.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/credit/cash_view.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Who may rent from builders.
struct Tenant {
  AccountId account;
  double means;  ///< value, cash and a year's sales, usd
  bool is_builder;
  std::size_t row;  ///< of labs or builders
};

/// Labs, then builders, in business.
std::vector<Tenant> tenants(Parts<const Inputs, const Books, const Builders, const Labs>,
                            const std::vector<CashView>&);

/// What a tenant owes for compute of later years.
Money owed_for_compute(Parts<const Inputs, const Books>, AccountId tenant);

/// The most that it may owe when it signs: `lab_market.commitment_cap` of its means.
Money commitment_limit(Parts<const Inputs>, const Tenant&);

/// P10, with `blocks.labs.contracts_ahead`: asks and signs, by what builders have room for. Next
/// year's hours go no further than that room, those of later years are built for.
void sign_ahead(
    Parts<const Inputs, const PublicRecord, const Builders, const Vendors, const Labs,
          const Capital, const CreditMarket, const ComputeMarket, Books, YearTally, Journal>,
    const std::vector<CashView>&);

}  // namespace overbuild
