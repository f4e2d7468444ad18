// Returns on each year's capital spending, known when the run ends: cash attributed by hours sold,
// what is left at the end taken at book value.
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

/// Rate at which flows are worth nothing, within (-0.95, 3); NaN when there is none.
double internal_rate(const std::vector<double>& flows) {
  double low = -0.95, high = 3.0;
  const bool positive = present_value(flows, low) > 0.0;
  if (positive == (present_value(flows, high) > 0.0)) return std::nan("");
  for (int k = 0; k < 80; ++k) {
    const double middle = 0.5 * (low + high);
    ((present_value(flows, middle) > 0.0) == positive ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

double residual(const World& world, int vintage) {
  Money left = Money::zero();
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    left += world.equipment.at(b, vintage).book + world.shells.at(b, vintage).book;
  }
  return left.usd();
}

}  // namespace

void measure_returns(World& world) {
  const Cohorts& cohorts = world.cohorts;
  const std::size_t years = cohorts.invested.size();
  const double hurdle = world.parameters.macro.base_rate + world.parameters.capex.risk_premium +
                        world.parameters.capex.hurdle_wedge;
  for (std::size_t k = 0; k < years; ++k) {
    std::vector<double> flows;
    for (std::size_t year = k; year < years; ++year) {
      flows.push_back(cohorts.sector_cash[k + 1][year].usd());
    }
    flows.front() -= cohorts.invested[k].usd();
    const int year = static_cast<int>(world.parameters.time.start) + static_cast<int>(k);
    flows.back() += residual(world, year);
    world.recording.value(year, Metric::payoff_npv) = present_value(flows, hurdle);
    world.recording.value(year, Metric::cohort_irr) = internal_rate(flows);
  }
}

}  // namespace overbuild
