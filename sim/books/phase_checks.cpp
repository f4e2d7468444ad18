#include "sim/books/phase_checks.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>

#include <fmt/format.h>

#include "core/count.hpp"
#include "sim/parts/each_role.hpp"

namespace overbuild {

namespace {

bool is_firm(Parts<const Books> world, AccountId account) {
  return account != world.books.economy && account != world.books.government &&
         account != world.books.bank;
}

/// What is infinite has outgrown its numbers; what is none is a fault of the program.
[[noreturn]] void refuse(Parts<const Inputs> world, std::string of, std::string_view column,
                         double value) {
  if (std::isinf(value)) throw Overflow(fmt::format("an infinite {}", column)).of(of);
  break_invariant("numbers are finite",
                  {world.inputs.year, "", std::move(of), fmt::format("{} is {}", column, value)});
}

template <class Role>
void check_role(Parts<const Inputs, const Books, const Journal> world, const Role& role) {
  Role::columns(role, [&](std::string_view name, std::string_view, const auto& column) {
    if (column.size() != role.size()) {  // sim/opening/roles.cpp has not opened it, or an entrant
      break_invariant("a column has a value for every firm",
                      {world.inputs.year, "", std::string(name),
                       fmt::format("{} values for {} firms", column.size(), role.size())});
    }
    using Value = typename std::decay_t<decltype(column)>::value_type;
    if constexpr (std::is_same_v<Value, double>) {
      for (std::size_t k = 0; k < column.size(); ++k) {
        if (std::isfinite(column[k])) continue;
        refuse(world, account_name(world, role.account[k]), name, column[k]);
      }
    }
  });
}

void check_tiers(Parts<const Inputs, const Books, const Labs, const Journal> world) {
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    for (const double price : world.labs.tier_price[l]) {
      if (std::isfinite(price)) continue;
      refuse(world, account_name(world, world.labs.account[l]), "tier_price", price);
    }
  }
}

void check_prices(
    Parts<const Inputs, const Exogenous, const Customers, const Catalogue, const ComputeMarket>
        world) {
  const std::pair<std::string_view, double> prices[] = {
      {"base_rate", world.exogenous.base_rate},
      {"energy_price", world.exogenous.energy_price},
      {"rental_price", world.compute.rental_price},
      {"spot_price", world.compute.spot_price},
      {"hosted_price", world.catalogue.hosted_price},
      {"users", world.customers.consumers.users}};
  for (const auto& [name, value] : prices) {
    if (!std::isfinite(value)) refuse(world, "market", name, value);
  }
}

}  // namespace

void audit_overdrafts(Parts<const Inputs, const Books, Journal> world) {
  for (const AccountId account : world.books.ledger.named_accounts()) {
    if (!is_firm(world, account)) continue;
    ++world.journal.audit_report.identities_checked;
    const Money cash = world.books.ledger.cash(account);
    if (cash >= Money::zero()) continue;
    break_invariant("I17: no firm's deposit is negative at the end of a phase",
                    {world.inputs.year, "", account_name(world, account),
                     fmt::format("{} cents", cash.cents())});
  }
}

void check_numbers(PartsReadingRoles<const Inputs, const Exogenous, const Books, const Customers,
                                     const Catalogue, const ComputeMarket, const Journal>
                       world) {
  for_each_role(world, [&](const auto& role) { check_role(world, role); });
  check_tiers(world);
  check_prices(world);
}

}  // namespace overbuild
