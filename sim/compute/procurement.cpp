#include "sim/compute/procurement.hpp"

#include <algorithm>
#include <vector>

#include "agents/consumer.hpp"
#include "agents/lab.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "sim/compute/contracts.hpp"
#include "sim/compute/families.hpp"
#include "sim/compute/inference.hpp"
#include "sim/compute/offers.hpp"
#include "sim/compute/tasks.hpp"
#include "sim/compute/tokens.hpp"

namespace overbuild {

namespace {

void discover_workloads(Parts<const Inputs, const Apps, Customers> world) {
  std::vector<double> apps(world.inputs.parameters.workload_classes.size(), 0.0);
  const Parameters& p = world.inputs.parameters;
  const std::vector<double> ln_share = ln_family_shares(p, p.apps, world.apps.alive);
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    const double product = ln_share[a] == 0.0 ? 1.0 : exp_(ln_share[a]);  // of a row, or its part
    for (std::size_t c = 0; c < apps.size(); ++c) {
      if (world.apps.alive[a] && (world.apps.class_mask[a] >> c & 1U)) apps[c] += product;
    }
  }
  DiscoveryInput input;
  input.year = world.inputs.year;
  input.apps_by_class = apps;
  input.frozen = world.inputs.is_frozen(Role::enterprise);
  world.customers.enterprises->discover(input);
}

void ask_consumers(Parts<const Inputs, const References, Labs, Customers, Demand> world) {
  const Parameters& p = world.inputs.parameters;
  adopt(p.consumer, world.customers.consumers);
  std::vector<double> preference = world.references.consumer_preference;
  double best = -1e9;
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (!world.labs.alive[l]) preference[l] = -1e9;
    if (preference[l] > -1e8) best = std::max(best, world.labs.capability[l]);
  }
  const double gain = best - world.references.capability;
  world.demand.consumers =
      consume(p.consumer, world.customers.consumers,
              {world.labs.capability, world.labs.plan_price, preference}, p.lab.capability_taste,
              std::max(gain, 0.0), tokens_per_user(world));
  world.labs.subscribers = world.demand.consumers.subscribers;
}

/// What a lab's research budget buys: hours owed anyway beyond inference are used first.
double hours_for_research(Parts<const Inputs, const Books, const Labs, const ComputeMarket> world,
                          std::size_t l) {
  const LabParameters& rules = world.inputs.parameters.lab;
  const double budget = world.labs.research_usd[l], price = world.compute.rental_price;
  if (!rules.steady_research && !rules.contracts_ahead) return budget / price;
  const OwedHours owed =
      owed_beyond(world, l, world.inputs.year, static_cast<double>(world.labs.inference_hours[l]));
  return rules.steady_research ? research_hours(budget, owed.hours, owed.usd, price)
                               : std::max(budget / price, owed.hours);
}

}  // namespace

void procure(Parts<const Inputs, const References, const Exogenous, const PublicRecord, const Books,
                   const Vendors, const OpenLabs, const Capital, Labs, Apps, Customers, Catalogue,
                   Demand, ComputeMarket>
                 world) {
  build_options(world);
  discover_workloads(world);
  ProcurementInput input;
  input.year = world.inputs.year;
  input.options = world.catalogue.options;
  input.self_hosting = world.catalogue.self_hosting;
  input.frozen = world.inputs.is_frozen(Role::enterprise);
  world.demand.moves.clear();
  try {
    world.customers.enterprises->procure(input, &world.demand.moves);
  } catch (const Overflow& large) {
    throw large.see(key_of_most_jobs(world.inputs.parameters));
  }
  ask_consumers(world);
  read_app_demand(world);
  need_inference(world);
  read_sales(world);
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    world.labs.wanted_hours[l] =
        world.labs.alive[l]
            ? world.labs.inference_hours[l] + whole_part(hours_for_research(world, l), hours_text)
            : 0;
  }
}

}  // namespace overbuild
