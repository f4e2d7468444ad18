// Accounts of every role, and the deposits they start with.
#pragma once

#include "market/sectors.hpp"

namespace overbuild {

struct World;

void open_accounts(World&);
/// usd of deposits, which the bank holds as reserves at the government.
void open_deposit(World&, AccountId, double usd);

}  // namespace overbuild
