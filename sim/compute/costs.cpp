#include "sim/compute/costs.hpp"

#include "agents/vendor.hpp"
#include "core/math.hpp"
#include "market/rental.hpp"
#include "sim/compute/families.hpp"

namespace overbuild {

double equipment_price(Parts<const Vendors> world) {
  double usd = 0.0, units = 0.0;
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    if (!world.vendors.alive[v]) continue;
    usd += world.vendors.price[v] * world.vendors.capacity_units[v];
    units += world.vendors.capacity_units[v];
  }
  return units > 0.0 ? usd / units : world.vendors.price.front();
}

namespace {

double running_cost(Parts<const Inputs, const Exogenous, const Capital> world) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  return world.capital.vintage_kw(world.inputs.year) *
         running_cost_per_kw(capex, world.exogenous.energy_price);
}

double hours_sold_a_unit(Parts<const Inputs> world) {
  return hours_a_year * world.inputs.parameters.capex.sustainable_load *
         world.inputs.parameters.rental.target_tightness;
}

}  // namespace

double equipment_price_for(Parts<const Inputs, const Builders, const Vendors> world,
                           std::size_t b) {
  const auto shares = builder_vendor_shares(world, b);
  double price = 0.0;
  for (std::size_t v = 0; v < shares.size(); ++v) price += shares[v] * world.vendors.price[v];
  return price;
}

InvestmentRules investment_rules(
    Parts<const Inputs, const PublicRecord, const Builders, const Vendors> world, std::size_t b) {
  const Parameters& p = world.inputs.parameters;
  return {p.capex,
          p.expectations,
          p.rental,
          world.public_record,
          world.builders.hurdle[b],
          equipment_price_for(world, b),
          p.vendor.cancellation_charge,
          0.0,
          p.technology.leap_jump_mean,
          p.own_use.adopted ? p.own_use.reach_elasticity : 0.0,
          static_cast<int>(p.run.decision_detail)};
}

std::vector<double> rents_expected_by(
    Parts<const Inputs, const PublicRecord, const Builders, const Vendors> world, std::size_t b,
    int years) {
  return expected_rents(investment_rules(world, b), world.builders.expected_growth[b], years);
}

double full_cost_of_capacity(
    Parts<const Inputs, const Exogenous, const Vendors, const Capital> world) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double hurdle = world.exogenous.base_rate + capex.risk_premium + capex.hurdle_wedge;
  const double shell = world.capital.vintage_kw(world.inputs.year) / 1000.0 * capex.shell_price;
  const double yearly = equipment_price(world) * annuity(hurdle, capex.planned_life) +
                        shell * annuity(hurdle, capex.shell_life) + running_cost(world);
  return yearly / hours_sold_a_unit(world);
}

double cash_cost_of_capacity(Parts<const Inputs, const Exogenous, const Capital> world) {
  return running_cost(world) / hours_sold_a_unit(world);
}

}  // namespace overbuild
