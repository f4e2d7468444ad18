// Open labs are paid for out of what their sponsors have.
#include <doctest/doctest.h>

#include "sim/compute/sponsorship.hpp"
#include "tests/sim/world_fixture.hpp"

namespace sponsorship_test {

using namespace overbuild;

double lowest_cash(const Recording& recording) {
  double lowest = 0.0;
  for (const AgentRow& row : recording.agent_rows) {
    if (recording.columns[row.column].name == "cash") lowest = std::min(lowest, row.value);
  }
  return lowest;
}

TEST_CASE("no budget of an open lab leaves its sponsor with less than nothing") {
  for (const char* budget : {"30e6", "2e10", "1e13", "1e14"}) {
    CAPTURE(budget);
    const auto world = world_fixture::load("configs/toy.yaml", {{"open_labs.open.budget", budget}});
    const Recording recording =
        world_fixture::run(world);  // I17 and estates are audited every year
    CHECK(recording.years == 15);
    CHECK(lowest_cash(recording) >= 0.0);
  }
}

TEST_CASE("what a sponsor can spare is shared by budget, and others' labs are paid in full") {
  const auto world = world_fixture::small_2026({{"run.years", "1"},
                                                {"open_labs.llama.budget", "9e13"},
                                                {"open_labs.qwen.budget", "3e13"},
                                                {"open_labs.qwen.sponsor", "meta"},
                                                {"open_labs.mistral.sponsor", "\"\""}});
  SimulationOptions options;
  options.tamper = [&](World& w, int) {
    const auto row = [&](const char* id) {
      const auto& labs = w.inputs.parameters.open_labs;
      return static_cast<std::size_t>(
          std::find_if(labs.begin(), labs.end(), [&](const auto& e) { return e.first == id; }) -
          labs.begin());
    };
    const std::size_t llama = row("llama"), qwen = row("qwen"), mistral = row("mistral");
    w.open_labs.budget[llama] = 9e13;
    w.open_labs.budget[qwen] = 3e13;
    std::size_t meta = 0;
    while (w.inputs.parameters.builders[meta].first != "meta") ++meta;
    const double spare = w.books.cash(w.builders.account[meta]) -
                         w.inputs.parameters.builders[meta].second.cash_target;
    REQUIRE(spare > 0.0);
    const std::vector<Money> grants = grants_of_year(w);
    CHECK(grants[llama].usd() == doctest::Approx(0.75 * spare).epsilon(1e-9));
    CHECK(grants[qwen].usd() == doctest::Approx(0.25 * spare).epsilon(1e-9));
    const Money kept = Money::from_usd(w.inputs.parameters.builders[meta].second.cash_target);
    CHECK(grants[llama] + grants[qwen] <= w.books.ledger.cash(w.builders.account[meta]) - kept);
    CHECK(grants[mistral] == Money::from_usd(w.open_labs.budget[mistral]));
    CHECK(sponsor_of(w, mistral) == w.books.government);
    CHECK(sponsor_of(w, llama) == w.builders.account[meta]);
  };
  world_fixture::run(world, options);
}

}  // namespace sponsorship_test
