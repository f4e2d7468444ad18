// P3 to P6: prices are posted, applications bargain, buyers choose, capacity is shared out.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "agents/builder.hpp"
#include "agents/consumer.hpp"
#include "agents/lab.hpp"
#include "agents/menu.hpp"
#include "agents/vendor.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "market/rental.hpp"
#include "sim/compute/market_view.hpp"
#include "sim/compute/sponsorship.hpp"
#include "sim/world.hpp"

namespace overbuild {

namespace {

constexpr const char* hours_text = "the number of compute hours";

constexpr EntityId vendor_entity = entity_id("roadmap", "industry");

// ---- P3 ---------------------------------------------------------------------------------------

void post_vendor_prices(Parts<const Inputs, Vendors> world) {
  const VendorParameters& rules = world.inputs.parameters.vendor;
  const auto k = static_cast<std::size_t>(world.inputs.year - world.inputs.first_year - 1);
  const TrendParameters& trends = world.inputs.parameters.trends;
  const double trend = k < rules.first_cost_changes.size()
                           ? rules.first_cost_changes[k]
                           : trend_change(trends, rules.unit_cost_decline, trends.unit_cost_decline,
                                          static_cast<int>(k) + 1);
  const double change = trend + rules.unit_cost_sd * world.inputs.random.normal(
                                                         vendor_entity, world.inputs.key_year(),
                                                         Purpose::roadmap_gain, 0);
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    if (world.vendors.alive[v]) post_vendor_price(rules, world.vendors, v, change);
  }
}

void post_rent(Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors,
                     const Capital, ComputeMarket>
                   world) {
  const Observables& seen = world.public_record;
  const double full = full_cost_of_capacity(world);
  const double change = log_(full / seen.full_cost);
  world.compute.rental_price =
      next_rental_price(world.inputs.parameters.rental, seen.rental_price, seen.tightness, change,
                        full, seen.spare_price, cash_cost_of_capacity(world));
}

double jobs_factor(Parts<const Inputs> world) {
  return jobs_per_user(world.inputs.parameters.consumer,
                       world.inputs.year - world.inputs.first_year);
}

std::vector<double> tier_costs(
    Parts<const Inputs, const References, const Labs, const ComputeMarket> world, std::size_t l) {
  std::vector<double> cost;
  for (std::size_t k = 0; k < world.labs.tier_below[l].size(); ++k) {
    cost.push_back(world.compute.rental_price * lab_tier_hours(world, l, k));
  }
  return cost;
}

/// Labs study the market as it was posted last year and change at most one tier each.
void choose_menus(Parts<const Inputs, const References, const Customers, const Catalogue,
                        const ComputeMarket, Labs>
                      world) {
  const Parameters& p = world.inputs.parameters;
  if (world.catalogue.options.empty()) return;
  std::vector<WorkloadClass> classes;
  for (const auto& [id, config] : p.workload_classes) classes.push_back(config);
  const MarketStudy study(classes, p.demand, world.catalogue.options,
                          world.customers.enterprises->wage_level(world.inputs.year));
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (!world.labs.alive[l] || world.labs.tier_below[l].size() < 2) continue;
    const std::vector<double> cost = tier_costs(world, l);
    std::vector<TierOffer> tiers;
    for (std::size_t k = 0; k < cost.size(); ++k) {
      const double price = world.labs.tier_on_sale[l][k]
                               ? world.labs.tier_price[l][k]
                               : cost[k] * world.labs.tier_price[l].front() / cost.front();
      tiers.push_back({lab_tier_capability(world, l, k), price, cost[k],
                       world.labs.tier_on_sale[l][k] != 0});
    }
    const std::vector<double> profits = study.menu_profits(static_cast<std::uint32_t>(l), tiers);
    const std::size_t change = choose_menu_change(profits, tiers, p.lab.tier_cost);
    if (change < tiers.size()) change_menu(cost, world.labs, l, change);
  }
}

// ---- P5 ---------------------------------------------------------------------------------------

