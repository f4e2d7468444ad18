#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/invariant.hpp"
#include "market/losses.hpp"
#include "tests/market/ledger_world.hpp"
#include "tests/market/probes.hpp"

namespace losses_test {

using namespace ledger_world;

struct Ruin {
  World world;
  LossRecorder losses;
  DebtBook book;

  Ruin() {
    World& w = world;
    const ClaimId claim = book.add({w.builder, w.lender, ClaimClass::senior, Instrument::loans,
                                    cents(300'000), 0.05, 2030, 2025});
    impair(w.ledger, losses, w.builder, Instrument::shells, cents(1'000));
    impair(w.ledger, losses, w.vendor, Instrument::inventory, cents(20));
    impair_many(w.ledger, losses, w.enterprises, Instrument::equipment,
                std::vector<std::int64_t>{1, 2, 3, 0, 0});
    sell_used(w.ledger, losses, w.builder, w.other_builder, Instrument::equipment, cents(900),
              cents(200));
    sell_used(w.ledger, losses, w.builder, w.investor, Instrument::equipment, cents(10), cents(30));
    write_off(w.ledger, book, losses, claim, cents(5'000));
    write_off(w.ledger, losses, w.investor, w.builder, Instrument::equity, cents(800));
    pay_estate_costs(w.ledger, losses, w.builder, w.rest, cents(70));
    losses.record({w.builder, w.utility, Sector::builders, Sector::utilities,
                   LossChannel::take_or_pay_breakage, cents(12'345)});
    losses.record({w.lender, w.rest, Sector::lenders, Sector::rest_of_economy,
                   LossChannel::pass_through, cents(5'000)});
  }

  std::string failure() const {
    AuditReport report;
    try {
      losses.audit(world.ledger, report);
    } catch (const BrokenInvariant& broken) {
      return broken.what();
    }
    CHECK(report.checked[12] == report.identities_checked);
    return "";
  }
};

TEST_CASE("losses are found by origin, bearer and channel, and add up to value destroyed") {
  Ruin ruin;
  ruin.world.audit();
  CHECK(ruin.failure().empty());
  CHECK(ruin.losses.of(LossSource::impairment) == cents(1'000 + 20 + 6 + 700));
  CHECK(ruin.losses.of(LossSource::write_off, Sector::lenders) == cents(5'000));
  CHECK(ruin.losses.of(LossSource::estate_costs) == cents(70));
  CHECK(ruin.losses.of(LossSource::impairment) + ruin.losses.of(LossSource::write_off) +
            ruin.losses.of(LossSource::estate_costs) ==
        ruin.world.ledger.value_destroyed().total());
  const auto& cell = ruin.losses.year()[index_of(Sector::builders)][index_of(Sector::lenders)];
  CHECK(cell[index_of(LossChannel::loans_and_bonds)] == cents(5'000));
  CHECK(ruin.book.owed(ruin.world.builder) == cents(295'000));
}

TEST_CASE("ultimately what funds lose is borne by their owners") {
  const Ruin ruin;
  const LossMatrix matrix = ruin.losses.ultimate();
  Money sum;
  Money funds;
  for (const auto& row : matrix) {
    for (std::size_t bearer = 0; bearer < sector_count; ++bearer) {
      for (const Money cell : row[bearer]) {
        sum += cell;
        if (bearer == index_of(Sector::lenders) || bearer == index_of(Sector::investors)) {
          funds += cell;
        }
      }
    }
  }
  CHECK(funds == Money::zero());
  CHECK(sum == ruin.world.ledger.value_destroyed().total());
}

TEST_CASE("a new year starts empty and the run's total remains") {
  Ruin ruin;
  ruin.losses.begin_year();
  ruin.world.ledger.begin_year(2027);
  CHECK(ruin.losses.losses().empty());
  CHECK(ruin.losses.of(LossSource::write_off) == Money::zero());
  CHECK(ruin.losses.total()[index_of(Sector::builders)][index_of(Sector::lenders)]
                           [index_of(LossChannel::loans_and_bonds)] == cents(5'000));
  CHECK(ruin.failure().empty());
  CHECK_THROWS_AS(
      ruin.losses.record(
          {{}, {}, Sector::builders, Sector::builders, LossChannel::dilution, cents(-1)}),
      BrokenInvariant);
}

TEST_CASE("one cent dropped, doubled or shifted trips I12") {
  const Ruin ruin;
  const auto check = [&](auto tamper) {
    for (const Money size : {cents(1), cents(-1), cents(5'000)}) {
      Ruin broken = ruin;
      tamper(broken, size);
      CHECK(broken.failure().find("I12:") != std::string::npos);
    }
  };
  check([](Ruin& r, Money x) { LossProbe::list(r.losses)[0].amount += x; });
  check([](Ruin& r, Money x) {
    LossProbe::cell(r.losses, Sector::builders, Sector::lenders, LossChannel::loans_and_bonds) += x;
  });
  check([](Ruin& r, Money x) {  // borne by somebody else
    LossProbe::cell(r.losses, Sector::builders, Sector::lenders, LossChannel::loans_and_bonds) += x;
    LossProbe::cell(r.losses, Sector::builders, Sector::investors, LossChannel::loans_and_bonds) -=
        x;
  });
  check([](Ruin& r, Money x) {  // in another channel of the same source
    LossProbe::cell(r.losses, Sector::builders, Sector::lenders, LossChannel::loans_and_bonds) += x;
    LossProbe::cell(r.losses, Sector::builders, Sector::lenders, LossChannel::vendor_receivable) -=
        x;
  });
  check([](Ruin& r, Money x) {
    LedgerProbe::sector_change(r.world.ledger, Sector::builders, Instrument::shells,
                               Change::impaired) -= x;
  });
  check([](Ruin& r, Money x) {
    LedgerProbe::sector_paid(r.world.ledger, FlowRow::estate_costs, Sector::builders) += x;
  });
  Ruin unrecorded = ruin;
  unrecorded.world.ledger.impair(unrecorded.world.builder, Instrument::shells, cents(1));
  CHECK(unrecorded.failure().find("I12:") != std::string::npos);
}

TEST_CASE("every channel has a name and a source") {
  for (std::size_t i = 0; i < loss_channel_count; ++i) {
    CHECK(!name_of(static_cast<LossChannel>(i)).empty());
  }
  CHECK(channel_of_write_off(Instrument::vendor_loans) == LossChannel::vendor_receivable);
  CHECK(channel_of_write_off(Instrument::trade_credit) == LossChannel::vendor_receivable);
  CHECK_THROWS_AS(channel_of_write_off(Instrument::deposits), BrokenInvariant);
  CHECK(source_of(LossChannel::contract_rejection) == LossSource::memo);
}

}  // namespace losses_test
