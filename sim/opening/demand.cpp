#include "sim/opening/demand.hpp"

#include <algorithm>

#include "agents/app.hpp"
#include "agents/consumer.hpp"
#include "core/math.hpp"
#include "sim/compute/back_ends.hpp"
#include "sim/compute/demand_prices.hpp"
#include "sim/compute/models.hpp"
#include "sim/compute/offers.hpp"
#include "sim/compute/wholesale.hpp"
#include "sim/opening/opening_year.hpp"
#include "sim/opening/refusal.hpp"

namespace overbuild {

namespace {

/// Consumers split over labs as the record says, at the opening price.
void open_consumer_block(Parts<const Inputs, const Labs, References, Customers> world) {
  const Parameters& p = world.inputs.parameters;
  open_consumers(p.consumer, p.consumer.plan_price, world.customers.consumers);
  double total = 0.0;
  for (const auto& [id, config] : p.labs) total += config.consumer_revenue;
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    const double revenue = p.labs[l].second.consumer_revenue;
    world.references.consumer_preference.push_back(
        revenue > 0.0 && total > 0.0
            ? log_(revenue / total) - p.lab.capability_taste * world.labs.capability[l]
            : -1e9);
  }
}

/// Elasticities seen at the opening, and the multipliers that make the opening prices the best
/// ones.
void open_elasticity_multipliers(
    Parts<const Inputs, const Customers, const Catalogue, Labs, Apps> world) {
  const Parameters& p = world.inputs.parameters;
  read_sales(world);
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    for (std::size_t k = 0; k < world.labs.tier_below[l].size(); ++k) {
      world.labs.tier_elasticity_multiplier[l][k] =
          1.0 / p.lab.opening_margin / std::max(world.labs.tier_elasticity[l][k], 1e-3);
    }
  }
  const Requests& requests = world.customers.enterprises->requests();
  for (std::size_t o = 0; o < world.catalogue.options.size(); ++o) {
    const ServiceOption& option = world.catalogue.options[o];
    if (option.mode != Mode::app) continue;
    const double sales = static_cast<double>(requests.options[o].spend_cents) / 100.0;
    world.apps.revenue[option.seller] += sales;
    world.apps.overhead_usd[option.seller] += p.apps[option.seller].second.overhead_share * sales;
  }
  for (std::size_t a = 0; a < p.apps.size(); ++a) {
    const double ratio =
        world.apps.price[a] / (world.apps.backend_price[a] + world.apps.job_cost[a]);
    world.apps.elasticity_multiplier[a] =
        ratio / (ratio - 1.0) / std::max(world.apps.elasticity[a], 1e-3);
  }
}

void price_applications(
    Parts<const Inputs, const References, const Labs, const OpenLabs, const Customers,
          const Catalogue, const Demand, const ComputeMarket, const Memory, Apps>
        world) {
  const Parameters& p = world.inputs.parameters;
  for (std::size_t a = 0; a < p.apps.size(); ++a) {
    supply_app(world, a);
    world.apps.price[a] = p.apps[a].second.price_to_inference * world.apps.backend_price[a];
    world.apps.job_cost[a] = p.apps[a].second.job_cost_share * world.apps.price[a];
  }
}

/// A preset whose start is not the one on record is refused.
void refuse_misses(const OpeningParameters& record, bool hosted, const OpeningResult& opened) {
  refuse_missed_spend("opening.api_usd", opened.achieved.api_usd, record.api_usd);
  if (hosted) {
    refuse_missed_spend("opening.hosted_open_usd", opened.achieved.hosted_open_usd,
                        record.hosted_open_usd);
  }
  refuse_missed_spend("opening.self_hosted_usd", opened.achieved.self_hosted_usd,
                      record.self_hosted_usd);
  refuse_missed_spend("opening.app_usd", opened.achieved.app_usd, record.app_usd);
}

}  // namespace

void open_demand(Parts<const Inputs, const Exogenous, const Vendors, const OpenLabs, const Capital,
                       const PublicRecord, const Demand, const ComputeMarket, const Memory,
                       References, Books, Labs, Apps, Customers, Catalogue, Journal>
                     world) {
  const Parameters& p = world.inputs.parameters;
  post_hosted_price(world);
  list_back_ends(world);
  // Terms depend on what a product earns, and the record gives its price over the cost of
  // inference.
  price_applications(world);
  bargain_terms(world);
  price_applications(world);
  build_options(world);
  const OpeningResult opened = world.customers.enterprises->calibrate_opening(
      opening_year(world), world.catalogue.options, world.catalogue.self_hosting,
      {p.opening.api_usd, p.open_lab.hosted ? p.opening.hosted_open_usd : 0.0,
       p.opening.self_hosted_usd, p.opening.app_usd, p.opening.hosted_open_preference,
       p.opening.self_hosted_preference, p.opening.known_scale});
  world.references.mode_preference = opened.ln_preference;
  world.journal.recording.opening_misfit = opened.worst_misfit;
  world.journal.recording.opening_work = opened.work_scale;
  if (p.spend_met || p.demand.modes_met) refuse_misses(p.opening, p.open_lab.hosted, opened);
  for (std::size_t e = 0; e < opened.equipment_book_cents.size(); ++e) {
    if (opened.equipment_book_cents[e] == 0) continue;
    world.books.ledger.open_balance(
        {{world.books.enterprise_accounts[static_cast<std::uint32_t>(e)], Instrument::equipment,
          Money::from_cents(opened.equipment_book_cents[e])}});
  }
  open_elasticity_multipliers(world);
  open_consumer_block(world);
}

/// The multiplier that makes the opening price of the consumer plan the best one.
void open_plan_elasticity_multiplier(
    Parts<const Inputs, const References, const Demand, const ComputeMarket, Labs> world) {
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    const double price = world.labs.plan_price[l];
    const double margin = std::max(1.0 - payer_cost(world, l) / price, 0.05);
    world.labs.plan_elasticity_multiplier[l] =
        1.0 / margin / std::max(world.demand.consumers.elasticity[l], 1e-3);
  }
}

namespace {

void open_lab_wedges(Parts<const Inputs, Labs> world, std::size_t l) {
  Labs& labs = world.labs;
  const std::string& id = world.inputs.parameters.labs[l].first;
  for (std::size_t k = 0; k < labs.tier_below[l].size(); ++k) {
    // Tiers that are not on sale take after the best model until they are.
    labs.tier_wedge[l][k] = labs.tier_wedge[l].front();
    if (!labs.tier_on_sale[l][k]) continue;
    labs.tier_wedge[l][k] =
        accepted_wedge("opening.frontier_price", id, labs.tier_price[l][k], labs.tier_best[l][k]);
  }
  if (labs.plan_best[l] > 0.0) {
    labs.plan_wedge[l] =
        accepted_wedge("consumers.plan_price", id, labs.plan_price[l], labs.plan_best[l]);
  }
}

}  // namespace

void open_price_wedges(Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors,
                             const OpenLabs, const Customers, const Capital, const ComputeMarket,
                             const References, Labs, Apps, Catalogue>
                           world) {
  const Parameters& p = world.inputs.parameters;
  if (!p.lab.demand_prices) return;
  build_options(world);
  find_best_prices(world);
  for (std::size_t l = 0; l < world.labs.size(); ++l) open_lab_wedges(world, l);
  find_best_product_prices(world);
  for (std::size_t a = 0; a < p.apps.size(); ++a) {
    world.apps.price_wedge[a] = accepted_wedge("price_to_inference", p.apps[a].first,
                                               world.apps.price[a], world.apps.best_price[a]);
  }
}

}  // namespace overbuild
