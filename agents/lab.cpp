#include "agents/lab.hpp"

#include <algorithm>
#include <cmath>

#include "agents/best_price.hpp"
#include "agents/expectations.hpp"
#include "agents/pricing.hpp"
#include "core/math.hpp"

namespace overbuild {

void post_lab_prices(const LabParameters& rules, const std::vector<double>& cost_per_job,
                     Labs& labs, std::size_t lab) {
  for (std::size_t k = 0; k < cost_per_job.size(); ++k) {
    if (!labs.tier_on_sale[lab][k]) continue;
    const double elasticity =
        labs.tier_elasticity_multiplier[lab][k] * labs.tier_elasticity[lab][k];
    labs.price_guards[lab] += cap_decides(elasticity, rules.markup_cap) ? 1.0 : 0.0;
    double target = target_price(cost_per_job[k], elasticity, rules.markup_cap);
    double& price = labs.tier_price[lab][k];
    // Where capacity bound, the price at which what was asked for would have been what was served.
    if (labs.fill[lab] > 0.0 && labs.fill[lab] < 1.0) {
      target = std::max(target, price * pow_(labs.fill[lab], -1.0 / std::max(elasticity, 1.0)));
    }
    price = adjusted_price(price, target, rules.price_speed);
  }
}

void post_demand_prices(const LabParameters& rules, const std::vector<double>& cost_per_job,
                        double years, const std::vector<std::uint8_t>& at_end, Labs& labs,
                        std::size_t lab) {
  for (std::size_t k = 0; k < cost_per_job.size(); ++k) {
    if (!labs.tier_on_sale[lab][k]) continue;
    double& price = labs.tier_price[lab][k];
    if (labs.tier_best[lab][k] <= 0.0) {  // nobody would buy at cost
      labs.price_guards[lab] += at_end[k] != 0 ? 1.0 : 0.0;
      price = std::max(price, cost_per_job[k]);
      continue;
    }
    const PriceTarget best = wedged_price(labs.tier_best[lab][k], labs.tier_wedge[lab][k],
                                          rules.conduct_fade, years, cost_per_job[k]);
    labs.price_guards[lab] += best.at_cost || at_end[k] != 0 ? 1.0 : 0.0;
    double target = best.price;
    // Where capacity bound, as above.
    if (labs.fill[lab] > 0.0 && labs.fill[lab] < 1.0) {
      const double elasticity = std::max(labs.tier_elasticity[lab][k], 1.0);
      target = std::max(target, price * pow_(labs.fill[lab], -1.0 / elasticity));
    }
    price = adjusted_price(price, target, rules.price_speed);
  }
}

void change_menu(const std::vector<double>& cost_per_job, Labs& labs, std::size_t lab,
                 std::size_t tier) {
  std::vector<std::uint8_t>& on_sale = labs.tier_on_sale[lab];
  on_sale[tier] = on_sale[tier] ? 0 : 1;
  labs.tiers[lab] += on_sale[tier] ? 1.0 : -1.0;
  if (!on_sale[tier]) return;
  std::size_t near = 0;
  const std::vector<double>& below = labs.tier_below[lab];
  for (std::size_t k = 1; k < on_sale.size(); ++k) {
    if (k == tier || !on_sale[k]) continue;
    if (std::fabs(below[k] - below[tier]) < std::fabs(below[near] - below[tier])) near = k;
  }
  labs.tier_price[lab][tier] = cost_per_job[tier] * labs.tier_price[lab][near] / cost_per_job[near];
  labs.tier_elasticity[lab][tier] = labs.tier_elasticity[lab][near];
  labs.tier_elasticity_multiplier[lab][tier] = labs.tier_elasticity_multiplier[lab][near];
  labs.tier_wedge[lab][tier] = labs.tier_wedge[lab][near];
}

void post_plan_price(const LabParameters& rules, double cost_per_payer, double elasticity,
                     Labs& labs, std::size_t lab) {
  const double seen = labs.plan_elasticity_multiplier[lab] * elasticity;
  const bool sells = labs.subscribers[lab] > 0.0;
  labs.price_guards[lab] += sells && cap_decides(seen, rules.markup_cap) ? 1.0 : 0.0;
  const double target = target_price(std::max(cost_per_payer, 1e-6), seen, rules.markup_cap);
  labs.plan_price[lab] = adjusted_price(labs.plan_price[lab], target, rules.price_speed);
}

void post_demand_plan_price(const LabParameters& rules, double cost_per_payer, double years,
                            bool at_end, Labs& labs, std::size_t lab) {
  const double cost = std::max(cost_per_payer, 1e-6);
  if (labs.plan_best[lab] <= 0.0) {
    if (!at_end) return;  // it sells no plans
    labs.price_guards[lab] += 1.0;
    labs.plan_price[lab] = std::max(labs.plan_price[lab], cost);
    return;
  }
  const PriceTarget best =
      wedged_price(labs.plan_best[lab], labs.plan_wedge[lab], rules.conduct_fade, years, cost);
  labs.price_guards[lab] += best.at_cost || at_end ? 1.0 : 0.0;
  labs.plan_price[lab] = adjusted_price(labs.plan_price[lab], best.price, rules.price_speed);
}

double final_run(const TechnologyParameters& technology, double research_usd, double hour_price,
                 double algorithm, double knee_growth) {
  const double flop =
      technology.final_run_share * research_usd / hour_price * technology.flop_per_hour;
  return algorithm * training_efficiency(technology, flop, knee_growth) * flop;
}

double research_hours(double budget, double sunk_hours, double sunk_usd, double hour_price) {
  return sunk_hours + std::max(budget - sunk_usd, 0.0) / hour_price;
}

double expected_inference(const LabParameters& rules, const Observables& seen, const Labs& labs,
                          std::size_t lab) {
  const double speed = rules.inference_growth_expected;
  return static_cast<double>(labs.inference_hours[lab]) *
         exp_(speed * std::clamp(seen.lab_market_growth, -1.0, 1.5));
}

double run_part_of_stock(const LabParameters& rules, double growth) {
  return 1.0 - rules.knowledge_kept * exp_(-std::max(growth, 0.05));
}

namespace {

/// Share of the market for a lab at `capability` against rivals where they are expected to be; the
/// open alternative competes for what any lab could sell.
double expected_share(const LabParameters& rules, const Observables& seen, std::size_t lab,
                      double capability, double own_share, const LabPosition& own) {
  double others = 0.0;
  double total_revenue = 0.0;
  for (const double revenue : seen.lab_revenue) total_revenue += revenue;
  for (std::size_t j = 0; j < seen.lab_capability.size(); ++j) {
    if (j == lab || total_revenue <= 0.0) continue;
    if (!own.kin.empty() && own.kin[j] != 0) continue;
    const double theirs = seen.lab_capability[j] + seen.lab_growth[j];
    others += seen.lab_revenue[j] / total_revenue *
              exp_(rules.capability_taste * (theirs - seen.lab_capability[j]));
  }
  others += rules.open_weight * exp_(rules.capability_taste * seen.open_growth);
  const double mine = std::max(own_share, 1e-4) *
                      exp_(rules.capability_taste * (capability - seen.lab_capability[lab]));
  return mine / (mine + others);
}

}  // namespace

namespace {

/// Present value of all labs' sales in the years of a lead. The market is expected to grow as it
/// did, and slower the more of what models can do is bought. The run that is paid for next year
/// sells from the year after.
double market_over_lead(const Observables& seen, double discount, double years) {
  double market = seen.lab_market, bought = seen.end_user_spend, value = 0.0, factor = 1.0;
  const auto grow = [&] {
    const double left = 1.0 - std::min(bought / std::max(seen.feasible_value, 1.0), 1.0);
    const double step = exp_(std::min(seen.lab_market_growth, 1.5) * left);
    market *= step;
    bought *= step;
  };
  grow();
  for (int k = 0; k < years; ++k) {
    grow();
    factor *= discount;
    value += factor * std::min(years - k, 1.0) * market;
  }
  return value;
}

/// Effective compute of a final run that `usd` of hours at `hour_price` buy, with a year's progress
/// of algorithms at the effort of `effort_hours`.
double run_after_progress(const TechnologyParameters& technology, const Labs& labs, std::size_t lab,
                          const LabPosition& own, double effort, double usd, double hour_price) {
  const double algorithm =
      labs.algorithm[lab] * exp_(algorithmic_growth(technology, effort, labs.algorithm[lab]));
  return labs.run_scale[lab] * final_run(technology, usd, hour_price, algorithm, own.knee_growth);
}

/// Effective compute of next year's final run, with a year's progress of algorithms at that effort.
double expected_run(const TechnologyParameters& technology, const Labs& labs, std::size_t lab,
                    const LabPosition& own, double budget) {
  const double together = budget / own.part_of_research;
  const double effort = together / own.hour_price * own.reference_price / own.research_reference;
  return run_after_progress(technology, labs, lab, own, effort, together, own.hour_price);
}

/// The same where the run is made from the stock of research, of which next year's hours are a
/// part.
double run_from_stock(const TechnologyParameters& technology, const Labs& labs, std::size_t lab,
                      const LabPosition& own, double hours) {
  const double together = hours / own.part_of_research;
  const double effort = together * own.reference_price / own.research_reference;
  const double for_run = (own.research_stock + together) * own.run_part;
  return run_after_progress(technology, labs, lab, own, effort, for_run, 1.0);
}

/// What a lab weighs research budgets by.
struct Race {
  const LabParameters& rules;
  const TechnologyParameters& technology;
  const Observables& seen;
  const Labs& labs;
  std::size_t lab;
  const LabPosition& own;
  double stay;  ///< years for which customers stay after a lead has gone
  double own_share =
      seen.lab_market > 0.0 ? own.revenue / own.part_of_sales / seen.lab_market : 0.0;
  double discount = 1.0 / (1.0 + rules.cost_of_capital);
  double last = std::max(labs.research_usd[lab], 1.0);
  /// Spending less than the smallest budget leaves the lab where it is.
  double idle_share = expected_share(rules, seen, lab, seen.lab_capability[lab], own_share, own);

