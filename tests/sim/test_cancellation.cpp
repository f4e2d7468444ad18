// Orders that are left: books balance, vendors' backlogs shrink, and the charge is billed next
// year.
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "tests/sim/world_fixture.hpp"

namespace sim_cancellation_test {

using namespace overbuild;

TEST_CASE("builders whose plans collapse leave late orders and owe the charge") {
  // Vendors cannot follow at first; then potential work falls.
  const world_fixture::Case loaded = world_fixture::load(
      "configs/telecom-1996.yaml", {{"population.enterprises", "200"},
                                    {"run.years", "5"},
                                    {"demand.first_growth", "[0.7, 0.7, -0.5, -0.5, -0.5]"}});
  const Recording run = world_fixture::run(loaded);
  CHECK(run.identities_checked > 0);
  std::map<std::pair<int, std::string>, Money> left;
  for (const EventRow& event : run.events) {
    if (event.kind == "cancellation") left[{event.year, event.agent}] = event.amount;
  }
  REQUIRE(!left.empty());
  int billed = 0;
  for (const auto& [when, value] : left) {
    CHECK(value > Money::zero());
    if (when.first == 2000) continue;  // its bills are beyond the run
    Money owed = Money::zero();
    for (const ObligationRow& row : run.obligations) {
      const bool vendor =
          row.creditor == "cisco" || row.creditor == "lucent" || row.creditor == "nortel";
      if (row.year == when.first + 1 && row.debtor == when.second && vendor) owed += row.due;
    }
    CHECK(owed.usd() >= 0.99 * loaded.parameters.vendor.cancellation_charge * value.usd());
    ++billed;
  }
  CHECK(billed > 0);
  for (const AgentRow& row : run.agent_rows) {
    if (run.columns[row.column].name == "backlog_units") CHECK(row.value > -1e-6);
  }
}

}  // namespace sim_cancellation_test
