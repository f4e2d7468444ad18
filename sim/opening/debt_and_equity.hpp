// Debts by class, lender and collateral; shares of every firm at their opening value.
#pragma once

#include <cstddef>

namespace overbuild {

struct World;

void open_debts(World&, std::size_t builder);
void open_shares(World&);
void open_funds(World&);

}  // namespace overbuild
