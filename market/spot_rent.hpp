// The spot market for compute hours: the rent at which a year's demand meets the hours that are not
// under contract. Owns the rule (docs/odd.md, 7.18, `market.spot_rent`); refuses to know the
// buyers, of whom it asks only how many hours they want at a rent.
#pragma once

#include <cstdint>
#include <functional>

#include "market/rental.hpp"

namespace overbuild {

/// What sellers know of the year when they set the spot rent, usd per H100e-hour and hours.
struct SpotMarket {
  double list;          ///< rent of contracts, posted in P3
  double last;          ///< last year's spot rent
  double cash_cost;     ///< of running an hour
  std::int64_t hours;   ///< left by contracts
  std::int64_t target;  ///< of those, which sellers want to be used: the target tightness
  int detail = 1;       ///< times finer than usual the rents among which they look
};

/// Hours wanted at a rent, whole by buyer; never rises in it.
using HoursWanted = std::function<std::int64_t(double)>;

/// Rents that are sought are whole millionths of a usd.
/// The list rent where it leaves demand between the target and the hours there are. Else, short of
/// hours: the lowest rent up to the ceiling at which they suffice. With hours to spare: the highest
/// rent from cash cost up at which the target is reached, but, of those between it and the list
/// rent, no lower than the one that earns most over cash cost. Never more than the ceiling nor, as
/// far as cash cost allows, than half as much again as last year's. Test:
/// tests/market/test_spot_rent.cpp.
double spot_rent(const RentalParameters&, const SpotMarket&, const HoursWanted&);

}  // namespace overbuild
