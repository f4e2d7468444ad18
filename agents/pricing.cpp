#include "agents/pricing.hpp"

#include <algorithm>

#include "core/math.hpp"

namespace overbuild {

double own_elasticity(const Revealed& sales, double choice_noise) {
  return sales.jobs_elasticity + sales.spend_to_surplus * (1.0 - sales.share) / choice_noise;
}

bool cap_decides(double elasticity, double cap) {
  return !(elasticity > 1.0) || elasticity / (elasticity - 1.0) > cap;
}

double target_price(double marginal_cost, double elasticity, double cap) {
  const double factor = cap_decides(elasticity, cap) ? cap : elasticity / (elasticity - 1.0);
  return marginal_cost * std::max(factor, 1.0);
}

double adjusted_price(double price, double target, double speed) {
  return price * exp_(speed * (log_(target) - log_(price)));
}

}  // namespace overbuild
