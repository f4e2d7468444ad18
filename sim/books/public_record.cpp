#include "sim/books/public_record.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agents/builder.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "market/rental.hpp"
#include "sim/compute/costs.hpp"
#include "sim/compute/models.hpp"
#include "sim/compute/offers.hpp"
#include "sim/compute/tasks.hpp"

namespace overbuild {

namespace {

constexpr double ln_10 = 2.302585092994045684;

double ln_change(double now, double before) {
  return now > 0.0 && before > 0.0 ? log_(now / before) : 0.0;
}

double sum_of(const std::vector<std::int64_t>& cents) {
  return static_cast<double>(sum_of_counts(cents, "what enterprises pay")) / 100.0;
}

double signal_for(const MacroParameters& macro, int years_from_start) {
  if (years_from_start < 0) years_from_start = 0;
  const auto k = static_cast<std::size_t>(years_from_start);
  return k < macro.public_signal.size() ? macro.public_signal[k] : macro.signal_tail;
}

/// Rent that would pay for a builder's fleet at what it paid for it, and for running it.
double asking_price(Parts<const Inputs, const Exogenous, const Builders, const Capital> world,
                    std::size_t b) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double units = running_units(world, b);
  if (units <= 0.0) return 0.0;
  double paid = 0.0, kw = 0.0;
  for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
    const Fleet::Cell& cell = world.capital.equipment.at(b, v);
    paid += cell.paid.usd();
    kw += static_cast<double>(cell.units) / 1000.0 * world.capital.vintage_kw(v);
  }
  const double yearly = paid * annuity(world.builders.hurdle[b], capex.planned_life) +
                        kw * running_cost_per_kw(capex, world.exogenous.energy_price);
  return yearly / (units * hours_a_year * capex.sustainable_load *
                   world.inputs.parameters.rental.target_tightness);
}

/// Rent that would pay for new equipment in a shell that stands empty: nothing of the shell, whose
/// money is spent.
double filling_price(Parts<const Inputs, const Exogenous, const Builders, const Vendors> world,
                     std::size_t b, double kw) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double yearly =
      equipment_price_for(world, b) * annuity(world.builders.hurdle[b], capex.planned_life) +
      kw * running_cost_per_kw(capex, world.exogenous.energy_price);
  return yearly /
         (hours_a_year * capex.sustainable_load * world.inputs.parameters.rental.target_tightness);
}

/// Lowest decile, by capacity, of asking prices of builders with capacity to spare: hours that
/// stand idle, and hours of equipment for which shells stand empty.
double cheapest_spare(
    Parts<const Inputs, const Exogenous, const Builders, const Vendors, const Capital> world) {
  std::vector<std::pair<double, double>> asks;  // price, spare hours
  double spare = 0.0;
  const auto add = [&](double price, double hours) {
    if (hours <= 0.0) return;
    asks.emplace_back(price, hours);
    spare += hours;
  };
  const double kw = world.capital.vintage_kw(world.inputs.year);
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    add(asking_price(world, b),
        static_cast<double>(world.builders.capacity_hours[b] - world.builders.sold_hours[b]));
    const double empty_kw =
        static_cast<double>(world.capital.shells.units(b)) - 1000.0 * used_mw(world, b);
    add(filling_price(world, b, kw),
        empty_kw / kw * hours_a_year * world.inputs.parameters.capex.sustainable_load);
  }
  std::sort(asks.begin(), asks.end());
  double covered = 0.0;
  for (const auto& [price, idle] : asks) {
    covered += idle;
    if (covered >= 0.1 * spare) return price;
  }
  return 0.0;
}

/// Return on capital in service: sales at the rent less running cost and wear, over book value.
double return_on_capital(
    Parts<const Inputs, const Exogenous, const Builders, const Capital, const ComputeMarket>
        world) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  double earned = 0.0, capital = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    const std::int64_t at_spot = world.builders.sold_hours[b] - world.builders.contract_hours[b];
    earned +=
        static_cast<double>(world.builders.sold_hours[b]) * world.compute.rental_price +
        static_cast<double>(at_spot) * (world.compute.spot_price - world.compute.rental_price) +
        world.builders.core_idle_value[b].usd() -
        used_mw(world, b) * 1000.0 * running_cost_per_kw(capex, world.exogenous.energy_price);
    for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
      earned -= world.capital.equipment.at(b, v).paid.usd() / capex.equipment_book_life +
                world.capital.shells.at(b, v).paid.usd() / capex.shell_life;
    }
    capital += world.capital.equipment.book(b).usd() + world.capital.shells.book(b).usd();
  }
  return capital > 0.0 ? earned / capital : 0.0;
}

