#include "agents/app.hpp"

#include <algorithm>

#include "agents/best_price.hpp"
#include "agents/pricing.hpp"

namespace overbuild {

void post_app_price(const AppParameters& rules, Apps& apps, std::size_t app) {
  const double elasticity = apps.elasticity_multiplier[app] * apps.elasticity[app];
  apps.price_guards[app] += cap_decides(elasticity, rules.markup_cap) ? 1.0 : 0.0;
  const double target =
      target_price(apps.backend_price[app] + apps.job_cost[app], elasticity, rules.markup_cap);
  apps.price[app] = adjusted_price(apps.price[app], target, rules.price_speed);
}

void post_demand_app_price(const AppParameters& rules, double fade, double years, bool at_end,
                           Apps& apps, std::size_t app) {
  const double cost = apps.backend_price[app] + apps.job_cost[app];
  if (apps.best_price[app] <= 0.0) {  // nobody would buy at cost
    apps.price_guards[app] += at_end ? 1.0 : 0.0;
    apps.price[app] = std::max(apps.price[app], cost);
    return;
  }
  const PriceTarget best =
      wedged_price(apps.best_price[app], apps.price_wedge[app], fade, years, cost);
  apps.price_guards[app] += best.at_cost || at_end ? 1.0 : 0.0;
  apps.price[app] = adjusted_price(apps.price[app], best.price, rules.price_speed);
}

bool gives_up(const AppParameters& rules, Apps& apps, std::size_t app, double cash) {
  const double result = apps.operating_result[app].usd();
  apps.loss_years[app] = result < 0.0 ? apps.loss_years[app] + 1.0 : 0.0;
  return apps.loss_years[app] >= rules.patience && cash + result < 0.0;
}

double expected_entrants(const AppParameters& rules, double selling, double margin,
                         double waiting) {
  const double pool = std::max(rules.entrants, 1.0);
  return rules.entry_speed * std::max(margin - rules.entry_hurdle, 0.0) * selling *
         (waiting / pool);
}

}  // namespace overbuild