void discover_workloads(Parts<const Inputs, const Apps, Customers> world) {
  std::vector<double> apps(world.inputs.parameters.workload_classes.size(), 0.0);
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    for (std::size_t c = 0; c < apps.size(); ++c) {
      if (world.apps.alive[a] && (world.apps.class_mask[a] >> c & 1U)) apps[c] += 1.0;
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
      consume(p.consumer, world.customers.consumers, world.labs.capability, world.labs.plan_price,
              preference, p.lab.capability_taste, std::max(gain, 0.0), jobs_factor(world));
  world.labs.subscribers = world.demand.consumers.subscribers;
}

/// Jobs that applications' customers ask for; each is a job of inference at the back end.
void read_app_demand(Parts<const Customers, const Catalogue, Demand> world) {
  std::fill(world.demand.app_jobs.begin(), world.demand.app_jobs.end(), 0);
  const Requests& requests = world.customers.enterprises->requests();
  for (std::size_t o = 0; o < world.catalogue.options.size(); ++o) {
    if (world.catalogue.options[o].mode == Mode::app) {
      add_count(world.demand.app_jobs[world.catalogue.options[o].seller], requests.options[o].jobs,
                "the number of jobs");
    }
  }
}

std::int64_t hours_of(double hours_per_job_, std::int64_t jobs) {
  return whole_part(hours_per_job_ * static_cast<double>(jobs) + 0.5, hours_text);
}

double free_user_hours(Parts<const Inputs, const References, const Labs> world, std::size_t l) {
  return model_hours(world, world.labs.capability[l] - world.inputs.parameters.consumer.free_tier,
                     world.labs.inference[l]);
}

std::int64_t consumer_hours(Parts<const Inputs, const References, const Labs, const Demand> world,
                            std::size_t l) {
  const ConsumerDemand& demand = world.demand.consumers;
  const double free = demand.free_jobs[l];
  return whole_part(free * free_user_hours(world, l) +
                        (demand.jobs[l] - free) * lab_tier_hours(world, l, consumer_tier(world, l)),
                    hours_text);
}

/// Hours of inference each lab needs, and the hours hosted open models need.
void need_inference(Parts<const Inputs, const References, const OpenLabs, const Apps,
                          const Customers, const Catalogue, const Demand, Labs, ComputeMarket>
                        world) {
  Labs& labs = world.labs;
  std::fill(labs.inference_hours.begin(), labs.inference_hours.end(), 0);
  world.compute.hosted_wanted = 0;
  const Requests& requests = world.customers.enterprises->requests();
  for (std::size_t o = 0; o < world.catalogue.options.size(); ++o) {
    const ServiceOption& option = world.catalogue.options[o];
    const std::int64_t jobs = requests.options[o].jobs;
    if (option.mode == Mode::api) {
      add_count(labs.inference_hours[option.seller],
                hours_of(lab_tier_hours(world, option.seller, option.tier), jobs), hours_text);
    } else if (option.mode == Mode::hosted_open) {
      add_count(world.compute.hosted_wanted,
                hours_of(open_model_hours(world, {option.seller, option.tier}), jobs), hours_text);
    }
  }
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    if (!world.apps.alive[a]) continue;
    const std::vector<std::int64_t> jobs = jobs_by_route(world, a, world.demand.app_jobs[a], false);
    for (std::size_t r = 0; r < jobs.size(); ++r) {
      const BackEndSource& source = world.catalogue.back_ends[world.apps.routes[a][r].back_end];
      const std::int64_t hours = hours_of(back_end_hours(world, source), jobs[r]);
      if (source.kind == BackEndKind::lab) {
        add_count(labs.inference_hours[source.lab], hours, hours_text);
      } else {
        add_count(world.compute.hosted_wanted, hours, hours_text);
      }
    }
  }
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (labs.alive[l]) add_count(labs.inference_hours[l], consumer_hours(world, l), hours_text);
  }
}

// ---- P6 ---------------------------------------------------------------------------------------

void measure_capacity(Parts<const Inputs, const Capital, Builders, ComputeMarket> world) {
  const double load = world.inputs.parameters.capex.sustainable_load;
  ComputeMarket& compute = world.compute;
  compute.capacity = compute.installed = 0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    world.builders.capacity_hours[b] = 0;
    if (!world.builders.alive[b]) continue;
    double units = 0.0;
    for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
      // What arrives during the year works half of it.
      const double share = v == world.inputs.year ? 0.5 : 1.0;
      units += share * static_cast<double>(world.capital.equipment.at(b, v).units) / 1000.0;
    }
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

/// Builders keep what is worth more to their own business than the rent, and offer the rest.
std::vector<std::int64_t> offer_spot(Parts<const Inputs, Builders, ComputeMarket> world) {
  Builders& builders = world.builders;
  std::vector<std::int64_t> offered(builders.size(), 0);
  world.compute.core = 0;
  for (std::size_t b = 0; b < builders.size(); ++b) {
    const double sd = world.inputs.parameters.builders[b].second.core.value_sd;
    const CoreUse use =
        core_use(builders.core_mass[b], builders.core_ln_value[b], sd, world.compute.rental_price);
    const std::int64_t free = builders.capacity_hours[b] - builders.contract_hours[b];
    const auto wanted = whole_part(use.hours, hours_text);
    const std::int64_t hours = builders.alive[b] ? std::clamp<std::int64_t>(wanted, 0, free) : 0;
    builders.core_hours[b] = hours;
    builders.core_wanted[b] = builders.alive[b] ? wanted : 0;
    add_count(world.compute.core, hours, hours_text);
    offered[b] = builders.alive[b] ? free - hours : 0;
  }
  return offered;
}

