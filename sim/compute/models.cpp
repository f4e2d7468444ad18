#include "sim/compute/models.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "sim/compute/tokens.hpp"

namespace overbuild {

double model_hours(Parts<const Inputs, const References> world, double capability,
                   double inference_efficiency) {
  return hours_per_job(world.inputs.parameters.technology, world.references.hours, capability,
                       world.references.capability, inference_efficiency);
}

double lab_tier_capability(Parts<const Labs> world, std::size_t lab, std::size_t tier) {
  return world.labs.capability[lab] - world.labs.tier_below[lab][tier];
}

double lab_tier_hours(Parts<const Inputs, const References, const Labs> world, std::size_t lab,
                      std::size_t tier) {
  return model_hours(world, lab_tier_capability(world, lab, tier), world.labs.inference[lab]);
}

double lab_overhead(Parts<const Inputs, const Labs> world, std::size_t l) {
  const Parameters& p = world.inputs.parameters;
  const double tiers = world.labs.tiers[l] - static_cast<double>(p.lab.menu.size());
  return (p.labs[l].second.overhead_share + p.lab.tier_cost * std::max(tiers, 0.0)) *
         world.labs.revenue[l];
}

std::size_t consumer_tier(Parts<const Labs> world, std::size_t l) {
  const std::vector<double>& below = world.labs.tier_below[l];
  std::size_t second = 0;
  for (std::size_t k = 1; k < below.size(); ++k) {
    if (world.labs.tier_on_sale[l][k] && (second == 0 || below[k] < below[second])) second = k;
  }
  return second;
}

double payer_cost(Parts<const Inputs, const References, const Labs, const ComputeMarket> world,
                  std::size_t l) {
  const ConsumerParameters& c = world.inputs.parameters.consumer;
  const double factor = tokens_per_user(world);
  const double free = c.jobs_free * model_hours(world, world.labs.capability[l] - c.free_tier,
                                                world.labs.inference[l]);
  const double paid = c.jobs_paid * lab_tier_hours(world, l, consumer_tier(world, l));
  const double more = std::isinf(paid) ? paid : std::max(paid - free, 0.0);
  return factor * world.compute.rental_price * more;
}

std::size_t open_sizes(Parts<const Inputs> world) {
  return 1 + world.inputs.parameters.open_lab.further_sizes.size();
}

double open_model_capability(Parts<const Inputs, const OpenLabs> world, const OpenOffer& offer) {
  if (offer.size == open_sizes(world)) return world.open_labs.past_released[offer.lab];
  const double best = world.open_labs.released[offer.lab];
  return offer.size == 0 ? best
                         : best - world.inputs.parameters.open_lab.further_sizes[offer.size - 1];
}

double open_model_hours(Parts<const Inputs, const References, const OpenLabs> world,
                        const OpenOffer& offer) {
  const bool past = offer.size == open_sizes(world);
  const OpenLabParameters& rules = world.inputs.parameters.open_lab;
  const double hours = model_hours(
      world, open_model_capability(world, offer),
      past ? world.open_labs.past_inference[offer.lab] : world.open_labs.inference[offer.lab]);
  return rules.own_hours ? rules.hours_share * hours : hours;
}

std::vector<OpenOffer> open_catalogue(Parts<const Inputs, const References, const OpenLabs> world) {
  std::vector<OpenOffer> offers;
  const std::size_t sizes = open_sizes(world);
  for (std::size_t o = 0; o < world.open_labs.size(); ++o) {
    const OpenOffer past{o, sizes};
    bool outdone = false;
    for (std::size_t s = 0; s < sizes; ++s) {
      offers.push_back({o, s});
      outdone |=
          open_model_capability(world, offers.back()) >= open_model_capability(world, past) &&
          open_model_hours(world, offers.back()) <= open_model_hours(world, past);
    }
    if (!outdone) offers.push_back(past);
  }
  return offers;
}

std::size_t best_open_lab(Parts<const OpenLabs> world) {
  std::size_t best = SIZE_MAX;
  for (std::size_t o = 0; o < world.open_labs.size(); ++o) {
    if (best == SIZE_MAX || world.open_labs.released[o] > world.open_labs.released[best]) best = o;
  }
  return best;
}

}  // namespace overbuild
