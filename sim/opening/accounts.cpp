// Accounts of every role, and the deposits they start with.
#include "sim/opening/opening.hpp"

#include <fmt/format.h>

namespace overbuild {

namespace {

void add_agent(World& world, AccountId account, std::string id, std::string_view role,
               std::string label) {
  if (world.journal.agent_of_account.size() <= account.value) {
    world.journal.agent_of_account.resize(account.value + 1, UINT32_MAX);
  }
  world.journal.agent_of_account[account.value] =
      static_cast<std::uint32_t>(world.journal.recording.agents.size());
  world.journal.recording.agents.push_back({std::move(id), std::string(role), std::move(label)});
}

template <class Config, class Firms>
void open_role(World& world, const Roster<Config>& roster, Firms& firms, Sector sector,
               std::string_view role) {
  for (const auto& [id, config] : roster) {
    const AccountId account = world.books.ledger.open(sector, id);
    firms.add(account, entity_id(role, id));
    add_agent(world, account, id, role, config.label.empty() ? id : config.label);
  }
}

/// Applications of the configuration, then those that could come in later.
void list_applications(World& world) {
  world.memory.app_configs = world.inputs.parameters.apps;
  const auto entrants = static_cast<int>(world.inputs.parameters.app.entrants);
  for (int k = 1; k <= entrants; ++k) {
    AppConfig config{};
    config.label = fmt::format("entrant {}", k);
    world.memory.app_configs.emplace_back(fmt::format("app_entrant_{}", k), config);
  }
}

}  // namespace

void open_accounts(World& world) {
  const Parameters& p = world.inputs.parameters;
  world.books.bank = world.books.ledger.open(Sector::payments_bank, "payments_bank");
  world.books.government = world.books.ledger.open(Sector::government, "government");
  world.books.economy = world.books.ledger.open(Sector::rest_of_economy, "rest_of_economy");
  open_role(world, p.builders, world.builders, Sector::builders, "builder");
  for (std::size_t b = 0; b < p.builders.size(); ++b) {
    world.journal.recording.agents[world.journal.agent_of_account[world.builders.account[b].value]]
        .type = p.builders[b].second.enters ? "" : builder_type_names[p.builders[b].second.type];
  }
  open_role(world, p.vendors, world.vendors, Sector::vendors, "equipment_vendor");
  open_role(world, p.labs, world.labs, Sector::labs, "frontier_lab");
  open_role(world, p.open_labs, world.open_labs, Sector::open_labs, "open_lab");
  list_applications(world);
  open_role(world, world.memory.app_configs, world.apps, Sector::applications, "app_vendor");
  open_role(world, p.lenders, world.lenders, Sector::lenders, "lender");
  open_role(world, p.investors, world.investors, Sector::investors, "investor");
  open_role(world, p.utilities, world.utilities, Sector::utilities, "utility");
  world.books.enterprise_accounts = world.books.ledger.open_many(
      Sector::enterprises,
      static_cast<std::uint32_t>(world.customers.enterprises->enterprises().size()), "enterprises");
  world.journal.agent_of_account.resize(world.books.ledger.account_count(), UINT32_MAX);
}

void open_deposit(World& world, AccountId account, double usd) {
  const Money amount = Money::from_usd(usd);
  world.books.ledger.open_balance({{account, Instrument::deposits, amount},
                                   {world.books.bank, Instrument::deposits, -amount},
                                   {world.books.bank, Instrument::reserves, amount},
                                   {world.books.government, Instrument::reserves, -amount}});
}

}  // namespace overbuild
