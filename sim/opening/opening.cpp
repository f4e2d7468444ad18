// The opening in one page: accounts, capital, claims, then prices and demand solved on top of them.
#include "sim/opening/opening.hpp"

#include "core/math.hpp"
#include "sim/compute/market_view.hpp"

namespace overbuild {

void populate(World& world) {
  const Parameters& p = world.parameters;
  std::vector<WorkloadClass> classes;
  for (const auto& [id, config] : p.workload_classes) {
    classes.push_back(config);
    if (classes.back().label.empty()) classes.back().label = id;
  }
  world.enterprises =
      std::make_unique<EnterprisePopulation>(p.population, classes, p.demand, world.random);
}

void open_world(World& world) {
  const Parameters& p = world.parameters;
  world.year = opening_year(world);
  world.recording.first_year = world.year;
  world.base_rate = p.macro.base_rate;
  world.energy_price = p.macro.energy_price;
  world.rental_price = p.opening.rental_price;

  open_accounts(world);

  const int first_vintage = world.year - oldest_vintage;
  const int last_vintage = world.year + static_cast<int>(p.run.years);
  world.equipment = Fleet(world.builders.size(), first_vintage, last_vintage);
  world.shells = Fleet(world.builders.size(), first_vintage, last_vintage);
  for (int v = first_vintage; v <= last_vintage; ++v) {
    world.vintage_power.push_back(
        p.capex.power_per_unit *
        pow_(1.0 - p.capex.power_decline, static_cast<double>(v - world.year)));
  }

  open_roles(world);

  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    open_deposit(world, world.builders.account[b], p.builders[b].second.cash);
    open_capital(world, b);
    open_debts(world, b);
  }
  for (const auto& [id, commitment] : p.commitments) open_compute_commitment(world, commitment);
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    const Money due = Money::from_usd(world.vendors.foundry_commitment[v]);
    if (due <= Money::zero()) continue;
    world.commitments.sign({CommitmentKind::foundry,
                            world.vendors.account[v],
                            world.economy,
                            opening_year(world) + 1,
                            {due, due},
                            {0, 0},
                            0.0,
                            1.0});
  }

  open_shares(world);
  open_funds(world);

  // Deposits of the rest of the economy: a year of everything that it pays here, twice over.
  open_deposit(world, world.economy, p.macro.economy_deposits);

  open_demand(world);
  need_opening_inference(world);
  open_plan_conduct(world);
  open_public_record(world);
  plan_labs(world);
}

}  // namespace overbuild