void publish_builders(Parts<const Builders> world, Observables& seen) {
  const Builders& builders = world.builders;
  double sold = 0.0;
  for (const std::int64_t hours : builders.sold_hours) sold += static_cast<double>(hours);
  seen.builder_share.assign(builders.size(), 0.0);
  seen.builder_orders = builders.order_units;
  seen.announced_share_sum = 0.0;
  for (std::size_t b = 0; b < builders.size(); ++b) {
    const double share = sold > 0.0 ? static_cast<double>(builders.sold_hours[b]) / sold : 0.0;
    seen.builder_share[b] = share;
    if (builders.alive[b]) {
      seen.announced_share_sum += std::max(builders.target_share[b], share);
    }
  }
}

void publish_models(Parts<const Inputs, const References, const Labs, const OpenLabs,
                          const Catalogue, const ComputeMarket>
                        world,
                    Observables& seen) {
  const Labs& labs = world.labs;
  const double open_before = seen.open_capability;
  const double gap_before = seen.frontier_capability - seen.open_capability;
  const std::vector<double> before = seen.lab_capability;
  seen.lab_capability = labs.capability;
  seen.lab_revenue = labs.revenue;
  seen.lab_growth.assign(labs.size(), 0.0);
  double revenue = 0.0, inference = 0.0;
  seen.frontier_capability = -1e9;
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (l < before.size()) seen.lab_growth[l] = labs.capability[l] - before[l];
    if (!labs.alive[l]) continue;
    seen.frontier_capability = std::max(seen.frontier_capability, labs.capability[l]);
    revenue += labs.revenue[l];
    inference += static_cast<double>(labs.inference_hours[l]) * world.compute.rental_price;
  }
  const std::size_t open = best_open_lab(world);
  seen.open_capability = open == SIZE_MAX ? -1e9 : world.open_labs.released[open];
  if (seen.frontier_capability < -1e8) seen.frontier_capability = seen.open_capability;
  seen.open_growth = std::max(seen.open_capability - open_before, 0.0);
  seen.gap_closing = gap_before - (seen.frontier_capability - seen.open_capability);
  seen.lab_margin = revenue > 0.0 ? std::clamp(1.0 - inference / revenue, 0.0, 1.0) : 0.0;
  seen.lab_market_growth = ln_change(revenue, seen.lab_market);
  seen.lab_market = revenue;
  seen.hosted_price = world.catalogue.hosted_price;
  seen.hours_per_frontier_job = model_hours(world, seen.frontier_capability, 1.0);
  const double fixed = price_at_fixed_capability(world);
  const double speed = world.inputs.parameters.expectations.buyer_price_speed;
  const double surprise = ln_change(fixed, seen.price_fixed_capability) - seen.price_drift;
  seen.price_volatility = std::sqrt((1.0 - speed) * seen.price_volatility * seen.price_volatility +
                                    speed * surprise * surprise);
  seen.price_drift += speed * surprise;
  seen.price_fixed_capability = fixed;
}

}  // namespace

/// Growth of capacity next year if builders order `units` beyond what they have signed.
double announced_growth(Parts<const Inputs, const Builders, const Capital> world,
                        const std::vector<double>& units) {
  double now = 0.0, next = 0.0;
  std::vector<double> arriving(world.builders.size(), 0.0);
  for (const EquipmentOrder& order : world.capital.equipment_orders) {
    if (order.due <= world.inputs.year + 1) {
      arriving[order.builder] += static_cast<double>(order.milli_units) / 1000.0;
    }
  }
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    const double running = running_units(world, b);
    const double fresh =
        static_cast<double>(world.capital.equipment.at(b, world.inputs.year).units) / 1000.0;
    now += running - 0.5 * fresh;
    next += running * (1.0 - world.inputs.parameters.capex.equipment_failure) +
            0.5 * (arriving[b] + units[b]);
  }
  return ln_change(next, now);
}

double price_at_fixed_capability(
    Parts<const Inputs, const References, const Labs, const OpenLabs, const ComputeMarket> world) {
  double price = HUGE_VAL;
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (!world.labs.alive[l]) continue;
    for (std::size_t k = 0; k < world.labs.tier_below[l].size(); ++k) {
      if (world.labs.tier_on_sale[l][k] &&
          lab_tier_capability(world, l, k) >= world.references.capability - 1e-9) {
        price = std::min(price, world.labs.tier_price[l][k]);
      }
    }
  }
  for (const OpenOffer& offer : open_catalogue(world)) {
    if (world.inputs.parameters.open_lab.hosted &&
        open_model_capability(world, offer) >= world.references.capability) {
      price = std::min(price, hosted_open_price(world, offer));
    }
  }
  return price < HUGE_VAL ? price : 0.0;
}

