// Columns of every role as they stand at the end of the opening year.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

void open_roles(PartsWritingRoles<const Inputs, const PublicRecord, References, Books, Progress,
                                  Demand, ComputeMarket, CreditMarket, YearTally>);

}  // namespace overbuild
