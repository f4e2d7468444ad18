#include "sim/simulation.hpp"

#include <exception>

#include "sim/parameters/entrants.hpp"
#include "sim/world.hpp"

namespace overbuild {

namespace {

/// Integer aggregates of the year: the same for every order of rows.
void add_aggregates(const World& world, Digest& digest) {
  const Settlement& settled = world.enterprises->settlement();
  for (const std::int64_t jobs : settled.served_by_mode) digest.add(jobs);
  for (const ServedOption& option : settled.options) {
    digest.add(option.jobs);
    digest.add(option.cents);
  }
  digest.add(settled.jobs_wanted);
  digest.add(settled.jobs_rationed);
  digest.add(settled.jobs_latent);
  digest.add(settled.own_milli_units);
  digest.add(world.ledger.flows());
  digest.add(world.ledger.balances());
}

/// What the first year starts from, enterprises included.
std::uint64_t opening_digest(const World& world) {
  Digest digest;
  digest.add(state_digest(world));
  world.enterprises->add_to(digest);
  return digest.value();
}

}  // namespace

Recording simulate(const Parameters& parameters, std::uint32_t seed, std::uint32_t replicate,
                   const SimulationOptions& options) {
  schedule();  // refuses conflicting declarations before anything runs
  const Parameters with_pool = with_entrants(parameters, seed, replicate);
  World world(with_pool, seed, replicate);
  world.record_tables = options.record_tables;
  world.record_workloads = options.record_workloads;
  Digest result, aggregates;
  try {
    world.recording.names = parameters.names;
    populate(world);
    if (options.populated) options.populated(world);
    open_world(world);
    measure_opening(world);
    record_opening_tables(world);
    world.recording.phase_digests.push_back({world.year, "opening", opening_digest(world)});
    for (std::int64_t k = 0; k < parameters.run.years; ++k) {
      advance(world, {options.interrupted, options.tamper});
      result.add(state_digest(world));
      world.enterprises->add_to(result);
      for (const double value : world.recording.series.back()) result.add(value);
      add_aggregates(world, aggregates);
    }
  } catch (const std::exception&) {
    if (options.on_failure) options.on_failure(std::move(world.recording));
    throw;
  }
  measure_returns(world);
  world.recording.identities_checked = world.audit_report.identities_checked;
  world.recording.result_digest = result.value();
  world.recording.aggregate_digest = aggregates.value();
  return std::move(world.recording);
}

}  // namespace overbuild
