#include "core/config/prior_shape.hpp"

#include "core/lasting.hpp"

namespace overbuild::config {

const PriorShape& shape_of(const BoundPrior& prior) {
  static const PriorShape& unknown = lasting(PriorShape());
  const Settler* const settler = prior.settle.target<Settler>();
  return settler != nullptr ? settler->shape : unknown;
}

}  // namespace overbuild::config
