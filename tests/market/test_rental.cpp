#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

#include "market/rental.hpp"

namespace rental_test {

using namespace overbuild;

/// The starting values of a rental market.
constexpr RentalParameters rules{0.6, 1.6, 0.5, 0.1, 0.75};

TEST_CASE("an annuity repays its price") {
  for (const double rate : {0.0, 1e-12, 0.02, 0.1, 0.4}) {
    for (const double years : {1.0, 5.0, 14.0}) {
      double value = 0.0;
      for (int k = 1; k <= static_cast<int>(years); ++k) {
        value += annuity(rate, years) * std::pow(1.0 + rate, -k);
      }
      CHECK(value == doctest::Approx(1.0));
    }
  }
  CHECK(annuity(0.1, 0.0) == 1.0);
  CHECK(annuity(0.2, 5.0) > annuity(0.1, 5.0));
  CHECK(annuity(0.1, 4.0) > annuity(0.1, 5.0));
}

TEST_CASE("the rent stands still at full cost and target tightness, and nowhere else") {
  const double at_cost = next_rental_price(rules, 2.0, 0.5, 0.0, 2.0, 1.0, 0.1);
  CHECK(at_cost == doctest::Approx(2.0));
  // The anchor at cost: at u* any other price moves towards cost, by lambda in logs.
  for (const double price : {1.0, 3.0, 10.0}) {
    const double next = next_rental_price(rules, price, 0.5, 0.0, 2.0, 0.0, 0.01);
    CHECK(std::log(next / price) == doctest::Approx(rules.anchor_speed * std::log(2.0 / price)));
  }
  double price = 9.0;
  for (int k = 0; k < 200; ++k) price = next_rental_price(rules, price, 0.5, 0.0, 2.0, 0.0, 0.01);
  CHECK(price == doctest::Approx(2.0));
}

TEST_CASE("the rent follows tightness both ways and passes on part of a fall in cost") {
  const auto next = [](double tightness, double cost_change) {
    return next_rental_price(rules, 2.0, tightness, cost_change, 2.0, 0.0, 0.01);
  };
  CHECK(next(0.6, 0.0) == doctest::Approx(2.0 * std::exp(1.6 * 0.1)));
  CHECK(next(0.4, 0.0) == doctest::Approx(2.0 * std::exp(-1.6 * 0.1)));
  CHECK(next(1.4, 0.0) > next(1.0, 0.0));  // orders over capacity are not capped at one
  CHECK(next(0.5, -0.3) == doctest::Approx(2.0 * std::exp(-0.6 * 0.3)));
}

TEST_CASE("in a glut the rent moves towards the cheapest sellers with spare capacity") {
  RentalParameters matching = rules;
  const auto next = [&](double spare, double share) {
    matching.glut_matching = share;
    return next_rental_price(matching, 2.0, 0.4, 0.0, 2.0, spare, 0.01);
  };
  CHECK(next(0.5, 1.0) == doctest::Approx(0.5));
  CHECK(next(0.5, 0.5) == doctest::Approx(std::sqrt(next(0.5, 0.0) * 0.5)));
  CHECK(next(5.0, 1.0) == next(5.0, 0.0));  // dearer sellers are no reference
  // Nobody matches when the market is tight.
  const double tight = next_rental_price(matching, 2.0, 0.6, 0.0, 2.0, 0.5, 0.01);
  CHECK(tight > 2.0);
}

TEST_CASE("nobody rents below cash cost") {
  CHECK(next_rental_price(rules, 2.0, 0.0, -0.5, 0.5, 0.1, 1.2) == 1.2);
  for (int k = 0; k <= 30; ++k) {
    const double tightness = 0.05 * k;
    CHECK(next_rental_price(rules, 0.9, tightness, -0.2, 0.8, 0.2, 0.7) >= 0.7);
  }
}

}  // namespace rental_test
