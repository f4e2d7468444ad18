#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "core/quasi_random.hpp"

using namespace overbuild;

namespace {

std::vector<EntityId> names(std::size_t n) {
  std::vector<EntityId> all;
  for (std::size_t k = 0; k < n; ++k) all.push_back(entity_id("prior", std::to_string(k)));
  return all;
}

}  // namespace

TEST_CASE("the sequence behind the scrambling is that of Sobol, in Gray-code order") {
  // Known answers: Bratley & Fox 1988 and Joe & Kuo 2008, dimensions 1 to 3, points 0 to 7.
  const double known[8][3] = {{0, 0, 0},
                              {0.5, 0.5, 0.5},
                              {0.75, 0.25, 0.25},
                              {0.25, 0.75, 0.75},
                              {0.375, 0.375, 0.625},
                              {0.875, 0.875, 0.125},
                              {0.625, 0.125, 0.875},
                              {0.125, 0.625, 0.375}};
  for (std::uint32_t k = 0; k < 8; ++k) {
    const std::vector<std::uint32_t> bits = sobol_bits(3, k);
    for (std::size_t d = 0; d < 3; ++d) CHECK(bits[d] * 0x1p-32 == known[k][d]);
  }
}

TEST_CASE("scrambling keeps each dimension a net: every dyadic interval is hit once") {
  const ScrambledSobol sobol(7, names(40));
  for (std::size_t d = 0; d < 40; ++d) {
    std::set<int> cells;
    for (std::uint32_t k = 0; k < 64; ++k) cells.insert(static_cast<int>(sobol.point(k)[d] * 64));
    CHECK(cells.size() == 64);
  }
}

TEST_CASE("the first two dimensions stay a (0, m, 2)-net") {
  const ScrambledSobol sobol(3, names(2));
  for (int rows = 1; rows <= 64; rows *= 2) {
    const int columns = 64 / rows;
    std::set<std::pair<int, int>> boxes;
    for (std::uint32_t k = 0; k < 64; ++k) {
      const std::vector<double> u = sobol.point(k);
      boxes.insert({static_cast<int>(u[0] * rows), static_cast<int>(u[1] * columns)});
    }
    CHECK(boxes.size() == 64);
  }
}

TEST_CASE("a point depends on seed, name and index only") {
  const ScrambledSobol few(7, names(2)), many(7, names(9)), other(8, names(2));
  CHECK(few.point(5)[1] == many.point(5)[1]);
  CHECK(few.point(5) != other.point(5));
  for (const double u : many.point(0)) {
    CHECK(u > 0.0);
    CHECK(u < 1.0);
  }
}

TEST_CASE("the mean of a smooth function converges much faster than with independent draws") {
  double sum = 0.0;
  const ScrambledSobol sobol(11, names(6));
  for (std::uint32_t k = 0; k < 1024; ++k) {
    double product = 1.0;
    for (const double u : sobol.point(k)) product *= 1.0 + 0.5 * (u - 0.5);
    sum += product;
  }
  // Independent draws: standard deviation of the mean about 0.011.
  CHECK(std::fabs(sum / 1024.0 - 1.0) < 5e-4);
}

TEST_CASE("a Latin hypercube has one point in each part of each dimension") {
  for (const std::uint32_t points : {1U, 2U, 7U, 100U, 4096U}) {
    const LatinHypercube cube(3, names(3), points);
    for (std::size_t d = 0; d < 3; ++d) {
      std::vector<int> seen(points, 0);
      for (std::uint32_t k = 0; k < points; ++k) {
        const double x = cube.point(k)[d];
        CHECK((x > 0.0 && x < 1.0));
        ++seen[static_cast<std::size_t>(x * points)];
      }
      CHECK(std::all_of(seen.begin(), seen.end(), [](int count) { return count == 1; }));
    }
  }
}

TEST_CASE("a dimension of a Latin hypercube depends on seed and name, not on its neighbours") {
  const EntityId a = entity_id("prior", "a"), b = entity_id("prior", "b");
  const LatinHypercube both(3, {a, b}, 50), alone(3, {b}, 50), other(4, {b}, 50);
  std::size_t same = 0, same_as_a = 0;
  for (std::uint32_t k = 0; k < 50; ++k) {
    CHECK(both.point(k)[1] == alone.point(k)[0]);
    same += both.point(k)[1] == other.point(k)[0] ? 1 : 0;
    same_as_a += both.point(k)[0] == both.point(k)[1] ? 1 : 0;
  }
  CHECK(same == 0);
  CHECK(same_as_a == 0);
}

TEST_CASE("a Latin hypercube estimates a mean of single inputs far better than chance") {
  const LatinHypercube cube(1, {entity_id("prior", "a"), entity_id("prior", "b")}, 256);
  double sum = 0.0;
  for (std::uint32_t k = 0; k < 256; ++k) {
    const std::vector<double> x = cube.point(k);
    sum += x[0] * x[0] + x[1];
  }
  // By chance the error would be about 0.03; the variance within parts is all that is left.
  CHECK(std::fabs(sum / 256.0 - 5.0 / 6.0) < 0.001);
}
