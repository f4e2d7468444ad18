#include <doctest/doctest.h>

#include <algorithm>
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
    CHECK(std::log(next / price) ==
          doctest::Approx(rules.mean_reversion_speed * std::log(2.0 / price)));
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
    matching.glut_price_adjustment = share;
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

/// With the switch on, and numbers at which nothing differs unless a test says so.
RentalParameters list_rules(double shortage = 1.0, double weight = 1.0) {
  RentalParameters rental = rules;
  rental.list_rent = true;
  rental.shortage_response = shortage;
  rental.current_weight = weight;
  return rental;
}

TEST_CASE("without growth and arrivals, and with one response, the list rent is the old one") {
  for (const double wanted : {0.0, 2.7e9, 5.1e9, 7.7e9, 1e10, 3e10}) {
    const double last = std::min(wanted / 9.9e9, most_tight);
    for (const double weight : {0.0, 0.3, 1.0}) {
      const double tight = list_tightness(list_rules(1.0, weight), last, wanted, 0.0, 9.9e9);
      CHECK(tight == last);
      for (const double spare : {0.5, 3.0}) {
        CHECK(next_rental_price(list_rules(), 2.0, tight, -0.1, 1.8, spare, 0.1) ==
              next_rental_price(rules, 2.0, last, -0.1, 1.8, spare, 0.1));
      }
    }
  }
  CHECK(list_tightness(rules, 0.37, 5e9, 1.0, 1e9) == 0.37);  // the switch is off
}

TEST_CASE("arrivals lower the list rent, growth raises it, and both without a jump") {
  const auto rent = [](double growth, double hours) {
    const double tight = list_tightness(list_rules(0.5, 0.5), 0.55, 5e9, growth, hours);
    return next_rental_price(list_rules(0.5, 0.5), 2.0, tight, 0.0, 2.0, 0.0, 0.01);
  };
  double before = 1e9;
  for (int step = 0; step < 460; ++step) {
    const double now = rent(0.2, 1e9 * std::pow(1.01, step));
    CHECK(now <= before);
    if (before < 1e9) CHECK(now > before * 0.98);
    before = now;
  }
  for (const double hours : {4e9, 1e10, 2e10}) CHECK(rent(0.2, 2.0 * hours) < rent(0.2, hours));
  for (int percent = -100; percent < 100; ++percent) {
    const double growth = 0.01 * percent;
    CHECK(rent(growth + 0.01, 1e10) >= rent(growth, 1e10));
    CHECK(rent(growth + 0.01, 1e10) < rent(growth, 1e10) * 1.02);
  }
  CHECK(list_tightness(list_rules(), 0.5, 5e9, 0.0, 0.0) == most_tight);
}

TEST_CASE("in a shortage the list rent rises by the smaller response") {
  const auto next = [](double shortage, double tightness) {
    return next_rental_price(list_rules(shortage), 2.0, tightness, 0.0, 2.0, 0.0, 0.01);
  };
  CHECK(next(0.5, 0.7) == doctest::Approx(2.0 * std::exp(0.5 * 1.6 * 0.2)));
  CHECK(next(0.5, 0.3) == next(1.0, 0.3));
  CHECK(next(0.2, 0.5 + 1e-9) == doctest::Approx(next(0.2, 0.5 - 1e-9)));
}

TEST_CASE("where hours have a spot rent the list rent leaves it the year's shortage") {
  RentalParameters both = list_rules();
  both.spot_rent = true;
  CHECK(list_tightness(both, 0.4, 5e9, 0.0, 5e9) == doctest::Approx(both.target_tightness));
  CHECK(list_tightness(both, 0.8, 5e9, 0.0, 5e9) == 0.8);
  CHECK(list_tightness(both, 0.8, 5e9, 0.0, 2e10) == doctest::Approx(0.25));  // a glut is its own
}

}  // namespace rental_test
