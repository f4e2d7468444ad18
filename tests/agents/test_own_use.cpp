#include <doctest/doctest.h>

#include <cmath>

#include "agents/own_use.hpp"
#include "tests/sweep.hpp"

namespace own_use_test {

using namespace overbuild;

OwnUseParameters rules() {
  OwnUseParameters p{};
  p.adopted = true;
  p.reach_elasticity = 0.5;
  p.adoption_speed = 0.5;
  p.opening_adoption = 1.0;
  p.plans_on_potential = 0.0;
  return p;
}

TEST_CASE("own uses without the rule, or at its neutral values, are those of the first edition") {
  OwnUseParameters off{}, neutral = rules();
  off.reach_elasticity = 0.7;
  off.adoption_speed = 0.3;
  neutral.reach_elasticity = 0.0;
  neutral.adoption_speed = 1.0;
  for (const OwnUseParameters& p : {off, neutral}) {
    CHECK(own_use_growth(p, 0.2, 1.1, 0.4) == (1.0 + 0.2) / 1.1);
    CHECK(adopted_hours(p, 5e9, 8e9) == 8e9);
    CHECK(adopted_hours(p, 8e9, 5e9) == 5e9);
    CHECK(planned_own_hours(p, 5e9, 8e9) == 0.0);
  }
}

TEST_CASE("own uses follow what models can do, begin slowly and end at once") {
  const OwnUseParameters p = rules();
  CHECK(own_use_growth(p, 0.12, 1.0, std::log(4.0)) == doctest::Approx(1.12 * 2.0));
  CHECK(adopted_hours(p, 4e9, 8e9) == doctest::Approx(6e9));
  CHECK(adopted_hours(p, 8e9, 3e9) == 3e9);
  OwnUseParameters ahead = p;
  ahead.plans_on_potential = 0.25;
  CHECK(planned_own_hours(ahead, 4e9, 8e9) == doctest::Approx(1e9));
  CHECK(planned_own_hours(ahead, 8e9, 4e9) == 0.0);
}

TEST_CASE("idle hours serve adopted uses down to cash cost, the most valuable first") {
  const double mass = 10e9, ln_value = 0.3, sd = 1.3, rent = 2.0, cost = 0.4;
  const CoreUse above = core_use(mass, ln_value, sd, rent),
                all = core_use(mass, ln_value, sd, cost);
  const double wanted = all.hours - above.hours;
  // Plenty of idle hours: no adopted use worth more than its running cost is left without.
  const CoreUse plenty = idle_own_use(mass, ln_value, sd, rent, cost, 1.0, 2.0 * wanted);
  CHECK(plenty.hours == doctest::Approx(wanted));
  CHECK(plenty.value == doctest::Approx(all.value - above.value));
  // What is not taken up is not served.
  const CoreUse half = idle_own_use(mass, ln_value, sd, rent, cost, 0.5, 2.0 * wanted);
  CHECK(half.hours == doctest::Approx(0.5 * wanted));
  // Hours bring less than the rent and more than they cost; more of them bring less each.
  double last = rent;
  for (const double idle : stepwise(0.05, 1.0, 0.05)) {
    const CoreUse some = idle_own_use(mass, ln_value, sd, rent, cost, 1.0, idle * wanted);
    CHECK(some.hours == doctest::Approx(idle * wanted));
    const double each = some.value / some.hours;
    CHECK(each < last);
    CHECK(each > cost);
    last = each;
  }
  // Hours that cost nothing serve all that is taken up.
  const CoreUse free = idle_own_use(mass, ln_value, sd, rent, 0.0, 0.5, 1e12);
  CHECK(free.hours == doctest::Approx(0.5 * (mass - above.hours)));
  CHECK(idle_own_use(mass, ln_value, sd, rent, cost, 1.0, 0.0).hours == 0.0);
  CHECK(idle_own_use(mass, ln_value, sd, rent, rent, 1.0, 1e9).hours == 0.0);
  CHECK(idle_own_use(0.0, ln_value, sd, rent, cost, 1.0, 1e9).hours == 0.0);
}

}  // namespace own_use_test
