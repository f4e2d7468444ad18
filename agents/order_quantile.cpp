#include "agents/order_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "agents/expectations.hpp"
#include "core/invariant.hpp"
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
  const auto part = [&](double weight, double mean, double x) {
    return weight > 0.0 ? weight * normal_cdf((x - mean) / spread) : 0.0;
  };
  const auto beyond_share = [&](std::int64_t k) {
    const double x = static_cast<double>(k) * step;
    return part(1.0 - law.leap_chance - law.story_weight, 0.0, x) +
           part(law.story_weight, law.story, x) + part(law.leap_chance, law.leap, x) - share;
  };
  // The quantile of the mixture lies between those of its laws; rounding may move it beyond.
  OVERBUILD_INVARIANT(share > 0.0 && share < 1.0, "a quantile lies between 0 and 1");
  constexpr double far = 9.0;  // standard deviations: nothing is left beyond
  const double deviation = spread * std::clamp(normal_quantile(share), -far, far);
  const auto lattice = [&](double x) { return static_cast<std::int64_t>(std::floor(x / step)); };
  std::int64_t below = lattice(std::min({0.0, law.story, law.leap}) + deviation) - 1;
  std::int64_t covers = lattice(std::max({0.0, law.story, law.leap}) + deviation) + 2;
  double short_of = beyond_share(below), over = beyond_share(covers);
  const std::int64_t wider = lattice(spread) + 1;
  for (int k = 0; k < 2.0 * far && short_of >= 0.0; ++k) short_of = beyond_share(below -= wider);
  for (int k = 0; k < 2.0 * far && over < 0.0; ++k) over = beyond_share(covers += wider);
  // False position; the end that stays counts half (Illinois; Dowell & Jarratt 1971), and where it
  // stays again, as on a plateau between two laws, the middle is tried.
  int stays = 0;  // steps since the lower end moved, negative for the upper
  while (covers - below > 1) {
    const auto width = static_cast<double>(covers - below);
    const double part_of_width = std::abs(stays) > 2 ? 0.5 : short_of / (short_of - over);
    const double at = std::clamp(width * part_of_width, 1.0, width - 1.0);
    const std::int64_t middle = below + static_cast<std::int64_t>(at);
    const double found = beyond_share(middle);
    if (found >= 0.0) {
      covers = middle;
      over = found;
      stays = std::max(stays, 0) + 1;
      if (stays > 1) short_of *= 0.5;
    } else {
      below = middle;
      short_of = found;
      stays = std::min(stays, 0) - 1;
      if (stays < -1) over *= 0.5;
    }
  }
  return static_cast<double>(covers) * step;
}

}  // namespace overbuild
