// Approximate Bayesian computation by sequential Monte Carlo: points that were run, weighted by how
// near their worlds come to the record, and new points proposed where the weight is. Owns weights,
// tolerance and proposals; refuses to know worlds and emulators (region.hpp says which points
// count).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/calibration/region.hpp"

namespace overbuild::calibration {

/// Weighted by a normal kernel of misses: exact inference for a record that differs from a world by
/// errors of the tolerance times their size (Wilkinson 2013). The tolerance comes down as far as an
/// effective number of points allows, to 1 at best (Del Moral, Doucet & Jasra 2012). New points
/// come from a kernel density of the weighted ones (Toni et al. 2009; kernels drawn together as in
/// West 1993), a tenth from the region itself; all points that were ever run count, each by the
/// density of all proposals together (Cornuet et al. 2012). Test:
/// tests/sim/calibration/test_calibrate.cpp.
class Particles {
 public:
  Particles(const Region& region, std::uint32_t seed);
  ~Particles();

  /// Points that were drawn evenly from what was then left of the prior.
  void add_even(const std::vector<Point>& points, const std::vector<Misses>& misses,
                double share_of_prior);
  /// Those of the last propose().
  void add_proposed(const std::vector<Point>& points, const std::vector<Misses>& misses);

  /// Sets weights for the smallest tolerance, 1 or above, at which they are worth so many points.
  void weigh(double effective);
  double tolerance() const { return tolerance_; }
  /// Equally weighted points that tell as much (Kish 1965).
  double effective() const { return effective_; }
  /// [points], adding up to 1.
  const std::vector<double>& weights() const { return weights_; }

  /// New points; `generation` keys their draws.
  std::vector<Point> propose(std::size_t count, std::uint32_t generation);

 private:
  struct Mixture;
  struct Stage;

  void add(const std::vector<Point>& points, const std::vector<Misses>& misses);
  double weigh_at(double tolerance, const std::vector<double>& log_densities);

  const Region& region_;
  std::uint32_t seed_;
  std::vector<Point> points_;
  std::vector<double> distances_;  ///< squared; infinite where a target has no value
  std::vector<char> inside_;       ///< of the region
  std::vector<double> densities_;  ///< of all proposals together, over the prior's
  std::vector<Stage> stages_;
  std::vector<double> weights_;
  double tolerance_ = 1.0, effective_ = 0.0;
};

/// So many of the points, each as often as its weight says (systematic resampling, Kitagawa 1996).
std::vector<std::size_t> resampled(const std::vector<double>& weights, std::size_t count,
                                   double offset);

}  // namespace overbuild::calibration
