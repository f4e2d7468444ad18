// A round of new shares: what those who could buy think the firm is worth, and the price at which
// enough of them do.
// Owns this one book: the most hopeful set the price (Miller 1977; Harrison & Kreps 1978). Refuses
// to know who they are, and where their values and their money come from.
#pragma once

#include <cstdint>
#include <vector>

namespace overbuild {

/// One who could buy.
struct ShareBid {
  double value = 0;  ///< usd that the firm is worth to it
  double usd = 0;    ///< that it places up to that price
  double below = 0;  ///< of these, placed although the price is higher
};

/// usd that each bidder places at a price.
std::vector<double> placements(const std::vector<ShareBid>&, double price);

/// The value of the last bidder who is needed for the amount asked: the highest value at which that
/// much is placed, the lowest one where it never is, 0 without bids. Sums are of whole usd, so the
/// order of bids does not count.
double round_price(const std::vector<ShareBid>&, double asked);

}  // namespace overbuild
