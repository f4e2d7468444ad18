// What is known of a bound prior beside how it is settled: the values of a choice, and what was cut
// off at the ends of a range. Refuses to know what a parameter is for.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/config/load.hpp"

namespace overbuild::config {

/// A value that a choice prior may take, and the u in [from, to) that give it.
struct PriorChoice {
  std::string text;
  double from, to;
};

struct PriorShape {
  std::vector<PriorChoice> choices{};  ///< of a choice prior: every value that has a weight
  double below = 0.0, above = 0.0;     ///< shares cut off, as they lie beyond the range
  double lo = 0.0, hi = 0.0;           ///< the range of a number
};

/// How a binding settles a prior again, with what shape_of() tells of it.
struct Settler {
  std::function<std::string(double)> settle;
  PriorShape shape;
  std::string operator()(double u) const { return settle(u); }
};

/// Of a prior that a binding offers; good as long as the prior.
const PriorShape& shape_of(const BoundPrior& prior);

}  // namespace overbuild::config
