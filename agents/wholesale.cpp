#include "agents/wholesale.hpp"

#include <algorithm>
#include <cmath>

#include "core/math.hpp"

namespace overbuild {

namespace {

double quality_per_dollar(const Supply& supply, double taste) {
  return taste * supply.capability - log_(std::max(supply.price, 1e-12));
}

bool in_use(std::span<const Route> routes, std::uint32_t back_end) {
  return std::any_of(routes.begin(), routes.end(),
                     [&](const Route& route) { return route.back_end == back_end; });
}

}  // namespace

double wholesale_discount(const Bargain& b, double power, double taste, bool sells_itself) {
  if (b.list <= b.cost) return 1.0;
  // Without the lab the application keeps the customers that the best other model can keep.
  const double kept = b.has_alternative
                          ? exp_(std::min(taste * (b.alternative_capability - b.capability), 5.0))
                          : 0.0;
  const double margin_without =
      std::max(b.product_price - b.job_cost - b.alternative_price, 0.0) * kept;
  // The lab's own seat takes customers by logit between it and the application as it would be then.
  double itself = 0.0;
  if (sells_itself) {
    const double rival =
        b.has_alternative
            ? exp_(std::min(taste * (b.alternative_capability + b.workflow_quality - b.capability),
                            20.0))
            : exp_(taste * b.workflow_quality);
    const double seat = b.product_price * exp_(-taste * b.workflow_quality) - b.job_cost;
    itself = (std::max(b.list, seat) - b.cost) / (1.0 + rival);
  }
  const double gain = b.product_price - b.job_cost - b.cost - margin_without - itself;
  const double price = b.cost + itself + power * std::max(gain, 0.0);
  return std::clamp(price, b.cost, b.list) / b.list;
}

std::vector<Route> route_traffic(const AppParameters& rules, std::span<const Supply> supplies,
                                 std::span<const Route> present, double taste) {
  struct Scored {
    double score;
    const Supply* supply;
  };
  std::vector<Scored> scored;
  for (const Supply& supply : supplies) {
    const double moving = in_use(present, supply.back_end) ? 0.0 : rules.backend_switching;
    scored.push_back({quality_per_dollar(supply, taste) - log_(1.0 + moving), &supply});
  }
  std::sort(scored.begin(), scored.end(), [](const Scored& a, const Scored& b) {
    return a.score != b.score ? a.score > b.score : a.supply->back_end < b.supply->back_end;
  });
  if (scored.size() > static_cast<std::size_t>(rules.back_ends)) {
    scored.resize(static_cast<std::size_t>(rules.back_ends));
  }
  std::vector<Route> routes;
  double sum = 0.0;
  for (const Scored& s : scored) {
    const double weight = exp_((s.score - scored.front().score) / rules.routing_noise);
    if (weight < 0.01) break;
    sum += weight;
    routes.push_back({s.supply->back_end, weight, s.supply->price});
  }
  for (Route& route : routes) route.share /= sum;
  return routes;
}

std::size_t viable_suppliers(std::span<const Supply> supplies,
                             std::span<const std::uint32_t> supplier, double taste, double slack) {
  double best = -HUGE_VAL;
  for (const Supply& supply : supplies) best = std::max(best, quality_per_dollar(supply, taste));
  std::vector<std::uint32_t> viable;
  for (std::size_t k = 0; k < supplies.size(); ++k) {
    if (quality_per_dollar(supplies[k], taste) >= best - slack) viable.push_back(supplier[k]);
  }
  std::sort(viable.begin(), viable.end());
  return static_cast<std::size_t>(std::unique(viable.begin(), viable.end()) - viable.begin());
}

}  // namespace overbuild
