// Builders that leave the business alive: their capital goes to the year's bidders, contracts go
// with it or are paid out, debts stay.
// Owns when bids are good enough and what becomes of the contracts; refuses to know why anybody
// wants to leave (sim/planning/exit.hpp).
#pragma once

#include <cstddef>
#include <vector>

#include "sim/failure/used_market.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Builders that offer their capital and for whom the bids, before it is known who fails, come to
/// no less than what running on would bring; they offer it in the sale. What contracts cost is owed
/// either way. Nothing may be on order: what is, arrives first.
std::vector<std::size_t> agree_exits(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Capital, const CreditMarket>,
    UsedMarket&);

/// After the sale and the year's dues: contracts go to the buyers by what they bought; the rest
/// ends, with damages as in a failure among next year's dues; equipment that nobody bought is
/// scrapped, shells stand idle and are offered again. Debt secured on what was sold is repaid out
/// of it.
void complete_exits(
    Parts<const Inputs, const ComputeMarket, Books, Builders, Utilities, Capital, Journal>,
    const std::vector<std::size_t>& leavers, const UsedMarket&);

}  // namespace overbuild
