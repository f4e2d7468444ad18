#include "sim/measure/cohort_debt.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "sim/measure/capital_value.hpp"

namespace overbuild {

namespace {

/// usd owed by a builder, by the year it was borrowed in. [years]
std::vector<double> owed_by_year(Parts<const Inputs, const Books, const Builders> world,
                                 std::size_t b, int first, std::size_t years) {
  std::vector<double> owed(years, 0.0);
  const DebtBook& debt = world.books.debt;
  for (const std::uint32_t row : debt.rows_of(world.builders.account[b])) {
    const int issued = debt.issue_years()[row];
    if (issued < first || issued > world.inputs.year) continue;
    owed[static_cast<std::size_t>(issued - first)] += debt.principals()[row].usd();
  }
  return owed;
}

}  // namespace

CohortDebt note_cohort_debt(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Capital, const ComputeMarket, const YearTally, MeasureState>
        world) {
  constexpr int enough_years = 2;
  MeasureState& state = world.measured;
  const int first = static_cast<int>(world.inputs.parameters.time.start);
  const auto years = static_cast<std::size_t>(world.inputs.year - first) + 1;
  state.years_under_water.resize(world.builders.size());
  state.cohort_cost.resize(world.builders.size());
  CohortDebt count;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const std::vector<double> owed = owed_by_year(world, b, first, years);
    std::vector<int>& below = state.years_under_water[b];
    below.resize(years, -1);
    std::vector<double>& cost = state.cohort_cost[b];
    cost.resize(years, 0.0);
    cost.back() = (world.tally.equipment_spend[b] + world.tally.shell_spend[b]).usd();
    for (std::size_t k = 0; k < years; ++k) {
      const double debt = std::min(owed[k], cost[k]);
      if (debt > 0.0 && below[k] < 0) below[k] = 0;  // from now on a cohort with debt
      if (below[k] < 0) continue;
      count.financed += 1.0;
      if (debt > market_value(world, b, first + static_cast<int>(k))) ++below[k];
      if (below[k] >= enough_years) count.under += 1.0;
    }
  }
  return count;
}

}  // namespace overbuild
