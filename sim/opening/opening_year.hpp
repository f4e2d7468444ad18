// The year before the first simulated one, whose end is the opening state.
#pragma once

#include "sim/parts/inputs.hpp"

namespace overbuild {

inline constexpr int oldest_vintage = 10;  ///< years of vintages kept from before the opening

inline int opening_year(Parts<const Inputs> world) {
  return static_cast<int>(world.inputs.parameters.time.start) - 1;
}

}  // namespace overbuild
