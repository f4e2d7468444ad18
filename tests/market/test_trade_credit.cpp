#include <doctest/doctest.h>

#include "core/invariant.hpp"
#include "market/trade_credit.hpp"
#include "tests/market/ledger_world.hpp"

namespace trade_credit_test {

using namespace ledger_world;

struct Bills {
  World world;
  TradeCreditBook book;
  LossRecorder losses;

  Bills() { sell(700); }
  void sell(std::int64_t amount) {
    sell_on_credit(world.ledger, book, world.vendor, world.builder, FlowRow::equipment,
                   cents(amount));
    world.ledger.capitalise(world.builder, Instrument::equipment, cents(amount));
  }
  Money owed() const { return book.owed(world.builder); }
  Money balance(AccountId account) const {
    return world.ledger.balance(account, Instrument::trade_credit);
  }
  void audit() {
    world.audit();
    AuditReport report;
    book.audit(world.ledger, report);
    losses.audit(world.ledger, report);
    CHECK(report.identities_checked > 0);
  }
};

TEST_CASE("goods on credit: no money moves, and both balance sheets have the bill") {
  Bills bills;
  const World before;
  CHECK(bills.world.ledger.cash(bills.world.vendor) == before.ledger.cash(before.vendor));
  CHECK(bills.world.ledger.cash(bills.world.builder) == before.ledger.cash(before.builder));
  CHECK(bills.world.ledger.received(FlowRow::equipment, bills.world.vendor) == cents(700));
  CHECK(bills.owed() == cents(700));
  CHECK(bills.balance(bills.world.vendor) == cents(700));
  CHECK(bills.balance(bills.world.builder) == cents(-700));
  bills.sell(50);
  CHECK(bills.book.open().size() == 1);
  bills.audit();
}

TEST_CASE("a bill is paid, swapped and written off, and is gone") {
  Bills bills;
  World& world = bills.world;
  const Money cash = world.ledger.cash(world.vendor);
  pay_bill(world.ledger, bills.book, world.vendor, world.builder, cents(400));
  CHECK(world.ledger.cash(world.vendor) == cash + cents(400));
  CHECK(bills.owed() == cents(300));
  swap_bill_for_equity(world.ledger, bills.book, world.vendor, world.builder, cents(100));
  CHECK(bills.owed() == cents(200));
  write_off_bill(world.ledger, bills.book, bills.losses, world.vendor, world.builder);
  CHECK(bills.book.open().empty());
  CHECK(bills.losses.of(LossSource::write_off, Sector::vendors) == cents(200));
  CHECK(bills.balance(world.vendor).is_zero());
  bills.audit();
  CHECK_THROWS_AS(pay_bill(world.ledger, bills.book, world.vendor, world.builder, cents(1)),
                  BrokenInvariant);
}

TEST_CASE("a bill that only one of ledger and book knows is found") {
  Bills bills;
  bills.book.add({bills.world.builder, bills.world.vendor}, cents(1));
  AuditReport report;
  CHECK_THROWS_AS(bills.book.audit(bills.world.ledger, report), BrokenInvariant);
}

}  // namespace trade_credit_test
