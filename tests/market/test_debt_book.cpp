#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/invariant.hpp"
#include "core/random.hpp"
#include "market/debt_book.hpp"
#include "tests/market/ledger_world.hpp"
#include "tests/market/probes.hpp"

namespace debt_book_test {

using namespace ledger_world;

/// The small economy and a book that knows its opening loan of 300,000 cents.
struct Debts {
  World world;
  DebtBook book;
  ClaimId opening;

  Debts() {
    opening = book.add({world.builder, world.lender, ClaimClass::senior, Instrument::loans,
                        cents(300'000), 0.05, 2030, 2025});
  }
  ClaimId lend_more(AccountId creditor, Instrument what, ClaimClass of, std::int64_t amount,
                    int maturity, AccountId debtor = {}) {
    if (debtor == AccountId()) debtor = world.builder;
    return lend(world.ledger, book,
                {debtor, creditor, of, what, cents(amount), 0.07, maturity, 2026});
  }
  /// Open claims of a debtor, looked for in the whole book.
  std::vector<ClaimId> searched(AccountId debtor) const {
    std::vector<ClaimId> found;
    for (std::uint32_t at = 0; at < book.size(); ++at) {
      if (book.debtors()[at] == debtor && !book.principals()[at].is_zero()) found.emplace_back(at);
    }
    return found;
  }
  void audit() {
    world.audit();
    AuditReport report;
    book.audit(world.ledger, report);
    CHECK(report.checked[10] == report.identities_checked);
    CHECK(report.checked[10] > 100);
  }
};

TEST_CASE("claims, totals and ladder follow lending and repayment") {
  Debts debts;
  const ClaimId bond = debts.lend_more(debts.world.investor, Instrument::bonds,
                                       ClaimClass::subordinated, 5'000, 2045);
  const ClaimId vendor =
      debts.lend_more(debts.world.vendor, Instrument::vendor_loans, ClaimClass::vendor, 700, 2026);
  CHECK(debts.book.owed(debts.world.builder) == cents(305'700));
  CHECK(debts.book.owed(debts.world.builder, ClaimClass::vendor) == cents(700));
  CHECK(debts.book.lent(debts.world.investor, Instrument::bonds) == cents(5'000));
  CHECK(debts.book.interest(bond) == cents(350));
  const MaturityLadder ladder = debts.book.ladder(debts.world.builder, 2026);
  CHECK(ladder[0] == cents(700));
  CHECK(ladder[4] == cents(300'000));
  CHECK(ladder[15] == cents(5'000));
  CHECK(debts.book.ladder(2031)[0] == cents(300'700));
  CHECK(debts.book.due(2026) == std::vector<ClaimId>{vendor});
  CHECK(debts.book.claims_of(debts.world.builder).size() == 3);
  CHECK(debts.book.claims_held(debts.world.investor) == std::vector<ClaimId>{bond});
  debts.audit();

  repay(debts.world.ledger, debts.book, vendor, cents(700));
  repay(debts.world.ledger, debts.book, debts.opening, cents(100'000));
  write_off(debts.world.ledger, debts.book, debts.opening, cents(40'000));
  swap_for_equity(debts.world.ledger, debts.book, bond, cents(1'000));
  CHECK(debts.book.owed(debts.world.builder) == cents(164'000));
  CHECK(debts.world.ledger.balance(debts.world.builder, Instrument::loans) == cents(-160'000));
  debts.audit();
}

TEST_CASE("compacting drops repaid claims and keeps order and serial numbers") {
  Debts debts;
  const ClaimId first =
      debts.lend_more(debts.world.lender, Instrument::loans, ClaimClass::secured, 10, 2027);
  debts.lend_more(debts.world.lender, Instrument::loans, ClaimClass::secured, 20, 2028);
  repay(debts.world.ledger, debts.book, first, cents(10));
  CHECK(debts.book.compact() == 1);
  CHECK(debts.book.size() == 2);
  CHECK(debts.book.serial(ClaimId(1)) == 2);
  CHECK(debts.book.claim(ClaimId(1)).principal == cents(20));
  CHECK(debts.book.compact() == 0);
  const ClaimId next =
      debts.lend_more(debts.world.lender, Instrument::loans, ClaimClass::lease, 30, 2029);
  CHECK(debts.book.serial(next) == 3);
  debts.audit();
}

TEST_CASE("accelerated and rescheduled claims move on the ladder") {
  Debts debts;
  const ClaimId claim =
      debts.lend_more(debts.world.lender, Instrument::loans, ClaimClass::senior, 50, 2033);
  debts.book.reschedule(claim, 2035, 0.11);
  CHECK(debts.book.ladder(debts.world.builder, 2026)[9] == cents(50));
  CHECK(debts.book.claim(claim).coupon == doctest::Approx(0.11));
  debts.audit();
  debts.book.accelerate(debts.world.builder, 2026);
  CHECK(debts.book.ladder(debts.world.builder, 2026)[0] == cents(300'050));
  CHECK(debts.book.due(2026).size() == 2);
  debts.audit();
}

TEST_CASE("a claim can change hands") {
  Debts debts;
  World& world = debts.world;
  const ClaimId bond =
      debts.lend_more(world.investor, Instrument::bonds, ClaimClass::senior, 500, 2033);
  world.ledger.post(FlowRow::bonds, {{world.investor, Instrument::bonds, cents(-500)},
                                     {world.investor, Instrument::deposits, cents(500)},
                                     {world.lender, Instrument::bonds, cents(500)},
                                     {world.lender, Instrument::deposits, cents(-500)}});
  debts.book.assign(bond, world.lender);
  CHECK(debts.book.lent(world.investor) == Money::zero());
  debts.audit();
}

TEST_CASE("impossible claims and repayments are refused") {
  Debts debts;
  const AccountId b = debts.world.builder;
  const AccountId l = debts.world.lender;
  CHECK_THROWS_AS(debts.book.repay(debts.opening, cents(300'001)), BrokenInvariant);
  CHECK_THROWS_AS(debts.book.repay(debts.opening, cents(-1)), BrokenInvariant);
  CHECK_THROWS_AS(debts.book.add({b, l, ClaimClass::senior, Instrument::loans, cents(0), 0, 0, 0}),
                  BrokenInvariant);
  CHECK_THROWS_AS(debts.book.add({b, b, ClaimClass::senior, Instrument::loans, cents(1), 0, 0, 0}),
                  BrokenInvariant);
  CHECK_THROWS_AS(debts.book.add({b, l, ClaimClass::senior, Instrument::equity, cents(1), 0, 0, 0}),
                  BrokenInvariant);
  CHECK_THROWS_AS(debts.book.repay(ClaimId(7), cents(1)), BrokenInvariant);
  debts.audit();
}

std::string failure(const Debts& debts) {
  AuditReport report;
  try {
    debts.book.audit(debts.world.ledger, report);
  } catch (const BrokenInvariant& broken) {
    return broken.what();
  }
  return "";
}

TEST_CASE("one cent dropped, doubled or shifted trips I10") {
  Debts debts;
  const AccountId builder = debts.world.builder;
  const ClaimId other =
      debts.lend_more(debts.world.lender, Instrument::loans, ClaimClass::senior, 50, 2033);
  const auto check = [&](auto tamper) {
    for (const Money size : {cents(1), cents(-1), cents(50)}) {
      Debts broken = debts;
      tamper(broken, size);
      CHECK(failure(broken).find("I10:") != std::string::npos);
    }
  };
  CHECK(failure(debts).empty());
  check([&](Debts& d, Money x) { DebtBookProbe::principal(d.book, other) += x; });
  check([&](Debts& d, Money x) {
    DebtBookProbe::principal(d.book, other) += x;
    DebtBookProbe::principal(d.book, d.opening) -= x;
  });
  check([&](Debts& d, Money x) { DebtBookProbe::step(d.book, builder, 2033) += x; });
  check([&](Debts& d, Money x) { DebtBookProbe::step(d.book, builder, 2050) += x; });
  check([&](Debts& d, Money x) {
    DebtBookProbe::step(d.book, builder, 2033) += x;
    DebtBookProbe::step(d.book, builder, 2030) -= x;
  });
  check([&](Debts& d, Money x) {
    DebtBookProbe::by_class(d.book, builder, ClaimClass::senior) += x;
  });
  check([&](Debts& d, Money x) { DebtBookProbe::owed(d.book, builder, Instrument::bonds) += x; });
  check([&](Debts& d, Money x) {
    DebtBookProbe::lent(d.book, d.world.lender, Instrument::loans) += x;
  });
  check([&](Debts& d, Money x) {  // lent by one, recorded with another
    DebtBookProbe::lent(d.book, d.world.lender, Instrument::loans) += x;
    DebtBookProbe::lent(d.book, d.world.investor, Instrument::loans) -= x;
  });
  check([&](Debts& d, Money x) {
    LedgerProbe::closing(d.world.ledger, builder, Instrument::loans) += x;
  });
  Debts unknown = debts;
  unknown.world.ledger.issue(unknown.world.lender, builder, Instrument::loans, FlowRow::loans,
                             cents(1));
  CHECK(failure(unknown).find("I10:") != std::string::npos);
}

TEST_CASE("random lending, repayment and rescheduling keep book and ledger together") {
  const KeyedRandom random(11, 0);
  Debts debts;
  const Instrument kinds[] = {Instrument::loans, Instrument::bonds, Instrument::vendor_loans};
  for (std::uint32_t i = 0; i < 600; ++i) {
    const auto draw = random.block(entity_id("debts", "random"), 2026, Purpose{}, i);
    const Instrument what = kinds[draw[0] % 3];
    const AccountId creditor = what == Instrument::vendor_loans ? debts.world.vendor
                               : draw[3] % 2 == 0
                                   ? debts.world.lender
                                   : debts.world.accounts[index_of(Sector::lenders)][1];
    const AccountId debtor = draw[0] / 3 % 3 == 0 ? debts.world.other_builder : debts.world.builder;
    const auto claims = debts.book.claims_of(debtor);
    CHECK(claims == debts.searched(debtor));
    const ClaimId claim = claims.empty() ? ClaimId() : claims[draw[1] % claims.size()];
    const std::int64_t some =
        claims.empty() ? 0 : draw[2] % (debts.book.claim(claim).principal.cents() + 1);
    switch (claims.empty() ? 0 : draw[1] % 6) {
      case 1: repay(debts.world.ledger, debts.book, claim, cents(some)); break;
      case 2: write_off(debts.world.ledger, debts.book, claim, cents(some)); break;
      case 3: debts.book.reschedule(claim, 2026 + static_cast<int>(draw[2] % 20), 0.02); break;
      case 4: debts.book.compact(); break;
      default:
        debts.lend_more(creditor, what, static_cast<ClaimClass>(draw[2] % claim_class_count),
                        1 + draw[2] % 1'000, 2026 + static_cast<int>(draw[3] % 20), debtor);
    }
    if (i % 50 == 0) debts.audit();
  }
  debts.audit();
}

TEST_CASE("equal parts add up to the cent, the last takes the odd ones") {
  for (const std::int64_t amount : {1L, 4L, 7L, 1'000'003L}) {
    Money sum;
    Money largest;
    const auto parts = equal_parts(cents(amount), 2027, 2031);
    for (const auto& [year, part] : parts) {
      CHECK(year >= 2027);
      CHECK(year <= 2031);
      CHECK(part > Money::zero());
      CHECK(part >= largest);
      largest = part;
      sum += part;
    }
    CHECK(sum == cents(amount));
    CHECK(parts.size() == (amount < 5 ? 1U : 5U));
  }
  CHECK(equal_parts(cents(9), 2030, 2030).size() == 1);
}

TEST_CASE("a loan in parts and a claim spread out are on the ladder, and in the ledger") {
  Debts debts;
  lend_in_parts(debts.world.ledger, debts.book,
                {debts.world.builder, debts.world.lender, ClaimClass::secured, Instrument::loans,
                 cents(1'003), 0.06, 0, 2026},
                2027, 2031);
  MaturityLadder ladder = debts.book.ladder(debts.world.builder, 2026);
  CHECK(ladder[1] == cents(200));
  CHECK(ladder[5] == cents(203));
  debts.audit();
  debts.book.spread_out(debts.opening, 2027, 2029, 0.09);
  ladder = debts.book.ladder(debts.world.builder, 2026);
  CHECK(ladder[1] == cents(100'200));
  CHECK(ladder[3] == cents(100'200));
  CHECK(ladder[4] == cents(200));
  CHECK(debts.book.owed(debts.world.builder) == cents(301'003));
  CHECK(debts.book.claim(debts.opening).coupon == 0.09);
  debts.audit();
}

TEST_CASE("a loan of nothing or less is refused before anything is posted") {
  Debts debts;
  const Money cash = debts.world.ledger.cash(debts.world.lender);
  for (const std::int64_t principal : {0, -1'003}) {
    const Claim none{debts.world.builder,
                     debts.world.lender,
                     ClaimClass::secured,
                     Instrument::loans,
                     cents(principal),
                     0.06,
                     0,
                     2026};
    CHECK_THROWS_AS(lend_in_parts(debts.world.ledger, debts.book, none, 2027, 2031),
                    BrokenInvariant);
  }
  CHECK(debts.world.ledger.cash(debts.world.lender) == cash);
  debts.audit();
}

TEST_CASE("parts of one loan become one claim; what differs in more stays apart") {
  Debts debts;
  const Claim loan{debts.world.builder,
                   debts.world.lender,
                   ClaimClass::secured,
                   Instrument::loans,
                   cents(1'003),
                   0.06,
                   0,
                   2026};
  lend_in_parts(debts.world.ledger, debts.book, loan, 2027, 2031);
  Claim dearer = loan;
  dearer.coupon = 0.07;
  lend_in_parts(debts.world.ledger, debts.book, dearer, 2027, 2028);
  const Money owed = debts.book.owed(debts.world.builder);
  std::vector<ClaimId> parts;
  for (const ClaimId id : debts.book.claims_of(debts.world.builder)) {
    if (id != debts.opening) parts.push_back(id);
  }
  REQUIRE(parts.size() == 7);
  const auto left = debts.book.join_parts(parts);
  REQUIRE(left.size() == 2);
  CHECK(debts.book.claim(left[0]).principal == cents(1'003));
  CHECK(debts.book.claim(left[1]).coupon == 0.07);
  CHECK(debts.book.owed(debts.world.builder) == owed);
  debts.audit();
  for (int failure = 0; failure < 5; ++failure) {
    for (const ClaimId id : debts.book.join_parts(debts.book.claims_of(debts.world.builder))) {
      debts.book.spread_out(id, 2027, 2031, debts.book.claim(id).coupon);
    }
    debts.book.compact();
  }
  CHECK(debts.book.claims_of(debts.world.builder).size() <= 15);
  CHECK(debts.book.owed(debts.world.builder) == owed);
  debts.audit();
}

}  // namespace debt_book_test
