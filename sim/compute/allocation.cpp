#include "sim/compute/allocation.hpp"

#include <algorithm>
#include <vector>

#include "core/count.hpp"
#include "market/rental.hpp"
#include "sim/compute/back_ends.hpp"
#include "sim/compute/own_equipment.hpp"
#include "sim/compute/spot.hpp"

namespace overbuild {

namespace {

void measure_capacity(Parts<const Inputs, const Capital, Builders, ComputeMarket> world) {
  const double load = world.inputs.parameters.capex.sustainable_load;
  ComputeMarket& compute = world.compute;
  compute.capacity = compute.installed = 0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    world.builders.capacity_hours[b] = 0;
    if (!world.builders.alive[b]) continue;
    const double units = units_at_work(world, b);
    add_count(compute.installed, whole_part(units * hours_a_year, hours_text), hours_text);
    world.builders.capacity_hours[b] = whole_part(units * hours_a_year * load, hours_text);
    add_count(compute.capacity, world.builders.capacity_hours[b], hours_text);
  }
}

std::size_t builder_of(Parts<const Builders> world, AccountId account) {
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (world.builders.account[b] == account) return b;
  }
  return SIZE_MAX;
}

std::size_t lab_of(Parts<const Labs> world, AccountId account) {
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (world.labs.account[l] == account) return l;
  }
  return SIZE_MAX;
}

/// Contracts come first, as far as each builder has capacity. Labs draw on all theirs alike; a
/// builder that rents takes all it can and adds it to what it has.
void serve_contracts(Parts<const Inputs, const Books, Builders, Labs, ComputeMarket> world) {
  const auto contracts = world.books.commitments.open(CommitmentKind::compute);
  Builders& builders = world.builders;
  Labs& labs = world.labs;
  std::vector<std::int64_t> promised(builders.size(), 0);
  for (const CommitmentId id : contracts) {
    const Commitment& contract = world.books.commitments.at(id);
    add_count(promised[builder_of(world, contract.payee)], contract.quantity_in(world.inputs.year),
              hours_text);
  }
  auto& available = world.compute.contract_hours_available;
  available.assign(contracts.size(), 0);
  std::vector<std::int64_t> supply(labs.size(), 0);
  for (std::size_t k = 0; k < contracts.size(); ++k) {
    const Commitment& contract = world.books.commitments.at(contracts[k]);
    const std::size_t b = builder_of(world, contract.payee);
    const std::int64_t hours = contract.quantity_in(world.inputs.year);
    available[k] = promised[b] <= builders.capacity_hours[b] || promised[b] == 0
                       ? hours
                       : muldiv(hours, builders.capacity_hours[b], promised[b]);
    const std::size_t l = lab_of(world, contract.payer);
    if (l != SIZE_MAX) add_count(supply[l], available[k], hours_text);
  }
  world.compute.contract_hours_used.assign(contracts.size(), 0);
  for (auto* hours : {&builders.contract_hours, &builders.rented_hours, &labs.contract_hours}) {
    std::fill(hours->begin(), hours->end(), 0);
  }
  for (std::size_t k = 0; k < contracts.size(); ++k) {
    const Commitment& contract = world.books.commitments.at(contracts[k]);
    const std::size_t l = lab_of(world, contract.payer);
    std::int64_t used = available[k];
    if (l == SIZE_MAX) {
      add_count(builders.rented_hours[builder_of(world, contract.payer)], used, hours_text);
    } else {
      if (supply[l] > labs.wanted_hours[l]) {
        used = muldiv(available[k], labs.wanted_hours[l], supply[l]);
      }
      add_count(labs.contract_hours[l], used, hours_text);
    }
    world.compute.contract_hours_used[k] = used;
    add_count(builders.contract_hours[builder_of(world, contract.payee)], used, hours_text);
  }
  for (std::size_t b = 0; b < builders.size(); ++b) {
    add_count(builders.capacity_hours[b], builders.rented_hours[b], hours_text);
  }
}

/// A lab keeps the smallest part of its research, serves customers, and researches with the rest.
void split_lab_hours(Parts<const Inputs, Labs, ComputeMarket> world) {
  Labs& labs = world.labs;
  world.compute.lab_fill.assign(labs.size(), Fill{0, 1});
  for (std::size_t l = 0; l < labs.size(); ++l) {
    labs.fill[l] = 0.0;
    if (!labs.alive[l]) continue;
    const std::int64_t hours = labs.contract_hours[l] + labs.spot_hours[l];
    const std::int64_t planned = labs.wanted_hours[l] - labs.inference_hours[l];
    const auto kept = whole_part(
        world.inputs.parameters.lab.smallest_research_share * static_cast<double>(planned),
        hours_text);
    const std::int64_t for_inference = std::max<std::int64_t>(hours - kept, 0);
    const std::int64_t served = std::min(labs.inference_hours[l], for_inference);
    if (labs.inference_hours[l] > 0) {
      world.compute.lab_fill[l] = {served, labs.inference_hours[l]};
      labs.fill[l] = static_cast<double>(served) / static_cast<double>(labs.inference_hours[l]);
    } else {
      world.compute.lab_fill[l] = {1, 1};
      labs.fill[l] = 1.0;
    }
    labs.inference_hours[l] = served;
    labs.research_hours[l] = hours - served;
  }
}

void settle_enterprises(
    Parts<const Inputs, const Vendors, const Apps, const Catalogue, const ComputeMarket, Customers>
        world) {
  std::vector<Fill> fill;
  for (const ServiceOption& option : world.catalogue.options) {
    switch (option.mode) {
      case Mode::api: fill.push_back(world.compute.lab_fill[option.seller]); break;
      case Mode::hosted_open:
      case Mode::self_hosted: fill.push_back(world.compute.hosted_fill); break;
      default: fill.push_back(app_fill(world, option.seller)); break;
    }
  }
  SettlementInput input;
  input.year = world.inputs.year;
  input.options = world.catalogue.options;
  input.fill = fill;
  input.self_hosting = world.catalogue.self_hosting;
  input.equipment_fill = own_equipment_fill(world);
  world.customers.enterprises->settle(input);
}

}  // namespace

void allocate_capacity(
    Parts<const Inputs, const Exogenous, const Books, const Vendors, const Capital, const Catalogue,
          Builders, Labs, OpenLabs, Apps, Customers, ComputeMarket>
        world) {
  measure_capacity(world);
  serve_contracts(world);
  const SpotDemand wanted = clear_spot(world);
  trade_spot(world, wanted, offer_spot(world, wanted));
  value_core_use(world);
  use_idle_hours(world);
  const ComputeMarket& compute = world.compute;
  world.compute.hosted_fill =
      compute.hosted_wanted > 0 ? Fill{compute.hosted_sold, compute.hosted_wanted} : Fill{1, 1};
  world.compute.pools_sold =
      muldiv(compute.pools_wanted, world.compute.hosted_fill.num, world.compute.hosted_fill.den);
  split_lab_hours(world);
  settle_enterprises(world);
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    const Fill fill = app_fill(world, a);
    world.apps.fill[a] = static_cast<double>(fill.num) / static_cast<double>(fill.den);
  }
}

}  // namespace overbuild
