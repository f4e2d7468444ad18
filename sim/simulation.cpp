#include "sim/simulation.hpp"

#include <exception>
#include <optional>

#include "core/count.hpp"
#include "sim/compute/tasks.hpp"
#include "sim/measure/measure.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/measure/returns.hpp"
#include "sim/measure/tables.hpp"
#include "sim/opening/opening.hpp"
#include "sim/parameters/entrants.hpp"
#include "sim/parts/each_role.hpp"
#include "sim/parts/phase.hpp"
#include "sim/world.hpp"
#include "sim/year.hpp"

namespace overbuild {

namespace {

/// What digests of results have always been made of: a part of the state, so that they can be
/// compared between versions. The digests after each phase are of all of it.
std::uint64_t result_state(const World& world) {
  Digest digest;
  const auto columns = [&](const auto& role) {
    std::decay_t<decltype(role)>::columns(
        role, [&](std::string_view, std::string_view, const auto& column) { digest.add(column); });
    digest.add(role.alive);
  };
  for_each_role(world, columns);
  for (const auto& prices : world.labs.tier_price) digest.add(prices);
  for (const auto& cell : world.capital.equipment.cells()) digest.add(cell.units);
  for (const auto& cell : world.capital.shells.cells()) digest.add(cell.units);
  digest.add(world.compute.rental_price);
  digest.add(world.customers.consumers.users);
  world.books.debt.add_to(digest);
  world.books.commitments.add_to(digest);
  world.books.shares.add_to(digest);
  world.books.ledger.add_to(digest);
  return digest.value();
}

/// Integer aggregates of the year: the same for every order of rows.
void add_aggregates(const World& world, Digest& digest) {
  const Settlement& settled = world.customers.enterprises->settlement();
  for (const std::int64_t jobs : settled.served_by_mode) digest.add(jobs);
  for (const ServedOption& option : settled.options) {
    digest.add(option.jobs);
    digest.add(option.cents);
  }
  digest.add(settled.jobs_wanted);
  digest.add(settled.jobs_rationed);
  digest.add(settled.jobs_latent);
  digest.add(settled.own_milli_units);
  digest.add(world.books.ledger.flows());
  digest.add(world.books.ledger.balances());
}

/// The state of the last day before the first year.
void open(World& world, const SimulationOptions& options) {
  try {
    populate(world, options.memory);
    if (options.populated) options.populated(world);
    open_world(world);
    measure_opening(world);
    record_opening_tables(world);
  } catch (const Overflow& large) {
    const int year = static_cast<int>(world.inputs.parameters.time.start) - 1;
    throw large.placed(year, "opening").see(key_of_most_jobs(world.inputs.parameters));
  }
}

}  // namespace

Recording simulate(const Parameters& parameters, std::uint32_t seed, std::uint32_t replicate,
                   const SimulationOptions& options) {
  const Parameters with_pool = with_entrants(parameters, seed, replicate);
  World world(with_pool, seed, replicate);
  world.journal.record_tables = options.record_tables;
  world.journal.record_workloads = options.record_workloads;
  // The metrics that digests have always been made of; newer ones stand behind the last of them.
  const std::size_t in_digest = static_cast<std::size_t>("energy_price"_metric) + 1;
  Digest result, aggregates;
  try {
    world.journal.recording.names = names_of(parameters);
    open(world, options);
    std::optional<StateDigest> state;
    if (options.record_tables && options.phase_digests) {
      state.emplace(world);
      world.journal.recording.phase_digests.push_back(
          {world.inputs.year, "opening", state->value()});
    }
    for (std::int64_t k = 0; k < parameters.run.years; ++k) {
      advance(world, {options.interrupted, options.tamper}, state ? &*state : nullptr);
      if (options.after_year) options.after_year(k + 1, parameters.run.years);
      if (!options.digests) continue;
      result.add(result_state(world));
      world.customers.enterprises->add_to(result);
      const auto& row = world.journal.recording.series.back();
      for (std::size_t k = 0; k < in_digest; ++k) result.add(row[k]);
      add_aggregates(world, aggregates);
    }
  } catch (const std::exception&) {
    if (options.on_failure) options.on_failure(std::move(world.journal.recording));
    throw;
  }
  measure_returns(world);
  world.journal.recording.identities_checked = world.journal.audit_report.identities_checked;
  if (options.digests) {
    world.journal.recording.result_digest = result.value();
    world.journal.recording.aggregate_digest = aggregates.value();
  }
  return std::move(world.journal.recording);
}

}  // namespace overbuild
