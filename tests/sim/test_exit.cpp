// Builders that leave the business alive: what is sold, what becomes of contracts and debts, and
// that leaving is no failure.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "sim/measure/metrics.hpp"
#include "tests/sim/world_fixture.hpp"

namespace exit_test {

using namespace overbuild;

/// A world in which some builders want very much more of their capital than others.
world_fixture::Case impatient(const std::string& preset, world_fixture::Overrides more = {}) {
  world_fixture::Overrides overrides = {
      {"population.enterprises", "200"}, {"run.years", "12"},
      {"blocks.orders.exit", "true"},    {"capex.patience", "2"},
      {"capex.hurdle_sd", "0.08"},       {"capex.approval_low", "0.9"},
      {"capex.approval_high", "1.4"}};
  overrides.insert(overrides.end(), more.begin(), more.end());
  return world_fixture::load("configs/" + preset + ".yaml", overrides);
}

TEST_CASE("who leaves has sold its equipment, plans nothing more and has not failed") {
  int exits = 0;
  for (const char* preset : {"cloud-2009", "ai-2026", "telecom-1996"}) {
    CAPTURE(preset);
    const auto world = impatient(preset);
    std::set<std::size_t> out;
    SimulationOptions options;
    options.tamper = [&](World& w, int year) {
      const Builders& all = w.builders;
      for (std::size_t b = 0; b < all.size(); ++b) {
        CHECK((all.left[b] == 0.0 || all.left[b] <= year));
        if (all.left[b] == 0.0) continue;
        out.insert(b);
        CHECK(w.capital.equipment.units(b) == 0);
        CHECK(all.order_units[b] == 0.0);
        CHECK(all.order_shell_mw[b] == 0.0);
        CHECK(all.capacity_hours[b] >= 0);
        // Nothing is promised to it or by it any more but what it rents for itself.
        for (const CommitmentId id : w.books.commitments.of(all.account[b])) {
          const Commitment& left = w.books.commitments.at(id);
          CHECK(left.kind != CommitmentKind::energy);
          CHECK(left.kind != CommitmentKind::equipment);
          CHECK(left.kind != CommitmentKind::shells);
        }
      }
    };
    const Recording run = world_fixture::run(world, options);
    CHECK(run.identities_checked > 0);
    int told = 0;
    double counted = 0.0;
    for (const EventRow& event : run.events) {
      const bool builder = event.kind == "exit" && event.phase == "P9";
      if (!builder) continue;
      ++told;
      // Not in the year's failures.
      const bool failed = std::any_of(run.events.begin(), run.events.end(), [&](const auto& other) {
        return other.kind == "default" && other.agent == event.agent && other.year == event.year;
      });
      CHECK_FALSE(failed);
    }
    for (int year = run.first_year + 1; year < run.first_year + run.years; ++year) {
      counted += run.value(year, "builder_exits"_metric);
    }
    CHECK(static_cast<double>(told) == counted);
    CHECK(out.size() == static_cast<std::size_t>(told));
    exits += told;
  }
  CHECK(exits > 0);
}

TEST_CASE("nobody leaves who lives from the business alone") {
  const auto world = impatient("cloud-2009");
  std::set<std::string> alone;
  for (const auto& [id, builder] : world.parameters.builders) {
    if (builder.core_cash_flow <= 0.0) alone.insert(id);
  }
  REQUIRE_FALSE(alone.empty());
  const Recording run = world_fixture::run(world);
  for (const EventRow& event : run.events) {
    if (event.kind == "exit") CHECK_FALSE(alone.contains(event.agent));
  }
}

TEST_CASE("without the switch nobody leaves, and leaving repeats its bits") {
  const Recording off =
      world_fixture::run(impatient("cloud-2009", {{"blocks.orders.exit", "false"}}));
  for (int year = off.first_year + 1; year < off.first_year + off.years; ++year) {
    CHECK(off.value(year, "builder_exits"_metric) == 0.0);
  }
  const Recording once = world_fixture::run(impatient("cloud-2009"));
  const Recording again = world_fixture::run(impatient("cloud-2009"));
  CHECK(once.result_digest == again.result_digest);
}

}  // namespace exit_test
