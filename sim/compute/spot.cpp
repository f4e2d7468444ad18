#include "sim/compute/spot.hpp"

#include <algorithm>

#include "agents/own_use.hpp"
#include "core/count.hpp"
#include "market/spot_rent.hpp"
#include "sim/compute/costs.hpp"
#include "sim/compute/sponsorship.hpp"

namespace overbuild {

namespace {

/// A lab's hours beside contracts: what its customers still ask for, and research for the money
/// that it meant to spend at the list rent.
std::int64_t lab_hours_at(Parts<const Labs, const ComputeMarket> world, std::size_t l,
                          double rent) {
  const Labs& labs = world.labs;
  if (!labs.alive[l]) return 0;
  const std::int64_t asked = labs.wanted_hours[l] - labs.contract_hours[l];
  const std::int64_t inference = std::clamp<std::int64_t>(
      labs.inference_hours[l] - labs.contract_hours[l], 0, std::max<std::int64_t>(asked, 0));
  const auto research = static_cast<double>(asked - inference);
  return inference + whole_part(research * (world.compute.rental_price / rent), hours_text);
}

std::int64_t open_lab_hours_at(Parts<const OpenLabs> world, std::size_t o, double rent,
                               Money grant) {
  const double budget = world.open_labs.alive[o] ? world.open_labs.budget[o] : 0.0;
  const bool in_full = grant == Money::from_usd(budget);
  return whole_part((in_full ? budget : grant.usd()) / rent, hours_text);
}

struct OwnUse {
  double worthwhile, adopted;  ///< hours worth the rent; of those, taken up
};

OwnUse own_use_at(Parts<const Inputs, const Builders> world, std::size_t b, double rent) {
  const Builders& builders = world.builders;
  const double sd = world.inputs.parameters.builders[b].second.core.value_sd;
  const CoreUse worth = core_use(builders.core_mass[b], builders.core_ln_value[b], sd, rent);
  return {worth.hours, adopted_hours(world.inputs.parameters.own_use,
                                     builders.core_adopted_hours[b], worth.hours)};
}

/// Hours left when contracts are served.
std::int64_t hours_beside_contracts(Parts<const Builders> world) {
  const Builders& builders = world.builders;
  std::int64_t hours = 0;
  for (std::size_t b = 0; b < builders.size(); ++b) {
    if (!builders.alive[b]) continue;
    add_count(hours, builders.capacity_hours[b] - builders.contract_hours[b], hours_text);
  }
  return hours;
}

/// All buyers in one list: labs, open labs, builders, hosts.
std::vector<std::uint64_t> buyer_keys(Parts<const Builders, const Labs, const OpenLabs> world) {
  std::vector<std::uint64_t> keys;
  for (const Firms* firms :
       {static_cast<const Firms*>(&world.labs), static_cast<const Firms*>(&world.open_labs),
        static_cast<const Firms*>(&world.builders)}) {
    for (const EntityId entity : firms->entity) keys.push_back(entity.value);
  }
  keys.push_back(entity_id("market", "hosted_open").value);
  return keys;
}

std::vector<std::int64_t> in_one_list(const SpotDemand& demand) {
  std::vector<std::int64_t> hours = demand.labs;
  hours.insert(hours.end(), demand.open_labs.begin(), demand.open_labs.end());
  hours.insert(hours.end(), demand.own.begin(), demand.own.end());
  hours.push_back(demand.hosted);
  return hours;
}

void set_from_list(const std::vector<std::int64_t>& hours, SpotDemand& demand) {
  auto next = hours.begin();
  for (auto* buyers : {&demand.labs, &demand.open_labs, &demand.own}) {
    for (std::int64_t& of_buyer : *buyers) of_buyer = *next++;
  }
  demand.hosted = *next;
}

/// The rent at which what contracts leave meets demand.
double cleared_rent(Parts<const Inputs, const Exogenous, const Builders, const Labs, const OpenLabs,
                          const Capital, const ComputeMarket>
                        world,
                    const std::vector<Money>& grants) {
  const RentalParameters& rental = world.inputs.parameters.rental;
  const ComputeMarket& compute = world.compute;
  const auto target =
      whole_part(rental.target_tightness * static_cast<double>(compute.capacity), hours_text);
  const SpotMarket market{compute.rental_price,
                          compute.spot_price,
                          cash_cost_of_capacity(world),
                          hours_beside_contracts(world),
                          target - sum_of_counts(world.labs.contract_hours, hours_text),
                          static_cast<int>(world.inputs.parameters.run.decision_detail)};
  return spot_rent(rental, market,
                   [&](double rent) { return spot_demand(world, rent, grants).total(); });
}

}  // namespace

std::int64_t SpotDemand::total() const { return sum_of_counts(in_one_list(*this), hours_text); }

SpotDemand spot_demand(
    Parts<const Inputs, const Builders, const Labs, const OpenLabs, const ComputeMarket> world,
    double rent, const std::vector<Money>& grants) {
  SpotDemand demand;
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    demand.labs.push_back(lab_hours_at(world, l, rent));
  }
  for (std::size_t o = 0; o < world.open_labs.size(); ++o) {
    demand.open_labs.push_back(open_lab_hours_at(world, o, rent, grants[o]));
  }
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const double adopted = own_use_at(world, b, rent).adopted;
    demand.own.push_back(world.builders.alive[b] ? whole_part(adopted, hours_text) : 0);
  }
  demand.hosted = world.compute.hosted_wanted;
  return demand;
}

