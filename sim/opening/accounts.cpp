#include "sim/opening/accounts.hpp"

#include <fmt/format.h>

#include "sim/parts/each_role.hpp"

namespace overbuild {

namespace {

void add_agent(Parts<Journal> world, AccountId account, std::string id, std::string_view role,
               std::string label) {
  if (world.journal.agent_of_account.size() <= account.value) {
    world.journal.agent_of_account.resize(account.value + 1, UINT32_MAX);
  }
  world.journal.agent_of_account[account.value] =
      static_cast<std::uint32_t>(world.journal.recording.agents.size());
  world.journal.recording.agents.push_back({std::move(id), std::string(role), std::move(label)});
}

/// A role's firms as the configuration lists them; applications that could come in follow those.
template <class Firms>
const auto& firms_opened(Parts<const Inputs, const Memory> world) {
  if constexpr (Firms::role == Role::app) {
    return world.memory.app_configs;
  } else {
    return roster_of<Firms::role>(world.inputs.parameters);
  }
}

template <class Firms>
void open_role(Parts<const Inputs, const Memory, Books, Journal> world, Firms& firms) {
  const RoleInfo& role = info_of(Firms::role);
  for (const auto& [id, config] : firms_opened<Firms>(world)) {
    const AccountId account = world.books.ledger.open(role.sector, id);
    firms.add(account, entity_id(role.drawn_as, id));
    add_agent(world, account, id, role.name, config.label.empty() ? id : config.label);
  }
}

/// Applications of the configuration, then those that could come in later.
void list_applications(Parts<const Inputs, Memory> world) {
  world.memory.app_configs = world.inputs.parameters.apps;
  const auto entrants = static_cast<int>(world.inputs.parameters.app.entrants);
  for (int k = 1; k <= entrants; ++k) {
    AppConfig config{};
    config.label = fmt::format("application entrant {}", k);
    world.memory.app_configs.emplace_back(fmt::format("app_entrant_{}", k), config);
  }
}

}  // namespace

void open_accounts(PartsWritingRoles<const Inputs, const Customers, Books, Memory, Journal> world) {
  const Parameters& p = world.inputs.parameters;
  world.books.bank = world.books.ledger.open(Sector::payments_bank, "payments_bank");
  world.books.government = world.books.ledger.open(Sector::government, "government");
  world.books.economy = world.books.ledger.open(Sector::rest_of_economy, "rest_of_economy");
  list_applications(world);
  for_each_role(world, [&](auto& firms) { open_role(world, firms); });
  for (std::size_t b = 0; b < p.builders.size(); ++b) {
    world.journal.recording.agents[world.journal.agent_of_account[world.builders.account[b].value]]
        .type = p.builders[b].second.enters ? "" : builder_type_names[p.builders[b].second.type];
  }
  world.books.enterprise_accounts = world.books.ledger.open_many(
      Sector::enterprises,
      static_cast<std::uint32_t>(world.customers.enterprises->enterprises().size()), "enterprises");
  world.journal.agent_of_account.resize(world.books.ledger.account_count(), UINT32_MAX);
}

void open_deposit(Parts<Books> world, AccountId account, double usd) {
  const Money amount = Money::from_usd(usd);
  world.books.ledger.open_balance({{account, Instrument::deposits, amount},
                                   {world.books.bank, Instrument::deposits, -amount},
                                   {world.books.bank, Instrument::reserves, amount},
                                   {world.books.government, Instrument::reserves, -amount}});
}

}  // namespace overbuild
