#include "sim/credit/fresh_beliefs.hpp"

#include <algorithm>

#include "agents/expectations.hpp"
#include "core/math.hpp"
#include "sim/compute/families.hpp"

namespace overbuild {

void fresh_beliefs(Parts<const Inputs, const PublicRecord, Builders> world, std::size_t b) {
  const Parameters& p = world.inputs.parameters;
  Builders& builders = world.builders;
  const EntityId who = luck_of(p, builders, b);
  for (std::size_t h = 0; h < heuristic_count; ++h) {
    builders.predisposition[b][h] = p.expectations.predisposition_sd *
                                    world.inputs.random.normal(who, 0, Purpose::heuristic_weights,
                                                               static_cast<std::uint32_t>(h));
  }
  builders.weight[b] = fresh_weights(builders.predisposition[b]);
  builders.fitness[b].fill(0.0);
  builders.hurdle_wedge[b] =
      p.capex.hurdle_wedge +
      p.capex.hurdle_sd * world.inputs.random.normal(who, 0, Purpose::hurdle_wedge, 0);
  builders.private_view[b] =
      p.expectations.private_view_sd * world.inputs.random.normal(who, 0, Purpose::private_view, 0);
  builders.density_growth[b] = p.opening.density_growth;
  builders.leap_strength[b] = p.opening.builder_leap_strength;
  // Exposure is counted in decades of training compute; the prior rate is a yearly one.
  const double decades_a_year = std::max(p.opening.training_growth, 0.05) / log_(10.0);
  builders.leap_exposure[b] =
      world.public_record.exposure + p.opening.builder_leap_strength * decades_a_year /
                                         std::max(p.opening.builder_leap_rate, 1e-6);
}

}  // namespace overbuild
