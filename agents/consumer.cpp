#include "agents/consumer.hpp"

#include <algorithm>
#include <cmath>

#include "core/math.hpp"

namespace overbuild {

namespace {

/// Share of a cohort that would pay `price`.
double paying_share(const ConsumerParameters& rules, double ln_willingness, double income,
                    double price) {
  return normal_cdf((ln_willingness + income - log_(price)) / rules.willingness_sd);
}

double mean_paying_share(const ConsumerParameters& rules, const Consumers& consumers,
                         double ln_willingness, double price) {
  double sum = 0.0;
  for (const double income : consumers.cohort_income) {
    sum += paying_share(rules, ln_willingness, income, price);
  }
  return sum / static_cast<double>(consumers.cohort_income.size());
}

}  // namespace

double jobs_per_user(const ConsumerParameters& rules, int years) {
  const auto all = static_cast<double>(years), known = static_cast<double>(rules.growth_years);
  return exp_(rules.jobs_growth * std::min(all, known) +
              rules.later_growth * std::max(all - known, 0.0));
}

void open_consumers(const ConsumerParameters& rules, double price, Consumers& consumers) {
  const auto cohorts = static_cast<std::size_t>(rules.cohorts);
  consumers.cohort_income.resize(cohorts);
  for (std::size_t c = 0; c < cohorts; ++c) {
    const double rank = (static_cast<double>(c) + 0.5) / static_cast<double>(cohorts);
    consumers.cohort_income[c] = rules.income_sd * normal_quantile(rank);
  }
  consumers.users = rules.people * rules.adoption;
  double low = log_(price) - 15.0, high = log_(price) + 15.0;
  for (int k = 0; k < 60; ++k) {
    const double middle = 0.5 * (low + high);
    (mean_paying_share(rules, consumers, middle, price) < rules.paying_share ? low : high) = middle;
  }
  consumers.ln_willingness = 0.5 * (low + high);
  consumers.payers = consumers.users * rules.paying_share;
}

ConsumerDemand consume(const ConsumerParameters& rules, Consumers& consumers,
                       const ConsumerPlans& plans, double taste, double capability_gain,
                       double jobs_factor) {
  const auto& [capability, price, preference] = plans;
  const std::size_t labs = capability.size();
  ConsumerDemand demand{std::vector<double>(labs, 0.0), std::vector<double>(labs, 0.0),
                        std::vector<double>(labs, 0.0), std::vector<double>(labs, 1.0)};
  std::vector<double> share(labs, 0.0);
  double best = -HUGE_VAL;
  for (std::size_t l = 0; l < labs; ++l) {
    share[l] =
        preference[l] <= -1e8 ? -HUGE_VAL : taste * capability[l] - log_(price[l]) + preference[l];
    best = std::max(best, share[l]);
  }
  if (best == -HUGE_VAL) {
    consumers.payers = 0.0;
    return demand;
  }
  double sum = 0.0, mean_price = 0.0;
  for (std::size_t l = 0; l < labs; ++l) sum += share[l] = exp_(share[l] - best);
  for (std::size_t l = 0; l < labs; ++l) mean_price += (share[l] /= sum) * price[l];
  const double willingness = consumers.ln_willingness + rules.capability_value * capability_gain;
  const double paying = mean_paying_share(rules, consumers, willingness, mean_price);
  consumers.payers = consumers.users * paying;
  // Payers lost to rivals, and those lost to free plans as the mean price rises by its share.
  const double dearer = mean_paying_share(rules, consumers, willingness, 1.01 * mean_price);
  const double lost = paying > 0.0 ? (1.0 - dearer / paying) / log_(1.01) : 1.0;
  for (std::size_t l = 0; l < labs; ++l) {
    demand.elasticity[l] = 1.0 - share[l] + share[l] * lost;
    demand.subscribers[l] = consumers.payers * share[l];
    demand.free_jobs[l] =
        (consumers.users - consumers.payers) * share[l] * rules.jobs_free * jobs_factor;
    demand.jobs[l] = demand.subscribers[l] * rules.jobs_paid * jobs_factor + demand.free_jobs[l];
  }
  return demand;
}

double payers_at(const ConsumerParameters& rules, const Consumers& consumers,
                 double capability_gain, double price) {
  const double willingness = consumers.ln_willingness + rules.capability_value * capability_gain;
  return mean_paying_share(rules, consumers, willingness, price);
}

void adopt(const ConsumerParameters& rules, Consumers& consumers) {
  const double ceiling = rules.people * rules.adoption_ceiling;
  const double room = ceiling > 0.0 ? std::max(1.0 - consumers.users / ceiling, 0.0) : 0.0;
  consumers.users += rules.adoption_speed * consumers.users * room;
}

}  // namespace overbuild
