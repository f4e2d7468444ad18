#include <doctest/doctest.h>

#include "market/retirement.hpp"

namespace retirement_test {

using namespace overbuild;

TEST_CASE("a cohort leaves service around its mean life, not all at once") {
  const double life = 20.0;
  double mean = 0.0, before = 1.0, largest = 0.0;
  for (int age = 1; age < 200; ++age) {
    const double now = surviving_share(age, life);
    CHECK(now <= before);
    mean += 0.5 * (before + now);
    largest = before - now > largest ? before - now : largest;
    before = now;
  }
  CHECK(mean == doctest::Approx(life).epsilon(0.01));
  CHECK(largest < 0.07);
  CHECK(surviving_share(0.0, life) == 1.0);
  CHECK(surviving_share(5.0, life) > 0.98);
  CHECK(surviving_share(40.0, life) < 0.01);
}

TEST_CASE("retired units add up to the cohort, and less than one unit goes with the rest") {
  for (const std::int64_t cohort : {1'000'000'000LL, 12'345LL, 1'000LL, 999LL, 0LL}) {
    std::int64_t left = cohort;
    for (int age = 1; age < 100; ++age) {
      const std::int64_t out = retiring_units(left, age, 14.0);
      CHECK(out >= 0);
      CHECK(out <= left);
      left -= out;
      CHECK((left == 0 || left >= 1000));
    }
    CHECK(left == 0);
  }
}

}  // namespace retirement_test
