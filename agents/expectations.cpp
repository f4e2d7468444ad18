#include "agents/expectations.hpp"

#include <algorithm>
#include <cmath>

#include "core/math.hpp"

namespace overbuild {

std::array<double, heuristic_count> fresh_weights(
    const std::array<double, heuristic_count>& predisposition) {
  const double best = *std::max_element(predisposition.begin(), predisposition.end());
  std::array<double, heuristic_count> weight{};
  double sum = 0.0;
  for (std::size_t h = 0; h < heuristic_count; ++h) {
    sum += weight[h] = exp_(predisposition[h] - best);
  }
  for (double& w : weight) w /= sum;
  return weight;
}

double faded_growth(double growth, double fade, double years) {
  if (years <= 0.0) return 0.0;
  if (std::fabs(1.0 - fade) < 1e-9) return growth * years;
  return growth * (1.0 - pow_(fade, years)) / (1.0 - fade);
}

namespace {

void judge(const ExpectationParameters& rules, Builders& builders, std::size_t b) {
  auto& fitness = builders.fitness[b];
  auto& weight = builders.weight[b];
  for (std::size_t h = 0; h < heuristic_count; ++h) {
    const double error = std::clamp(builders.forecast[b][h] - builders.own_growth[b],
                                    -rules.error_clip, rules.error_clip);
    fitness[h] = rules.inertia * fitness[h] - error * error;
  }
  // A rule keeps the followers who are fond of it, and wins others by its record.
  std::array<double, heuristic_count> taste{};
  for (std::size_t h = 0; h < heuristic_count; ++h) {
    taste[h] = builders.predisposition[b][h] + rules.intensity * fitness[h];
  }
  const auto drawn_to = fresh_weights(taste);
  for (std::size_t h = 0; h < heuristic_count; ++h) {
    weight[h] = (1.0 - rules.inertia) * drawn_to[h] + rules.inertia * weight[h];
  }
}

/// Growth of hours if spending grows as it did, slowed by the share of feasible work already
/// bought, and each dollar buys more hours as rent falls.
double fundamentals(const ExpectationParameters& rules, const Observables& seen) {
  const double penetration =
      seen.feasible_value > 0.0 ? std::min(seen.end_user_spend / seen.feasible_value, 1.0) : 1.0;
  const double spending = seen.end_user_growth * (1.0 - penetration);
  return rules.fundamentals_speed * (spending - seen.rental_change);
}

}  // namespace

void revise_expectations(const ExpectationParameters& rules, const Observables& seen,
                         Builders& builders, std::size_t b) {
  judge(rules, builders, b);
  // It takes its own growth for the market's, share gained and all, unless that is beyond belief.
  const double growth =
      seen.compute_growth +
      std::clamp(builders.own_growth[b] - seen.compute_growth, -rules.error_clip, rules.error_clip);
  builders.adaptive_growth[b] += rules.adaptive_speed * (growth - builders.adaptive_growth[b]);
  builders.density_growth[b] +=
      rules.adaptive_speed * (seen.density_change - builders.density_growth[b]);
  auto& forecast = builders.forecast[b];
  forecast[static_cast<std::size_t>(Heuristic::trend)] = rules.trend_weight * growth;
  forecast[static_cast<std::size_t>(Heuristic::adaptive)] = builders.adaptive_growth[b];
  forecast[static_cast<std::size_t>(Heuristic::anchor)] =
      growth + rules.mean_reversion_speed * (rules.anchor_growth - growth);
  forecast[static_cast<std::size_t>(Heuristic::peers)] = seen.announced_capacity_growth;
  forecast[static_cast<std::size_t>(Heuristic::signal)] = seen.public_signal;
  forecast[static_cast<std::size_t>(Heuristic::fundamentals)] = fundamentals(rules, seen);
  // What the public signal loses of its weight where it is not counted on, the others share.
  constexpr auto signal = static_cast<std::size_t>(Heuristic::signal);
  const double told = builders.weight[b][signal];
  const double dropped = (1.0 - rules.signal_counted) * told;
  const double others = 1.0 + (told < 1.0 ? dropped / (1.0 - told) : 0.0);
  double expected = builders.private_view[b];
  for (std::size_t h = 0; h < heuristic_count; ++h) {
    const double counted = h == signal ? rules.signal_counted : others;
    expected += builders.weight[b][h] * counted * forecast[h];
  }
  builders.expected_growth[b] = expected;
}

}  // namespace overbuild
