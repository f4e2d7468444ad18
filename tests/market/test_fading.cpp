#include <doctest/doctest.h>

#include "market/fading.hpp"

namespace fading_test {

using namespace overbuild;

TEST_CASE("a rate fades from what it is to the long run, and its years add up") {
  const FadingRate rate{-0.4, -0.1, 0.9};
  CHECK(rate.in_year(0.0) == -0.4);
  CHECK(rate.in_year(300.0) == doctest::Approx(-0.1));
  double sum = 0.0, before = -1.0;
  for (int k = 0; k < 50; ++k) {
    CHECK(rate.over(k) == doctest::Approx(sum));
    CHECK(rate.in_year(k) > before);
    before = rate.in_year(k);
    sum += before;
  }
}

TEST_CASE("a rate holds while it is known, then fades") {
  const FadingRate rate{.now = -0.4, .long_run = -0.1, .kept = 0.5, .known_years = 3};
  CHECK_FALSE(rate.faded(3.0));
  CHECK(rate.in_year(3.0) == -0.4);
  CHECK(rate.in_year(4.0) == doctest::Approx(-0.25));
  double sum = 0.0;
  for (int k = 0; k < 12; ++k) {
    CHECK(rate.over(k) == doctest::Approx(sum));
    sum += rate.in_year(k);
  }
}

TEST_CASE("a rate that does not fade stays") {
  const FadingRate rate{-0.4, -0.1, 1.0};
  CHECK(rate.in_year(30.0) == -0.4);
  CHECK(rate.over(30.0) == doctest::Approx(-12.0));
}

}  // namespace fading_test
