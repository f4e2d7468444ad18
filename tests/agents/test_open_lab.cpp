#include <doctest/doctest.h>

#include <cmath>

#include "agents/open_lab.hpp"

namespace open_lab_test {

using namespace overbuild;

OpenLabParameters rules() {
  OpenLabParameters p{};
  p.rent_response = 0.5;
  p.budget_growth_limit = 1.5;
  return p;
}

double budget(double margin, double sponsor_growth, double last = 1e9) {
  Observables seen;
  seen.lab_margin = margin;
  return plan_open_budget(rules(), seen, last, 1e9, 0.5, sponsor_growth);
}

TEST_CASE("sponsors give in step with what they earn, more when proprietary rents are high") {
  CHECK(budget(0.5, 1.0) == doctest::Approx(1e9));
  CHECK(budget(0.5, 1.2) == doctest::Approx(1.2e9));
  CHECK(budget(0.6, 1.0) == doctest::Approx(1e9 * std::sqrt(1.2)));
  CHECK(budget(0.4, 1.0) < 1e9);
}

TEST_CASE("budgets move within a yearly limit, and do not vanish at once") {
  CHECK(budget(0.5, 10.0) == doctest::Approx(1.5e9));
  CHECK(budget(0.5, 0.0) == doctest::Approx(1e9 / 1.5));
  CHECK(budget(0.5, -3.0) == doctest::Approx(1e9 / 1.5));
  CHECK(budget(-2.0, 1.0) == doctest::Approx(1e9 / 1.5));
  double last = 1e9;
  for (int k = 0; k < 30; ++k) last = budget(0.5, 0.0, last);
  CHECK(last < 1e5);
  CHECK(last > 0.0);
}

}  // namespace open_lab_test
