#include "sim/compute/spot.hpp"

#include <algorithm>

#include "agents/own_use.hpp"
#include "core/count.hpp"
#include "sim/compute/costs.hpp"
#include "sim/compute/sponsorship.hpp"

namespace overbuild {

std::vector<std::int64_t> offer_spot(Parts<const Inputs, Builders, ComputeMarket> world) {
  Builders& builders = world.builders;
  std::vector<std::int64_t> offered(builders.size(), 0);
  world.compute.core = 0;
  for (std::size_t b = 0; b < builders.size(); ++b) {
    const double sd = world.inputs.parameters.builders[b].second.core.value_sd;
    const CoreUse worth =
        core_use(builders.core_mass[b], builders.core_ln_value[b], sd, world.compute.rental_price);
    const double adopted =
        adopted_hours(world.inputs.parameters.own_use, builders.core_adopted_hours[b], worth.hours);
    builders.core_adopted_hours[b] = adopted;
    if (worth.hours > 0.0) builders.core_adopted[b] = adopted / worth.hours;
    const std::int64_t free = builders.capacity_hours[b] - builders.contract_hours[b];
    const auto wanted = whole_part(adopted, hours_text);
    const std::int64_t hours = builders.alive[b] ? std::clamp<std::int64_t>(wanted, 0, free) : 0;
    builders.core_hours[b] = hours;
    builders.core_wanted[b] = builders.alive[b] ? wanted : 0;
    add_count(world.compute.core, hours, hours_text);
    offered[b] = builders.alive[b] ? free - hours : 0;
  }
  return offered;
}

void trade_spot(Parts<const Inputs, const Books, Builders, Labs, OpenLabs, ComputeMarket> world,
                const std::vector<std::int64_t>& offered) {
  Builders& builders = world.builders;
  Labs& labs = world.labs;
  ComputeMarket& compute = world.compute;
  compute.spot_offered = sum_of_counts(offered, hours_text);
  std::vector<std::int64_t> wanted;
  std::vector<std::uint64_t> keys;
  for (std::size_t l = 0; l < labs.size(); ++l) {
    wanted.push_back(labs.alive[l] ? labs.wanted_hours[l] - labs.contract_hours[l] : 0);
    keys.push_back(labs.entity[l].value);
  }
  const std::vector<Money> grants = grants_of_year(world);
  for (std::size_t o = 0; o < world.open_labs.size(); ++o) {
    const double budget = world.open_labs.alive[o] ? world.open_labs.budget[o] : 0.0;
    const bool in_full = grants[o] == Money::from_usd(budget);
    wanted.push_back(
        whole_part((in_full ? budget : grants[o].usd()) / world.compute.rental_price, hours_text));
    keys.push_back(world.open_labs.entity[o].value);
  }
  // A builder whose contracts leave too little for its own business buys what it lacks.
  for (std::size_t b = 0; b < builders.size(); ++b) {
    wanted.push_back(builders.core_wanted[b] - builders.core_hours[b]);
    keys.push_back(builders.entity[b].value);
  }
  wanted.push_back(compute.hosted_wanted);
  keys.push_back(entity_id("market", "hosted_open").value);
  compute.spot_wanted = sum_of_counts(wanted, hours_text);
  compute.spot_sold = std::min(compute.spot_offered, compute.spot_wanted);
  std::vector<std::int64_t> bought = wanted;
  if (compute.spot_sold < compute.spot_wanted) bought = apportion(compute.spot_sold, wanted, keys);
  for (std::size_t l = 0; l < labs.size(); ++l) labs.spot_hours[l] = bought[l];
  for (std::size_t o = 0; o < world.open_labs.size(); ++o) {
    world.open_labs.research_hours[o] = bought[labs.size() + o];
  }
  for (std::size_t b = 0; b < builders.size(); ++b) {
    builders.core_rented[b] = bought[labs.size() + world.open_labs.size() + b];
  }
  compute.hosted_sold = bought.back();

  std::vector<std::int64_t> sold(builders.size(), 0);
  std::vector<std::uint64_t> seller_keys;
  for (const EntityId entity : builders.entity) seller_keys.push_back(entity.value);
  if (compute.spot_sold > 0) sold = apportion(compute.spot_sold, offered, seller_keys);
  for (std::size_t b = 0; b < builders.size(); ++b) {
    builders.spot_hours[b] = sold[b];
    builders.sold_hours[b] = builders.core_hours[b] + builders.contract_hours[b] + sold[b];
    const double installed =
        static_cast<double>(builders.capacity_hours[b] - builders.rented_hours[b]) /
            world.inputs.parameters.capex.sustainable_load +
        static_cast<double>(builders.rented_hours[b]);
    builders.utilisation[b] =
        installed > 0.0 ? static_cast<double>(builders.sold_hours[b]) / installed : 0.0;
  }
  compute.ordered = compute.spot_wanted;
  add_count(compute.ordered, sum_of_counts(builders.core_hours, hours_text), hours_text);
  add_count(compute.ordered, sum_of_counts(labs.contract_hours, hours_text), hours_text);
}

void value_core_use(Parts<const Inputs, const ComputeMarket, Builders> world) {
  Builders& builders = world.builders;
  for (std::size_t b = 0; b < builders.size(); ++b) {
    const double sd = world.inputs.parameters.builders[b].second.core.value_sd;
    const CoreUse use =
        core_use(builders.core_mass[b], builders.core_ln_value[b], sd, world.compute.rental_price);
    const auto had = static_cast<double>(builders.core_hours[b] + builders.core_rented[b]);
    builders.core_value[b] = Money::from_usd(
        use.hours > 0.0 ? use.value * std::min(had / use.hours, builders.core_adopted[b]) : 0.0);
  }
}

void use_idle_hours(
    Parts<const Inputs, const Exogenous, const Capital, const ComputeMarket, Builders> world) {
  Builders& builders = world.builders;
  std::fill(builders.core_idle.begin(), builders.core_idle.end(), 0);
  std::fill(builders.core_idle_value.begin(), builders.core_idle_value.end(), Money::zero());
  if (!world.inputs.parameters.own_use.idle_hours) return;
  const double cash_cost = cash_cost_of_capacity(world);
  for (std::size_t b = 0; b < builders.size(); ++b) {
    if (!builders.alive[b]) continue;
    const auto idle = static_cast<double>(builders.capacity_hours[b] - builders.sold_hours[b]);
    const double sd = world.inputs.parameters.builders[b].second.core.value_sd;
    const CoreUse use =
        idle_own_use(builders.core_mass[b], builders.core_ln_value[b], sd,
                     world.compute.rental_price, cash_cost, builders.core_adopted[b], idle);
    const auto hours = whole_part(use.hours, hours_text);
    if (hours <= 0) continue;
    builders.core_idle[b] = hours;
    builders.core_idle_value[b] =
        Money::from_usd(use.value * static_cast<double>(hours) / use.hours);
    builders.core_value[b] += builders.core_idle_value[b];
    const auto sold = static_cast<double>(builders.sold_hours[b]);
    // Who sold nothing installed as much as it could have sold.
    const double installed = sold > 0.0 ? sold / builders.utilisation[b]
                                        : static_cast<double>(builders.capacity_hours[b]) /
                                              world.inputs.parameters.capex.sustainable_load;
    builders.utilisation[b] = (sold + static_cast<double>(hours)) / installed;
  }
}

}  // namespace overbuild
