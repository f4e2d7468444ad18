#include "agents/app_vendor.hpp"

#include <algorithm>
#include <cmath>

#include "agents/pricing.hpp"
#include "core/math.hpp"

namespace overbuild {

double bargained_price(const BackEnd& offer, double best_alternative_price, double power) {
  const double ceiling = std::min(offer.price, best_alternative_price);
  if (ceiling <= offer.cost) return std::min(offer.cost, offer.price);
  return offer.cost + power * (ceiling - offer.cost);
}

namespace {

/// Price of the best other offer, made comparable: dearer by the value of the capability it lacks.
double alternative_price(const std::vector<BackEnd>& offers, const BackEnd& offer,
                         double capability_value) {
  double best = HUGE_VAL;
  for (const BackEnd& other : offers) {
    if (other.id == offer.id) continue;
    best = std::min(best, other.price *
                              exp_(capability_value * (offer.capability - other.capability)));
  }
  return best;
}

}  // namespace

BackEndChoice choose_back_end(const AppParameters& rules, const std::vector<BackEnd>& offers,
                              std::uint32_t present, double capability_value) {
  BackEndChoice best{present, 0.0};
  double best_score = -HUGE_VAL;
  for (const BackEnd& offer : offers) {
    const double price =
        offer.bargained
            ? bargained_price(offer, alternative_price(offers, offer, capability_value),
                              rules.bargaining_power)
            : offer.price;
    const double moving = offer.id == present ? 0.0 : rules.backend_switching;
    const double score = capability_value * offer.capability - log_(price * (1.0 + moving));
    if (score > best_score) {
      best_score = score;
      best = {offer.id, price};
    }
  }
  return best;
}

void post_app_price(const AppParameters& rules, Apps& apps, std::size_t app) {
  const double target = target_price(
      apps.backend_price[app] + apps.job_cost[app], apps.conduct[app] * apps.elasticity[app],
      rules.markup_cap);
  apps.price[app] = adjusted_price(apps.price[app], target, rules.price_speed);
}

}  // namespace overbuild
