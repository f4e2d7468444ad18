// Money from outside the industry in the sale of used capital: funds bid through firms that they
// would found to run what they buy (Shleifer & Vishny 1992; docs/odd.md, 7.14).
// Owns which fund stands behind which candidate of the pool, with how much; refuses to know what is
// on offer and what wins.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/parts/books.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// A candidate of the pool of builders, with the fund that would pay for what it buys this year.
struct OutsideBidder {
  std::size_t builder = 0, investor = 0;  ///< the fund, or the first row of its family
  Money cash;  ///< what the fund has not put elsewhere this year, as far as it may bid
};

/// This year's bidders from outside, each with beliefs and a plan of its own; a fund has one, with
/// `blocks.buyers.family_shares` all rows of one fund together.
std::vector<OutsideBidder> call_outside_bidders(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors, const Lenders,
          const Investors, Builders, CreditMarket>);

/// The fund pays what its firm has bought, and the firm begins to live.
void found_buyer(Parts<const Inputs, Books, Builders, Investors, CreditMarket, Journal>,
                 const OutsideBidder&, Money price);

/// Whose bids won nothing goes back to the pool.
void dismiss_outside_bidders(Parts<Builders, CreditMarket>, std::span<const OutsideBidder>);

}  // namespace overbuild
