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

// ---- scenarios ----------------------------------------------------------------------------------

double logistic_growth(double market, double ceiling, double growth) {
  const double factor = exp_(growth);
  if (growth <= 0.0) return market * factor;
  if (market >= ceiling) return market;
  return ceiling * (market * factor) / (ceiling + market * (factor - 1.0));
}

double demand_ceiling(const Observables& seen, double payable, double part, double points) {
  constexpr double published = 4.0;  // points; beyond them reach goes on as over the last quarter
  const double last = seen.reach_factor(published);
  const double slope = 4.0 * (last - seen.reach_factor(published - 0.25));
  const double factor =
      points <= published ? seen.reach_factor(points) : last + (points - published) * slope;
  return payable * part * seen.feasible_value * factor;
}

namespace {

constexpr int valued_years = 10;

/// Value if the first leap comes in year `leap`, counted from the next one; 0 for none.
double value_of_path(const EquityParameters& rules, const Observables& seen,
                     const DemandBelief& belief, const ValuedFirm& firm, double rate, int leap) {
  const double discount = 1.0 / (1.0 + rate);
  double market = std::max(firm.market, 0.0), points = 0.0, gain = belief.gain, leapt = 0.0;
  const auto grow = [&] {
    points = std::min(points + gain, rules.largest_gain);
    gain *= rules.gains_kept;
    const double ceiling = demand_ceiling(seen, belief.payable, firm.part, points + leapt);
    market = logistic_growth(market, ceiling, belief.growth);
  };
  for (int k = 0; k < firm.ahead; ++k) grow();
  // Nobody sells more than the market.
  market = std::max(market, firm.sales);
  if (market <= 0.0) return 0.0;
  const double share = firm.sales / market;
  double value = 0.0, factor = 1.0;
  for (int k = 1; k <= valued_years; ++k) {
    if (k == leap) leapt = firm.jump;
    grow();
    factor *= discount;
    const double progress = static_cast<double>(k) / valued_years;
    value += factor * share * market * (firm.margin + (firm.last_margin - firm.margin) * progress);
  }
  return std::max(value + factor * share * market * firm.last_margin / rate, 0.0);
}

}  // namespace

ScenarioValue scenario_value(const EquityParameters& rules, const Observables& seen,
                             const DemandBelief& belief, const ValuedFirm& firm, double base_rate) {
  const double rate = rules.discount + base_rate;
  ScenarioValue value;
  value.without_leap = value.expected = value_of_path(rules, seen, belief, firm, rate, 0);
  if (belief.leap_rate <= 0.0 || firm.jump <= 0.0) return value;
  const double yearly = 1.0 - exp_(-belief.leap_rate);
  double none = 1.0, sum = 0.0;
  for (int k = 1; k <= valued_years; ++k) {
    sum += none * yearly * value_of_path(rules, seen, belief, firm, rate, k);
    none *= 1.0 - yearly;
  }
  value.leap_chance = 1.0 - none;
  value.with_leap = sum / value.leap_chance;
  value.expected = none * value.without_leap + sum;
  return value;
}

double payable_share(const EquityParameters& rules, double view, double mood) {
  return std::min(rules.payable_share * exp_(rules.payable_spread * view + mood), 1.0);
}

namespace {

double leap_rate(const EquityParameters& rules, const Observables& seen, const Investors& funds,
                 std::size_t i) {
  return funds.leap_exposure[i] > 0.0 ? rules.leap_counted * funds.leap_strength[i] /
                                            funds.leap_exposure[i] * seen.exposure_change
                                      : 0.0;
}

/// ln change of what hours sold for.
double rental_growth(const Observables& seen) { return seen.compute_growth + seen.rental_change; }

}  // namespace

DemandBelief belief_in_labs(const EquityParameters& rules, const Observables& seen,
                            const Investors& funds, std::size_t i) {
  return {funds.payable_share[i], funds.expected_growth[i], funds.expected_gain[i],
          leap_rate(rules, seen, funds, i)};
}

DemandBelief belief_in_builders(const EquityParameters& rules, const Observables& seen,
                                const Investors& funds, std::size_t i) {
  DemandBelief belief = belief_in_labs(rules, seen, funds, i);
  belief.growth = funds.expected_rental_growth[i];
  return belief;
}

DemandBelief public_belief(const EquityParameters& rules, const Observables& seen) {
  // What the frontier gained: a laggard that comes nearer gains more and moves it by nothing.
  const std::size_t labs = std::min(seen.lab_capability.size(), seen.lab_growth.size());
  double before = labs > 0 ? -HUGE_VAL : seen.frontier_capability;
  for (std::size_t l = 0; l < labs; ++l) {
    before = std::max(before, seen.lab_capability[l] - seen.lab_growth[l]);
  }
  return {payable_share(rules, 0.0, 0.0), std::clamp(seen.lab_market_growth, -0.5, 1.0),
          std::max(seen.frontier_capability - before, 0.0), 0.0};
}

double labs_part(const Observables& seen) {
  return seen.end_user_spend > 0.0 ? std::clamp(seen.lab_market / seen.end_user_spend, 0.1, 1.0)
                                   : 1.0;
}

double projected_lab_sales(const EquityParameters& rules, const Observables& seen,
                           const DemandBelief& belief) {
  const double points = std::min(belief.gain, rules.largest_gain);
  const double ceiling = demand_ceiling(seen, belief.payable, labs_part(seen), points);
  return logistic_growth(seen.lab_market, ceiling, belief.growth);
}

void learn_demand(const EquityParameters& rules, const Observables& seen, Investors& funds,
                  std::size_t i) {
  constexpr double largest_surprise = 2.0;
  double surprise = 0.0;
  if (funds.projected_sales[i] > 0.0 && seen.lab_market > 0.0) {
    surprise = std::clamp(log_(seen.lab_market / funds.projected_sales[i]), -largest_surprise,
                          largest_surprise);
  }
  funds.mood[i] = rules.mood_kept * funds.mood[i] + rules.mood_response * surprise;
  funds.payable_share[i] = payable_share(rules, funds.view[i], funds.mood[i]);
  const auto move = [&](double& estimate, double seen_now) {
    estimate += rules.growth_learning * (seen_now - estimate);
  };
  move(funds.expected_growth[i], seen.lab_market_growth);
  move(funds.expected_rental_growth[i], rental_growth(seen));
  move(funds.expected_gain[i], std::max(seen.frontier_capability - funds.seen_frontier[i], 0.0));
  funds.seen_frontier[i] = seen.frontier_capability;
  funds.leap_strength[i] += static_cast<double>(seen.leaps);
  funds.leap_exposure[i] += seen.exposure_change;
  funds.projected_sales[i] =
      projected_lab_sales(rules, seen, belief_in_labs(rules, seen, funds, i));
}

void renew_appetite(const EquityParameters& rules, Investors& funds, std::size_t i) {
  const double surprise = funds.realised_return[i] - funds.required_return[i];
  funds.appetite[i] *= std::clamp(exp_(rules.appetite_response * surprise),
                                  1.0 / rules.appetite_surge, rules.appetite_surge);
}

}  // namespace overbuild
