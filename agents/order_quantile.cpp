#include "agents/order_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "agents/expectations.hpp"
#include "core/math.hpp"

namespace overbuild {

PlainForecast plain_forecast(const Builders& builders, std::size_t b) {
  const auto& weight = builders.weight[b];
  const auto& forecast = builders.forecast[b];
  constexpr auto signal = static_cast<std::size_t>(Heuristic::signal);
  double sum = 0.0, mean = 0.0, squares = 0.0;
  for (std::size_t h = 0; h < heuristic_count; ++h) {
    if (h == signal) continue;
    sum += weight[h];
    mean += weight[h] * forecast[h];
  }
  if (!(sum > 0.0)) return {builders.expected_growth[b], 0.0};
  mean /= sum;
  for (std::size_t h = 0; h < heuristic_count; ++h) {
    if (h != signal) squares += weight[h] * (forecast[h] - mean) * (forecast[h] - mean);
  }
  return {mean + builders.private_view[b], std::sqrt(squares / sum)};
}

DemandLaw demand_law(const InvestmentRules& rules, const Builders& builders, std::size_t b,
                     double years) {
  constexpr double widest = 0.8, narrowest = 0.05;  // sd of a year; of all years
  constexpr double wildest = 2.0;                   // ln of demand that a story adds or takes
  const ExpectationParameters& expectations = rules.expectations;
  const Observables& seen = rules.seen;
  const PlainForecast plain = plain_forecast(builders, b);
  DemandLaw law;
  law.detail = rules.detail;
  law.spread = std::max(std::min(plain.spread, widest) * std::sqrt(years), narrowest);
  const double rate = expectations.leap_counted * builders.leap_strength[b] /
                      builders.leap_exposure[b] * seen.exposure_change;
  law.leap_chance = 1.0 - exp_(-rate * (years + 1.0));
  const auto sold = static_cast<double>(builders.sold_hours[b]);
  const double own =
      sold > 0.0 ? std::clamp(static_cast<double>(builders.core_hours[b]) / sold, 0.0, 1.0) : 0.0;
  law.leap = (1.0 - own + own * rules.reach_elasticity) * log_(seen.reach_factor(rules.leap_jump));
  constexpr auto signal = static_cast<std::size_t>(Heuristic::signal);
  law.story_weight =
      std::min(expectations.signal_counted * builders.weight[b][signal], 1.0 - law.leap_chance);
  const double excess =
      faded_growth(builders.forecast[b][signal] - plain.growth, expectations.fade, years);
  law.story = std::clamp(excess, -wildest, wildest);
  return law;
}

double covered_share(const CapexParameters& capex, double index) {
  const double short_by = (1.0 + capex.customer_persistence) * std::max(index - 1.0, 0.0);
  return (short_by + 0.25) / (short_by + 1.25);
}

double demand_quantile(const DemandLaw& law, double share) {
  const double step = 0x1p-20 / law.detail;  // of the lattice
  const double spread = std::max(law.spread, step);
  const auto not_above = [&](std::int64_t k) {
    const double x = static_cast<double>(k) * step;
    return (1.0 - law.leap_chance - law.story_weight) * normal_cdf(x / spread) +
           law.story_weight * normal_cdf((x - law.story) / spread) +
           law.leap_chance * normal_cdf((x - law.leap) / spread);
  };
  constexpr double far = 9.0;  // standard deviations: nothing is left beyond
  const double lowest = std::min({0.0, law.story, law.leap}) - far * spread;
  const double highest = std::max({0.0, law.story, law.leap}) + far * spread;
  auto below = static_cast<std::int64_t>(std::floor(lowest / step));
  auto covers = static_cast<std::int64_t>(std::ceil(highest / step));
  while (covers - below > 1) {
    const std::int64_t middle = below + (covers - below) / 2;
    (not_above(middle) >= share ? covers : below) = middle;
  }
  return static_cast<double>(covers) * step;
}

}  // namespace overbuild
