#include "sim/measure/capital_value.hpp"

#include <algorithm>
#include <cmath>

#include "agents/builder.hpp"
#include "core/math.hpp"
#include "sim/compute/costs.hpp"

namespace overbuild {

double market_value(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders,
                          const Vendors, const Capital, const ComputeMarket>
                        world,
                    std::size_t builder, int vintage) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  double value = 0.0;
  if (const auto& cell = world.capital.equipment.at(builder, vintage); cell.units > 0) {
    const double left =
        std::max(capex.planned_life - static_cast<double>(world.inputs.year - vintage), 1.0);
    const double rate = std::max(world.builders.hurdle[builder], 1e-3);
    const double margin =
        yearly_margin(capex, world.compute.rental_price, planning_load(capex, world.public_record),
                      world.capital.vintage_kw(vintage), world.exogenous.energy_price);
    const double earned = std::max(margin, 0.0) * (1.0 - pow_(1.0 + rate, -left)) / rate;
    value += static_cast<double>(cell.units) / 1000.0 * std::min(earned, equipment_price(world));
  }
  if (const auto& cell = world.capital.shells.at(builder, vintage); cell.units > 0) {
    const double left =
        std::max(1.0 - static_cast<double>(world.inputs.year - vintage) / capex.shell_life, 0.0);
    value += static_cast<double>(cell.units) / 1000.0 * capex.shell_price * left;
  }
  return value;
}

}  // namespace overbuild
