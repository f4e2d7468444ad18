#include "sim/parts/capital.hpp"

#include <algorithm>
#include <cstddef>

#include "core/math.hpp"
#include "sim/parts/state.hpp"

namespace overbuild {

void Capital::add_to(Digest& digest) const { add_fields(digest, *this); }

double Capital::vintage_kw(int vintage) const {
  const auto known =
      std::min<std::ptrdiff_t>(std::ssize(power.known), std::max(vintage - power.first_year, 0));
  double first = power.first;
  for (std::ptrdiff_t k = 0; k < known; ++k)
    first *= exp_(power.known[static_cast<std::size_t>(k)]);
  const auto years = static_cast<double>(vintage - power.first_year - known);
  if (!power.change.faded(years)) return first * pow_(1.0 - power.decline, years);
  return first * exp_(power.change.over(years));
}

double running_units(Parts<const Builders, const Capital> world, std::size_t builder) {
  if (!world.builders.alive[builder])
    return 0.0;  // what a failed firm could not sell is in storage
  return static_cast<double>(world.capital.equipment.units(builder)) / 1000.0;
}

double units_at_work(Parts<const Builders, const Capital> world, std::size_t builder) {
  double units = 0.0;
  if (!world.builders.alive[builder]) return units;
  const Fleet& equipment = world.capital.equipment;
  for (int v = equipment.first_vintage(); v <= equipment.last_vintage(); ++v) {
    const double share = v == equipment.last_vintage() ? 0.5 : 1.0;
    units += share * static_cast<double>(equipment.at(builder, v).units) / 1000.0;
  }
  return units;
}

double used_mw(Parts<const Builders, const Capital> world, std::size_t builder) {
  double kw = 0.0;
  if (!world.builders.alive[builder]) return kw;
  const Fleet& equipment = world.capital.equipment;
  for (int v = equipment.first_vintage(); v <= equipment.last_vintage(); ++v) {
    if (equipment.at(builder, v).units == 0) continue;
    kw +=
        static_cast<double>(equipment.at(builder, v).units) / 1000.0 * world.capital.vintage_kw(v);
  }
  return kw / 1000.0;
}

}  // namespace overbuild
