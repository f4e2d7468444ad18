#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "agents/funding_round.hpp"
#include "tests/sweep.hpp"

namespace funding_round_test {

using namespace overbuild;

const std::vector<ShareBid> book = {
    {100e9, 4e9, 2e9}, {40e9, 10e9, 5e9}, {70e9, 6e9, 3e9}, {20e9, 9e9, 0.0}};

/// Highest value at which `asked` is placed, by trying all of them.
double by_trying(const std::vector<ShareBid>& bids, double asked) {
  double best = 0.0, lowest = 1e300;
  for (const ShareBid& at : bids) {
    double there = 0.0;
    for (const ShareBid& bid : bids) there += bid.value >= at.value ? bid.usd : bid.below;
    if (there >= asked) best = std::max(best, at.value);
    lowest = std::min(lowest, at.value);
  }
  return best > 0.0 ? best : lowest;
}

TEST_CASE("the price is the value of the last bidder who is needed") {
  for (const double asked : {1.0, 4e9, 12e9, 13e9, 15e9, 16e9, 21e9, 28e9, 29e9, 80e9}) {
    CAPTURE(asked);
    CHECK(round_price(book, asked) == by_trying(book, asked));
  }
  CHECK(round_price(book, 12e9) == 100e9);  // 4 believe in it, 8 follow
  CHECK(round_price(book, 80e9) == 20e9);
  CHECK(round_price({}, 1e9) == 0.0);
}

TEST_CASE("the more is asked the lower the price; who follows the others raises it") {
  double last = 1e300;
  for (const double asked : stepwise(1e9, 40e9, 0.7e9)) {
    const double price = round_price(book, asked);
    CHECK(price <= last);
    last = price;
    std::vector<ShareBid> alone = book;
    for (ShareBid& bid : alone) bid.below = 0.0;
    CHECK(round_price(alone, asked) <= price);
  }
}

TEST_CASE("neither the order of bids nor a bid in two parts counts") {
  std::vector<ShareBid> bids = book;
  std::sort(bids.begin(), bids.end(),
            [](const ShareBid& a, const ShareBid& b) { return a.value < b.value; });
  std::vector<ShareBid> parts = book;
  parts[1].usd = parts[1].usd / 2.0;
  parts[1].below = parts[1].below / 2.0;
  parts.push_back(parts[1]);
  for (const double asked : stepwise(1e9, 40e9, 0.7e9)) {
    CHECK(round_price(bids, asked) == round_price(book, asked));
    CHECK(round_price(parts, asked) == round_price(book, asked));
  }
}

TEST_CASE("at a price some place all that they have and others a part") {
  const auto usd = placements(book, 70e9);
  CHECK(usd[0] == 4e9);
  CHECK(usd[1] == 5e9);
  CHECK(usd[2] == 6e9);
  CHECK(usd[3] == 0.0);
}

}  // namespace funding_round_test
