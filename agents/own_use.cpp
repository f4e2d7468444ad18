#include "agents/own_use.hpp"

#include <algorithm>

#include "core/math.hpp"

namespace overbuild {

double own_use_growth(const OwnUseParameters& rules, double growth, double efficiency,
                      double reach_change) {
  const double plain = (1.0 + growth) / efficiency;
  return rules.adopted ? plain * exp_(rules.reach_elasticity * reach_change) : plain;
}

double adopted_hours(const OwnUseParameters& rules, double before, double worthwhile) {
  if (!rules.adopted || worthwhile <= before) return worthwhile;
  return before + rules.adoption_speed * (worthwhile - before);
}

CoreUse idle_own_use(double mass, double ln_value, double value_sd, double rent, double cash_cost,
                     double adopted, double idle) {
  if (mass <= 0.0 || idle <= 0.0 || adopted <= 0.0 || cash_cost >= rent) return {0.0, 0.0};
  const CoreUse above = core_use(mass, ln_value, value_sd, rent);
  // Hours that cost nothing to run serve all that is taken up.
  const CoreUse down_to_cost =
      core_use(mass, ln_value, value_sd, std::max(cash_cost, 1e-12 * rent));
  const double wanted = adopted * (down_to_cost.hours - above.hours);
  if (wanted <= idle) return {wanted, adopted * (down_to_cost.value - above.value)};
  // The rent at which exactly the idle hours would be taken, by the share of the schedule above it.
  const double share = (above.hours + idle / adopted) / mass;
  const double z = normal_quantile(share);
  const double mean = exp_(ln_value + 0.5 * value_sd * value_sd);
  const double value = adopted * (mass * mean * normal_cdf(z + value_sd) - above.value);
  // Rounding aside, every hour brings something between the cost of running it and the rent.
  return {idle, std::clamp(value, idle * cash_cost, idle * rent)};
}

double planned_own_hours(const OwnUseParameters& rules, double adopted, double worthwhile) {
  if (!rules.adopted) return 0.0;
  return rules.plans_on_potential * std::max(worthwhile - adopted, 0.0);
}

}  // namespace overbuild
