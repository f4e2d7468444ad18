#include "sim/planning/leap.hpp"

#include <algorithm>

#include "sim/compute/tasks.hpp"

namespace overbuild {

double newly_feasible(Parts<const Inputs, const PublicRecord> world) {
  const double best = world.public_record.frontier_capability;
  return task_mass(world.inputs.parameters, best,
                   best + world.inputs.parameters.technology.leap_jump_mean);
}

double leap_lead(Parts<const Inputs, const PublicRecord> world) {
  return std::clamp(
      world.inputs.parameters.technology.leap_jump_mean /
          std::max(world.public_record.gap_closing, world.inputs.parameters.lab.slowest_closing),
      0.5, 10.0);
}

namespace {

double leap_rate(Parts<const PublicRecord> world, double strength, double exposure) {
  return strength / exposure * world.public_record.exposure_change;
}

}  // namespace

double mean_leap_rate(Parts<const PublicRecord, const Builders> world) {
  double sum = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    sum += leap_rate(world, world.builders.leap_strength[b], world.builders.leap_exposure[b]);
  }
  return sum / static_cast<double>(world.builders.size());
}

}  // namespace overbuild
