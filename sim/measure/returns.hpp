// Returns on each year's capital spending: cash attributed by hours sold over a window of years;
// what is left at its end counts at market value. A window that is not over when the run ends has
// no return yet: what a longer run will say of it is not known.
// Owns these metrics; refuses to be read by behaviour.
#pragma once

namespace overbuild {

struct World;

/// Returns of cohorts, known at the end.
void measure_returns(World&);

}  // namespace overbuild
