#include "core/quadrature.hpp"

#include <cmath>

namespace overbuild {

namespace {

/// Orthonormal Hermite polynomials of degrees n - 1 and n at x.
struct Hermite {
  double before = 0.0, last = 1.0;
  Hermite(int n, double x) {
    for (int k = 0; k < n; ++k) {
      const double next =
          (x * last - std::sqrt(static_cast<double>(k)) * before) / std::sqrt(k + 1.0);
      before = last;
      last = next;
    }
  }
};

/// The root of degree n between `low` and `high`, which has one.
double root_between(int n, double low, double high) {
  const bool rises = Hermite(n, high).last > 0.0;
  for (int k = 0; k < 80; ++k) {
    const double middle = 0.5 * (low + high);
    (Hermite(n, middle).last > 0.0) == rises ? high = middle : low = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

NormalPoints normal_points(int n) {
  std::vector<double> roots;
  for (int degree = 1; degree <= n;
       ++degree) {  // roots of a degree stand between those of the last
    const double far = 2.0 * std::sqrt(static_cast<double>(degree)) + 1.0;
    std::vector<double> next;
    for (std::size_t k = 0; k <= roots.size(); ++k) {
      next.push_back(
          root_between(degree, k == 0 ? -far : roots[k - 1], k == roots.size() ? far : roots[k]));
    }
    roots = next;
  }
  NormalPoints points{roots, {}};
  for (const double x : roots) {
    const double before = Hermite(n, x).before;
    points.weight.push_back(1.0 / (n * before * before));
  }
  return points;
}

}  // namespace overbuild
