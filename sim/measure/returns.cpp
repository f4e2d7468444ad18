#include "sim/measure/returns.hpp"

#include <cmath>

#include "core/math.hpp"
#include "market/rate_of_return.hpp"
#include "sim/world.hpp"

namespace overbuild {

namespace {

/// The last year that counts for what was built in year k.
std::size_t end_of_window(const World& world, std::size_t k) {
  return k + static_cast<std::size_t>(world.inputs.parameters.experiment.window);
}

std::vector<double> cohort_flows(const World& world,
                                 const std::vector<std::vector<Money>>& cash, std::size_t k) {
  const std::size_t end = end_of_window(world, k);
  std::vector<double> flows;
  for (std::size_t year = k; year <= end; ++year) flows.push_back(cash[k + 1][year].usd());
  flows.front() -= world.memory.cohorts.invested[k].usd();
  flows.back() += world.measured.cohort_worth[end][k];
  return flows;
}

/// Labs have no capital to attribute cash to: what they earn after compute and research from a year
/// on, and what they are held to be worth at the end.
double lab_value(const World& world, std::size_t k) {
  const std::size_t end = end_of_window(world, k);
  std::vector<double> flows;
  for (std::size_t year = k; year <= end; ++year) flows.push_back(world.measured.lab_results[year]);
  flows.back() += world.measured.lab_worth[end];
  return present_value(flows, world.inputs.parameters.lab.cost_of_capital);
}

/// Years by which the hours expected two years ahead came later than that; not a number while they
/// have not come.
double years_late(const World& world, std::size_t k) {
  const std::vector<double>& hours = world.measured.hours;
  for (std::size_t year = k + 2; year < hours.size(); ++year) {
    if (hours[year] >= world.measured.planned_hours[k]) return static_cast<double>(year - (k + 2));
  }
  return std::nan("");
}

/// A rate that was measured, or on which side of what is looked for it lies.
void set_rate(const std::vector<double>& flows, double& rate, double& beyond) {
  using Kind = RateOfReturn::Kind;
  const RateOfReturn found = rate_of_return(flows);
  if (found.kind == Kind::none) return;
  if (found.kind == Kind::measured) rate = found.rate;
  beyond = found.kind == Kind::above ? 1.0 : found.kind == Kind::below ? -1.0 : 0.0;
}

void measure_cohort(World& world, std::size_t k, int year) {
  const Cohorts& cohorts = world.memory.cohorts;
  const auto value = [&](Metric metric) -> double& {
    return world.journal.recording.value(year, metric);
  };
  const double hurdle = value(Metric::hurdle_rate);
  const std::vector<double> sector = cohort_flows(world, cohorts.sector_cash, k);
  const std::vector<double> builders = cohort_flows(world, cohorts.builder_cash, k);
  value(Metric::payoff_npv) = present_value(sector, hurdle);
  value(Metric::builder_payoff_npv) = present_value(builders, hurdle);
  value(Metric::builder_rent_npv) =
      present_value(cohort_flows(world, cohorts.rent_cash, k), hurdle);
  value(Metric::lab_payoff_npv) = lab_value(world, k);
  if (cohorts.invested[k] <= Money::zero()) return;
  set_rate(sector, value(Metric::cohort_irr), value(Metric::cohort_irr_beyond));
  set_rate(builders, value(Metric::builder_cohort_irr), value(Metric::builder_cohort_irr_beyond));
}

}  // namespace

void measure_returns(World& world) {
  const std::size_t years = world.memory.cohorts.invested.size();
  for (std::size_t k = 0; k < years; ++k) {
    const int year = static_cast<int>(world.inputs.parameters.time.start) + static_cast<int>(k);
    if (end_of_window(world, k) < years) measure_cohort(world, k, year);
    world.journal.recording.value(year, Metric::timing_gap) = years_late(world, k);
  }
}

}  // namespace overbuild