SpotDemand clear_spot(Parts<const Inputs, const Exogenous, const Books, const Builders,
                            const OpenLabs, const Capital, Labs, ComputeMarket>
                          world) {
  ComputeMarket& compute = world.compute;
  Labs& labs = world.labs;
  const std::vector<Money> grants = grants_of_year(world);
  SpotDemand demand = spot_demand(world, compute.rental_price, grants);
  // What the public hears of demand is what was wanted at the list rent.
  compute.ordered = demand.total();
  add_count(compute.ordered, sum_of_counts(labs.contract_hours, hours_text), hours_text);
  compute.refused = 0;
  if (!world.inputs.parameters.rental.spot_rent) {
    compute.spot_price = compute.rental_price;
    return demand;
  }
  compute.spot_price = cleared_rent(world, grants);
  demand = spot_demand(world, compute.spot_price, grants);
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (labs.alive[l]) labs.wanted_hours[l] = labs.contract_hours[l] + demand.labs[l];
  }
  const std::int64_t there = hours_beside_contracts(world);
  compute.refused = std::max<std::int64_t>(demand.total() - there, 0);
  if (compute.refused > 0) {
    set_from_list(apportion(there, in_one_list(demand), buyer_keys(world)), demand);
  }
  return demand;
}

std::vector<std::int64_t> offer_spot(Parts<const Inputs, Builders, ComputeMarket> world,
                                     const SpotDemand& wanted) {
  Builders& builders = world.builders;
  std::vector<std::int64_t> offered(builders.size(), 0);
  world.compute.core = 0;
  for (std::size_t b = 0; b < builders.size(); ++b) {
    const OwnUse own = own_use_at(world, b, world.compute.spot_price);
    builders.core_adopted_hours[b] = own.adopted;
    if (own.worthwhile > 0.0) builders.core_adopted[b] = own.adopted / own.worthwhile;
    const std::int64_t free = builders.capacity_hours[b] - builders.contract_hours[b];
    const std::int64_t hours =
        builders.alive[b] ? std::clamp<std::int64_t>(wanted.own[b], 0, free) : 0;
    builders.core_hours[b] = hours;
    builders.core_wanted[b] = wanted.own[b];
    add_count(world.compute.core, hours, hours_text);
    offered[b] = builders.alive[b] ? free - hours : 0;
  }
  return offered;
}

void trade_spot(Parts<const Inputs, Builders, Labs, OpenLabs, ComputeMarket> world,
                const SpotDemand& demand, const std::vector<std::int64_t>& offered) {
  Builders& builders = world.builders;
  Labs& labs = world.labs;
  ComputeMarket& compute = world.compute;
  compute.spot_offered = sum_of_counts(offered, hours_text);
  SpotDemand beside = demand;
  // A builder whose contracts leave too little for its own business buys what it lacks.
  for (std::size_t b = 0; b < builders.size(); ++b) beside.own[b] -= builders.core_hours[b];
  const std::vector<std::int64_t> wanted = in_one_list(beside);
  compute.spot_wanted = sum_of_counts(wanted, hours_text);
  compute.spot_sold = std::min(compute.spot_offered, compute.spot_wanted);
  std::vector<std::int64_t> bought = wanted;
  if (compute.spot_sold < compute.spot_wanted) {
    bought = apportion(compute.spot_sold, wanted, buyer_keys(world));
  }
  add_count(compute.refused, compute.spot_wanted - compute.spot_sold, hours_text);
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
}

void value_core_use(Parts<const Inputs, const ComputeMarket, Builders> world) {
  Builders& builders = world.builders;
  for (std::size_t b = 0; b < builders.size(); ++b) {
    const double sd = world.inputs.parameters.builders[b].second.core.value_sd;
    const CoreUse use =
        core_use(builders.core_mass[b], builders.core_ln_value[b], sd, world.compute.spot_price);
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
        idle_own_use(builders.core_mass[b], builders.core_ln_value[b], sd, world.compute.spot_price,
                     cash_cost, builders.core_adopted[b], idle);
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
