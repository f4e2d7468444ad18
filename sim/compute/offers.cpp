#include "sim/compute/offers.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "agents/pricing.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "market/rental.hpp"
#include "sim/compute/families.hpp"
#include "sim/compute/models.hpp"
#include "sim/compute/own_equipment.hpp"
#include "sim/compute/pools.hpp"
#include "sim/compute/tokens.hpp"

namespace overbuild {

double hosted_open_price(
    Parts<const Inputs, const References, const OpenLabs, const ComputeMarket> world,
    const OpenOffer& offer) {
  return world.compute.rental_price * open_model_hours(world, offer) *
         (1.0 + world.inputs.parameters.open_lab.hosted_markup);
}

void post_hosted_price(
    Parts<const Inputs, const References, const OpenLabs, const ComputeMarket, Catalogue> world) {
  const std::size_t best = best_open_lab(world);
  world.catalogue.hosted_price = best == SIZE_MAX || !world.inputs.parameters.open_lab.hosted
                                     ? 0.0
                                     : hosted_open_price(world, {best, 0});
}

namespace {

/// Open models that no other is both better and cheaper to run than, best first.
std::vector<OpenModel> worth_running(Parts<const Inputs, const References, const OpenLabs> world,
                                     const std::vector<OpenOffer>& offers) {
  std::vector<OpenModel> all, kept;
  for (const OpenOffer& offer : offers) {
    all.push_back({open_model_capability(world, offer), open_model_hours(world, offer)});
  }
  std::sort(all.begin(), all.end(), [](const OpenModel& a, const OpenModel& b) {
    return a.capability != b.capability ? a.capability > b.capability
                                        : a.hours_per_job < b.hours_per_job;
  });
  for (const OpenModel& model : all) {
    if (kept.empty() || model.hours_per_job < kept.back().hours_per_job) kept.push_back(model);
  }
  return kept;
}

/// What the opening's record shows of a mode beyond its attributes, as far as it has not faded yet.
double mode_constant(Parts<const Inputs, const References> world, Mode mode) {
  const double since = static_cast<double>(world.inputs.year - world.inputs.first_year);
  const DemandParameters& demand = world.inputs.parameters.demand;
  const double fade = demand.app_nests && mode == Mode::app
                          ? std::max(demand.mode_constant_fade, demand.app_constant_fade)
                          : demand.mode_constant_fade;
  return world.references.mode_preference[static_cast<std::size_t>(mode)] * exp_(-fade * since);
}

/// [modes][sellers] ln share of a seller in its family.
using FamilyShares = std::array<std::vector<double>, mode_count>;

FamilyShares family_shares(Parts<const Inputs, const Labs, const OpenLabs, const Apps> world) {
  const Parameters& p = world.inputs.parameters;
  FamilyShares shares;
  shares[static_cast<std::size_t>(Mode::api)] = ln_family_shares(p, p.labs, world.labs.alive);
  shares[static_cast<std::size_t>(Mode::hosted_open)] =
      ln_family_shares(p, p.open_labs, world.open_labs.alive);
  shares[static_cast<std::size_t>(Mode::app)] = ln_family_shares(p, p.apps, world.apps.alive);
  // Who runs a model does not choose between those that made it.
  shares[static_cast<std::size_t>(Mode::self_hosted)].assign(world.open_labs.size(), 0.0);
  return shares;
}

/// Scale of taste between rows of a family over that between nests.
double nest_scale(const DemandParameters& demand, Mode mode) {
  if (mode == Mode::hosted_open) return demand.nest_noise;
  return mode == Mode::app && demand.app_nests ? demand.app_dissimilarity : 1.0;
}

/// What it takes to run the open models on offer oneself.
SelfHostTerms self_hosting_terms(
    Parts<const Inputs, const References, const Exogenous, const PublicRecord, const Vendors,
          const OpenLabs, const Capital>
        world,
    const std::vector<OpenOffer>& open) {
  const Parameters& p = world.inputs.parameters;
  const double tokens = tokens_per_job(world);
  SelfHostTerms terms;
  const std::vector<OpenModel> models = worth_running(world, open);
  terms.available = !models.empty();
  if (terms.available) {
    terms.capability = models.front().capability;
    terms.hours_per_job = models.front().hours_per_job;
    terms.others.assign(models.begin() + 1, models.end());
    terms.hours_per_job *= tokens;
    for (OpenModel& model : terms.others) model.hours_per_job *= tokens;
    terms.ln_preference = mode_constant(world, Mode::self_hosted);
    terms.equipment_price_usd_per_unit = own_equipment_price(world);
    const double kw = world.capital.vintage_kw(world.inputs.year);
    terms.site_usd_per_unit = kw / 1000.0 * p.capex.shell_price;
    terms.power_usd_per_unit_year =
        kw * hours_a_year * p.capex.load_factor * world.exogenous.energy_price / 1000.0;
    terms.life_years = whole_part(p.capex.planned_life + 0.5, "years of equipment");
    terms.expected_price_drift = std::clamp(world.public_record.price_drift, -1.5, 0.5);
    terms.price_volatility = world.public_record.price_volatility;
  }
  return terms;
}

}  // namespace

void build_options(
    Parts<const Inputs, const References, const Exogenous, const PublicRecord, const Vendors,
          const Labs, const OpenLabs, const Apps, const Capital, const ComputeMarket, Catalogue>
        world) {
  world.catalogue.options.clear();
  const Parameters& p = world.inputs.parameters;
  const double tokens = tokens_per_job(world);
  const FamilyShares shares = family_shares(world);
  const auto add = [&](ServiceOption option) {
    option.ln_preference = mode_constant(world, option.mode);
    option.ln_family = p.demand.choice_noise * nest_scale(p.demand, option.mode) *
                       shares[static_cast<std::size_t>(option.mode)][option.seller];
    option.price_usd_per_job *= tokens;  // sellers price tokens, customers buy jobs
    world.catalogue.options.push_back(option);
  };
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (!world.labs.alive[l]) continue;
    for (std::size_t k = 0; k < world.labs.tier_below[l].size(); ++k) {
      if (!world.labs.tier_on_sale[l][k]) continue;
      ServiceOption option;
      option.mode = Mode::api;
      option.seller = static_cast<std::uint16_t>(l);
      option.tier = static_cast<std::uint8_t>(k);
      option.entity = taste_of(p, world.labs, l);
      option.capability = lab_tier_capability(world, l, k);
      option.price_usd_per_job = world.labs.tier_price[l][k];
      add(option);
    }
  }
  const std::vector<OpenOffer> open = open_catalogue(world);
  for (const OpenOffer& offer : open) {
    if (!p.open_lab.hosted) break;
    ServiceOption option;
    option.mode = Mode::hosted_open;
    option.seller = static_cast<std::uint16_t>(offer.lab);
    option.tier = static_cast<std::uint8_t>(offer.size);
    option.entity = taste_of(p, world.open_labs, offer.lab);
    option.capability = open_model_capability(world, offer);
    option.price_usd_per_job = hosted_open_price(world, offer);
    add(option);
  }
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    if (!world.apps.alive[a]) continue;
    ServiceOption option;
    option.mode = Mode::app;
    option.seller = static_cast<std::uint16_t>(a);
    option.entity = taste_of(p, world.apps, a);
    option.capability = world.apps.backend_capability[a];
    option.capability_bonus = world.apps.workflow_quality[a];
    option.price_usd_per_job = world.apps.price[a];
    option.class_mask = world.apps.class_mask[a];
    add(option);
  }

  for (const ServiceOption& option : rented_pools(world, open)) add(option);
  world.catalogue.self_hosting = self_hosting_terms(world, open);
}

