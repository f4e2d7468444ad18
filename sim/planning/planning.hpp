// P10 and P11: with the year's results public, everybody decides what to build, train, charge and
// lend next year, signs for it, and learns. Owns the order of the decisions; refuses to know any of
// them.
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

/// P10
void plan_and_sign(
    PartsWritingRoles<const Inputs, const References, const Exogenous, const Customers,
                      const Progress, const Catalogue, const ComputeMarket, CreditMarket,
                      PublicRecord, Books, Capital, YearTally, Memory, Journal>);
/// P11: builders learn from the year's leaps.
void learn(Parts<const PublicRecord, Builders> world);

}  // namespace overbuild
