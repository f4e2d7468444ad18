// A builder's plan becomes orders: what it no longer wants is cancelled, what it wants is signed.
// Owns charges and first payments; refuses to know why it is wanted.
#pragma once

#include <cstddef>

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Cancels and signs what the columns of the plan say, as far as there is cash for first payments.
void sign_orders(Parts<const Inputs, const Utilities, const CreditMarket, Books, Builders, Vendors,
                       Capital, YearTally, Journal>
                     world,
                 std::size_t builder);

}  // namespace overbuild
