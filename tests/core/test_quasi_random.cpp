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
