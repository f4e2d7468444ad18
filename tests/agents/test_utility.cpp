#include <doctest/doctest.h>

#include <numeric>

#include "agents/utility.hpp"

namespace utility_test {

using namespace overbuild;

constexpr UtilityParameters rules{3.0, 0.5, 2.0, 2e6, 0.5};

Utilities one() {
  Utilities u;
  u.add(AccountId(1), entity_id("utility", "u"));
  u.capacity_mw = {1000.0};
  u.contracted_mw = {900.0};
  u.requested_mw = {0.0};
  u.addition_mw = {100.0};
  u.under_way = {{}};
  return u;
}

double started(Utilities u, double reserve = 0.1, double affordable = 1e9) {
  plan_utility(rules, reserve, u, 0, affordable);
  REQUIRE(u.under_way[0].size() == 1);
  return u.under_way[0].back();
}

TEST_CASE("a utility builds when its margin is short, and only then") {
  CHECK(started(one()) == doctest::Approx(0.0));  // 900 with a tenth in reserve is within 1000
  Utilities u = one();
  u.requested_mw[0] = 100.0;
  CHECK(started(u) == doctest::Approx(rules.expansion_speed * 100.0));
  CHECK(started(u, 0.3) > started(u, 0.1));
  u.contracted_mw[0] = 100.0;
  CHECK(started(u) == 0.0);
}

TEST_CASE("what is under way counts, what cannot be built or paid for does not start") {
  Utilities u = one();
  u.requested_mw[0] = 5000.0;
  CHECK(started(u) == doctest::Approx(rules.growth_limit * 100.0));
  CHECK(started(u, 0.1, 30.0) == 30.0);
  CHECK(started(u, 0.1, 0.0) == 0.0);
  u.under_way[0] = {2000.0, 4000.0};
  plan_utility(rules, 0.1, u, 0, 1e9);
  CHECK(u.under_way[0].back() == 0.0);
}

TEST_CASE("the ability to build shrinks slowly and is never lost") {
  Utilities u = one();
  double last = u.addition_mw[0];
  for (int k = 0; k < 40; ++k) {
    plan_utility(rules, 0.1, u, 0, 1e9);
    CHECK(u.addition_mw[0] >= last / rules.growth_limit);
    CHECK(u.addition_mw[0] > 0.0);
    last = u.addition_mw[0];
  }
  u.requested_mw[0] = 1e5;
  plan_utility(rules, 0.1, u, 0, 1e9);
  CHECK(u.under_way[0].back() > 0.0);
}

TEST_CASE("power arrives in the order in which it was started") {
  Utilities u = one();
  CHECK(arriving_power(u, 0) == 0.0);
  u.under_way[0] = {10.0, 20.0, 30.0};
  CHECK(arriving_power(u, 0) == 10.0);
}

}  // namespace utility_test
