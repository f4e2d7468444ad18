// Worlds with a pool of entrants: books balance to the cent while the sector grows, sleepers leave
// no trace, and the same pool gives the same worlds.
#include <doctest/doctest.h>

#include <set>

#include "sim/credit/founding.hpp"
#include "tests/sim/world_fixture.hpp"

namespace sim_entry_test {

using namespace overbuild;

world_fixture::Case telecom(const std::string& pool) {
  return world_fixture::load("configs/telecom-1996.yaml", {{"population.enterprises", "200"},
                                                           {"run.years", "8"},
                                                           {"entry.pool", pool},
                                                           {"entry.hazard", "4"}});
}

std::set<std::string> entrants(const Recording& recording) {
  std::set<std::string> names;
  for (const EventRow& event : recording.events) {
    // Applications enter too; builders are the entrants of the pool.
    if (event.kind == "entry" && event.agent.starts_with("entrant_")) names.insert(event.agent);
  }
  return names;
}

TEST_CASE("firms enter, raise money, build, and every identity holds") {
  const Recording run = world_fixture::run(telecom("20"));
  const auto names = entrants(run);
  REQUIRE(names.size() > 3);
  CHECK(names.size() <= 20);
  CHECK(run.identities_checked > 0);
  double capacity = 0.0;
  std::set<std::string> seen;
  for (const AgentRow& row : run.agent_rows) {
    const AgentName& agent = run.agents[row.agent];
    if (!agent.id.starts_with("entrant_")) continue;
    seen.insert(agent.id);
    if (run.columns[row.column].name == "capacity_hours") capacity += row.value;
  }
  CHECK(seen == names);  // who sleeps has no rows
  CHECK(capacity > 0.0);
  CHECK(world_fixture::run(telecom("20")).result_digest == run.result_digest);
}

TEST_CASE("without a pool nobody enters") {
  CHECK(entrants(world_fixture::run(telecom("0"))).empty());
}

TEST_CASE("money for interest is set aside until the plan is to pay for itself") {
  const world_fixture::Case loaded = telecom("20");
  const int lead = static_cast<int>(loaded.parameters.capex.shell_lead + 0.5);
  SimulationOptions options;
  int founded = 0, waiting = 0;
  options.tamper = [&](World& world, int year) {
    for (std::size_t b = 0; b < world.builders.size(); ++b) {
      const Founding& founding = world.credit.founding[b];
      if (!world.builders.alive[b] || founding.reserve <= 0.0) continue;
      CAPTURE(account_name(world, world.builders.account[b]));
      const double aside = set_aside(world, b);
      const double debt = world.books.debt.owed(world.builders.account[b]).usd();
      if (founding.need > 0.0) {
        // Two years of interest at least on what was asked for; all of it is still there.
        ++founded;
        CHECK(founding.reserve > lead * world.exogenous.base_rate * founding.need);
        CHECK(founding.until >= year + lead);
        CHECK(aside == founding.reserve);
        CHECK(debt > founding.need);
        CHECK(world.books.cash(world.builders.account[b]) >= aside);
      } else if (year < founding.until) {
        ++waiting;
        CHECK(aside > 0.0);
        CHECK(aside < founding.reserve);
      } else {
        CHECK(aside == 0.0);
      }
    }
  };
  world_fixture::run(loaded, options);
  CHECK(founded > 3);
  CHECK(waiting > 3);
}

}  // namespace sim_entry_test
