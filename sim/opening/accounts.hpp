// Accounts of every role, and the deposits they start with.
#pragma once

#include "market/sectors.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

void open_accounts(PartsWritingRoles<const Inputs, const Customers, Books, Memory, Journal>);
/// usd of deposits, which the bank holds as reserves at the government.
void open_deposit(Parts<Books>, AccountId, double usd);

}  // namespace overbuild
