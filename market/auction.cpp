#include "market/auction.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "core/invariant.hpp"

namespace overbuild {

namespace auction_detail {

using detail::Int128;

constexpr std::int64_t milli = 1000;

/// One step of a bidder's demand: units worth at least a price, in whole cents per unit.
struct Step {
  std::int64_t price = 0;
  std::int64_t units = 0;
};

struct Bidder {
  AccountId account;
  std::uint64_t key = 0;
  std::int64_t cash = 0;          // cents, what is left
  std::int64_t room = INT64_MAX;  // thousandths of units, what is left
  std::vector<Step> steps;
};

/// Highest whole price per unit that a value covers; zero when it covers none.
std::int64_t whole_cents(double usd) {
  const double cents = std::floor(usd * 100.0);
  if (!(cents >= 1.0)) return 0;
  return cents >= 4e18 ? static_cast<std::int64_t>(4e18) : static_cast<std::int64_t>(cents);
}

std::int64_t demand(const Bidder& bidder, std::int64_t price) {
  Int128 units = 0;
  for (const Step& step : bidder.steps) {
    if (step.price >= price) units += step.units;
  }
  const Int128 affordable = static_cast<Int128>(bidder.cash) * milli / price;
  return detail::narrow(std::min({units, affordable, static_cast<Int128>(bidder.room)}),
                        "demand in an auction");
}

Int128 demand(std::span<const Bidder> bidders, std::int64_t price) {
  Int128 units = 0;
  for (const Bidder& bidder : bidders) units += demand(bidder, price);
  return units;
}

/// Highest price at which the units are all wanted; they are wanted at one cent.
std::int64_t clearing_price(std::span<const Bidder> bidders, std::int64_t units) {
  std::int64_t wanted = 1;
  std::int64_t refused = 1;
  for (const Bidder& bidder : bidders) {
    for (const Step& step : bidder.steps) refused = std::max(refused, step.price);
  }
  ++refused;
  while (refused - wanted > 1) {
    const std::int64_t middle = wanted + (refused - wanted) / 2;
    (demand(bidders, middle) >= units ? wanted : refused) = middle;
  }
  return wanted;
}

/// Units by bidder: first what is wanted above the price, the rest in proportion at the price.
std::vector<std::int64_t> award(std::span<const Bidder> bidders, std::int64_t units,
                                std::int64_t price) {
  std::vector<std::int64_t> won;
  std::vector<std::int64_t> marginal;
  std::vector<std::uint64_t> keys;
  for (const Bidder& bidder : bidders) {
    won.push_back(demand(bidder, price + 1));
    marginal.push_back(demand(bidder, price) - won.back());
    keys.push_back(bidder.key);
    units -= won.back();
  }
  const std::vector<std::int64_t> rest = apportion(units, marginal, keys);
  for (std::size_t i = 0; i < won.size(); ++i) won[i] += rest[i];
  return won;
}

class Sale {
 public:
  Sale(std::span<const Lot> lots, std::span<const Bid> bids, std::span<const Purse> purses)
      : lots_(lots), bids_(bids) {
    for (const Purse& purse : purses) {
      const bool first = purses_.emplace(purse.bidder, purse).second;
      OVERBUILD_INVARIANT(first, "one purse per bidder");
    }
    for (const Lot& lot : lots) {
      OVERBUILD_INVARIANT(lot.milli_units >= 0, "lots have units");
      result_.unsold.push_back(lot.milli_units);
    }
  }

  AuctionResult run() {
    std::map<std::pair<AssetLayer, std::int64_t>, std::vector<std::uint32_t>> classes;
    for (std::uint32_t i = 0; i < lots_.size(); ++i) {
      if (lots_[i].milli_units == 0) continue;
      classes[{lots_[i].of.layer, -std::int64_t{lots_[i].of.vintage}}].push_back(i);
    }
    for (auto& entry : classes) sell_class(entry.second);
    return std::move(result_);
  }

