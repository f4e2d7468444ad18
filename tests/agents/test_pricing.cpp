#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

#include "agents/pricing.hpp"

namespace pricing_test {

using namespace overbuild;

TEST_CASE("the target price is the one that maximises profit at constant elasticity") {
  for (const double elasticity : {1.3, 2.0, 5.0}) {
    const double best = target_price(1.0, elasticity, 100.0);
    CHECK(best == doctest::Approx(elasticity / (elasticity - 1.0)));
    const auto profit = [&](double price) { return (price - 1.0) * std::pow(price, -elasticity); };
    CHECK(profit(best) > profit(0.99 * best));
    CHECK(profit(best) > profit(1.01 * best));
  }
}

TEST_CASE("the mark-up is bounded where demand does not bind it, and never below cost") {
  for (const double elasticity : {-1.0, 0.0, 0.5, 1.0, 1.01}) {
    CHECK(target_price(2.0, elasticity, 4.0) == doctest::Approx(8.0));
    CHECK(cap_decides(elasticity, 4.0));
  }
  CHECK(!cap_decides(4.0 / 3.0 + 1e-9, 4.0));
  CHECK(cap_decides(4.0 / 3.0 - 1e-9, 4.0));
  CHECK(target_price(2.0, 1e9, 4.0) == doctest::Approx(2.0));
  CHECK(target_price(2.0, 3.0, 4.0) < target_price(2.0, 2.0, 4.0));
}

TEST_CASE("elasticity has two parts: fewer jobs a customer, and customers who leave") {
  const Revealed sales{0.8, 0.4, 0.25};
  CHECK(own_elasticity(sales, 0.5) == doctest::Approx(0.8 + 0.4 * 0.75 / 0.5));
  CHECK(own_elasticity({0.8, 0.4, 1.0}, 0.5) == doctest::Approx(0.8));  // a monopolist
  CHECK(own_elasticity(sales, 0.25) > own_elasticity(sales, 0.5));      // closer substitutes
  CHECK(own_elasticity({0.8, 0.4, 0.5}, 0.5) < own_elasticity(sales, 0.5));
}

TEST_CASE("prices move part of the way, in logs, and stay where they should be") {
  CHECK(adjusted_price(4.0, 1.0, 0.5) == doctest::Approx(2.0));
  CHECK(adjusted_price(1.0, 4.0, 0.5) == doctest::Approx(2.0));
  CHECK(adjusted_price(4.0, 1.0, 1.0) == doctest::Approx(1.0));
  CHECK(adjusted_price(4.0, 1.0, 0.0) == doctest::Approx(4.0));
  CHECK(adjusted_price(3.0, 3.0, 0.7) == doctest::Approx(3.0));
}

}  // namespace pricing_test
