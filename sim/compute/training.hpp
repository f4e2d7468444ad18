// P2: training runs finish; algorithms and inference improve; leaps arrive; knowledge diffuses;
// open models are released.
// Owns the phase; refuses to know what research costs.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// P2
void finish_training(Parts<const Inputs, const References, const Books, Labs, OpenLabs, Progress,
                           YearTally, Journal>);

}  // namespace overbuild
