// Points and weights for means over a standard normal, of any number of points, from plain
// arithmetic: the same bits everywhere. Owns Gauss-Hermite quadrature; refuses to know what is
// averaged.
#pragma once

#include <vector>

namespace overbuild {

struct NormalPoints {
  std::vector<double> at;      ///< ascending
  std::vector<double> weight;  ///< sum to one
};

/// Exact for polynomials up to degree 2 n - 1; n from 1 to 40. Test:
/// tests/core/test_quadrature.cpp.
NormalPoints normal_points(int n);

}  // namespace overbuild
