#include <doctest/doctest.h>

#include <rapidcheck.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/digest.hpp"
#include "core/invariant.hpp"
#include "tests/market/ledger_world.hpp"

namespace ledger_test {

using namespace ledger_world;

std::string digest(const Ledger& ledger) {
  Digest digest;
  ledger.add_to(digest);
  return digest.hex();
}

void check_matrices(const Ledger& ledger) {
  const FlowMatrix flows = ledger.flows();
  for (const auto& row : flows) {
    Money sum;
    for (const Money cell : row) sum += cell;
    CHECK(sum == Money::zero());
  }
  for (std::size_t column = 0; column < sector_count; ++column) {
    Money sum;
    for (const auto& row : flows) sum += row[column];
    CHECK(sum == Money::zero());
  }
}

TEST_CASE("a payment moves deposits and appears in its row") {
  World world;
  world.ledger.pay(world.lab, world.builder, FlowRow::compute_contracts, cents(250));
  CHECK(world.ledger.cash(world.lab) == cents(999'750));
  CHECK(world.ledger.cash(world.builder) == cents(1'000'250));
  CHECK(world.ledger.flow(FlowRow::compute_contracts, world.lab) == cents(-250));
  CHECK(world.ledger.received(FlowRow::compute_contracts, world.builder) == cents(250));
  CHECK(world.ledger.paid(FlowRow::compute_contracts, Sector::labs) == cents(250));
  CHECK(world.ledger.flow(FlowRow::deposits, Sector::labs) == cents(250));
  CHECK(world.ledger.saving(world.builder) == cents(250));
  check_matrices(world.ledger);
  world.audit();
}

TEST_CASE("the government settles in reserves through the payments bank") {
  World world;
  world.ledger.pay(world.builder, world.government, FlowRow::taxes, cents(300));
  world.ledger.pay(world.government, world.bank, FlowRow::interest_deposits, cents(40));
  world.ledger.pay(world.bank, world.rest, FlowRow::interest_deposits, cents(30));
  CHECK(world.ledger.balance(world.government, Instrument::reserves) == cents(-7'000'000 + 260));
  CHECK(world.ledger.flow(FlowRow::taxes, Sector::government) == cents(300));
  CHECK(world.ledger.flow(FlowRow::taxes, Sector::payments_bank) == Money::zero());
  CHECK(world.ledger.flow(FlowRow::interest_deposits, Sector::payments_bank) == cents(10));
  CHECK(world.ledger.flow(FlowRow::reserves, Sector::government) == cents(-260));
  check_matrices(world.ledger);
  world.audit();
}

TEST_CASE("equipment: bought, produced, worn out, impaired, sold") {
  World world;
  Ledger& ledger = world.ledger;
  ledger.pay(world.builder, world.vendor, FlowRow::equipment, cents(5'000));
  ledger.capitalise(world.builder, Instrument::equipment, cents(5'000));
  ledger.consume(world.vendor, Instrument::inventory, cents(2'000));
  CHECK(ledger.saving(world.builder) == Money::zero());
  CHECK(ledger.saving(world.vendor) == cents(3'000));
  ledger.depreciate(world.builder, Instrument::equipment, cents(100));
  ledger.impair(world.builder, Instrument::equipment, cents(70));
  CHECK(ledger.saving(world.builder) == cents(-100));
  CHECK(ledger.net_worth_path(world.builder).revaluation == cents(-70));

  ledger.pay(world.other_builder, world.builder, FlowRow::second_hand_assets, cents(600));
  ledger.transfer_real(world.builder, world.other_builder, Instrument::equipment, cents(1'000),
                       cents(600));
  CHECK(ledger.balance(world.other_builder, Instrument::equipment) == cents(600));
  CHECK(ledger.change(world.builder, Instrument::equipment, Change::impaired) == cents(-470));
  CHECK(ledger.saving(world.builder) == cents(-100));
  CHECK(ledger.value_destroyed(Sector::builders).impairments == cents(470));
  world.audit();

  ledger.transfer_real(world.builder, world.other_builder, Instrument::equipment, cents(10),
                       cents(25));
  CHECK(ledger.change(world.builder, Instrument::equipment, Change::revalued) == cents(15));
  world.audit();
}

TEST_CASE("claims: issued, redeemed, revalued, written off, swapped") {
  World world;
  Ledger& ledger = world.ledger;
  ledger.issue(world.lender, world.builder, Instrument::loans, FlowRow::loans, cents(5'000));
  ledger.issue(world.lender, world.builder, Instrument::loans, FlowRow::loans, cents(-1'000));
  CHECK(ledger.balance(world.builder, Instrument::loans) == cents(-304'000));
  CHECK(ledger.flow(FlowRow::loans, Sector::builders) == cents(4'000));
  CHECK(ledger.flow(FlowRow::loans, world.lender) == cents(-4'000));
  ledger.write_off(world.lender, world.builder, Instrument::loans, cents(300));
  ledger.swap_for_equity(world.lender, world.builder, Instrument::loans, cents(700));
  ledger.revalue(world.investor, world.builder, Instrument::equity, cents(-50));
  CHECK(ledger.balance(world.lender, Instrument::loans) == cents(303'000));
  CHECK(ledger.balance(world.lender, Instrument::equity) == cents(700));
  CHECK(ledger.net_worth_path(world.lender).write_offs == cents(-300));
  CHECK(ledger.net_worth_path(world.builder).write_offs == cents(300));
  CHECK(ledger.value_destroyed().write_offs == cents(300));
  CHECK(ledger.net_worth_path(world.builder).revaluation == cents(50));
  world.audit();
}

TEST_CASE("a general entry may pay many at once, as long as it is zero per instrument") {
  World world;
  world.ledger.post(FlowRow::wages_and_operations,
                    {{world.builder, Instrument::deposits, cents(-70)},
                     {world.lab, Instrument::deposits, cents(-30)},
                     {world.rest, Instrument::deposits, cents(60)},
                     {world.rest, Instrument::deposits, cents(40)}});
  CHECK(world.ledger.received(FlowRow::wages_and_operations, Sector::rest_of_economy) ==
        cents(100));
  world.audit();
}

TEST_CASE("batches over columns pay and receive exactly") {
  World world;
  Ledger& ledger = world.ledger;
  const std::vector<std::int64_t> amounts{1, 20, 300, 0, 5'000};
  const std::vector<Payment> labs{{world.lab, cents(5'000)},
                                  {world.first(Sector::labs), cents(321)}};
  ledger.pay_from_many(FlowRow::api_inference, world.enterprises, amounts, labs);
  CHECK(ledger.cash(world.enterprises[4]) == cents(10'004 - 5'000));
  CHECK(ledger.flow(FlowRow::api_inference, Sector::enterprises) == cents(-5'321));
  CHECK(ledger.column(world.enterprises, Instrument::deposits)[2] == 10'002 - 300);
  const std::vector<Payment> rest{{world.rest, cents(5'321)}};
  ledger.pay_to_many(FlowRow::displaced_labour, rest, world.enterprises, amounts);
  CHECK(ledger.cash(world.enterprises[4]) == cents(10'004));
  const std::vector<Payment> taxes{{world.government, cents(5'321)}};
  ledger.pay_from_many(FlowRow::taxes, world.enterprises, amounts, taxes);
  const std::vector<Payment> interest{{world.bank, cents(5'321)}};
  ledger.pay_to_many(FlowRow::interest_deposits, interest, world.enterprises, amounts);
  ledger.capitalise_many(world.enterprises, Instrument::equipment, amounts);
  ledger.depreciate_many(world.enterprises, Instrument::equipment, amounts);
  ledger.impair_many(world.enterprises, Instrument::equipment, amounts);
  CHECK(ledger.balance(world.enterprises[2], Instrument::equipment) == cents(4'700));
  CHECK(ledger.change(Sector::enterprises, Instrument::equipment, Change::impaired) ==
        cents(-5'321));
  check_matrices(ledger);
  world.audit();
}

TEST_CASE("a part of a range can be a batch") {
  World world;
  const AccountRange part{world.enterprises[1], 2};
  const std::vector<Payment> labs{{world.lab, cents(30)}};
  world.ledger.pay_from_many(FlowRow::api_inference, part, std::vector<std::int64_t>{10, 20}, labs);
  CHECK(world.ledger.cash(world.enterprises[0]) == cents(10'000));
  CHECK(world.ledger.cash(world.enterprises[2]) == cents(9'982));
  CHECK_THROWS_AS(world.ledger.pay_from_many(FlowRow::api_inference, {world.enterprises[4], 2},
                                             std::vector<std::int64_t>{10, 20}, labs),
                  BrokenInvariant);
  world.audit();
}

template <class Entry>
void check_refused(World& world, const char* rule, Entry entry) {
  CAPTURE(std::string(rule));
  const std::string before = digest(world.ledger);
  try {
    entry(world.ledger);
    FAIL_CHECK("was not refused");
  } catch (const BrokenInvariant& broken) {
    const std::string message = broken.what();
    CAPTURE(message);
    CHECK(message.find(rule) != std::string::npos);
  }
  CHECK(digest(world.ledger) == before);
  world.audit();
}

TEST_CASE("wrong entries of a flow are refused and change nothing") {
  World w;
  check_refused(w, "sums to zero", [&](Ledger& l) {
    l.post(FlowRow::dividends, {{w.builder, Instrument::deposits, cents(-5)},
                                {w.rest, Instrument::deposits, cents(4)}});
  });
  check_refused(w, "link",
                [&](Ledger& l) { l.pay(w.builder, w.lab, FlowRow::api_inference, cents(5)); });
  check_refused(w, "link", [&](Ledger& l) {
    l.pay(w.rest, w.builder, FlowRow::wages_and_operations, cents(5));
  });
  check_refused(w, "link", [&](Ledger& l) {
    l.post(FlowRow::foundry_and_inputs,
           {{w.vendor, Instrument::deposits, cents(-5)}, {w.lab, Instrument::deposits, cents(5)}});
  });
  check_refused(w, "positive", [&](Ledger& l) {
    l.pay(w.builder, w.rest, FlowRow::wages_and_operations, cents(-5));
  });
  check_refused(w, "himself", [&](Ledger& l) {
    l.pay(w.builder, w.builder, FlowRow::compute_contracts, cents(5));
  });
  check_refused(w, "par", [&](Ledger& l) {
    l.post(FlowRow::loans,
           {{w.lender, Instrument::loans, cents(5)}, {w.builder, Instrument::loans, cents(-5)}});
  });
  check_refused(w, "row has this instrument", [&](Ledger& l) {
    l.post(FlowRow::bonds, {{w.lender, Instrument::loans, cents(5)},
                            {w.lender, Instrument::deposits, cents(-5)},
                            {w.builder, Instrument::loans, cents(-5)},
                            {w.builder, Instrument::deposits, cents(5)}});
  });
  check_refused(w, "row has this instrument", [&](Ledger& l) {
    l.post(FlowRow::equipment, {{w.builder, Instrument::equipment, cents(5)}});
  });
  check_refused(w, "follow from the other rows", [&](Ledger& l) {
    l.post(FlowRow::deposits, {{w.builder, Instrument::deposits, cents(5)},
                               {w.bank, Instrument::deposits, cents(-5)}});
  });
}

TEST_CASE("wrong changes of a balance are refused and change nothing") {
  World w;
  check_refused(w, "side", [&](Ledger& l) {
    l.issue(w.vendor, w.builder, Instrument::loans, FlowRow::loans, cents(5));
  });
  check_refused(w, "not exchanged", [&](Ledger& l) {
    l.issue(w.lender, w.builder, Instrument::loans, FlowRow::bonds, cents(5));
  });
  check_refused(w, "side", [&](Ledger& l) {  // repaying more than is owed
    l.issue(w.lender, w.builder, Instrument::loans, FlowRow::loans, cents(-300'001));
  });
  check_refused(w, "side", [&](Ledger& l) {
    l.write_off(w.lender, w.builder, Instrument::loans, cents(300'001));
  });
  check_refused(w, "side",
                [&](Ledger& l) { l.depreciate(w.builder, Instrument::equipment, cents(900'001)); });
  check_refused(w, "instrument",
                [&](Ledger& l) { l.capitalise(w.builder, Instrument::inventory, cents(5)); });
  check_refused(w, "before the first year", [&](Ledger& l) {
    l.open_balance({{w.builder, Instrument::equipment, cents(5)}});
  });
  check_refused(w, "no such account",
                [&](Ledger& l) { l.pay(w.builder, AccountId(999), FlowRow::dividends, cents(5)); });
}

TEST_CASE("wrong entries of many are refused and change nothing") {
  World w;
  const std::vector<std::int64_t> fives(members, 5);
  check_refused(w, "side", [&](Ledger& l) {
    l.depreciate_many(w.enterprises, Instrument::equipment,
                      std::vector<std::int64_t>{0, 0, 5'001, 0, 0});
  });
  check_refused(w, "equipment only",
                [&](Ledger& l) { l.capitalise_many(w.enterprises, Instrument::shells, fives); });
  check_refused(w, "what it takes in", [&](Ledger& l) {
    l.pay_from_many(FlowRow::api_inference, w.enterprises, fives,
                    std::vector<Payment>{{w.lab, cents(24)}});
  });
  check_refused(w, "positive", [&](Ledger& l) {
    l.pay_from_many(FlowRow::api_inference, w.enterprises,
                    std::vector<std::int64_t>{5, -5, 1, 0, 0},
                    std::vector<Payment>{{w.lab, cents(1)}});
  });
  check_refused(w, "one amount per member", [&](Ledger& l) {
    l.pay_from_many(FlowRow::api_inference, w.enterprises, std::vector<std::int64_t>{5},
                    std::vector<Payment>{{w.lab, cents(5)}});
  });
  check_refused(w, "range was opened", [&](Ledger& l) {
    l.depreciate_many({w.builder, 1}, Instrument::equipment, std::vector<std::int64_t>{5});
  });
  check_refused(w, "instrument", [&](Ledger& l) {
    l.issue(w.lender, w.enterprises[0], Instrument::loans, FlowRow::loans, cents(5));
  });
}

TEST_CASE("amounts beyond 64 bits throw instead of wrapping") {
  World world;
  const Money half = cents(std::numeric_limits<std::int64_t>::max() / 2 + 1);
  world.ledger.pay(world.builder, world.rest, FlowRow::dividends, half);
  CHECK_THROWS_AS(world.ledger.pay(world.builder, world.rest, FlowRow::dividends, half),
                  std::overflow_error);
  World batch;
  CHECK_THROWS_AS(
      batch.ledger.pay_to_many(FlowRow::displaced_labour,
                               std::vector<Payment>{{batch.rest, Money::max()}}, batch.enterprises,
                               std::vector<std::int64_t>{Money::max().cents(), 0, 0, 0, 0}),
      std::overflow_error);
  CHECK_THROWS_AS(
      batch.ledger.pay_to_many(FlowRow::displaced_labour,
                               std::vector<Payment>{{batch.rest, Money::max()}}, batch.enterprises,
                               std::vector<std::int64_t>{Money::max().cents(), 1, 0, 0, 0}),
      std::overflow_error);
}

TEST_CASE("a new year starts from the closing balances, and newcomers from nothing") {
  World world;
  Ledger& ledger = world.ledger;
  ledger.pay(world.lab, world.rest, FlowRow::wages_and_operations, cents(77));
  world.audit();
  ledger.begin_year(2027);
  CHECK(ledger.flow(FlowRow::wages_and_operations, world.lab) == Money::zero());
  CHECK(ledger.opening_balance(world.lab, Instrument::deposits) == cents(999'923));
  CHECK(ledger.journal().empty());
  const AccountId entrant = ledger.open(Sector::builders, "entrant");
  ledger.issue(world.investor, entrant, Instrument::equity, FlowRow::equity_issuance, cents(900));
  CHECK(ledger.cash(entrant) == cents(900));
  CHECK(ledger.net_worth(entrant) == Money::zero());
  CHECK(ledger.sector(entrant) == Sector::builders);
  CHECK(ledger.label(world.enterprises[3]) == "firm[3]");
  CHECK(ledger.sector(world.enterprises[3]) == Sector::enterprises);
  world.audit();
  CHECK_THROWS_AS(ledger.begin_year(2027), BrokenInvariant);
}

TEST_CASE("who is overdrawn is known") {
  World world;
  CHECK(world.ledger.overdrawn().empty());
  world.ledger.pay(world.lab, world.rest, FlowRow::wages_and_operations, cents(1'000'001));
  CHECK(world.ledger.overdrawn() == std::vector<AccountId>{world.lab});
}

TEST_CASE("the journal tells the cause of an entry") {
  World world;
  world.ledger.at("P7 billing");
  world.ledger.pay(world.lab, world.builder, FlowRow::compute_contracts, cents(250));
  world.ledger.at("P12 depreciation");
  world.ledger.depreciate(world.builder, Instrument::equipment, cents(9));
  const std::string all = world.ledger.journal_text({.account = world.builder});
  CHECK(all.find("P7 billing: builders builders0 deposits 250 cents, compute_contracts") !=
        std::string::npos);
  CHECK(all.find("equipment -9 cents, depreciated") != std::string::npos);
  CHECK(world.ledger.journal_text({.row = FlowRow::taxes}).find("no posting") != std::string::npos);
}

TEST_CASE("keys depend on sector and name, not on the order of opening") {
  World world;
  Ledger other;
  const AccountId builder = other.open(Sector::builders, "builders0");
  CHECK(other.key(builder) == world.ledger.key(world.builder));
  CHECK(world.ledger.key(world.enterprises[0]) != world.ledger.key(world.enterprises[1]));
}

TEST_CASE("any sequence of valid entries passes every audit") {
  CHECK(rc::check("random entries", [] {
    const auto words = *rc::gen::container<std::vector<std::uint32_t>>(
        400, rc::gen::inRange<std::uint32_t>(0, 1'000'000'000));
    World world;
    RandomEntries(world, words).run();
    world.audit();
    check_matrices(world.ledger);
  }));
}

}  // namespace ledger_test