namespace {

/// What an offer would lose to others if it did not share a nest, as a share of sales: the tiers of
/// a lab lose to each other nothing that is lost to the lab, near substitutes lose more.
double share_against_others(const DemandParameters& demand, Mode mode, double spend, double nest,
                            double all) {
  if (mode == Mode::api) return nest / all;
  if (mode != Mode::app || !demand.app_nests || nest <= 0.0) return spend / all;
  const double within = spend / nest;
  return 1.0 - (1.0 - within) / demand.app_dissimilarity - within * (1.0 - nest / all);
}

}  // namespace

/// Whether two offers are of one product: by the same seller or by rows of one family.
bool same_product(const Parameters& p, const ServiceOption& one, const ServiceOption& other) {
  if (one.mode != other.mode || one.tier != other.tier) return false;
  if (one.seller == other.seller) return true;
  if (!p.family_shares) return false;
  const auto kin = [&](const auto& roster) {
    return one.seller < roster.size() && other.seller < roster.size() &&
           family_of(roster[one.seller]) == family_of(roster[other.seller]);
  };
  if (one.mode == Mode::api) return kin(p.labs);
  return one.mode == Mode::app && kin(p.apps);
}

/// Sales of a product over all rows that sell it.
OptionRequest sales_of_product(Parts<const Inputs, const Customers, const Catalogue> world,
                               std::size_t o) {
  const Requests& requests = world.customers.enterprises->requests();
  OptionRequest sold = requests.options[o];
  for (std::size_t other = 0; other < requests.options.size(); ++other) {
    if (other == o || !same_product(world.inputs.parameters, world.catalogue.options[o],
                                    world.catalogue.options[other])) {
      continue;
    }
    add_count(sold.spend_cents, requests.options[other].spend_cents, "sales");
    sold.elasticity_cents += requests.options[other].elasticity_cents;
    sold.exposure_cents += requests.options[other].exposure_cents;
  }
  return sold;
}