double end_user_spend(Parts<const Inputs, const Books, const Customers> world) {
  const EnterpriseFlows& flows = world.customers.enterprises->settlement().flows;
  const double own = world.inputs.parameters.vendor.own_equipment
                         ? sum_of(flows.operations) + sum_of(flows.depreciation)
                         : sum_of(flows.equipment) + sum_of(flows.sites);
  return sum_of(flows.app) + sum_of(flows.api) + sum_of(flows.hosted_open) + sum_of(flows.energy) +
         own + world.books.ledger.received(FlowRow::consumer_subscriptions, Sector::labs).usd();
}

void publish(
    Parts<const Inputs, const References, const Exogenous, const Books, const Vendors, const Labs,
          const OpenLabs, const Utilities, const Customers, const Capital, const Progress,
          const Catalogue, const ComputeMarket, const YearTally, PublicRecord, Builders>
        world) {
  Observables& seen = world.public_record;
  const Parameters& p = world.inputs.parameters;
  seen.year = world.inputs.year;
  seen.base_rate = world.exogenous.base_rate;
  seen.energy_price = world.exogenous.energy_price;
  seen.public_signal = signal_for(p.macro, world.inputs.year + 1 - static_cast<int>(p.time.start));
  seen.rental_change = ln_change(world.compute.rental_price, seen.rental_price);
  seen.rental_price = world.compute.rental_price;
  const auto capacity = static_cast<double>(world.compute.capacity);
  const auto ordered = static_cast<double>(world.compute.ordered);
  seen.tightness = capacity > 0.0 ? std::min(ordered / capacity, most_tight) : 1.0;
  seen.compute_growth = ln_change(ordered, seen.compute_demand);
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const double own = static_cast<double>(world.builders.sold_hours[b]);
    // Who has sold nothing yet knows the market's growth only.
    world.builders.own_growth[b] = world.builders.own_demand[b] > 0.0
                                       ? ln_change(own, world.builders.own_demand[b])
                                       : seen.compute_growth;
    world.builders.own_demand[b] = own;
  }
  seen.compute_demand = ordered;
  seen.return_on_capital = return_on_capital(world);
  seen.capacity_hours = capacity;
  seen.announced_capacity_growth = announced_growth(world, world.builders.order_units);
  publish_builders(world, seen);
  const double full = full_cost_of_capacity(world);
  seen.full_cost_change = ln_change(full, seen.full_cost);
  seen.full_cost = full;
  seen.cash_cost = cash_cost_of_capacity(world);
  seen.spare_price = cheapest_spare(world);
  seen.vendor_price = world.vendors.price;
  const double kw = world.capital.vintage_kw(world.inputs.year + 1);
  seen.density_change = ln_change(seen.power_per_unit, kw);
  seen.power_per_unit = kw;
  double capacity_mw = 0.0, contracted_mw = 0.0;
  for (std::size_t u = 0; u < world.utilities.size(); ++u) {
    capacity_mw += world.utilities.capacity_mw[u];
    contracted_mw += world.utilities.contracted_mw[u];
  }
  seen.power_margin = capacity_mw > 0.0 ? 1.0 - contracted_mw / capacity_mw : 0.0;
  publish_models(world, seen);
  const double spend = end_user_spend(world);
  seen.end_user_growth = ln_change(spend, seen.end_user_spend);
  seen.end_user_spend = spend;
  const double feasible = task_mass(p, -1e3, seen.frontier_capability);
  seen.latent_growth = ln_change(feasible, seen.feasible_value);
  seen.feasible_value = feasible;
  for (std::size_t k = 0; k < seen.reach.size(); ++k) {
    seen.reach[k] = task_mass(p, -1e3, seen.frontier_capability + 0.25 * static_cast<double>(k));
  }
  seen.leaps = world.tally.leaps;
  const double exposure = log10_(world.progress.training / world.references.training);
  seen.exposure_change = std::max(exposure - seen.exposure, 0.0);
  seen.exposure = exposure;
  if (world.tally.auction_book > Money::zero()) {
    const double price = world.tally.auction_proceeds.usd() / world.tally.auction_book.usd();
    seen.sale_price_to_book += 0.5 * (price - seen.sale_price_to_book);
  }
}

// ---- the opening ------------------------------------------------------------------------------

