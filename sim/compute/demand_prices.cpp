#include "sim/compute/demand_prices.hpp"

#include <algorithm>
#include <span>

#include "agents/consumer.hpp"
#include "agents/lab.hpp"
#include "sim/compute/models.hpp"
#include "sim/compute/tokens.hpp"
#include "sim/parameters/family.hpp"

namespace overbuild {

namespace {

/// Millions of tokens of a job in the offers of the study: last year's, at the start the year's
/// own.
double tokens_of_study(Parts<const Inputs> world) {
  return tokens_per_job(world, world.inputs.year == world.inputs.first_year ? 0 : 1);
}

/// Whether a lab was seen to sell anything.
bool in_business(const Observables& seen, std::size_t l) {
  return l < seen.lab_revenue.size() && seen.lab_revenue[l] > 0.0;
}

/// Points by which an offer's model is expected to have become better since it was posted.
double expected_gain(const Observables& seen, const ServiceOption& offer) {
  const std::vector<double>& of_labs = seen.lab_growth;
  if (offer.mode == Mode::api) {
    return offer.seller < of_labs.size() ? std::max(of_labs[offer.seller], 0.0) : 0.0;
  }
  double sum = 0.0, sales = 0.0;  // products run on models of all labs in business, by their sales
  for (std::size_t l = 0; l < of_labs.size() && offer.mode == Mode::app; ++l) {
    if (!in_business(seen, l)) continue;
    sum += seen.lab_revenue[l] * std::max(of_labs[l], 0.0);
    sales += seen.lab_revenue[l];
  }
  return sales > 0.0 ? sum / sales : std::max(seen.open_growth, 0.0);
}

MarketStudy study_of(Parts<const Inputs, const Customers> world,
                     std::span<const ServiceOption> offers) {
  const Parameters& p = world.inputs.parameters;
  std::vector<WorkloadClass> classes;
  for (const auto& [id, config] : p.workload_classes) classes.push_back(config);
  return MarketStudy(classes, p.demand, offers,
                     world.customers.enterprises->wage_level(world.inputs.year),
                     world.customers.enterprises->job_value(world.inputs.year),
                     static_cast<int>(p.run.decision_detail));
}

bool sells_plans(Parts<const References, const Labs> world, std::size_t l) {
  return world.labs.alive[l] && world.references.consumer_preference[l] > -1e8;
}

/// Points by which the best plan has become better, as lab `l` sees it: its own model, and others'
/// as published.
double gain_seen(Parts<const Inputs, const References, const PublicRecord, const Labs> world,
                 std::size_t l) {
  double best = world.labs.capability[l];
  const Observables& seen = world.public_record;
  const bool start = world.inputs.year == world.inputs.first_year;
  for (std::size_t j = 0; j < seen.lab_capability.size(); ++j) {
    if (j == l || world.references.consumer_preference[j] <= -1e8) continue;
    if (!in_business(seen, j)) continue;
    best =
        std::max(best, seen.lab_capability[j] + (start ? 0.0 : std::max(seen.lab_growth[j], 0.0)));
  }
  return std::max(best - world.references.capability, 0.0);
}

/// Labs split payers by an elasticity of one, so that a small lab alone would have no best price:
/// it asks what all would earn most at.
BestPrice best_plan_price(Parts<const Inputs, const References, const PublicRecord, const Customers,
                                const Labs, const ComputeMarket>
                              world,
                          std::size_t l) {
  const double gain = gain_seen(world, l);
  return best_price(
      payer_cost(world, l),
      [&](double price) {
        const double payers =
            payers_at(world.inputs.parameters.consumer, world.customers.consumers, gain, price);
        return SalesAtPrice{payers, 0.0, 0.0};
      },
      static_cast<int>(world.inputs.parameters.run.decision_detail));
}

void find_tier_prices(Parts<const Inputs, const References, const ComputeMarket, Labs> world,
                      std::size_t l, const MarketStudy& study, double tokens,
                      std::vector<std::uint8_t>& at_end) {
  Labs& labs = world.labs;
  const Parameters& p = world.inputs.parameters;
  const std::vector<std::uint8_t> kin = kin_of(p, p.labs, l);
  const std::vector<TierOffer> tiers = menu_of(world, l, tier_costs(world, l));
  at_end.assign(tiers.size(), 0);
  for (std::size_t k = 0; k < tiers.size(); ++k) {
    labs.tier_best[l][k] = 0.0;
    if (!tiers[k].on_sale) continue;
    const BestPrice best = study.best_tier_price(static_cast<std::uint32_t>(l), tiers, k, kin);
    labs.tier_best[l][k] = best.price / tokens;
    at_end[k] = best.at_bound ? 1 : 0;
  }
}

}  // namespace

double years_since_start(Parts<const Inputs> world) {
  return static_cast<double>(world.inputs.year - world.inputs.first_year);
}

std::vector<double> tier_costs(
    Parts<const Inputs, const References, const Labs, const ComputeMarket> world, std::size_t l) {
  std::vector<double> cost;
  for (std::size_t k = 0; k < world.labs.tier_below[l].size(); ++k) {
    cost.push_back(world.compute.rental_price * lab_tier_hours(world, l, k));
  }
  return cost;
}

MarketStudy published_study(Parts<const Inputs, const Customers, const Catalogue> world) {
  return study_of(world, world.catalogue.options);
}

MarketStudy expected_study(
    Parts<const Inputs, const PublicRecord, const Customers, const Catalogue> world) {
  // At the start offers and models are of one year.
  if (world.inputs.year == world.inputs.first_year) return published_study(world);
  std::vector<ServiceOption> offers = world.catalogue.options;
  for (ServiceOption& offer : offers) offer.capability += expected_gain(world.public_record, offer);
  return study_of(world, offers);
}

std::vector<TierOffer> menu_of(Parts<const Inputs, const Labs> world, std::size_t l,
                               const std::vector<double>& cost) {
  const double tokens = tokens_of_study(world);
  std::vector<TierOffer> tiers;
  for (std::size_t k = 0; k < cost.size(); ++k) {
    const double price = world.labs.tier_on_sale[l][k]
                             ? world.labs.tier_price[l][k]
                             : cost[k] * world.labs.tier_price[l].front() / cost.front();
    tiers.push_back({lab_tier_capability(world, l, k), tokens * price, tokens * cost[k],
                     world.labs.tier_on_sale[l][k] != 0});
  }
  return tiers;
}

SearchEnds find_best_prices(Parts<const Inputs, const References, const PublicRecord,
                                  const Customers, const Catalogue, const ComputeMarket, Labs>
                                world) {
  Labs& labs = world.labs;
  SearchEnds ends;
  ends.tiers.resize(labs.size());
  ends.plans.assign(labs.size(), 0);
  const MarketStudy study = expected_study(world);
  const double tokens = tokens_of_study(world);
  for (std::size_t l = 0; l < labs.size(); ++l) {
    labs.plan_best[l] = 0.0;
    if (!labs.alive[l]) continue;
    find_tier_prices(world, l, study, tokens, ends.tiers[l]);
    if (!sells_plans(world, l)) continue;
    const BestPrice best = best_plan_price(world, l);
    labs.plan_best[l] = best.price;
    ends.plans[l] = best.at_bound ? 1 : 0;
  }
  return ends;
}

std::vector<std::uint8_t> find_best_product_prices(
    Parts<const Inputs, const PublicRecord, const Customers, const Catalogue, Apps> world) {
  Apps& apps = world.apps;
  std::vector<std::uint8_t> at_end(apps.size(), 0);
  const Parameters& p = world.inputs.parameters;
  const MarketStudy study = expected_study(world);
  const double tokens = tokens_of_study(world);
  for (std::size_t a = 0; a < apps.size(); ++a) {
    apps.best_price[a] = 0.0;
    if (!apps.alive[a]) continue;
    const std::vector<std::uint8_t> kin =
        a < p.apps.size() ? kin_of(p, p.apps, a) : std::vector<std::uint8_t>{};
    const BestPrice best = study.best_product_price(
        {static_cast<std::uint32_t>(a), apps.backend_capability[a] + apps.workflow_quality[a],
         tokens * (apps.backend_price[a] + apps.job_cost[a]), apps.class_mask[a]},
        kin);
    apps.best_price[a] = best.price / tokens;
    at_end[a] = best.at_bound ? 1 : 0;
  }
  return at_end;
}

void post_prices_from_demand(Parts<const Inputs, const References, const PublicRecord,
                                   const Customers, const Catalogue, const ComputeMarket, Labs>
                                 world) {
  const SearchEnds ends = find_best_prices(world);
  const LabParameters& rules = world.inputs.parameters.lab;
  const double years = years_since_start(world);
  std::fill(world.labs.price_guards.begin(), world.labs.price_guards.end(), 0.0);
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (!world.labs.alive[l]) continue;
    post_demand_prices(rules, tier_costs(world, l), years, ends.tiers[l], world.labs, l);
    post_demand_plan_price(rules, payer_cost(world, l), years, ends.plans[l] != 0, world.labs, l);
  }
}

}  // namespace overbuild
