// The steps of the opening, each in the file of its subject; open_world() has their order. Used by
// nothing outside this folder, and refuses to know any year after the opening.
#pragma once

#include "sim/world.hpp"

namespace overbuild {

inline constexpr int oldest_vintage = 10;  ///< years of vintages kept from before the opening

inline int opening_year(const World& world) {
  return static_cast<int>(world.inputs.parameters.time.start) - 1;
}

void open_accounts(World&);
void open_deposit(World&, AccountId, double usd);
void open_roles(World&);
void open_capital(World&, std::size_t builder);
void open_debts(World&, std::size_t builder);
void open_shares(World&);
void open_funds(World&);

/// Solves modes and conduct at the opening's prices.
void open_demand(World&);
void open_plan_conduct(World&);

}  // namespace overbuild
