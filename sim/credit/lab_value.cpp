#include "sim/credit/lab_value.hpp"

#include <algorithm>

#include "core/math.hpp"

namespace overbuild {

namespace {

/// Margin on `sales` with research at the least that plans go to.
double lean_margin(Parts<const Inputs, const Labs, const ComputeMarket> world, std::size_t lab,
                   double sales, double saved) {
  const Labs& labs = world.labs;
  const LabParameters& rules = world.inputs.parameters.lab;
  const auto& factors = rules.budget_factors;
  const double lean =
      factors.empty() ? 1.0 : std::min(*std::min_element(factors.begin(), factors.end()), 1.0);
  const double usd = std::max(sales, 1.0);
  const double cost = static_cast<double>(labs.inference_hours[lab]) * world.compute.rental_price +
                      lean * labs.research_usd[lab] +
                      pow_(lean, rules.staff_response) * labs.staff_usd[lab] +
                      world.inputs.parameters.labs[lab].second.overhead_share * sales - saved;
  return std::clamp(1.0 - cost / usd, -2.0, 0.6);
}

}  // namespace

ValuedFirm valued_lab(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Labs, const ComputeMarket> world,
    std::size_t lab, double sales, double saved) {
  const Parameters& p = world.inputs.parameters;
  const Observables& seen = world.public_record;
  ValuedFirm firm;
  firm.sales = std::max(sales, 1.0);
  firm.margin = lean_margin(world, lab, sales, saved);
  firm.last_margin = p.equity.terminal_margin;
  firm.market = seen.lab_market;
  firm.part = labs_part(seen);
  firm.ahead = std::max(world.inputs.year - seen.year, 0);
  firm.jump = p.technology.leap_jump_mean;
  return firm;
}

double lab_cash_value(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Labs, const ComputeMarket> world,
    std::size_t lab, double sales, double saved) {
  const EquityParameters& rules = world.inputs.parameters.equity;
  if (rules.scenarios) {
    return scenario_value(rules, world.public_record, public_belief(rules, world.public_record),
                          valued_lab(world, lab, sales, saved), world.exogenous.base_rate)
        .expected;
  }
  return discounted_value(rules, std::max(sales, 1.0),
                          std::clamp(world.public_record.lab_market_growth, -0.5, 1.0),
                          world.inputs.parameters.expectations.fade,
                          lean_margin(world, lab, sales, saved), world.exogenous.base_rate);
}

}  // namespace overbuild
