// Priors as values: `{dist: lognormal, median: 3, gsd: 2}` in place of a number. Owns their
// consistency, medians and quantile functions. Refuses to know which parameter is meant and where
// the uniform number comes from.
#pragma once

#include <cstdint>
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

  bool bounded() const { return kind == Kind::uniform || kind == Kind::beta; }
};

/// The prior a map with the key `dist` describes, or nothing with diagnostics. The keys `source`,
/// `confidence` and `slider` are left to the caller.
std::optional<Prior> read_prior(const Node& map, const std::string& path, Diagnostics& diagnostics);

/// Value of a continuous prior at u in (0, 1). Test: known answers in test_prior.cpp.
double quantile(const Prior& prior, double u);

/// Position in `values` at u in (0, 1).
std::size_t pick(const Prior& prior, double u);

/// Position of the largest weight, the first among equals.
std::size_t most_likely(const Prior& prior);

/// "lognormal{median: 3, gsd: 2}".
std::string prior_text(const Prior& prior);

/// Distribution function of a beta(a, b) on [0, 1]; shapes up to 1e6. Error below 1e-12.
double beta_cdf(double x, double a, double b);

}  // namespace overbuild::config
