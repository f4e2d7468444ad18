// The year's metrics, read off the state after the audit.
// Owns the row that a year adds to the series; refuses to know what is in it
// (sim/measure/metrics.cpp) and to change anything that behaviour reads.
#pragma once

#include "sim/measure/view.hpp"

namespace overbuild {

/// The row of the year just closed.
void measure(MeasureParts<MeasureState, Journal>);

/// The row of the opening year, as far as it is known.
void measure_opening(MeasureParts<const MeasureState, Journal>);

}  // namespace overbuild
