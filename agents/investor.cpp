#include "agents/investor.hpp"

#include <algorithm>
#include <cmath>

#include "core/math.hpp"

namespace overbuild {

double discounted_value(const EquityParameters& rules, double sales, double growth, double fade,
                        double margin, double base_rate) {
  constexpr int years = 10;
  const double rate = rules.discount + base_rate;
  const double discount = 1.0 / (1.0 + rate);
  double value = 0.0, factor = 1.0;
  for (int k = 0; k < years; ++k) {
    sales *= exp_(growth);
    growth *= fade;
    factor *= discount;
    const double progress = static_cast<double>(k + 1) / years;
    const double year_margin = margin + (rules.terminal_margin - margin) * progress;
    value += factor * sales * year_margin;
  }
  return std::max(value + factor * sales * rules.terminal_margin / rate, 0.0);
}

double appraise(const EquityParameters& rules, const Investors& investors, std::size_t investor,
                double fundamental_value, double last_value, double last_return) {
  const double weight = investors.fundamentals_weight[investor];
  const double extrapolated =
      last_value * exp_(rules.extrapolation * std::clamp(last_return, -1.0, 1.5));
  return weight * fundamental_value + (1.0 - weight) * extrapolated;
}

void plan_investor(const EquityParameters& rules, Investors& investors, std::size_t investor) {
  const double advantage =
      investors.error_extrapolation[investor] - investors.error_fundamentals[investor];
  const double odds = logistic(rules.switching * advantage +
                               log_(rules.fundamentals_weight / (1.0 - rules.fundamentals_weight)));
  double& weight = investors.fundamentals_weight[investor];
  weight += 0.5 * (odds - weight);
  const double surprise = investors.realised_return[investor] - investors.required_return[investor];
  const double growth = std::clamp(exp_(rules.appetite_response * surprise),
                                   1.0 / rules.appetite_growth_limit, rules.appetite_growth_limit);
  investors.appetite[investor] *= growth;
}

double round_size(const EquityParameters& rules, double need, double available, double value) {
  const double diluted = value * rules.dilution_cap / (1.0 - rules.dilution_cap);
  return std::max(std::min({need, available, diluted}), 0.0);
}

}  // namespace overbuild
