// Debts by class, lender and collateral; shares of every firm at their opening value.
#pragma once

#include <cstddef>

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

void open_debts(Parts<const Inputs, const Builders, const Lenders, const Capital, Books>,
                std::size_t builder);
void open_shares(Parts<const Inputs, const Builders, const Vendors, const Labs, const Apps,
                       const Investors, const Memory, Books>);
void open_funds(PartsReadingRoles<const Inputs, Books>);

}  // namespace overbuild
