#include "sim/credit/lab_value.hpp"

#include <algorithm>

#include "agents/investor.hpp"
#include "core/math.hpp"

namespace overbuild {

double lab_cash_value(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Labs, const ComputeMarket> world,
    std::size_t lab, double sales, double saved) {
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
  return discounted_value(world.inputs.parameters.equity, usd,
                          std::clamp(world.public_record.lab_market_growth, -0.5, 1.0),
                          world.inputs.parameters.expectations.fade,
                          std::clamp(1.0 - cost / usd, -2.0, 0.6), world.exogenous.base_rate);
}

}  // namespace overbuild
