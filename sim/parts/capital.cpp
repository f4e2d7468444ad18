#include "sim/parts/capital.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/math.hpp"
#include "sim/parts/state.hpp"

namespace overbuild {

void Capital::add_to(Digest& digest) const { add_fields(digest, *this); }

double PowerTrend::kw(int vintage) const {
  const auto steps = std::min<std::ptrdiff_t>(std::ssize(known), std::max(vintage - first_year, 0));
  double at = first;
  for (std::ptrdiff_t k = 0; k < steps; ++k) at *= exp_(known[static_cast<std::size_t>(k)]);
  const auto years = static_cast<double>(vintage - first_year - steps);
  if (!change.faded(years)) return at * pow_(1.0 - decline, years);
  return at * exp_(change.over(years));
}

PowerPath::PowerPath(PowerTrend trend, int first_vintage, int last_vintage)
    : trend_(std::move(trend)), first_vintage_(first_vintage) {
  for (int v = first_vintage; v <= last_vintage; ++v) kw_.push_back(trend_.kw(v));
}

double PowerPath::kw(int vintage) const {
  const auto row = static_cast<std::size_t>(vintage - first_vintage_);
  return vintage >= first_vintage_ && row < kw_.size() ? kw_[row] : trend_.kw(vintage);
}

void PowerPath::add_to(Digest& digest) const { add_fields(digest, trend_); }

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
