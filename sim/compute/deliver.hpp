// P1: vendors produce and deliver, shells are commissioned as power allows, equipment fails and is
// scrapped when running it costs more than it brings.
// Owns the phase; refuses to know who ordered it and why.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// P1
void deliver_and_scrap(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const ComputeMarket,
          const CreditMarket, Books, Vendors, Utilities, Capital, YearTally, Journal>);

}  // namespace overbuild
