// Numbers of one run that tables over many runs show, and how two sets of paired runs compare. Owns
// their definitions; refuses to know how worlds are run and how a table looks. Years are the
// simulated ones, the opening left out. Test: tests/tools/test_run_numbers.cpp.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/measure/metrics.hpp"
#include "sim/results/recording.hpp"

namespace overbuild::study {

/// Last year of the run.
int last_year(const Recording&);

/// Change of AI capital spending from its highest year to the lowest one after it, -1 to 0; 0 where
/// no year follows. NaN without spending.
double fall_after_peak(const Recording&);
/// Worst change of AI capital spending over three years, wherever in the run; NaN in shorter runs.
double worst_three_years(const Recording&);
/// Of the years in which the metric is defined; NaN where it never is.
double mean_over_years(const Recording&, Metric);
double lowest_over_years(const Recording&, Metric);
/// The same; 0 where it never is.
double sum_over_years(const Recording&, Metric);
/// Years in which the metric is below the level.
double years_below(const Recording&, Metric, double level);

/// Firms that are told apart in tables of failures.
struct FirmClass {
  std::string_view name, role;
  std::string_view type = {};  ///< of builders there at the start; empty: all
  bool entrants = false;       ///< those that came in, in the place of those there at the start
};
const std::vector<FirmClass>& firm_classes();

/// Ids of firms of one run.
struct RunFirms {
  std::set<std::string> at_start, came_in, failed;
};

/// How many firms of a class there were at any time, and how many of them failed at least once.
struct Fate {
  double stood = 0.0, failed = 0.0;
};
Fate fate_of(const FirmClass&, const std::vector<AgentName>&, const RunFirms&);

/// Mean of `with` over that of `without`, less one, over worlds in which both have a value, and its
/// standard error over worlds (bootstrap of pairs). NaN without pairs or from a mean of zero; the
/// error is NaN where nothing varies.
struct PairedChange {
  double value, error;
};
PairedChange paired_change(const std::vector<double>& with, const std::vector<double>& without);

}  // namespace overbuild::study
