#include <doctest/doctest.h>

#include <rapidcheck.h>

#include <cmath>
#include <vector>

#include "market/rate_of_return.hpp"

namespace rate_of_return_test {

using namespace overbuild;
using Kind = RateOfReturn::Kind;

Kind kind(const std::vector<double>& flows) { return rate_of_return(flows).kind; }

double measured(const std::vector<double>& flows) {
  const RateOfReturn found = rate_of_return(flows);
  return found.kind == Kind::measured ? found.rate : std::nan("");
}

TEST_CASE("a rate is where flows are worth nothing") {
  CHECK(measured({-100, 110}) == doctest::Approx(0.1).epsilon(1e-12));
  CHECK(measured({-100, 0, 121}) == doctest::Approx(0.1).epsilon(1e-12));
  CHECK(measured({-100, 50}) == doctest::Approx(-0.5).epsilon(1e-12));
  CHECK(measured({-100, 60, 60}) == doctest::Approx(0.1306623862918075).epsilon(1e-12));
  CHECK(measured({0, -100, 110}) == doctest::Approx(0.1).epsilon(1e-12));  // later, the same rate
}

TEST_CASE("a single flow has no rate, nor has nothing at all") {
  CHECK(kind({}) == Kind::none);
  CHECK(kind({-100}) == Kind::none);
  CHECK(kind({100}) == Kind::none);
  CHECK(kind({0, 0, 0}) == Kind::none);
}

TEST_CASE("beyond what is looked for there is a side and no number") {
  CHECK(kind({-100, 401}) == Kind::above);
  CHECK(kind({-100, 399}) == Kind::measured);
  CHECK(kind({100, 10}) == Kind::above);  // its cost came back within the first year
  CHECK(kind({-100, 4}) == Kind::below);
  CHECK(kind({-100, 6}) == Kind::measured);
  CHECK(kind({-100, 0, 0}) == Kind::below);  // all of it lost
}

TEST_CASE("flows with several rates have none that could be told") {
  // Worth nothing at 10 % and at 20 %: (x - 1.1) (x - 1.2) in powers of 1 + rate.
  CHECK(kind({-100, 230, -132}) == Kind::none);
  // Three changes of sign and one rate: 10 % once more.
  CHECK(measured({-100, 230, -232, 110}) == doctest::Approx(0.1).epsilon(1e-9));
  // Two changes of sign and no rate at all.
  CHECK(kind({-100, 150, -100}) == Kind::below);
  CHECK(kind({100, -150, 100}) == Kind::above);
}

TEST_CASE("the rate of a debt is no return") { CHECK(kind({100, -110}) == Kind::none); }

TEST_CASE("a rate that was measured is the only one on a fine grid") {
  CHECK(rc::check([](const std::vector<int>& whole) {
    std::vector<double> flows(whole.begin(), whole.end());
    if (flows.size() > 12) flows.resize(12);
    const RateOfReturn found = rate_of_return(flows);
    int crossings = 0;
    double last = present_value(flows, lowest_rate);
    for (int k = 1; k <= 2000; ++k) {
      // Steps even in the discount factor.
      const double factor = 20.0 + (0.25 - 20.0) * k / 2000.0;
      const double value = present_value(flows, 1.0 / factor - 1.0);
      crossings += (value < 0.0) != (last < 0.0) ? 1 : 0;
      last = value;
    }
    if (found.kind == Kind::measured) RC_ASSERT(crossings <= 1);
    if (found.kind == Kind::above || found.kind == Kind::below) RC_ASSERT(crossings == 0);
    if (crossings > 1) RC_ASSERT(found.kind == Kind::none);
  }));
}

}  // namespace rate_of_return_test
