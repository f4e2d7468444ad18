// Metrics that take a pass over all work of enterprises: how good models are at what is asked for,
// and who leaves proprietary models. Owns these passes, in vector loops; refuses to be seen by
// behaviour.
#pragma once

#include "core/math.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Success of the best proprietary and of the best open model on the work that is asked for.
struct ModelSuccess {
  double gap = 0.0, weight = 0.0;          ///< difference times value; value
  double alike = 0.0, routine_jobs = 0.0;  ///< jobs of routine work on which they are as good; all
};

/// At these capabilities, points.
ModelSuccess success_on_work(Parts<const Inputs, const Customers>, double frontier, double open);

/// Workloads that left proprietary interfaces for open models this year less those that stayed:
/// means of ln volume and of difficulty, points; not a number where either are fewer than five.
struct ApiLeavers {
  double volume = detail::not_a_number, difficulty = detail::not_a_number;
};
ApiLeavers api_leavers(Parts<const Customers, const Demand>);

}  // namespace overbuild
