#include <doctest/doctest.h>

#include <cmath>

#include "core/quadrature.hpp"

namespace quadrature_test {

using namespace overbuild;

double moment(const NormalPoints& points, int power) {
  double sum = 0.0;
  for (std::size_t k = 0; k < points.at.size(); ++k) {
    sum += points.weight[k] * std::pow(points.at[k], power);
  }
  return sum;
}

TEST_CASE("points of a normal have its moments") {
  for (const int n : {1, 2, 3, 5, 10, 24, 40}) {
    CAPTURE(n);
    const NormalPoints points = normal_points(n);
    REQUIRE(points.at.size() == static_cast<std::size_t>(n));
    double expected = 1.0;
    for (int power = 0; power < std::min(2 * n, 12); power += 2) {
      CHECK(moment(points, power) == doctest::Approx(expected).epsilon(1e-10));
      CHECK(std::fabs(moment(points, power + 1)) < 1e-9);
      expected *= power + 1;
    }
  }
}

TEST_CASE("three and five points are those of the tables") {
  const NormalPoints three = normal_points(3), five = normal_points(5);
  CHECK(three.at[2] == doctest::Approx(1.73205081));
  CHECK(three.weight[1] == doctest::Approx(0.66666667));
  CHECK(five.at[0] == doctest::Approx(-2.85697001));
  CHECK(five.weight[3] == doctest::Approx(0.22207592));
}

}  // namespace quadrature_test