 private:
  void sell_class(std::vector<std::uint32_t>& lots) {
    std::sort(lots.begin(), lots.end(),
              [&](std::uint32_t a, std::uint32_t b) { return place(a) < place(b); });
    ClassPrice& sale = result_.prices.emplace_back();
    sale.of = lots_[lots.front()].of;
    for (const std::uint32_t lot : lots) {
      sale.offered =
          detail::narrow(static_cast<Int128>(sale.offered) + lots_[lot].milli_units, "units");
    }
    std::vector<Bidder> bidders = bidders_for(lots);
    sale.sold = static_cast<std::int64_t>(
        std::min<Int128>(sale.offered, demand(std::span<const Bidder>(bidders), 1)));
    if (sale.sold == 0) return;
    const std::int64_t price = clearing_price(bidders, sale.sold);
    sale.price_per_unit = Money::from_cents(price);
    deliver(lots, bidders, award(bidders, sale.sold, price), sale);
  }

  /// Bidders with cash and no lot of their own in the class, by key.
  std::vector<Bidder> bidders_for(std::span<const std::uint32_t> lots) const {
    std::map<std::pair<std::uint64_t, AccountId>, Bidder> found;
    for (const Bid& bid : bids_) {
      if (bid.of != lots_[lots.front()].of || bid.max_milli_units <= 0) continue;
      const auto purse = purses_.find(bid.bidder);
      const std::int64_t price = whole_cents(bid.usd_per_unit);
      if (purse == purses_.end() || purse->second.cash <= Money::zero() || price == 0) continue;
      const bool seller = std::any_of(lots.begin(), lots.end(), [&](std::uint32_t lot) {
        return lots_[lot].seller == bid.bidder;
      });
      if (seller) continue;
      Bidder& bidder = found[{purse->second.key, bid.bidder}];
      bidder.account = bid.bidder;
      bidder.key = purse->second.key;
      bidder.cash = purse->second.cash.cents();
      const bool equipment = bid.of.layer == AssetLayer::equipment;
      bidder.steps.push_back({price, bid.max_milli_units});
      if (equipment) bidder.room = purse->second.equipment_milli_units;
    }
    std::vector<Bidder> bidders;
    for (auto& entry : found) bidders.push_back(std::move(entry.second));
    return bidders;
  }

  /// Lots in order of key give, buyers in order of key take; each lot sells in proportion.
  void deliver(std::span<const std::uint32_t> lots, std::span<const Bidder> bidders,
               std::vector<std::int64_t> wanted, const ClassPrice& sale) {
    std::vector<std::int64_t> weights;
    std::vector<std::uint64_t> keys;
    for (const std::uint32_t lot : lots) {
      weights.push_back(lots_[lot].milli_units);
      keys.push_back(lots_[lot].key);
    }
    std::vector<std::int64_t> given = apportion(sale.sold, weights, keys);
    for (std::size_t lot = 0, buyer = 0; lot < lots.size() && buyer < bidders.size();) {
      const std::int64_t units = std::min(given[lot], wanted[buyer]);
      if (units > 0) hand_over(lots[lot], bidders[buyer].account, units, sale.price_per_unit);
      if ((given[lot] -= units) == 0) ++lot;
      if ((wanted[buyer] -= units) == 0) ++buyer;
    }
  }

  void hand_over(std::uint32_t lot, AccountId buyer, std::int64_t units, Money price) {
    const Money paid = muldiv(price, units, milli);
    Purse& purse = purses_.at(buyer);
    purse.cash -= paid;
    if (lots_[lot].of.layer == AssetLayer::equipment) purse.equipment_milli_units -= units;
    result_.unsold[lot] -= units;
    result_.allocations.push_back({lot, buyer, units, price, paid});
  }

  std::tuple<std::uint64_t, AccountId, std::int64_t, Money, std::uint32_t> place(
      std::uint32_t lot) const {
    return {lots_[lot].key, lots_[lot].seller, lots_[lot].milli_units, lots_[lot].original_cost,
            lot};
  }

  std::span<const Lot> lots_;
  std::span<const Bid> bids_;
  std::map<AccountId, Purse> purses_;
  AuctionResult result_;
};

}  // namespace auction_detail

AuctionResult run_auction(std::span<const Lot> lots, std::span<const Bid> bids,
                          std::span<const Purse> purses) {
  return auction_detail::Sale(lots, bids, purses).run();
}

}  // namespace overbuild
