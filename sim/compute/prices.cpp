#include "sim/compute/prices.hpp"

#include <vector>

#include "agents/lab.hpp"
#include "agents/menu.hpp"
#include "agents/vendor.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "market/rental.hpp"
#include "sim/compute/costs.hpp"
#include "sim/compute/demand_prices.hpp"
#include "sim/compute/models.hpp"
#include "sim/compute/offers.hpp"

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

/// A mark-up on cost from the elasticities that labs saw.
void post_marked_up_prices(
    Parts<const Inputs, const References, const Demand, const ComputeMarket, Labs> world) {
  const LabParameters& rules = world.inputs.parameters.lab;
  std::fill(world.labs.price_guards.begin(), world.labs.price_guards.end(), 0.0);
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (!world.labs.alive[l]) continue;
    post_lab_prices(rules, tier_costs(world, l), world.labs, l);
    post_plan_price(rules, payer_cost(world, l), world.demand.consumers.elasticity[l], world.labs,
                    l);
  }
}

/// Labs study the market as it was posted last year and change at most one tier each.
void choose_menus(Parts<const Inputs, const References, const Customers, const Catalogue,
                        const ComputeMarket, Labs>
                      world) {
  const Parameters& p = world.inputs.parameters;
  if (world.catalogue.options.empty()) return;
  const MarketStudy study = published_study(world);
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (!world.labs.alive[l] || world.labs.tier_below[l].size() < 2) continue;
    const std::vector<double> cost = tier_costs(world, l);
    const std::vector<TierOffer> tiers = menu_of(world, l, cost);
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
    if (p.lab.demand_prices) {
      post_prices_from_demand(world);
    } else {
      post_marked_up_prices(world);
    }
    choose_menus(world);
  }
}

}  // namespace overbuild
