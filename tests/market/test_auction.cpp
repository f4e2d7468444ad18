#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <vector>

#include "core/invariant.hpp"
#include "core/random.hpp"
#include "market/auction.hpp"

namespace auction_test {

using overbuild::AccountId;
using overbuild::Allocation;
using overbuild::AssetLayer;
using overbuild::AuctionResult;
using overbuild::Bid;
using overbuild::Lot;
using overbuild::LotClass;
using overbuild::Money;
using overbuild::Purse;
using overbuild::run_auction;

constexpr LotClass gpus{AssetLayer::equipment, 2026};
constexpr LotClass old_gpus{AssetLayer::equipment, 2024};
constexpr LotClass halls{AssetLayer::shells, 2020};

std::uint64_t key(std::uint32_t account) {
  return overbuild::entity_id("auction", account, 0).value;
}

Lot lot(std::uint32_t seller, std::int64_t milli_units, LotClass of = gpus) {
  return {AccountId(seller), of, milli_units, Money::from_usd(1e6), Money::from_usd(5e5),
          key(seller + 1000)};
}
Bid bid(std::uint32_t bidder, double usd, std::int64_t milli_units, LotClass of = gpus) {
  return {AccountId(bidder), of, usd, milli_units};
}
Purse purse(std::uint32_t bidder, double usd) {
  return {AccountId(bidder), Money::from_usd(usd), key(bidder)};
}

std::int64_t units_of(const AuctionResult& result, std::uint32_t buyer) {
  std::int64_t units = 0;
  for (const Allocation& sale : result.allocations) {
    if (sale.buyer == AccountId(buyer)) units += sale.milli_units;
  }
  return units;
}

TEST_CASE("the price is the highest at which everything is sold") {
  const std::vector<Lot> lots{lot(1, 10'000)};
  const std::vector<Purse> purses{purse(10, 1e6), purse(11, 1e6), purse(12, 1e6)};
  const AuctionResult result = run_auction(
      lots, std::vector<Bid>{bid(10, 90, 6'000), bid(11, 70, 6'000), bid(12, 50, 6'000)}, purses);
  REQUIRE(result.prices.size() == 1);
  CHECK(result.prices[0].price_per_unit == Money::from_usd(70));
  CHECK(units_of(result, 10) == 6'000);
  CHECK(units_of(result, 11) == 4'000);
  CHECK(units_of(result, 12) == 0);
  CHECK(result.unsold[0] == 0);
  CHECK(result.allocations[0].paid + result.allocations[1].paid == Money::from_usd(700));
}

TEST_CASE("with too few bids the lowest bid is the price and the rest stays unsold") {
  const AuctionResult result = run_auction(std::vector<Lot>{lot(1, 10'000)},
                                           std::vector<Bid>{bid(10, 90, 2'000), bid(11, 70, 3'000)},
                                           std::vector<Purse>{purse(10, 1e6), purse(11, 1e6)});
  CHECK(result.prices[0].price_per_unit == Money::from_usd(70));
  CHECK(result.prices[0].sold == 5'000);
  CHECK(result.unsold[0] == 5'000);
}

TEST_CASE("scarce cash lowers the price below every value") {
  // Two bidders value a unit at 100 dollars and have 300 dollars together for 10 units.
  const AuctionResult result =
      run_auction(std::vector<Lot>{lot(1, 10'000)},
                  std::vector<Bid>{bid(10, 100, 50'000), bid(11, 100, 50'000)},
                  std::vector<Purse>{purse(10, 210), purse(11, 90)});
  CHECK(result.prices[0].price_per_unit == Money::from_usd(30));
  CHECK(result.unsold[0] == 0);
  CHECK(units_of(result, 10) > units_of(result, 11));
}

TEST_CASE("no cash, no bid or no use: nothing is sold") {
  const std::vector<Lot> lots{lot(1, 10'000)};
  const std::vector<Purse> purses{purse(10, 100), purse(1, 100)};
  const auto unsold = [&](const std::vector<Bid>& bids) {
    const AuctionResult result = run_auction(lots, bids, purses);
    CHECK(result.allocations.empty());
    return result.unsold[0];
  };
  CHECK(unsold({}) == 10'000);
  CHECK(unsold({bid(12, 100, 5'000)}) == 10'000);    // no purse
  CHECK(unsold({bid(10, 0.004, 5'000)}) == 10'000);  // worth less than a cent
  CHECK(unsold({bid(10, -5, 5'000)}) == 10'000);
  CHECK(unsold({bid(10, std::numeric_limits<double>::quiet_NaN(), 5'000)}) == 10'000);
  CHECK(unsold({bid(10, 100, 5'000, old_gpus)}) == 10'000);  // another class
  CHECK(unsold({bid(1, 100, 5'000)}) == 10'000);             // the seller himself
}

TEST_CASE("one purse pays for shells, then new, then old equipment") {
  const std::vector<Lot> lots{lot(1, 5'000, old_gpus), lot(2, 5'000, gpus), lot(3, 1'000, halls)};
  const std::vector<Bid> bids{bid(10, 100, 5'000, old_gpus), bid(10, 100, 5'000, gpus),
                              bid(10, 400, 1'000, halls)};
  const AuctionResult result = run_auction(lots, bids, std::vector<Purse>{purse(10, 1'000)});
  REQUIRE(result.prices.size() == 3);
  CHECK(result.prices[0].of == halls);
  CHECK(result.prices[1].of == gpus);
  CHECK(result.prices[2].of == old_gpus);
  CHECK(result.prices[1].price_per_unit == Money::from_usd(100));
  CHECK(result.prices[2].price_per_unit == Money::from_usd(20));  // 100 dollars for five units
  Money spent;
  for (const Allocation& sale : result.allocations) spent += sale.paid;
  CHECK(spent == Money::from_usd(1'000));
}

TEST_CASE("ties are shared in proportion, leftovers by key") {
  const std::vector<Purse> purses{purse(10, 1e6), purse(11, 1e6)};
  const AuctionResult result =
      run_auction(std::vector<Lot>{lot(1, 1'001), lot(2, 2'000)},
                  std::vector<Bid>{bid(10, 5, 3'000), bid(11, 5, 3'000)}, purses);
  CHECK(units_of(result, 10) + units_of(result, 11) == 3'001);
  CHECK(std::abs(units_of(result, 10) - units_of(result, 11)) == 1);
  CHECK((units_of(result, 10) > units_of(result, 11)) == (key(10) < key(11)));
}

struct Market {
  std::vector<Lot> lots;
  std::vector<Bid> bids;
  std::vector<Purse> purses;
};

Market random_market(std::uint32_t number) {
  const overbuild::KeyedRandom random(9, number);
  std::uint32_t next = 0;
  const auto draw = [&](std::uint32_t limit) {
    return random.block(overbuild::entity_id("auction", "test"), 2026, overbuild::Purpose{},
                        next++)[0] %
           limit;
  };
  const LotClass classes[] = {gpus, old_gpus, halls};
  Market market;
  for (std::uint32_t i = 0, n = 1 + draw(4); i < n; ++i) {
    market.lots.push_back(lot(i, draw(20'000), classes[draw(3)]));
  }
  for (std::uint32_t i = 0, n = draw(6); i < n; ++i) {
    market.purses.push_back(purse(10 + i, draw(3'000)));
    for (std::uint32_t k = draw(4); k > 0; --k) {
      market.bids.push_back(bid(10 + i, draw(200), draw(9'000), classes[draw(3)]));
    }
  }
  return market;
}

/// Units a bidder wants of a class at a price in cents, with the cash given.
std::int64_t wanted(const Market& market, AccountId bidder, LotClass of, std::int64_t price,
                    std::int64_t cash) {
  std::int64_t units = 0;
  for (const Bid& offer : market.bids) {
    const bool at_price = static_cast<std::int64_t>(offer.usd_per_unit * 100) >= price;
    if (offer.bidder == bidder && offer.of == of && at_price) units += offer.max_milli_units;
  }
  return std::min(units, cash * 1'000 / price);
}

TEST_CASE("random auctions: units and cash are conserved, the price is the highest that clears") {
  std::uint32_t sales = 0;
  for (std::uint32_t number = 0; number < 400; ++number) {
    CAPTURE(number);
    const Market market = random_market(number);
    const AuctionResult result = run_auction(market.lots, market.bids, market.purses);
    std::map<AccountId, std::int64_t> cash;
    for (const Purse& p : market.purses) cash[p.bidder] = p.cash.cents();
    std::vector<std::int64_t> left;
    for (const Lot& offered : market.lots) left.push_back(offered.milli_units);
    for (const auto& sale : result.prices) {
      const auto all_wanted = [&](std::int64_t price) {
        std::int64_t units = 0;
        for (const Purse& p : market.purses) {
          units += wanted(market, p.bidder, sale.of, price, cash[p.bidder]);
        }
        return units;
      };
      CHECK(sale.sold == std::min(sale.offered, all_wanted(1)));
      if (sale.sold > 0) {
        CHECK(all_wanted(sale.price_per_unit.cents()) >= sale.sold);
        CHECK(all_wanted(sale.price_per_unit.cents() + 1) < sale.sold);
      }
      std::int64_t sold = 0;
      std::map<AccountId, std::int64_t> bought;
      const auto before = cash;
      for (const Allocation& part : result.allocations) {
        if (market.lots[part.lot].of != sale.of) continue;
        CHECK(part.milli_units > 0);
        CHECK(part.price_per_unit == sale.price_per_unit);
        sold += part.milli_units;
        bought[part.buyer] += part.milli_units;
        left[part.lot] -= part.milli_units;
        cash[part.buyer] -= part.paid.cents();
        ++sales;
      }
      CHECK(sold == sale.sold);
      for (const auto& [buyer, units] : bought) {
        CHECK(units <=
              wanted(market, buyer, sale.of, sale.price_per_unit.cents(), before.at(buyer)));
        CHECK(cash[buyer] >= 0);
      }
    }
    CHECK(left == result.unsold);
  }
  CHECK(sales > 200);
}

TEST_CASE("the order of lots, bids and purses does not matter") {
  for (std::uint32_t number = 0; number < 200; ++number) {
    const Market market = random_market(number);
    Market turned = market;
    std::reverse(turned.lots.begin(), turned.lots.end());
    std::reverse(turned.bids.begin(), turned.bids.end());
    std::reverse(turned.purses.begin(), turned.purses.end());
    const AuctionResult a = run_auction(market.lots, market.bids, market.purses);
    const AuctionResult b = run_auction(turned.lots, turned.bids, turned.purses);
    REQUIRE(a.allocations.size() == b.allocations.size());
    for (std::size_t i = 0; i < a.allocations.size(); ++i) {
      const Allocation& x = a.allocations[i];
      const Allocation& y = b.allocations[i];
      CHECK(x.lot == market.lots.size() - 1 - y.lot);
      CHECK(x.buyer == y.buyer);
      CHECK(x.milli_units == y.milli_units);
      CHECK(x.paid == y.paid);
    }
  }
}

TEST_CASE("room for equipment is shared by all vintages, and shells need none of it") {
  const std::vector<Lot> lots{lot(1, 6'000), lot(2, 6'000, old_gpus), lot(3, 2'000, halls)};
  const std::vector<Bid> bids{bid(10, 90, 6'000), bid(10, 80, 6'000, old_gpus),
                              bid(10, 70, 2'000, halls)};
  Purse one = purse(10, 1e9);
  CHECK(units_of(run_auction(lots, bids, std::vector<Purse>{one}), 10) == 14'000);
  one.equipment_milli_units = 7'000;
  const AuctionResult result = run_auction(lots, bids, std::vector<Purse>{one});
  CHECK(units_of(result, 10) == 9'000);
  CHECK(result.unsold == std::vector<std::int64_t>{0, 5'000, 0});
}

TEST_CASE("purses twice and negative lots are refused") {
  CHECK_THROWS_AS(run_auction({}, {}, std::vector<Purse>{purse(1, 5), purse(1, 5)}),
                  overbuild::BrokenInvariant);
  CHECK_THROWS_AS(run_auction(std::vector<Lot>{lot(1, -1)}, {}, {}), overbuild::BrokenInvariant);
}

}  // namespace auction_test
