// Debt-financed cohorts of builders' capital beside what that capital is worth.
// Owns how many years a cohort has been worth less than its debt; refuses to be seen by behaviour.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Cohorts ever financed with debt, and those of them worth less than it in two years or more.
struct CohortDebt {
  double financed = 0.0, under = 0.0;
};

/// Debt issued in a year, at most what was built in it cost, against the market value of that, by
/// builder. Adds the year to what is remembered.
CohortDebt note_cohort_debt(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Capital, const ComputeMarket, const YearTally, MeasureState>);

}  // namespace overbuild
