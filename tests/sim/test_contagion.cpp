// Who owes whom matters in P9: dues are added to a running world just before it clears a second
// time.
#include <doctest/doctest.h>

#include <algorithm>

#include "sim/credit/lending.hpp"
#include "sim/failure/resolution.hpp"
#include "tests/sim/world_fixture.hpp"

namespace contagion_test {

using namespace overbuild;
using world_fixture::run;
using world_fixture::small_2026;

const Money fortune = Money::from_usd(1e12);

/// One firm of each kind, and what failed when the year was cleared again.
struct Chain {
  AccountId app, lab, builder;
};

struct Outcome {
  int failures = 0, depth = 0;
  std::vector<AccountId> failed;
};

template <class Add>
Outcome cleared_again(Add add_dues) {
  Outcome outcome;
  SimulationOptions options;
  options.tamper = [&](World& world, int) {
    std::size_t b = 0;
    for (std::size_t k = 0; k < world.builders.size(); ++k) {
      const bool debtor =
          world.builders.alive[k] && !world.books.debt.owed(world.builders.account[k]).is_zero();
      if (debtor &&
          world.books.cash(world.builders.account[k]) < world.books.cash(world.builders.account[b]))
        b = k;
    }
    world.tally.defaults = world.tally.cascade_depth = 0;
    world.measured.failed.clear();
    add_dues(world, Chain{world.apps.account[0], world.labs.account[0], world.builders.account[b]});
    clear_and_resolve(world);
    outcome = {world.tally.defaults, world.tally.cascade_depth, {}};
    for (const auto& failure : world.measured.failed) outcome.failed.push_back(failure.firm);
    std::sort(outcome.failed.begin(), outcome.failed.end());
  };
  run(small_2026({{"run.years", "1"}}), options);
  return outcome;
}

void owe(World& world, AccountId debtor, AccountId creditor, FlowRow row, Money due) {
  const bool outsider = creditor == world.books.economy;
  world.books.dues.add(debtor, creditor, row, outsider ? rank::administrative : rank::senior, due);
}

void owe_down_the_chain(World& world, const Chain& chain) {
  owe(world, chain.app, chain.lab, FlowRow::wholesale_inference, fortune);
  owe(world, chain.lab, chain.builder, FlowRow::compute_contracts, fortune);
  owe(world, chain.builder, world.books.economy, FlowRow::wages_and_operations, fortune);
}

TEST_CASE("who is not paid cannot pay: a failure travels from application to lab to builder") {
  Chain firms{};
  const Outcome outcome = cleared_again([&](World& world, const Chain& chain) {
    firms = chain;
    owe_down_the_chain(world, chain);
  });
  std::vector<AccountId> all{firms.app, firms.lab, firms.builder};
  std::sort(all.begin(), all.end());
  CHECK(outcome.failed == all);
  CHECK(outcome.depth == 3);
}

TEST_CASE("the same dues bring nobody down when the first debtor has the money") {
  const Outcome outcome = cleared_again([](World& world, const Chain& chain) {
    world.books.ledger.pay(world.books.economy, chain.app, FlowRow::core_receipts, fortune);
    owe_down_the_chain(world, chain);
  });
  CHECK(outcome.failures == 0);
}

/// A builder in breach with all the cash it needs this year and debt of a fortune to repay later,
/// against which a lab owes it as much.
void borrow_against_a_lab(World& world, const Chain& chain) {
  const AccountId lender = world.lenders.account[0];
  subscribe(world, lender, fortune);
  lend(world.books.ledger, world.books.debt,
       {chain.builder, lender, ClaimClass::senior, Instrument::bonds, fortune, 0.05,
        world.inputs.year + 5, world.inputs.year});
  world.credit.breached[chain.builder.value] = 1;
  owe(world, chain.lab, chain.builder, FlowRow::compute_contracts, fortune);
  owe(world, chain.builder, world.books.economy, FlowRow::wages_and_operations, fortune);
}

TEST_CASE("a lab's failure makes its builder insolvent though it can pay the year's dues") {
  Chain firms{};
  const Outcome outcome = cleared_again([&](World& world, const Chain& chain) {
    firms = chain;
    borrow_against_a_lab(world, chain);
  });
  CHECK(std::count(outcome.failed.begin(), outcome.failed.end(), firms.builder) == 1);
  CHECK(outcome.depth == 2);
  const Outcome paid = cleared_again([](World& world, const Chain& chain) {
    world.books.ledger.pay(world.books.economy, chain.lab, FlowRow::consumer_subscriptions,
                           fortune);
    borrow_against_a_lab(world, chain);
  });
  CHECK(paid.failures == 0);
}

TEST_CASE("opening debt that is secured names what it is secured on") {
  SimulationOptions options;
  int secured = 0;
  options.tamper = [&](World& world, int) {
    for (std::uint32_t row = 0; row < world.books.debt.size(); ++row) {
      const Claim claim = world.books.debt.claim(ClaimId(row));
      const bool ranked =
          claim.claim_class == ClaimClass::secured || claim.claim_class == ClaimClass::lease;
      CHECK(claim.collateral.any() == ranked);
      secured += ranked && claim.issued < world.inputs.year;
    }
  };
  run(small_2026({{"run.years", "1"}}), options);
  CHECK(secured > 10);
}

}  // namespace contagion_test
