#include <doctest/doctest.h>

#include <cmath>

#include "market/tokens.hpp"

namespace tokens_test {

using namespace overbuild;

TEST_CASE("tokens a job: exactly one where they do not grow, and at the opening") {
  for (int year = -1; year < 60; ++year) {
    CHECK(tokens_per_job({false, 3.0, 0.7}, year) == 1.0);
    CHECK(tokens_per_job({true, 1.0, 0.7}, year) == 1.0);
  }
  CHECK(tokens_per_job({true, 3.0, 0.7}, 0) == 1.0);
}

TEST_CASE("tokens a job: ln growth of each year is the part kept of the year before's") {
  const TokenParameters tokens{true, 2.0, 0.7};
  CHECK(tokens_per_job(tokens, 1) == doctest::Approx(2.0));
  for (int year = 1; year < 40; ++year) {
    const double growth = std::log(tokens_per_job(tokens, year) / tokens_per_job(tokens, year - 1));
    CHECK(growth == doctest::Approx(std::log(2.0) * std::pow(0.7, year - 1)));
  }
  CHECK(tokens_per_job(tokens, 200) == doctest::Approx(std::pow(2.0, 1.0 / 0.3)));
}

}  // namespace tokens_test
