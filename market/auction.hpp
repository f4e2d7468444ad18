// Why: the price of used capacity is what bidders with cash make of it, not a discount.
// Owns: the uniform-price auction of many like units: who gets how much of which lot, the price.
// Refuses to know: how values are formed, and the transfer of assets and money that follows.
// Price: the highest at which all units that can be sold are sold; at a price a bidder wants the
// units he values at least so much, as far as his cash goes (Allen and Gale 1994).
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "core/money.hpp"
#include "market/sectors.hpp"

namespace overbuild {

enum class AssetLayer : std::uint8_t { shells, equipment };

/// Units that are perfect substitutes for a buyer.
struct LotClass {
  AssetLayer layer = AssetLayer::equipment;
  std::int32_t vintage = 0;

  constexpr auto operator<=>(const LotClass&) const = default;
};

struct Lot {
  AccountId seller;
  LotClass of;
  std::int64_t milli_units = 0;
  Money original_cost;
  Money book_value;
  std::uint64_t key = 0;  // stable hash of the lot, for leftovers
};

struct Bid {
  AccountId bidder;
  LotClass of;
  double usd_per_unit = 0.0;  // value in use of one whole unit
  std::int64_t max_milli_units = 0;
};

/// Cash and room of one bidder for all his bids together.
struct Purse {
  AccountId bidder;
  Money cash;
  std::uint64_t key = 0;                           // stable hash of the bidder, for ties
  std::int64_t equipment_milli_units = INT64_MAX;  // most that he takes of all vintages together
};

struct Allocation {
  std::uint32_t lot = 0;  // position in the caller's lots
  AccountId buyer;
  std::int64_t milli_units = 0;
  Money price_per_unit;  // of a whole unit, the same in the whole class
  Money paid;
};

struct ClassPrice {
  LotClass of;
  Money price_per_unit;
  std::int64_t offered = 0;  // milli-units
  std::int64_t sold = 0;
};

struct AuctionResult {
  std::vector<Allocation> allocations;  // by class, lot key and buyer key
  std::vector<std::int64_t> unsold;     // [lots] milli-units
  std::vector<ClassPrice> prices;       // classes with an offer, in order of sale
};

/// Classes are sold one after another, shells first, newest vintage first; what a bidder spends on
/// one is not available for the next, and room for equipment is shared likewise.  Bids of a seller
/// for a class that he sells are ignored.  A bidder without a purse has no cash.  Nobody pays more
/// than his cash; the order of the inputs does not matter.
AuctionResult run_auction(std::span<const Lot> lots, std::span<const Bid> bids,
                          std::span<const Purse> purses);

}  // namespace overbuild
