#include "sim/world.hpp"

#include "core/math.hpp"
#include "sim/parts/each_role.hpp"

namespace overbuild {

World::World(const Parameters& of, std::uint32_t seed, std::uint32_t replicate)
    : parameters(of), random(seed, replicate) {
  for (const std::string& name : of.frozen_roles) {
    if (const RoleInfo* role = find_role(name)) frozen[static_cast<std::size_t>(role->role)] = true;
  }
}

std::string World::name(AccountId account) const {
  if (account.value < agent_of_account.size() && agent_of_account[account.value] != UINT32_MAX) {
    return recording.agents[agent_of_account[account.value]].id;
  }
  return std::string(name_of(ledger.sector(account)));
}

void World::event(std::string_view phase, std::string_view kind, std::string agent,
                  std::string counterparty, Money amount, std::string detail) {
  if (!record_tables) return;
  recording.events.push_back(
      {year, phase, kind, std::move(agent), std::move(counterparty), amount, std::move(detail)});
}

double World::faded_growth(double opening_growth, int of_year) const {
  const MacroParameters& macro = parameters.macro;
  const double left =
      pow_(macro.growth_fade, static_cast<double>(of_year - recording.first_year - 1));
  return macro.long_run_growth + left * (opening_growth - macro.long_run_growth);
}

double World::vintage_kw(int vintage) const {
  return vintage_power[static_cast<std::size_t>(vintage - equipment.first_vintage())];
}

double World::units(std::size_t builder) const {
  if (!builders.alive[builder]) return 0.0;  // what a failed firm could not sell stands in storage
  return static_cast<double>(equipment.units(builder)) / 1000.0;
}

double World::used_mw(std::size_t builder) const {
  double kw = 0.0;
  if (!builders.alive[builder]) return kw;
  for (int v = equipment.first_vintage(); v <= equipment.last_vintage(); ++v) {
    kw += static_cast<double>(equipment.at(builder, v).units) / 1000.0 * vintage_kw(v);
  }
  return kw / 1000.0;
}

std::uint64_t state_digest(const World& world) {
  Digest digest;
  for_each_role(world, [&](const auto& firms) {
    firms.columns(
        firms, [&](std::string_view, std::string_view, const auto& column) { digest.add(column); });
    digest.add(firms.alive);
  });
  for (const auto& prices : world.labs.tier_price) digest.add(prices);
  for (const auto& cell : world.equipment.cells()) digest.add(cell.units);
  for (const auto& cell : world.shells.cells()) digest.add(cell.units);
  digest.add(world.rental_price);
  digest.add(world.consumers.users);
  world.debt.add_to(digest);
  world.commitments.add_to(digest);
  world.shares.add_to(digest);
  world.ledger.add_to(digest);
  return digest.value();
}

}  // namespace overbuild
