// What metrics remember from year to year, noted before they are read.
// Owns what is written into MeasureState; refuses to be seen by behaviour.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Vendors' receipts and what they gave customers; losses so far.
void note_money(Parts<const Books, MeasureState>);

/// Leaps so far, and whether one came before models were `gap` apart by less than parity. `gap`:
/// the commercial one, may be not a number.
void note_leaps(Parts<const YearTally, MeasureState>, double gap);

/// What returns on capital are computed from when the run ends.
void note_for_returns(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const Vendors,
          const Labs, const Capital, const ComputeMarket, MeasureState>);

}  // namespace overbuild
