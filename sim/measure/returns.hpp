// Returns on each year's capital spending: cash attributed by hours sold over a window of years;
// what is left at its end counts at market value. A window that is not over when the run ends has
// no return yet: what a longer run will say of it is not known.
// Owns what such metrics are read from; refuses to be seen by behaviour.
#pragma once

#include <cstddef>
#include <vector>

#include "market/rate_of_return.hpp"
#include "sim/measure/view.hpp"

namespace overbuild {

/// The capital of one year, when the run is over.
struct CohortView {
  CohortView(Measured world, std::size_t cohort);

  Measured world;
  std::size_t k;  ///< simulated year, from 0
  bool over;      ///< whether its window is; what follows is empty otherwise
  double hurdle = 0.0;
  std::vector<double> sector, builders, rent;  ///< usd [years of the window]
  /// Nothing is found where nothing was invested.
  RateOfReturn sector_rate{}, builder_rate{};
};

/// The rate, or not a number where none was measured.
double measured_rate(const RateOfReturn& found);
/// 1 above and -1 below what is looked for, 0 where a rate was measured, else not a number.
double side_of_range(const RateOfReturn& found);

/// Labs have no capital to attribute cash to: usd of what they earn after compute and research from
/// the cohort's year on, and of what they are held to be worth at the end.
double lab_value(const CohortView&);

/// Years by which the hours expected two years ahead came later than that; not a number while they
/// have not come.
double years_late(const CohortView&);

/// Writes what was not known in their year into the rows of past years.
void measure_returns(MeasureParts<const MeasureState, Journal>);

}  // namespace overbuild
