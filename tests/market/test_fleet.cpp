#include <doctest/doctest.h>

#include <rapidcheck.h>

#include <vector>

#include "market/fleet.hpp"

namespace fleet_test {

using namespace overbuild;

Money cents(std::int64_t amount) { return Money::from_cents(amount); }

/// What I7 holds against the cells.
std::int64_t moved(const Fleet::Flow& flow) {
  return flow.opening + flow.produced + flow.bought - flow.sold - flow.failed - flow.scrapped;
}

TEST_CASE("a delivery starts book, cost base and original cost at the price paid") {
  Fleet fleet(2, 2020, 2030);
  CHECK(fleet.owners() == 2);
  CHECK(fleet.first_vintage() == 2020);
  CHECK(fleet.last_vintage() == 2030);
  fleet.deliver(1, 2026, 5000, cents(700));
  fleet.deliver(1, 2026, 1000, cents(100));
  const Fleet::Cell& cell = fleet.at(1, 2026);
  CHECK(cell.units == 6000);
  CHECK(cell.book == cents(800));
  CHECK(cell.paid == cents(800));
  CHECK(cell.original_cost == cents(800));
  CHECK(fleet.units(1) == 6000);
  CHECK(fleet.book(1) == cents(800));
  CHECK(fleet.units(0) == 0);
  CHECK(fleet.flow(1, 2026).produced == 6000);
}

TEST_CASE("units leave with their share of book value, the last one with all that is left") {
  Fleet fleet(1, 2020, 2030);
  fleet.deliver(0, 2024, 3, cents(100));
  CHECK(fleet.scrap(0, 2024, 1) == cents(33));
  CHECK(fleet.at(0, 2024).book == cents(67));
  CHECK(fleet.fail(0, 2024, 1) == cents(33));
  CHECK(fleet.fail(0, 2024, 1) == cents(34));
  CHECK(fleet.at(0, 2024).units == 0);
  CHECK(fleet.at(0, 2024).book == Money::zero());
  CHECK(fleet.at(0, 2024).original_cost == Money::zero());
  CHECK(fleet.scrap(0, 2024, 1) == Money::zero());  // nothing left to scrap
  CHECK(fleet.flow(0, 2024).scrapped == 1);
  CHECK(fleet.flow(0, 2024).failed == 2);
}

TEST_CASE("more than there is cannot be taken") {
  Fleet fleet(2, 2020, 2030);
  fleet.deliver(0, 2024, 10, cents(100));
  CHECK(fleet.transfer(0, 1, 2024, 99, cents(7)).book == cents(100));
  CHECK(fleet.units(0) == 0);
  CHECK(fleet.units(1) == 10);
  CHECK(fleet.flow(0, 2024).sold == 10);
  CHECK(fleet.flow(1, 2024).bought == 10);
}

TEST_CASE("a buyer's book starts at the price, the original cost travels along") {
  Fleet fleet(2, 2020, 2030);
  fleet.deliver(0, 2024, 10, cents(1000));
  fleet.at(0, 2024).book = cents(400);  // worn
  const Fleet::Moved half = fleet.transfer(0, 1, 2024, 5, cents(30));
  CHECK(half.book == cents(200));
  CHECK(half.original_cost == cents(500));
  CHECK(fleet.at(1, 2024).book == cents(30));
  CHECK(fleet.at(1, 2024).paid == cents(30));
  CHECK(fleet.at(1, 2024).original_cost == cents(500));
  CHECK(fleet.at(0, 2024).book == cents(200));
}

TEST_CASE("leased units carry no cost: they neither dilute a sale nor take any with them") {
  Fleet fleet(2, 2020, 2026);
  fleet.deliver(0, 2024, 300, cents(900));
  fleet.deliver(0, 2024, 700, cents(0));  // leased
  const Fleet::Moved sold = fleet.transfer(0, 1, 2024, 100, cents(60), 700);
  CHECK(sold.original_cost == cents(300));
  CHECK(sold.book == cents(300));
  CHECK(fleet.at(1, 2024).original_cost == cents(300));
  CHECK(fleet.transfer(0, 1, 2024, 999, cents(1), 700).original_cost == cents(600));
  CHECK(fleet.at(0, 2024).units == 700);
  CHECK(fleet.hand_back(0, 2024, 500) == cents(0));
  CHECK(fleet.hand_back(0, 2024, 500) == cents(0));
  CHECK(fleet.at(0, 2024).units == 0);
}

TEST_CASE("a new owner joins without disturbing the others") {
  Fleet fleet(2, 2020, 2022);
  fleet.deliver(1, 2022, 10, cents(100));
  fleet.add_owner();
  CHECK(fleet.owners() == 3);
  CHECK(fleet.at(1, 2022).units == 10);
  CHECK(fleet.units(2) == 0);
  fleet.deliver(2, 2020, 1, cents(1));
  CHECK(fleet.units(2) == 1);
}

/// A random life of a fleet of three owners.
void live(Fleet& fleet, const std::vector<std::uint32_t>& words) {
  for (const std::uint32_t word : words) {
    const std::size_t owner = word % 3, other = (owner + 1 + (word >> 2) % 2) % 3;
    const int vintage = 2020 + static_cast<int>((word >> 4) % 4);
    const auto units = static_cast<std::int64_t>((word >> 8) % 997);
    const Money value = cents(static_cast<std::int64_t>(word >> 12));
    switch ((word >> 6) % 4) {
      case 0: fleet.deliver(owner, vintage, units, value); break;
      case 1: fleet.fail(owner, vintage, units); break;
      case 2: fleet.scrap(owner, vintage, units); break;
      default: fleet.transfer(owner, other, vintage, units, value); break;
    }
  }
}

TEST_CASE("whatever happens, units are what the flows say and values are never negative") {
  CHECK(rc::check(
      [](const std::vector<std::uint32_t>& first, const std::vector<std::uint32_t>& second) {
        Fleet fleet(3, 2020, 2023);
        live(fleet, first);
        fleet.begin_year(2030);
        live(fleet, second);
        std::int64_t bought = 0, sold = 0;
        for (std::size_t owner = 0; owner < 3; ++owner) {
          for (int vintage = 2020; vintage <= 2023; ++vintage) {
            const Fleet::Cell& cell = fleet.at(owner, vintage);
            RC_ASSERT(cell.units == moved(fleet.flow(owner, vintage)));
            RC_ASSERT(cell.units >= 0);
            RC_ASSERT(cell.book >= Money::zero());
            RC_ASSERT(cell.original_cost >= Money::zero());
            bought += fleet.flow(owner, vintage).bought;
            sold += fleet.flow(owner, vintage).sold;
          }
        }
        RC_ASSERT(bought == sold);
      }));
}

}  // namespace fleet_test
