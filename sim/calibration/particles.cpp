#include "sim/calibration/particles.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <Eigen/Cholesky>
#include <Eigen/Dense>

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "core/random.hpp"

namespace overbuild::calibration {

namespace {

using Columns = Eigen::MatrixXd;
using Column = Eigen::VectorXd;

constexpr double evenly_proposed = 0.1;
constexpr std::uint32_t tries_evenly = 1u << 15;
/// How much wider than the weighted points their proposals are, as a share of their variance.
constexpr double wider = 0.3;
constexpr double fewest_kernels = 100.0, most_kernels = 500.0;
constexpr std::uint32_t most_tries = 1000;
constexpr double largest_tolerance = 1e4;

/// Where the prior is standard normal in each direction.
Column scores_of(const Point& point) {
  Column scores(static_cast<Eigen::Index>(point.size()));
  for (std::size_t p = 0; p < point.size(); ++p) {
    scores[static_cast<Eigen::Index>(p)] = normal_quantile(point[p]);
  }
  return scores;
}

double squares_of(const Misses& misses) {
  double sum = 0.0;
  for (const double miss : misses) {
    if (!std::isfinite(miss)) return std::numeric_limits<double>::infinity();
    sum += miss * miss;
  }
  return sum;
}

}  // namespace

/// A kernel density in normal scores.
struct Particles::Mixture {
  Columns centres;  ///< [parameters][kernels]
  Eigen::LLT<Columns> kernel;
  Columns whitened;  ///< centres in standard deviations of the kernel
  double log_volume = 0.0;

  /// Of points that stand for the weighted ones, equally likely.
  Mixture(const std::vector<Point>& points, double effective) {
    const auto parameters = static_cast<Eigen::Index>(points.front().size());
    centres.resize(parameters, static_cast<Eigen::Index>(points.size()));
    for (std::size_t k = 0; k < points.size(); ++k) {
      centres.col(static_cast<Eigen::Index>(k)) = scores_of(points[k]);
    }
    const Column middle = centres.rowwise().mean();
    const Columns steps = centres.colwise() - middle;
    Columns spread = steps * steps.transpose() / static_cast<double>(points.size());
    spread += 1e-3 * Columns::Identity(parameters, parameters);
    // Silverman's width; centres are drawn together so that the kernels add no variance.
    const auto d = static_cast<double>(parameters);
    const double log_ratio = log_(4.0 / ((d + 2.0) * std::max(effective, 2.0)));
    const double width = std::min(exp_(2.0 / (d + 4.0) * log_ratio), 0.9);
    centres = (std::sqrt(1.0 - width) * steps).colwise() + middle;
    kernel.compute((width + wider) * spread);
    whitened = kernel.matrixL().solve(centres);
    for (Eigen::Index p = 0; p < parameters; ++p) log_volume += log_(kernel.matrixLLT()(p, p));
  }

  /// Density at a point over the prior's.
  double relative_density(const Point& point) const {
    const Column scores = scores_of(point);
    const Column white = kernel.matrixL().solve(scores);
    const double prior = 0.5 * scores.squaredNorm() - log_volume;
    double density = 0.0;
    for (Eigen::Index k = 0; k < whitened.cols(); ++k) {
      density += exp_(prior - 0.5 * (white - whitened.col(k)).squaredNorm());
    }
    return density / static_cast<double>(whitened.cols());
  }

  Point draw(const KeyedRandom& random, EntityId entity, std::uint32_t attempt) const {
    const auto parameters = static_cast<std::uint32_t>(centres.rows());
    const std::uint32_t first = attempt * (parameters + 1);
    const double u = random.uniform(entity, 0, Purpose::sample_key, first);
    const auto at = static_cast<Eigen::Index>(u * static_cast<double>(centres.cols()));
    Column shock(centres.rows());
    for (std::uint32_t p = 0; p < parameters; ++p) {
      shock[p] = random.normal(entity, 0, Purpose::sample_key, first + 1 + p);
    }
    const Column scores = centres.col(at) + kernel.matrixL() * shock;
    Point point;
    for (const double score : scores) {
      point.push_back(std::clamp(normal_cdf(score), 1e-12, 1.0 - 1e-12));
    }
    return point;
  }
};

/// Points that were drawn alike.
struct Particles::Stage {
  std::size_t count = 0;
  double share_of_prior = 1.0;  ///< that even points were drawn from
  double even = 1.0;            ///< part of the points that were drawn evenly
  std::unique_ptr<Mixture> mixture = {};
  double mixture_inside = 1.0;  ///< part of the mixture's draws that lie in the region

