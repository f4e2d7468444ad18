// Why: a firm that a roster holds in several rows is one firm. Limits, smallest sites, menus,
// tastes, and the place in a queue for money are a firm's, and no rule that shares each of them out
// over rows gives two rows exactly what one would get. Owns which rows are parts of one firm, and
// what becomes of whatever names them. Refuses to know rules: rows of a family that differ in more
// than their size stay apart, and share as sim/compute/families.hpp says. Test:
// tests/sim/test_clones.cpp.
#pragma once

#include "sim/parameters/parameters.hpp"

namespace overbuild {

/// Rows of one family that are alike in all but amounts (what is declared in usd, MW, H100e, hours)
/// as one row with their sum, under the family's id where a row has it; what named another of them
/// names that row. Contracts and stakes that were split with them are one again.
void join_split_rows(Parameters&);

}  // namespace overbuild