/// [labs] sales of a lab and of rows of its family.
std::vector<double> sales_of_labs(Parts<const Inputs, const Labs> world,
                                  const std::vector<double>& of_row) {
  std::vector<double> sales(of_row.size(), 0.0);
  for (std::size_t l = 0; l < sales.size(); ++l) {
    const auto kin = kin_of(world.inputs.parameters, world.inputs.parameters.labs, l);
    for (std::size_t k = 0; k < sales.size(); ++k) sales[l] += kin[k] != 0 ? of_row[k] : 0.0;
  }
  return sales;
}

void read_sales(Parts<const Inputs, const Customers, const Catalogue, Labs, Apps> world) {
  const DemandParameters& demand = world.inputs.parameters.demand;
  const double noise = demand.choice_noise;
  const Requests& requests = world.customers.enterprises->requests();
  double all = 0.0, of_apps = 0.0;
  std::vector<double> of_row(world.labs.size(), 0.0);
  for (std::size_t o = 0; o < world.catalogue.options.size(); ++o) {
    const auto spend = static_cast<double>(requests.options[o].spend_cents);
    all += spend;
    if (world.catalogue.options[o].mode == Mode::api)
      of_row[world.catalogue.options[o].seller] += spend;
    if (world.catalogue.options[o].mode == Mode::app) of_apps += spend;
  }
  if (all <= 0.0) return;
  const std::vector<double> of_lab = sales_of_labs(world, of_row);
  for (std::size_t o = 0; o < world.catalogue.options.size(); ++o) {
    const OptionRequest sold = sales_of_product(world, o);
    if (sold.spend_cents <= 0) continue;
    const ServiceOption& option = world.catalogue.options[o];
    const auto spend = static_cast<double>(sold.spend_cents);
    const double nest = option.mode == Mode::api ? of_lab[option.seller] : of_apps;
    const double elasticity =
        own_elasticity({static_cast<double>(sold.elasticity_cents) / spend,
                        static_cast<double>(sold.exposure_cents) / spend,
                        share_against_others(demand, option.mode, spend, nest, all)},
                       noise);
    if (option.mode == Mode::api) {
      world.labs.tier_elasticity[option.seller][option.tier] = elasticity;
    } else if (option.mode == Mode::app) {
      world.apps.elasticity[option.seller] = elasticity;
    }
  }
}

}  // namespace overbuild
