#include "sim/measure/returns.hpp"

#include "core/math.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/measure/readings.hpp"

namespace overbuild {

namespace {

constexpr double no_value = detail::not_a_number;

/// The last year that counts for what was built in year k.
std::size_t end_of_window(Parts<const Inputs> world, std::size_t k) {
  return k + static_cast<std::size_t>(world.inputs.parameters.experiment.window);
}

std::vector<double> cohort_flows(Parts<const Inputs, const Memory, const MeasureState> world,
                                 const std::vector<std::vector<Money>>& cash, std::size_t k) {
  const std::size_t end = end_of_window(world, k);
  std::vector<double> flows;
  for (std::size_t year = k; year <= end; ++year) flows.push_back(cash[k + 1][year].usd());
  flows.front() -= world.memory.cohorts.invested[k].usd();
  flows.back() += world.measured.cohort_worth[end][k];
  return flows;
}

}  // namespace

CohortView::CohortView(Measured of_world, std::size_t cohort)
    : world(of_world),
      k(cohort),
      over(end_of_window(world, cohort) < world.memory.cohorts.invested.size()) {
  if (!over) return;
  const Cohorts& cohorts = world.memory.cohorts;
  hurdle = cohort_hurdle(world);
  sector = cohort_flows(world, cohorts.sector_cash, k);
  builders = cohort_flows(world, cohorts.builder_cash, k);
  rent = cohort_flows(world, cohorts.rent_cash, k);
  if (cohorts.invested[k] <= Money::zero()) return;
  sector_rate = rate_of_return(sector);
  builder_rate = rate_of_return(builders);
}

double measured_rate(const RateOfReturn& found) {
  return found.kind == RateOfReturn::Kind::measured ? found.rate : no_value;
}

double side_of_range(const RateOfReturn& found) {
  switch (found.kind) {
    case RateOfReturn::Kind::none: return no_value;
    case RateOfReturn::Kind::measured: return 0.0;
    case RateOfReturn::Kind::above: return 1.0;
    case RateOfReturn::Kind::below: return -1.0;
  }
  return no_value;
}

double lab_value(const CohortView& c) {
  const std::size_t end = end_of_window(c.world, c.k);
  const MeasureState& state = c.world.measured;
  std::vector<double> flows;
  for (std::size_t year = c.k; year <= end; ++year) flows.push_back(state.lab_results[year]);
  flows.back() += state.lab_worth[end];
  return present_value(flows, c.world.inputs.parameters.lab.cost_of_capital);
}

double years_late(const CohortView& c) {
  const std::vector<double>& hours = c.world.measured.hours;
  for (std::size_t year = c.k + 2; year < hours.size(); ++year) {
    if (hours[year] >= c.world.measured.planned_hours[c.k]) {
      return static_cast<double>(year - (c.k + 2));
    }
  }
  return no_value;
}

void measure_returns(MeasureParts<const MeasureState, Journal> world) {
  Recording& recording = world.journal.recording;
  const int first = static_cast<int>(world.inputs.parameters.time.start);
  for (std::size_t k = 0; k < world.memory.cohorts.invested.size(); ++k) {
    const auto year = static_cast<std::size_t>(first - recording.first_year) + k;
    read_late_metrics(CohortView(world, k), recording.series[year]);
  }
}

}  // namespace overbuild
