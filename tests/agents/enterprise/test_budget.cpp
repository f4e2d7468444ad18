#include <doctest/doctest.h>

#include <algorithm>

#include "agents/enterprise/budget.hpp"

namespace budget_test {

using namespace overbuild;

DemandParameters rules() {
  DemandParameters demand;
  demand.budget_response = 0.5;
  demand.budget_growth_limit = 2.0;
  demand.measured_share = 0.25;
  demand.budget_base_share = 0.01;
  return demand;
}

TEST_CASE("budget: it stays where what is measured equals it, and goes half of the way elsewhere") {
  CHECK(binding_budget(rules(), 100.0, 400.0, 0.0) == doctest::Approx(100.0));
  CHECK(binding_budget(rules(), 100.0, 600.0, 0.0) == doctest::Approx(125.0));
  CHECK(binding_budget(rules(), 100.0, 200.0, 0.0) == doctest::Approx(75.0));
}

TEST_CASE("budget: within a factor of last year's, and at least what is set aside") {
  CHECK(binding_budget(rules(), 100.0, 1e9, 0.0) == doctest::Approx(200.0));
  CHECK(binding_budget(rules(), 100.0, -50.0, 0.0) == doctest::Approx(50.0));
  CHECK(binding_budget(rules(), 100.0, 0.0, 9000.0) == doctest::Approx(90.0));
  CHECK(binding_budget(rules(), 0.0, 1e9, 5000.0) == doctest::Approx(50.0));
}

TEST_CASE("budget: never falls in what was saved, in itself and in payroll") {
  for (const double saved : {0.0, 100.0, 399.0, 400.0, 5000.0}) {
    for (const double payroll : {0.0, 5000.0, 20000.0}) {
      const double now = binding_budget(rules(), 100.0, saved, payroll);
      CHECK(binding_budget(rules(), 100.0, saved + 50.0, payroll) >= now);
      CHECK(binding_budget(rules(), 120.0, saved, payroll) >= now);
      CHECK(binding_budget(rules(), 100.0, saved, payroll + 1000.0) >= now);
    }
  }
}

}  // namespace budget_test
