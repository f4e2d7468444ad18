// Returns on each year's capital spending, known when the run ends: cash attributed by hours sold,
// over a window of years; what is left at its end, or at the end of the run, counts at market value.
#include <algorithm>
#include <cmath>

#include "core/math.hpp"
#include "sim/world.hpp"

namespace overbuild {

namespace {

/// Net present value of flows one year apart, the first at time zero.
double present_value(const std::vector<double>& flows, double rate) {
  double value = 0.0, factor = 1.0;
  for (const double flow : flows) {
    value += factor * flow;
    factor /= 1.0 + rate;
  }
  return value;
}

/// Rate at which flows are worth nothing, at least -0.95 and at most 3.
double internal_rate(const std::vector<double>& flows) {
  double low = -0.95, high = 3.0;
  if (present_value(flows, high) >= 0.0) return high;
  if (present_value(flows, low) <= 0.0) return low;
  for (int k = 0; k < 80; ++k) {
    const double middle = 0.5 * (low + high);
    (present_value(flows, middle) > 0.0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

/// The last year that counts for what was built in year k.
std::size_t end_of_window(const World& world, std::size_t k) {
  const auto window = static_cast<std::size_t>(world.parameters.experiment.window);
  return std::min(k + window, world.cohorts.invested.size() - 1);
}

std::vector<double> cohort_flows(const World& world,
                                 const std::vector<std::vector<Money>>& cash, std::size_t k) {
  const std::size_t end = end_of_window(world, k);
  std::vector<double> flows;
  for (std::size_t year = k; year <= end; ++year) flows.push_back(cash[k + 1][year].usd());
  flows.front() -= world.cohorts.invested[k].usd();
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
  return present_value(flows, world.parameters.lab.cost_of_capital);
}

/// Years by which the hours expected two years ahead came later than that; one more than the run
/// has left when they never came.
double years_late(const World& world, std::size_t k) {
  const std::vector<double>& hours = world.measured.hours;
  std::size_t year = k + 2;
  while (year < hours.size() && hours[year] < world.measured.planned_hours[k]) ++year;
  return static_cast<double>(year) - static_cast<double>(k + 2);
}

}  // namespace

void measure_returns(World& world) {
  const Cohorts& cohorts = world.cohorts;
  const std::size_t years = cohorts.invested.size();
  const double hurdle = world.parameters.macro.base_rate + world.parameters.capex.risk_premium +
                        world.parameters.capex.hurdle_wedge;
  for (std::size_t k = 0; k < years; ++k) {
    const int year = static_cast<int>(world.parameters.time.start) + static_cast<int>(k);
    const auto set = [&](Metric metric, double value) { world.recording.value(year, metric) = value; };
    const std::vector<double> sector = cohort_flows(world, cohorts.sector_cash, k);
    const std::vector<double> builders = cohort_flows(world, cohorts.builder_cash, k);
    const bool invested = cohorts.invested[k] > Money::zero();
    set(Metric::payoff_npv, present_value(sector, hurdle));
    set(Metric::builder_payoff_npv, present_value(builders, hurdle));
    set(Metric::builder_rent_npv, present_value(cohort_flows(world, cohorts.rent_cash, k), hurdle));
    if (invested) set(Metric::cohort_irr, internal_rate(sector));
    if (invested) set(Metric::builder_cohort_irr, internal_rate(builders));
    set(Metric::lab_payoff_npv, lab_value(world, k));
    set(Metric::hurdle_rate, hurdle);
    if (k + 2 < years) set(Metric::timing_gap, years_late(world, k));
  }
}

}  // namespace overbuild
