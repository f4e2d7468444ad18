#include "sim/compute/prices.hpp"

#include <vector>

#include "agents/lab.hpp"
#include "agents/menu.hpp"
#include "agents/vendor.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "market/rental.hpp"
#include "sim/compute/costs.hpp"
#include "sim/compute/models.hpp"
#include "sim/compute/offers.hpp"
#include "sim/compute/tokens.hpp"

namespace overbuild {

namespace {

constexpr EntityId vendor_entity = entity_id("roadmap", "industry");

void post_vendor_prices(Parts<const Inputs, Vendors> world) {
  const VendorParameters& rules = world.inputs.parameters.vendor;
  const auto k = static_cast<std::size_t>(world.inputs.year - world.inputs.first_year - 1);
  const FadingRate rate = world.inputs.parameters.fading.rate(
      log_(1.0 - rules.unit_cost_decline), log_(1.0 - rules.long_run_cost_decline));
  const std::size_t known = rules.first_cost_changes.size();
  const double trend =
      k < known ? rules.first_cost_changes[k] : rate.in_year(static_cast<double>(k - known));
  const double change = trend + rules.unit_cost_sd * world.inputs.random.normal(
                                                         vendor_entity, world.inputs.key_year(),
                                                         Purpose::roadmap_gain, 0);
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    if (world.vendors.alive[v]) post_vendor_price(rules, world.vendors, v, change);
  }
}

/// Hours that can be sold this year.
double hours_of_year(Parts<const Inputs, const Builders, const Capital> world) {
  std::int64_t hours = 0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const double load = world.inputs.parameters.capex.sustainable_load;
    add_count(hours, whole_part(units_at_work(world, b) * hours_a_year * load, hours_text),
              hours_text);
  }
  return static_cast<double>(hours);
}

void post_rent(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders,
                     const Vendors, const Capital, ComputeMarket>
                   world) {
  const RentalParameters& rental = world.inputs.parameters.rental;
  const Observables& seen = world.public_record;
  const double full = full_cost_of_capacity(world);
  const double change = log_(full / seen.full_cost);
  const double tightness = list_tightness(rental, seen.tightness, seen.compute_demand,
                                          seen.expected_growth, hours_of_year(world));
  // Last year's spot rent says what spare hours fetch; where there is none, what their sellers ask.
  const double spare =
      rental.list_rent && rental.spot_rent ? world.compute.spot_price : seen.spare_price;
  world.compute.rental_price = next_rental_price(rental, seen.rental_price, tightness, change, full,
                                                 spare, cash_cost_of_capacity(world));
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
                          world.customers.enterprises->wage_level(world.inputs.year),
                          world.customers.enterprises->job_value(world.inputs.year),
                          static_cast<int>(p.run.decision_detail));
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (!world.labs.alive[l] || world.labs.tier_below[l].size() < 2) continue;
    const std::vector<double> cost = tier_costs(world, l);
    const double tokens = tokens_per_job(world, 1);  // a job as it was in the offers studied
    std::vector<TierOffer> tiers;
    for (std::size_t k = 0; k < cost.size(); ++k) {
      const double price = world.labs.tier_on_sale[l][k]
                               ? world.labs.tier_price[l][k]
                               : cost[k] * world.labs.tier_price[l].front() / cost.front();
      tiers.push_back({lab_tier_capability(world, l, k), tokens * price, tokens * cost[k],
                       world.labs.tier_on_sale[l][k] != 0});
    }
    const std::vector<double> profits = study.menu_profits(static_cast<std::uint32_t>(l), tiers);
    const std::size_t change = choose_menu_change(profits, tiers, p.lab.tier_cost);
    if (change < tiers.size()) change_menu(cost, world.labs, l, change);
  }
}

}  // namespace

void post_prices(Parts<const Inputs, const References, const Exogenous, const PublicRecord,
                       const OpenLabs, const Customers, const Builders, const Capital, const Demand,
                       Vendors, Labs, Catalogue, ComputeMarket>
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

}  // namespace overbuild
