#include "sim/compute/pools.hpp"

#include <algorithm>

namespace overbuild {

OpenOffer rented_model(const ServiceOption& option) {
  return {option.seller, static_cast<std::size_t>(option.tier) - 1U};
}

double pool_hours(Parts<const Inputs, const References, const OpenLabs> world,
                  const OpenOffer& offer) {
  return open_model_hours(world, offer) / hosting_load(world.inputs.parameters.demand);
}

std::vector<ServiceOption> rented_pools(
    Parts<const Inputs, const References, const OpenLabs, const ComputeMarket> world,
    const std::vector<OpenOffer>& open) {
  std::vector<ServiceOption> offers;
  if (!world.inputs.parameters.demand.rented_pools) return offers;
  for (const OpenOffer& model : open) {
    const double capability = open_model_capability(world, model);
    const double hours = pool_hours(world, model);
    const bool outdone = std::any_of(open.begin(), open.end(), [&](const OpenOffer& other) {
      return open_model_capability(world, other) > capability && pool_hours(world, other) <= hours;
    });
    if (outdone) continue;
    ServiceOption option;
    option.mode = Mode::self_hosted;
    option.seller = static_cast<std::uint16_t>(model.lab);
    option.tier = static_cast<std::uint8_t>(model.size + 1U);
    option.capability = capability;
    option.price_usd_per_job = world.compute.rental_price * hours;
    option.external = false;
    offers.push_back(option);
  }
  return offers;
}

}  // namespace overbuild
