// What metrics must remember from year to year. Owns nothing that behaviour reads.
#pragma once

#include <vector>

#include "market/sectors.hpp"

namespace overbuild {

struct MeasureState {
  struct Failed {
    int year;
    AccountId firm;
  };
  std::vector<Failed> failed;
  int leaps = 0;
  bool parity_seen = false, leap_first = false;
  Money vendor_receipts, vendor_gave, vendor_got_back;  ///< so far: sales; money for customers
  double vendor_losses = 0.0, losses = 0.0;             ///< usd so far
  std::vector<std::vector<int>> years_under_water;      ///< [builders][cohorts]; -1 without debt
  std::vector<std::vector<double>> cohort_cost;         ///< [builders][cohorts] usd
  std::vector<double> hours, planned_hours;       ///< [years] sold; expected for two years ahead
  std::vector<double> lab_results, lab_worth;     ///< [years] usd
  std::vector<std::vector<double>> cohort_worth;  ///< [years][cohorts] usd, at market
};

}  // namespace overbuild
