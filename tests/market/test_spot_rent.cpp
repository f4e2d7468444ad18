#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "market/spot_rent.hpp"

namespace spot_rent_test {

using namespace overbuild;

RentalParameters rules() {
  RentalParameters rental{0.6, 1.6, 0.8, 0.1, 0.75};
  rental.spot_rent = true;
  rental.spot_ceiling = 2.0;
  return rental;
}

constexpr std::int64_t billion = 1'000'000'000;

/// Hours wanted at the list rent of 2 usd that fall in the rent with this elasticity.
HoursWanted elastic(double at_list, double elasticity) {
  return [=](double rent) {
    return static_cast<std::int64_t>(at_list * std::pow(rent / 2.0, -elasticity));
  };
}

SpotMarket market(double last = 2.0) { return {2.0, last, 0.2, billion, 800'000'000}; }

TEST_CASE("between target and capacity hours outside contracts go at the list rent") {
  for (const double wanted : {0.8e9, 0.9e9, 1.0e9}) {
    CHECK(spot_rent(rules(), market(), elastic(wanted, 1.0)) == 2.0);
  }
}

TEST_CASE("a shortage is met by the lowest rent on the lattice at which hours suffice") {
  const HoursWanted wanted = elastic(1.2e9, 1.0);
  const double rent = spot_rent(rules(), market(), wanted);
  CHECK(rent == doctest::Approx(2.4).epsilon(1e-5));
  CHECK(wanted(rent) <= billion);
  CHECK(wanted(rent - 1e-6) > billion);
  CHECK(std::round(rent * 1e6) / 1e6 == rent);
}

TEST_CASE("rents rise with demand, never above the ceiling or half as much again in a year") {
  double before = 0.0;
  for (int step = 0; step < 92; ++step) {
    const double rent = spot_rent(rules(), market(), elastic(0.2e9 * std::pow(1.03, step), 2.0));
    CHECK(rent >= before - 1e-9);
    CHECK(rent <= 3.0);
    before = rent;
  }
  CHECK(before == 3.0);
  CHECK(spot_rent(rules(), market(8.0), elastic(9e9, 0.5)) == 4.0);
  CHECK(spot_rent(rules(), market(0.6), elastic(9e9, 0.5)) == doctest::Approx(0.9));
  // A rise in the list rent does not pull the spot rent along faster than that.
  CHECK(spot_rent(rules(), market(1.0), elastic(0.9e9, 1.0)) == 1.5);
  // Nobody sells an hour below what running it costs.
  CHECK(spot_rent(rules(), market(0.05), elastic(9e9, 1.0)) == 0.2);
}

TEST_CASE("with hours to spare the rent falls as far as it brings in more") {
  // Demand that answers: down to where the target is reached.
  const HoursWanted answers = elastic(0.6e9, 2.0);
  const double rent = spot_rent(rules(), market(), answers);
  CHECK(rent == doctest::Approx(2.0 * std::sqrt(0.6 / 0.8)).epsilon(1e-5));
  CHECK(answers(rent) >= 800'000'000);
  CHECK(answers(rent + 2e-6) < 800'000'000);
  // Demand that cannot answer within the year, or not enough, does not move it.
  for (const double elasticity : {0.0, 0.5, 1.0}) {
    CHECK(spot_rent(rules(), market(), elastic(0.6e9, elasticity)) == 2.0);
  }
  // Demand that answers somewhat, far from the target: where it earns most over cash cost.
  const double earns_most = spot_rent(rules(), market(), elastic(1e7, 1.2));
  CHECK(earns_most == doctest::Approx(0.2 * 1.2 / 0.2).epsilon(0.05));
}

TEST_CASE("a market without buyers or hours has a rent") {
  const SpotMarket nothing{2.0, 2.0, 0.2, 0, 0};
  const HoursWanted nobody = [](double) { return std::int64_t{0}; };
  CHECK(spot_rent(rules(), market(), nobody) == 2.0);
  CHECK(spot_rent(rules(), nothing, nobody) == 2.0);
  CHECK(spot_rent(rules(), nothing, elastic(1e9, 1.0)) == 3.0);
  const SpotMarket dear{2.0, 2.0, 2.5, billion, 800'000'000};
  CHECK(spot_rent(rules(), dear, elastic(0.1e9, 3.0)) >= 2.0);
}

}  // namespace spot_rent_test
