#include "sim/planning/open_labs.hpp"

#include <algorithm>

#include "agents/open_lab.hpp"

namespace overbuild {

void plan_open_labs(Parts<const Inputs, const References, const PublicRecord, const Builders,
                          const Journal, OpenLabs>
                        world) {
  if (world.inputs.is_frozen(Role::open_lab)) return;
  for (std::size_t o = 0; o < world.open_labs.size(); ++o) {
    if (!world.open_labs.alive[o]) continue;
    const OpenLabConfig& config = world.inputs.parameters.open_labs[o].second;
    // Sponsors outside the model keep their grants in step with prices.
    double growth = world.journal.recording.price_index.back();
    for (std::size_t b = 0; b < world.builders.size(); ++b) {
      if (world.inputs.parameters.builders[b].first != config.sponsor) continue;
      const double opening =
          std::max(world.inputs.parameters.builders[b].second.core_cash_flow, 1e8);
      growth = world.builders.alive[b] ? world.builders.operating_result[b].usd() / opening : 0.0;
    }
    world.open_labs.budget[o] = plan_open_budget(
        world.inputs.parameters.open_lab, world.public_record, world.open_labs.budget[o],
        config.budget, world.references.lab_margin, growth);
  }
}

}  // namespace overbuild