/// Spot hours in proportion: buyers when short, sellers when long. Labs whose contracts could not be
/// honoured are among the buyers: that is the re-route round.
void trade_spot(
    Parts<const Inputs, const Books, Builders, Labs, OpenLabs, ComputeMarket> world,
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
    wanted.push_back(whole_part(
        (in_full ? budget : grants[o].usd()) / world.compute.rental_price, hours_text));
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

/// What core use brings: the value of the hours had, own and rented, of those worth having.
void value_core_use(Parts<const Inputs, const ComputeMarket, Builders> world) {
  Builders& builders = world.builders;
  for (std::size_t b = 0; b < builders.size(); ++b) {
    const double sd = world.inputs.parameters.builders[b].second.core.value_sd;
    const CoreUse use =
        core_use(builders.core_mass[b], builders.core_ln_value[b], sd, world.compute.rental_price);
    const auto had = static_cast<double>(builders.core_hours[b] + builders.core_rented[b]);
    builders.core_value[b] =
        Money::from_usd(use.hours > 0.0 ? use.value * std::min(had / use.hours, 1.0) : 0.0);
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

/// Own equipment that vendors can supply out of stock after builders' orders. Every buyer's part is
/// rounded by itself, by less than a unit: where stock is short so much of it stays behind.
Fill own_equipment_fill(Parts<const Vendors, const Customers> world) {
  const Requests& requests = world.customers.enterprises->requests();
  const std::int64_t wanted = requests.purchase_milli_units;
  if (wanted <= 0) return {1, 1};
  const std::int64_t stock = world.vendors.alive.front() ? world.vendors.inventory_units.front() : 0;
  if (stock >= wanted) return {1, 1};
  return {std::max<std::int64_t>(stock - requests.self_hosted.workloads, 0), wanted};
}

void settle_enterprises(
    Parts<const Inputs, const Vendors, const Apps, const Catalogue, const ComputeMarket, Customers>
        world) {
  std::vector<Fill> fill;
  for (const ServiceOption& option : world.catalogue.options) {
    switch (option.mode) {
      case Mode::api: fill.push_back(world.compute.lab_fill[option.seller]); break;
      case Mode::hosted_open: fill.push_back(world.compute.hosted_fill); break;
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

void need_opening_inference(Parts<const Inputs, const References, const OpenLabs, const Apps,
                                  const Catalogue, Labs, Customers, Demand, ComputeMarket>
                                world) {
  const Parameters& p = world.inputs.parameters;
  world.demand.consumers =
      consume(p.consumer, world.customers.consumers, world.labs.capability, world.labs.plan_price,
              world.references.consumer_preference, p.lab.capability_taste, 0.0, 1.0);
  world.labs.subscribers = world.demand.consumers.subscribers;
  read_app_demand(world);
  need_inference(world);
}

void post_prices(
    Parts<const Inputs, const References, const Exogenous, const PublicRecord, const OpenLabs,
          const Customers, const Capital, const Demand, Vendors, Labs, Catalogue, ComputeMarket>
        world) {
  const Parameters& p = world.inputs.parameters;
  if (!world.inputs.is_frozen(Role::vendor)) post_vendor_prices(world);
  post_rent(world);
  post_hosted_price(world);
  if (!world.inputs.is_frozen(Role::lab)) {
    for (std::size_t l = 0; l < world.labs.size(); ++l) {
      if (!world.labs.alive[l]) continue;
      const std::vector<double> cost = tier_costs(world, l);
      post_lab_prices(p.lab, cost, world.labs, l);
      post_plan_price(p.lab, payer_cost(world, l), world.demand.consumers.elasticity[l], world.labs,
                      l);
    }
    choose_menus(world);
  }
}

void procure(
    Parts<const Inputs, const References, const Exogenous, const PublicRecord, const Vendors,
          const OpenLabs, const Capital, Labs, Apps, Customers, Catalogue, Demand, ComputeMarket>
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
            ? world.labs.inference_hours[l] +
                  whole_part(world.labs.research_usd[l] / world.compute.rental_price, hours_text)
            : 0;
  }
}

void allocate_capacity(
    Parts<const Inputs, const Books, const Vendors, const Capital, const Catalogue, Builders, Labs,
          OpenLabs, Apps, Customers, ComputeMarket>
        world) {
  measure_capacity(world);
  serve_contracts(world);
  trade_spot(world, offer_spot(world));
  value_core_use(world);
  const ComputeMarket& compute = world.compute;
  world.compute.hosted_fill = compute.hosted_wanted > 0
                                  ? Fill{compute.hosted_sold, compute.hosted_wanted}
                                  : Fill{1, 1};
  split_lab_hours(world);
  settle_enterprises(world);
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    const Fill fill = app_fill(world, a);
    world.apps.fill[a] = static_cast<double>(fill.num) / static_cast<double>(fill.den);
  }
}

}  // namespace overbuild
