// Worlds with a pool of entrants: books balance to the cent while the sector grows, sleepers leave no
// trace, and the same pool gives the same worlds.
#include <doctest/doctest.h>

#include <set>

#include "tests/sim/world_fixture.hpp"

namespace sim_entry_test {

using namespace overbuild;

world_fixture::Case telecom(const std::string& pool) {
  return world_fixture::load("configs/telecom-1996.yaml",
                             {{"population.enterprises", "200"},
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

/// Value of a column of an agent in a year, 0 without a row.
double value_of(const Recording& run, const std::string& agent, int year, std::string_view column) {
  for (const AgentRow& row : run.agent_rows) {
    if (row.year != year || run.agents[row.agent].id != agent) continue;
    if (run.columns[row.column].name == column) {
      return row.cents != 0 ? static_cast<double>(row.cents) / 100.0 : row.value;
    }
  }
  return 0.0;
}

TEST_CASE("money for interest is set aside until the plan is to pay for itself") {
  const world_fixture::Case loaded = telecom("20");
  const Recording run = world_fixture::run(loaded);
  int firms = 0;
  for (const EventRow& event : run.events) {
    if (event.kind != "entry" || event.phase != "P8" || !event.agent.starts_with("entrant_")) continue;
    for (const FundingRow& row : run.funding) {
      // The second year: the first sites are being finished, and nothing is sold yet.
      if (row.agent != event.agent || row.year != event.year + 2) continue;
      const double debt = value_of(run, event.agent, row.year - 1, "debt");
      const double signed_for =
          value_of(run, event.agent, row.year - 1, "order_usd") +
          0.5 * loaded.parameters.capex.shell_price *
              value_of(run, event.agent, row.year - 2, "order_shell_mw");
      CAPTURE(event.agent);
      CHECK(debt > 0.0);
      CHECK(row.cash > signed_for + 0.04 * debt);
      ++firms;
    }
  }
  CHECK(firms > 3);
}

}  // namespace sim_entry_test
