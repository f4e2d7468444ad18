// Priors as values: `{dist: lognormal, median: 3, gsd: 2}` in place of a number. Owns their
// consistency, medians and quantile functions. Refuses to know which parameter is meant and where
// the uniform number comes from.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/config/node.hpp"
#include "core/diagnostics.hpp"

namespace overbuild::config {

/// A distribution over one value. `values` of a choice point into the node it was read from.
struct Prior {
  enum class Kind : std::uint8_t { uniform, normal, lognormal, beta, choice };

  Kind kind = Kind::uniform;
  double location = 0.0;      ///< mean, median, or first shape of a beta
  double spread = 0.0;        ///< sd, gsd, or second shape of a beta
  double lo = 0.0, hi = 1.0;  ///< support of uniform and beta
  std::vector<const Node*> values;
  std::vector<double> weights;
  /// Of normal and lognormal: ends that `truncate: [lo, hi]` sets.
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
  /// What is cut off at the ends of the range that the value may have, as shares of all.
  double below = 0.0, above = 0.0;

  bool has_tails() const { return kind == Kind::normal || kind == Kind::lognormal; }
  bool bounded() const { return kind == Kind::uniform || kind == Kind::beta; }
};

/// The prior a map with the key `dist` describes, or nothing with diagnostics. The keys `source`,
/// `confidence` and `slider` are left to the caller.
std::optional<Prior> read_prior(const Node& map, const std::string& path, Diagnostics& diagnostics);

/// In the place of u: the middle of a prior, which is what a run without a replicate takes.
inline constexpr double prior_middle = std::numeric_limits<double>::quiet_NaN();

/// Cuts a normal or lognormal prior to what [lo, hi] and its own ends share, widened by `slack`,
/// which must hold its middle: draws come from the
/// rest, by the inverse of its distribution function, so that evenly spread u stay evenly spread.
/// Tails that no draw of 32 bits would reach are left. The middle stays as written.
void cut(Prior& prior, double lo, double hi, double slack = 0.0);

/// Value of a continuous prior at u in (0, 1), or its middle. Test: known answers in
/// test_prior.cpp.
double quantile(const Prior& prior, double u);

/// Position in `values` at u in (0, 1), or the most likely one.
std::size_t pick(const Prior& prior, double u);

/// Position of the largest weight, the first among equals.
std::size_t most_likely(const Prior& prior);

/// "lognormal{median: 3, gsd: 2}".
std::string prior_text(const Prior& prior);

/// Distribution function of a beta(a, b) on [0, 1]; shapes up to 1e6. Error below 1e-12.
double beta_cdf(double x, double a, double b);

}  // namespace overbuild::config
