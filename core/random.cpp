#include "core/random.hpp"

#include "core/invariant.hpp"

namespace overbuild {

namespace {

constexpr double negligible = 1e-25;  // far below the smallest uniform, 1.1e-16

/// P(X = k) for k = floor(mean) >= 10, by the saddle-point form of Loader (2000): every term is
/// small, so that nothing cancels.
double poisson_at_mode(double k, double mean) {
  const double k2 = k * k;
  const double stirling_error =
      (1.0 / 12.0 -
       (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - (1.0 / 1188.0) / k2) / k2) / k2) / k2) /
      k;
  // deviance = k log(k / mean) + mean - k = k (x - log(1 + x)) with 0 <= x = (mean - k) / k <= 0.1
  const double x = (mean - k) / k;
  double series = 0.0;
  for (int term = 17; term >= 2; --term) {
    const double coefficient = (term % 2 == 0 ? 1.0 : -1.0) / term;
    series = series * x + coefficient;
  }
  const double deviance = k * x * x * series;
  constexpr double two_pi = 6.283185307179586;
  return exp_(-stirling_error - deviance) / std::sqrt(two_pi * k);
}

/// One count and its probability, moved by the recurrence of neighbours.
struct PoissonPoint {
  double mean;
  double k;
  double probability;

  void up() {
    k += 1.0;
    probability *= mean / k;
  }

  void down() {
    probability *= k / mean;
    k -= 1.0;
  }
};

/// Smallest k with P(X <= k) >= u, summed from the far end of the lower tail.
double poisson_from_below(double u, PoissonPoint point) {
  while (point.k > 0.0 && point.probability > negligible) point.down();
  double below = point.probability;
  while (below < u) {
    point.up();
    below += point.probability;
  }
  return point.k;
}

/// Smallest k with P(X > k) <= 1 - u, summed from the far end of the upper tail.
double poisson_from_above(double u, PoissonPoint point) {
  while (point.probability > negligible || point.k < point.mean) point.up();
  double above = 0.0;
  while (point.k > 0.0 && above + point.probability <= 1.0 - u) {
    above += point.probability;
    point.down();
  }
  return point.k;
}

}  // namespace

std::uint64_t poisson_from_uniform(double u, double mean) {
  OVERBUILD_INVARIANT(mean >= 0.0 && mean <= 1e9, "a Poisson mean must lie in [0, 1e9]");
  OVERBUILD_INVARIANT(u > 0.0 && u < 1.0, "a uniform must lie in (0, 1)");
  if (mean == 0.0) return 0;
  const double mode = std::floor(mean);
  const PoissonPoint start = mean < 10.0 ? PoissonPoint{mean, 0.0, exp_(-mean)}
                                         : PoissonPoint{mean, mode, poisson_at_mode(mode, mean)};
  // Small terms are added first in either half, so the tails keep their digits.
  return static_cast<std::uint64_t>(u <= 0.5 ? poisson_from_below(u, start)
                                             : poisson_from_above(u, start));
}

}  // namespace overbuild
