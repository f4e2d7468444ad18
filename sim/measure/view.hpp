// What the lines of the dictionary of metrics are read from: the state after the audit, which they
// can only read, and what takes a pass over all work to find out.
// Owns this one view; refuses to be seen by behaviour.
#pragma once

#include <cstddef>

#include "sim/measure/cohort_debt.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/measure/work.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// The parts that metrics read, with what they remember and what is written down.
template <class State, class Book>
using MeasureParts =
    Parts<const Inputs, const References, const Exogenous, const Books, const Builders,
          const Vendors, const Labs, const OpenLabs, const Apps, const Investors, const Customers,
          const Capital, const PublicRecord, const Progress, const Catalogue, const Demand,
          const ComputeMarket, const CreditMarket, const YearTally, const Memory, State, Book>;
using Measured = MeasureParts<const MeasureState, const Journal>;

struct MeasureView : Measured {
  explicit MeasureView(Measured world) : Measured(world) {}

  ModelSuccess success;  ///< of the work asked for this year
  ApiLeavers leavers;    ///< of this year's changes of mode
  CohortDebt cohort_debt;

  /// A metric of an earlier year; not a number where there is no such year.
  double earlier(Metric metric, std::size_t years_ago) const;
};

/// numerator / denominator, or not a number where the denominator is none.
double share_of(double numerator, double denominator);

}  // namespace overbuild
