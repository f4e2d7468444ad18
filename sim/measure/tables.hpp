// Rows of the run directory for the opening and for the year just closed.
// Owns what a row says; refuses to know files (sim/results/tables.hpp).
#pragma once

namespace overbuild {

struct World;

/// Rows of the run directory for the year just closed.
void record_tables(World&);
void record_opening_tables(World&);

}  // namespace overbuild