  /// Present value of the lead that a run would give, and of the leap that `budget` might bring.
  [[nodiscard]] double value(double run, double budget) const {
    const double gain = std::max(
        capability_gain(technology, labs.effective_flop[lab], run, own.reference_flop), 0.0);
    const double share =
        expected_share(rules, seen, lab, seen.lab_capability[lab] + gain, own_share, own);
    // The lead lasts until the others have come as far at the speed they were seen to close.
    const double closing = std::max(seen.gap_closing, rules.slowest_closing);
    const double years = std::clamp(gain / closing, 1.0, 6.0) + stay;
    const double market = market_over_lead(seen, discount, years);
    // A run that goes beyond the best model brings work within reach, and buyers are expected to
    // pay for it what they pay for the work that is within reach now.
    const double beyond = seen.lab_capability[lab] + gain - seen.frontier_capability;
    const double widened = market * seen.reach_factor(beyond);
    const double leap = own.leap_rate * own.leap_value * budget / (budget + last);
    return own.part_of_sales * (own.list_margin * (widened * share - market * idle_share) + leap);
  }
  /// usd that could be spent next year.
  [[nodiscard]] double means() const {
    return own.cash + own.committed_rounds + own.revenue * own.gross_margin - own.operating_cost;
  }
  [[nodiscard]] double inference() const { return expected_inference(rules, seen, labs, lab); }
};

}  // namespace

LabPlan plan_lab(const LabParameters& rules, const TechnologyParameters& technology,
                 const Observables& seen, const Labs& labs, std::size_t lab, const LabPosition& own,
                 int points) {
  if (rules.steady_research) {
    return plan_steady_research(rules, technology, seen, labs, lab, own, points);
  }
  const Race race{rules, technology, seen, labs, lab, own, 0.0};
  const double means = std::max(race.means(), 0.0);
  const double last = race.last;
  // Plans are multiples of last year's budget, and of what it would cost today to repeat the best
  // run so far: with cheaper hours a lab that had to pause can come back.
  const double again =
      last * labs.effective_flop[lab] /
      std::max(expected_run(technology, labs, lab, own, last), 1e-9 * labs.effective_flop[lab]);
  std::vector<double> budgets;
  for (const double factor : rules.budget_factors) {
    budgets.push_back(factor * last);
    const bool larger = factor * again > rules.budget_factors.front() * last;
    if (factor >= 1.0 && larger) budgets.push_back(factor * again);
  }
  std::sort(budgets.begin(), budgets.end());
  double best_value = 0.0, best_budget = 0.0;
  for (const double budget : budgets) {
    if (budget > means) continue;
    const double value =
        race.value(expected_run(technology, labs, lab, own, budget), budget) - budget;
    if (best_budget == 0.0 || value > best_value) {
      best_value = value;
      best_budget = budget;
    }
  }
  // The best of them may lie beyond the smallest or the largest that were compared.
  const bool at_end =
      best_budget > 0.0 && (best_budget == budgets.front() || best_budget == budgets.back());
  if (best_budget == 0.0) best_budget = means;  // what it can pay, at worst nothing
  return {best_budget, expected_run(technology, labs, lab, own, best_budget), race.inference(),
          at_end};
}

LabPlan plan_steady_research(const LabParameters& rules, const TechnologyParameters& technology,
                             const Observables& seen, const Labs& labs, std::size_t lab,
                             const LabPosition& own, int points) {
  const Race race{rules, technology, seen, labs, lab, own, rules.customer_stay};
  const double reserve = rules.reserve_years * (own.operating_cost + 0.1 * race.last);
  const double means = std::max(race.means() - own.sunk_usd - own.sunk_later - reserve, 0.0);
  const double most = own.sunk_usd + means;
  const double least = std::min(std::max(0.1 * race.last, own.sunk_usd), most);
  const auto hours = [&](double budget) {
    return research_hours(budget, own.sunk_hours, own.sunk_usd, own.hour_price);
  };
  const auto plan_for = [&](double budget, bool limited) {
    return LabPlan{budget, run_from_stock(technology, labs, lab, own, hours(budget)),
                   race.inference(), limited};
  };
  if (least <= 0.0) return plan_for(most, false);
  double best_value = 0.0, best_budget = 0.0;
  const double step = log_(most / least) / static_cast<double>(points - 1);
  for (int k = 0; k < points; ++k) {
    const double budget = k + 1 == points ? most : least * exp_(step * static_cast<double>(k));
    const double value =
        race.value(run_from_stock(technology, labs, lab, own, hours(budget)), budget) -
        std::max(budget - own.sunk_usd, 0.0);
    if (k > 0 && !(value > best_value)) continue;
    best_value = value;
    best_budget = budget;
  }
  const double change = rules.research_speed * log_(best_budget / race.last);
  const double limit = log_(rules.research_growth_limit);
  const double steady = race.last * exp_(std::clamp(change, -limit, limit));
  // Who cannot pay goes as far down as it must.
  return plan_for(std::min(std::max(steady, std::min(own.sunk_usd, most)), most),
                  std::fabs(change) > limit);
}

}  // namespace overbuild
