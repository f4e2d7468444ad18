// The year's metrics, read off the state after the audit.
// Owns the row that a year adds to the series; refuses to change anything that behaviour reads.
#pragma once

namespace overbuild {

struct World;

/// The year's metrics and tables into the recording.
void measure(World&);
void measure_opening(World&);

}  // namespace overbuild
