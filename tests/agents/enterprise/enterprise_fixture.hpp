// A small population and offer list shared by the tests of the enterprise role.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "agents/enterprise/enterprise.hpp"

namespace enterprise_fixture {

using namespace overbuild;  // inside a namespace of tests only

inline constexpr int opening_year = 2025;

inline PopulationParameters population(std::int64_t enterprises) {
  PopulationParameters parameters;
  parameters.enterprises = enterprises;
  parameters.size_classes = {
      {1, 20, 2e6, 0.3, 0.3}, {20, 500, 3e5, 0.4, 0.5}, {500, 50000, 5e3, 0.3, 0.8}};
  parameters.workloads_lo = 10;
  parameters.workloads_hi = 20;
  parameters.sectors = 7;
  return parameters;
}

inline std::vector<WorkloadClass> classes() {
  std::vector<WorkloadClass> all(3);
  for (std::size_t c = 0; c < all.size(); ++c) {
    all[c].total_value_usd = 1e11 * static_cast<double>(c + 1);
    all[c].value_per_job_median = 5.0;
    all[c].value_between_sd = 1.0;
    all[c].difficulty_mean = -0.5 + 0.4 * static_cast<double>(c);
    all[c].difficulty_sd = 0.6;
    all[c].latent_share = 0.4;
  }
  return all;
}

inline ServiceOption offer(Mode mode, int seller, int tier, double capability, double price) {
  ServiceOption option;
  option.mode = mode;
  option.seller = static_cast<std::uint16_t>(seller);
  option.tier = static_cast<std::uint8_t>(tier);
  option.capability = capability;
  option.price_usd_per_job = price;
  return option;
}

/// Two labs of two tiers, two hosts, one application for the classes 0 and 2.
inline std::vector<ServiceOption> offers(double price_factor = 1.0) {
  std::vector<ServiceOption> list{offer(Mode::api, 0, 0, 0.6, 8.0 * price_factor),
                                  offer(Mode::api, 0, 1, 0.1, 2.0 * price_factor),
                                  offer(Mode::api, 1, 0, 0.5, 7.0 * price_factor),
                                  offer(Mode::api, 1, 1, 0.0, 1.5 * price_factor),
                                  offer(Mode::hosted_open, 0, 0, 0.2, 1.0 * price_factor),
                                  offer(Mode::hosted_open, 5, 0, 0.2, 1.1 * price_factor),
                                  offer(Mode::app, 3, 0, 0.5, 12.0 * price_factor)};
  list.back().capability_bonus = 0.4;
  list.back().class_mask = 0b101;
  return list;
}

inline SelfHostTerms self_hosting() {
  SelfHostTerms terms;
  terms.capability = 0.2;
  return terms;
}

inline DemandParameters demand() {
  DemandParameters parameters;
  parameters.switching_cost = 20000.0;
  parameters.platform_usd_per_year = 100000.0;
  return parameters;
}

inline OpeningTargets targets() { return {6e9, 9e8, 3e8, 3e9}; }

inline EnterprisePopulation make(std::int64_t enterprises = 600,
                                 const DemandParameters& how = demand()) {
  return EnterprisePopulation(population(enterprises), classes(), how, KeyedRandom(7, 0));
}

struct World {
  EnterprisePopulation people;
  OpeningResult opening;
};

/// Fitted to the targets, at the end of the opening year.
inline World opened(std::int64_t enterprises = 600, const DemandParameters& how = demand(),
                    const std::vector<ServiceOption>& options = offers(),
                    const SelfHostTerms& terms = self_hosting(),
                    const OpeningTargets& goal = targets()) {
  World world{make(enterprises, how), {}};
  world.opening = world.people.calibrate_opening(opening_year, options, terms, goal);
  return world;
}

inline std::vector<ServiceOption> preferred(std::vector<ServiceOption> options,
                                            const OpeningResult& opening) {
  for (ServiceOption& option : options) {
    option.ln_preference = opening.ln_preference[static_cast<std::size_t>(option.mode)];
  }
  return options;
}

inline SelfHostTerms preferred(SelfHostTerms terms, const OpeningResult& opening) {
  terms.ln_preference = opening.ln_preference[static_cast<std::size_t>(Mode::self_hosted)];
  return terms;
}

/// Discovery, procurement and settlement of one year, everything served.
inline void advance(EnterprisePopulation& people, int year,
                    const std::vector<ServiceOption>& options, const SelfHostTerms& terms,
                    std::vector<Move>* log = nullptr) {
  const std::vector<double> apps{1.0, 0.0, 1.0};
  people.discover({year, apps, false});
  people.procure({year, options, terms, false}, log);
  people.settle({year, options, {}, terms, {}});
}

/// Several years of falling prices.
inline void advance_years(World& world, int years, std::vector<Move>* log = nullptr) {
  for (int t = 1; t <= years; ++t) {
    advance(world.people, opening_year + t, preferred(offers(std::exp2(-0.5 * t)), world.opening),
            preferred(self_hosting(), world.opening), log);
  }
}

}  // namespace enterprise_fixture
