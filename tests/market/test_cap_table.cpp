#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/invariant.hpp"
#include "core/random.hpp"
#include "market/cap_table.hpp"
#include "tests/market/probes.hpp"

namespace cap_table_test {

using overbuild::AccountId;
using overbuild::all_shares;
using overbuild::AuditReport;
using overbuild::BrokenInvariant;
using overbuild::CapTable;
using overbuild::Money;

const AccountId lab(1), chip_maker(2), fund(3), public_owners(4), other_lab(5);

std::uint64_t key(AccountId account) {
  return overbuild::entity_id("account", account.value, 0).value;
}

CapTable founded() {
  CapTable table;
  const std::vector<std::pair<AccountId, std::int64_t>> weights{{fund, 1}, {public_owners, 2}};
  table.found(lab, weights, key);
  table.found(other_lab, weights, key);
  return table;
}

void audit(const CapTable& table) {
  AuditReport report;
  table.audit(report);
  CHECK(report.checked[13] > 0);
}

TEST_CASE("founders' shares sum to one exactly") {
  const CapTable table = founded();
  CHECK(table.parts(lab, fund) == 333'333'333);
  CHECK(table.parts(lab, public_owners) == 666'666'667);
  CHECK(table.holders(lab).size() == 2);
  CHECK(table.stakes(fund).size() == 2);
  CHECK(table.issuers() == std::vector<AccountId>{lab, other_lab});
  audit(table);
}

TEST_CASE("a round dilutes everybody in proportion") {
  CapTable table = founded();
  const std::int64_t issued =
      table.issue(lab, chip_maker, Money::from_usd(300), Money::from_usd(100), key);
  CHECK(issued == all_shares / 4);
  CHECK(table.parts(lab, chip_maker) == all_shares / 4);
  CHECK(table.parts(lab, fund) == 250'000'000);
  CHECK(table.parts(lab, public_owners) == 500'000'000);
  audit(table);
  table.issue(lab, chip_maker, Money::from_usd(100), Money::from_usd(100), key);
  CHECK(table.parts(lab, chip_maker) == 625'000'000);
  table.issue(lab, chip_maker, Money::from_usd(8e11), Money::from_usd(1e11), key);
  audit(table);
}

TEST_CASE("shares change hands, are wiped out, and founded again by creditors") {
  CapTable table = founded();
  table.transfer(lab, fund, chip_maker, 333'333'333);
  CHECK(table.parts(lab, fund) == 0);
  CHECK(table.holders(lab).size() == 2);
  CHECK_THROWS_AS(table.transfer(lab, fund, chip_maker, 1), BrokenInvariant);
  audit(table);
  table.wipe_out(lab);
  CHECK(!table.has(lab));
  CHECK(table.stakes(chip_maker).empty());
  audit(table);
  const std::vector<std::pair<AccountId, std::int64_t>> creditors{{fund, 5}, {fund, 5}};
  table.found(lab, creditors, key);
  CHECK(table.parts(lab, fund) == all_shares);
  CHECK_THROWS_AS(table.found(lab, creditors, key), BrokenInvariant);
  audit(table);
}

TEST_CASE("an amount is divided among owners to the cent") {
  const CapTable table = founded();
  const auto shares = table.divide(lab, Money::from_cents(100), key);
  REQUIRE(shares.size() == 2);
  CHECK(shares[0].second + shares[1].second == Money::from_cents(100));
  CHECK(shares[0].second == Money::from_cents(33));
}

TEST_CASE("one share dropped, doubled or shifted trips I13") {
  const CapTable table = founded();
  const auto check = [&](auto tamper) {
    for (const std::int64_t size : {1L, -1L, 333'333'333L}) {
      CapTable broken = table;
      tamper(broken, size);
      AuditReport report;
      std::string message;
      try {
        broken.audit(report);
      } catch (const BrokenInvariant& failure) {
        message = failure.what();
      }
      CHECK(message.find("I13:") != std::string::npos);
    }
  };
  using Probe = overbuild::CapTableProbe;
  check([](CapTable& t, std::int64_t x) { Probe::parts(t, lab, fund) += x; });
  check([](CapTable& t, std::int64_t x) { Probe::parts(t, lab, chip_maker) += x; });
  check([](CapTable& t, std::int64_t x) { Probe::held(t, fund) += x; });
  check([](CapTable& t, std::int64_t x) {  // to another holder
    Probe::parts(t, lab, fund) -= x;
    Probe::parts(t, lab, public_owners) += x;
  });
  check([](CapTable& t, std::int64_t x) {  // to another issuer
    Probe::parts(t, lab, fund) -= x;
    Probe::parts(t, other_lab, fund) += x;
  });
}

TEST_CASE("random rounds and trades keep every issuer at one") {
  const overbuild::KeyedRandom random(5, 0);
  CapTable table = founded();
  const AccountId holders[] = {chip_maker, fund, public_owners, AccountId(6), AccountId(7)};
  for (std::uint32_t i = 0; i < 2'000; ++i) {
    const auto draw =
        random.block(overbuild::entity_id("cap", "table"), 2026, overbuild::Purpose{}, i);
    const AccountId issuer = draw[0] % 2 == 0 ? lab : other_lab;
    const AccountId from = holders[draw[1] % 5];
    const AccountId to = holders[draw[2] % 5];
    if (draw[0] % 3 == 0) {
      table.issue(issuer, to, Money::from_cents(1 + draw[3]), Money::from_cents(draw[2] / 8), key);
    } else {
      table.transfer(issuer, from, to, table.parts(issuer, from) * (draw[3] % 11) / 10);
    }
  }
  audit(table);
}

}  // namespace cap_table_test
