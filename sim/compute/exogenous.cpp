#include "sim/compute/exogenous.hpp"

#include <algorithm>

#include "agents/own_use.hpp"
#include "core/math.hpp"
#include "sim/compute/families.hpp"

namespace overbuild {

namespace {
constexpr EntityId macro_entity = entity_id("macro", "world");

/// Dated changes of the configuration. A push to the base rate fades by the rule of the rate.
void apply_shocks(Parts<const Inputs, const Vendors, Exogenous> world) {
  world.exogenous.spread_shock = 0.0;
  world.exogenous.output_shock.assign(world.vendors.size(), 1.0);
  for (const auto& [id, shock] : world.inputs.parameters.shocks) {
    const bool begins = world.inputs.year == shock.year;
    const bool ends = world.inputs.year == shock.year + shock.years;
    const bool on = world.inputs.year >= shock.year && world.inputs.year < shock.year + shock.years;
    const double factor = std::max(1.0 + shock.change, 0.01);
    switch (static_cast<ShockSeries>(shock.series)) {
      case ShockSeries::base_rate:
        if (begins)
          world.exogenous.base_rate = std::max(world.exogenous.base_rate + shock.change, 0.0);
        break;
      case ShockSeries::credit_spread:
        if (on) world.exogenous.spread_shock += shock.change;
        break;
      case ShockSeries::energy_price:
        if (begins) world.exogenous.energy_price *= factor;
        if (ends) world.exogenous.energy_price /= factor;
        break;
      case ShockSeries::vendor_output:
        for (std::size_t v = 0; v < world.inputs.parameters.vendors.size() && on; ++v) {
          if (!shock.vendor.empty() && shock.vendor != world.inputs.parameters.vendors[v].first)
            continue;
          world.exogenous.output_shock[v] *= std::max(1.0 + shock.change, 0.0);
        }
        break;
    }
  }
}
}  // namespace

void draw_exogenous(Parts<const Inputs, const PublicRecord, Exogenous, Builders, Vendors> world) {
  const MacroParameters& macro = world.inputs.parameters.macro;
  const auto shock = [&](Purpose purpose) {
    return world.inputs.random.normal(macro_entity, world.inputs.key_year(), purpose, 0);
  };
  const auto k = static_cast<std::size_t>(world.inputs.year - world.inputs.first_year - 1);
  world.exogenous.base_rate =
      k < macro.base_rates.size()
          ? macro.base_rates[k]
          : world.exogenous.base_rate +
                macro.base_rate_reversion * (macro.base_rate_mean - world.exogenous.base_rate) +
                macro.base_rate_sd * shock(Purpose::base_rate);
  if (world.exogenous.base_rate < 0.0) world.exogenous.base_rate = 0.0;
  world.exogenous.energy_price *=
      exp_(macro.energy_growth + macro.energy_sd * shock(Purpose::energy_price));

  apply_shocks(world);

  const auto faded = [&](double growth) {
    return world.inputs.faded_growth(growth, world.inputs.year);
  };
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const BuilderConfig& config = world.inputs.parameters.builders[b].second;
    const double luck =
        world.inputs.random.normal(luck_of(world.inputs.parameters, world.builders, b),
                                   world.inputs.key_year(), Purpose::core_cash_flow, 0);
    world.builders.core_cash_flow[b] *=
        exp_(log_(1.0 + faded(config.core_cash_flow_growth)) + config.core_cash_flow_sd * luck);
    world.builders.core_capex[b] *= 1.0 + faded(config.core_capex_growth);
    // An hour does more work each year: worth more, and fewer are needed for the same work.
    const FadingRate gain = world.inputs.parameters.fading.rate(log_(config.core.efficiency), 0.0);
    const double ln_efficiency = gain.in_year(static_cast<double>(k));
    const double efficiency =
        gain.faded(static_cast<double>(k)) ? exp_(ln_efficiency) : config.core.efficiency;
    world.builders.core_mass[b] *=
        own_use_growth(world.inputs.parameters.own_use, faded(config.core.growth), efficiency,
                       world.public_record.latent_growth);
    world.builders.core_ln_value[b] += ln_efficiency;
  }
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    world.vendors.other_revenue[v] *=
        1.0 + faded(world.inputs.parameters.vendors[v].second.other_growth);
  }
}

}  // namespace overbuild