namespace {

/// Hours sold in the opening year by builder: own use, and labs' hours by capacity left.
void open_hours(Parts<const Inputs, const Labs, const Capital, Builders, ComputeMarket> world) {
  const Parameters& p = world.inputs.parameters;
  Builders& builders = world.builders;
  double lab_hours = 0.0;
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    lab_hours += static_cast<double>(world.labs.research_hours[l] + world.labs.inference_hours[l]);
  }
  lab_hours += static_cast<double>(world.compute.hosted_wanted);
  double core = 0.0, room = 0.0;
  std::vector<double> left(builders.size());
  for (std::size_t b = 0; b < builders.size(); ++b) {
    core += p.builders[b].second.core.hours;
    const double most = running_units(world, b) * hours_a_year * p.capex.sustainable_load;
    left[b] = std::max(0.5 * most - p.builders[b].second.core.hours, 0.05 * most);
    room += left[b];
  }
  const double used = core + lab_hours;
  world.compute.ordered = whole_part(used, "compute hours");
  world.compute.core = whole_part(core, "compute hours");
  world.compute.installed = whole_part(used / p.opening.utilisation, "compute hours");
  world.compute.capacity =
      whole_part(used / p.opening.utilisation * p.capex.sustainable_load, "compute hours");
  for (std::size_t b = 0; b < builders.size(); ++b) {
    const double sold = p.builders[b].second.core.hours + lab_hours * left[b] / room;
    builders.core_hours[b] = whole_part(p.builders[b].second.core.hours, "compute hours");
    builders.sold_hours[b] = whole_part(sold, "compute hours");
    builders.own_demand[b] = sold;
    builders.utilisation[b] = p.opening.utilisation;
    builders.capacity_hours[b] =
        whole_part(sold / p.opening.utilisation * p.capex.sustainable_load, "compute hours");
  }
}

void open_lab_results(Parts<const Inputs, Labs> world) {
  const Parameters& p = world.inputs.parameters;
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    const LabConfig& config = p.labs[l].second;
    world.labs.revenue[l] = config.api_revenue + config.consumer_revenue + config.wholesale_revenue;
    world.labs.expected_inference_hours[l] = static_cast<double>(world.labs.inference_hours[l]);
    world.labs.wanted_hours[l] = world.labs.inference_hours[l] + world.labs.research_hours[l];
  }
}

}  // namespace

void open_public_record(
    Parts<const Inputs, const Exogenous, const Books, const Vendors, const OpenLabs,
          const Utilities, const Customers, const Capital, const Catalogue, const YearTally,
          References, PublicRecord, Builders, Labs, Progress, ComputeMarket>
        world) {
  const Parameters& p = world.inputs.parameters;
  open_lab_results(world);
  open_hours(world);
  double training = 0.0;
  for (const std::int64_t hours : world.labs.research_hours) training += static_cast<double>(hours);
  // Training before the opening year, if runs had always grown as in it; the opening year's own
  // research finishes in the first simulated one.
  world.references.training = training * p.technology.flop_per_hour /
                              (exp_(std::max(p.opening.training_growth, 0.05)) - 1.0);
  world.progress.training = world.references.training;

  Observables& seen = world.public_record;
  seen = {};
  seen.exposure = 0.0;
  publish(world);
  const double spend =
      p.opening.api_usd + p.opening.hosted_open_usd + p.opening.self_hosted_usd + p.opening.app_usd;
  double consumers = 0.0;
  for (const auto& [id, config] : p.labs) consumers += config.consumer_revenue;
  seen.end_user_spend = spend + consumers;
  seen.end_user_growth = p.opening.spend_growth;
  seen.compute_growth = p.opening.compute_growth;
  seen.expected_growth = p.opening.compute_growth;
  seen.rental_change = p.opening.rental_change;
  seen.full_cost_change = p.opening.rental_change;
  seen.lab_market_growth = p.opening.lab_growth;
  seen.density_change = p.opening.density_growth;
  seen.open_growth = 1.0;
  seen.gap_closing = 0.0;
  seen.exposure_change = std::max(p.opening.training_growth, 0.05) / ln_10;
  seen.sale_price_to_book = p.credit.collateral_value_share;
  seen.price_drift = p.opening.rental_change;
  seen.price_volatility = p.expectations.buyer_price_volatility;
  if (!p.opening.frontier_history.empty()) {
    const double growth = world.references.capability - p.opening.frontier_history.back();
    seen.lab_growth.assign(world.labs.size(), growth);
    seen.open_growth = growth;
    seen.latent_growth = ln_change(task_mass(p, -1e3, world.references.capability),
                                   task_mass(p, -1e3, p.opening.frontier_history.back()));
    seen.price_drift = p.opening.rental_change - log_(p.technology.inference_growth);
  }
  world.references.lab_margin = seen.lab_margin;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    world.builders.own_growth[b] = p.opening.compute_growth;
    world.builders.target_share[b] = seen.builder_share[b];
  }
  world.progress.frontier_path = p.opening.frontier_history;
  world.progress.frontier_path.push_back(world.references.capability);
  world.references.threshold_decades = HUGE_VAL;
  const EntityId nature = entity_id("nature", "leap");
  if (!world.inputs.random.bernoulli(nature, 0, Purpose::leap_threshold, 0,
                                     p.technology.leap_never)) {
    world.references.threshold_decades =
        p.technology.leap_threshold_decades +
        p.technology.leap_threshold_sd *
            world.inputs.random.normal(nature, 0, Purpose::leap_threshold, 1);
  }
}

}  // namespace overbuild
