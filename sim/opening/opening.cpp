#include "sim/opening/opening.hpp"

#include "core/math.hpp"
#include "sim/books/public_record.hpp"
#include "sim/compute/contracts.hpp"
#include "sim/compute/inference.hpp"
#include "sim/compute/own_equipment.hpp"
#include "sim/credit/rounds.hpp"
#include "sim/opening/accounts.hpp"
#include "sim/opening/capital.hpp"
#include "sim/opening/debt_and_equity.hpp"
#include "sim/opening/demand.hpp"
#include "sim/opening/opening_year.hpp"
#include "sim/opening/roles.hpp"
#include "sim/planning/labs.hpp"

namespace overbuild {

void populate(Parts<const Inputs, Customers> world, PopulationMemory* memory) {
  const Parameters& p = world.inputs.parameters;
  std::vector<WorkloadClass> classes;
  for (const auto& [id, config] : p.workload_classes) {
    classes.push_back(config);
    if (classes.back().label.empty()) classes.back().label = id;
  }
  DemandParameters demand = p.demand;
  demand.output_growth = p.macro.long_run_growth;
  world.customers.enterprises.emplace(p.population, classes, demand, world.inputs.random, memory);
}

void open_world(PartsWritingRoles<Inputs, References, Exogenous, Books, Customers, Capital,
                                  PublicRecord, Progress, Catalogue, Demand, ComputeMarket,
                                  CreditMarket, YearTally, Memory, Journal>
                    world) {
  const Parameters& p = world.inputs.parameters;
  world.inputs.year = opening_year(world);
  world.inputs.first_year = world.journal.recording.first_year = world.inputs.year;
  world.exogenous.base_rate = p.macro.base_rate;
  world.exogenous.energy_price = p.macro.energy_price;
  world.compute.rental_price = world.compute.spot_price = p.opening.rental_price;

  open_accounts(world);

  const int first_vintage = world.inputs.year - oldest_vintage;
  world.capital.equipment = Fleet(world.builders.size(), first_vintage, world.inputs.year);
  world.capital.shells = Fleet(world.builders.size(), first_vintage, world.inputs.year);
  const PowerTrend power{
      p.capex.power_per_unit, p.capex.power_decline, world.inputs.year,
      p.fading.rate(log_(1.0 - p.capex.power_decline), log_(1.0 - p.capex.long_run_power_decline)),
      p.capex.first_power_changes};
  const int last_vintage = world.inputs.year + static_cast<int>(p.run.years) + 1;
  world.capital.power = PowerPath(power, first_vintage, last_vintage);

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
    world.books.commitments.sign({CommitmentKind::foundry,
                                  world.vendors.account[v],
                                  world.books.economy,
                                  opening_year(world) + 1,
                                  {due, due},
                                  {0, 0},
                                  0.0,
                                  1.0});
  }

  open_shares(world);
  open_funds(world);

  // Deposits of the rest of the economy: a year of everything that it pays here, twice over.
  open_deposit(world, world.books.economy, p.macro.economy_deposits);

  open_demand(world);
  open_own_orders(world);
  need_opening_inference(world);
  open_plan_elasticity_multiplier(world);
  open_public_record(world);
  open_price_wedges(world);
  if (p.equity.scenarios) open_fund_beliefs(world);
  plan_labs(world);
}

}  // namespace overbuild