  /// Of its points at a point of the region, over the prior's.
  double density(const Point& point) const {
    double sum = even / share_of_prior;
    if (mixture) sum += (1.0 - even) * mixture->relative_density(point) / mixture_inside;
    return static_cast<double>(count) * sum;
  }
};

Particles::Particles(const Region& region, std::uint32_t seed) : region_(region), seed_(seed) {}
Particles::~Particles() = default;

void Particles::add_even(const std::vector<Point>& points, const std::vector<Misses>& misses,
                         double share_of_prior) {
  Stage stage;
  stage.share_of_prior = share_of_prior;
  stages_.push_back(std::move(stage));
  add(points, misses);
}

/// Of the last stage, whose density counts at all points; those of earlier ones at the new.
void Particles::add(const std::vector<Point>& points, const std::vector<Misses>& misses) {
  const std::size_t before = points_.size();
  stages_.back().count = points.size();
  for (std::size_t n = 0; n < points.size(); ++n) {
    points_.push_back(points[n]);
    distances_.push_back(squares_of(misses[n]));
    inside_.push_back(region_.holds(points[n]) ? 1 : 0);
  }
  densities_.resize(points_.size(), 0.0);
  parallel_chunks(points_.size(), 16, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t n = begin; n < end; ++n) {
      if (inside_[n] == 0) continue;
      for (std::size_t s = n < before ? stages_.size() - 1 : 0; s < stages_.size(); ++s) {
        densities_[n] += stages_[s].density(points_[n]);
      }
    }
  });
}

void Particles::add_proposed(const std::vector<Point>& points, const std::vector<Misses>& misses) {
  add(points, misses);
}

/// Sets the weights of a tolerance; returns what they are worth.
double Particles::weigh_at(double tolerance, const std::vector<double>& log_densities) {
  constexpr double none = -std::numeric_limits<double>::infinity();
  std::vector<double> logs(points_.size(), none);
  double best = none;
  for (std::size_t n = 0; n < points_.size(); ++n) {
    if (inside_[n] == 0 || std::isinf(distances_[n])) continue;
    logs[n] = -0.5 * distances_[n] / (tolerance * tolerance) - log_densities[n];
    best = std::max(best, logs[n]);
  }
  weights_.assign(points_.size(), 0.0);
  if (std::isinf(best)) return 0.0;
  double sum = 0.0, squares = 0.0;
  for (std::size_t n = 0; n < points_.size(); ++n) {
    weights_[n] = std::isinf(logs[n]) ? 0.0 : exp_(logs[n] - best);
    sum += weights_[n];
    squares += weights_[n] * weights_[n];
  }
  for (double& weight : weights_) weight /= sum;
  return sum * sum / squares;
}

void Particles::weigh(double effective) {
  std::vector<double> log_densities = densities_;
  for (double& density : log_densities) density = density > 0.0 ? log_(density) : 0.0;
  tolerance_ = 1.0;
  effective_ = weigh_at(1.0, log_densities);
  if (effective_ >= effective) return;
  double below = 0.0, above = log_(largest_tolerance);  // logarithms
  for (int k = 0; k < 50; ++k) {
    const double middle = 0.5 * (below + above);
    (weigh_at(exp_(middle), log_densities) < effective ? below : above) = middle;
  }
  tolerance_ = exp_(above);
  effective_ = weigh_at(tolerance_, log_densities);
}

std::vector<Point> Particles::propose(std::size_t count, std::uint32_t generation) {
  Stage stage;
  stage.share_of_prior = region_.share();
  const auto even =
      static_cast<std::size_t>(std::ceil(evenly_proposed * static_cast<double>(count)));
  constexpr std::uint32_t first_stream = 1024;  // behind those of waves
  std::vector<Point> proposed = region_.points(even, first_stream + generation, tries_evenly);
  stage.even = static_cast<double>(proposed.size()) / static_cast<double>(count);
  std::vector<Point> kernels;
  const auto count_of_kernels =
      static_cast<std::size_t>(std::clamp(4.0 * effective_, fewest_kernels, most_kernels));
  for (const std::size_t n : resampled(weights_, count_of_kernels, 0.5)) {
    kernels.push_back(points_[n]);
  }
  stage.mixture = std::make_unique<Mixture>(kernels, effective_);
  const KeyedRandom random(seed_, generation);
  std::size_t tried = 0, found = 0;
  for (std::size_t n = proposed.size(); n < count; ++n) {
    const EntityId entity = entity_id("proposal", std::to_string(n));
    Point point;
    for (std::uint32_t attempt = 0; attempt < most_tries; ++attempt, ++tried) {
      point = stage.mixture->draw(random, entity, attempt);
      if (!region_.holds(point)) continue;
      ++found, ++tried;
      break;
    }
    proposed.push_back(std::move(point));  // outside after so many tries: it will weigh nothing
  }
  stage.mixture_inside = found > 0 ? static_cast<double>(found) / static_cast<double>(tried) : 1.0;
  stages_.push_back(std::move(stage));
  return proposed;
}

std::vector<std::size_t> resampled(const std::vector<double>& weights, std::size_t count,
                                   double offset) {
  std::vector<std::size_t> chosen;
  double reached = 0.0;
  for (std::size_t n = 0; n < weights.size() && chosen.size() < count; ++n) {
    reached += weights[n] * static_cast<double>(count);
    while (chosen.size() < count && static_cast<double>(chosen.size()) + offset < reached) {
      chosen.push_back(n);
    }
  }
  while (!chosen.empty() && chosen.size() < count) chosen.push_back(chosen.back());
  return chosen;
}

}  // namespace overbuild::calibration
