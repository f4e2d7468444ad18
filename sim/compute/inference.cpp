#include "sim/compute/inference.hpp"

#include <algorithm>
#include <vector>

#include "agents/consumer.hpp"
#include "core/count.hpp"
#include "sim/compute/back_ends.hpp"
#include "sim/compute/models.hpp"
#include "sim/compute/pools.hpp"
#include "sim/compute/tokens.hpp"

namespace overbuild {

namespace {

std::int64_t hours_of(double per_job, std::int64_t jobs) {
  return whole_part(per_job * static_cast<double>(jobs) + 0.5, hours_text);
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

}  // namespace

void read_app_demand(Parts<const Inputs, const Customers, const Catalogue, Demand> world) {
  std::fill(world.demand.app_jobs.begin(), world.demand.app_jobs.end(), 0);
  const Requests& requests = world.customers.enterprises->requests();
  for (std::size_t o = 0; o < world.catalogue.options.size(); ++o) {
    if (world.catalogue.options[o].mode == Mode::app) {
      add_count(world.demand.app_jobs[world.catalogue.options[o].seller],
                tokens_of(world, requests.options[o].jobs), "the number of jobs");
    }
  }
}

void need_inference(Parts<const Inputs, const References, const OpenLabs, const Apps,
                          const Customers, const Catalogue, const Demand, Labs, ComputeMarket>
                        world) {
  Labs& labs = world.labs;
  std::fill(labs.inference_hours.begin(), labs.inference_hours.end(), 0);
  world.compute.hosted_wanted = world.compute.pools_wanted = 0;
  const Requests& requests = world.customers.enterprises->requests();
  for (std::size_t o = 0; o < world.catalogue.options.size(); ++o) {
    const ServiceOption& option = world.catalogue.options[o];
    const std::int64_t jobs = tokens_of(world, requests.options[o].jobs);
    if (option.mode == Mode::api) {
      add_count(labs.inference_hours[option.seller],
                hours_of(lab_tier_hours(world, option.seller, option.tier), jobs), hours_text);
    } else if (option.mode == Mode::hosted_open) {
      add_count(world.compute.hosted_wanted,
                hours_of(open_model_hours(world, {option.seller, option.tier}), jobs), hours_text);
    } else if (option.mode == Mode::self_hosted) {
      add_count(world.compute.pools_wanted, hours_of(pool_hours(world, rented_model(option)), jobs),
                hours_text);
    }
  }
  add_count(world.compute.hosted_wanted, world.compute.pools_wanted, hours_text);
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

void need_opening_inference(Parts<const Inputs, const References, const OpenLabs, const Apps,
                                  const Catalogue, Labs, Customers, Demand, ComputeMarket>
                                world) {
  const Parameters& p = world.inputs.parameters;
  world.demand.consumers =
      consume(p.consumer, world.customers.consumers,
              {world.labs.capability, world.labs.plan_price, world.references.consumer_preference},
              p.lab.capability_taste, 0.0, 1.0);
  world.labs.subscribers = world.demand.consumers.subscribers;
  read_app_demand(world);
  need_inference(world);
}

}  // namespace overbuild
