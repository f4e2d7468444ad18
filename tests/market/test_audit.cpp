#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "core/invariant.hpp"
#include "core/random.hpp"
#include "tests/market/ledger_world.hpp"

namespace audit_test {

using namespace ledger_world;

using Check = void (*)(const Ledger&, AuditReport&);

/// A year with entries of every kind.
void live_a_year(World& world) {
  const KeyedRandom random(7, 0);
  std::vector<std::uint32_t> words;
  for (std::uint32_t i = 0; i < 500; ++i) {
    words.push_back(random.block(entity_id("audit", "words"), 2026, Purpose{}, i)[0]);
  }
  RandomEntries(world, words).run();
  Ledger& ledger = world.ledger;
  ledger.at("P7 billing");
  ledger.pay(world.lab, world.builder, FlowRow::compute_contracts, cents(250));
  ledger.pay(world.builder, world.government, FlowRow::taxes, cents(31));
  ledger.issue(world.lender, world.builder, Instrument::loans, FlowRow::loans, cents(500));
  ledger.capitalise(world.builder, Instrument::equipment, cents(90));
  world.audit();
}

struct Fault {
  const char* name;
  Check check;
  const char* identity;
  std::function<void(World&, Money)> tamper;
};

Money& closing(World& w, AccountId account, Instrument what) {
  return LedgerProbe::closing(w.ledger, account, what);
}

std::vector<Fault> flow_faults() {
  return {
      {"sector cell of a flow", check_flow_rows, "I1",
       [](World& w, Money x) {
         LedgerProbe::sector_paid(w.ledger, FlowRow::taxes, Sector::builders) += x;
       }},
      {"account cell of a flow", check_flow_rows, "I1",
       [](World& w, Money x) {
         LedgerProbe::received(w.ledger, w.builder, FlowRow::compute_contracts) += x;
       }},
      {"flow of an account and its sector", check_flow_rows, "I1",
       [](World& w, Money x) {
         LedgerProbe::received(w.ledger, w.builder, FlowRow::compute_contracts) += x;
         LedgerProbe::sector_received(w.ledger, FlowRow::compute_contracts, Sector::builders) += x;
       }},
      {"flow shifted to another sector", check_flow_columns, "I2",
       [](World& w, Money x) {
         LedgerProbe::sector_received(w.ledger, FlowRow::compute_contracts, Sector::builders) += x;
         LedgerProbe::sector_received(w.ledger, FlowRow::compute_contracts, Sector::labs) -= x;
       }},
      {"deposits of a sector", check_flow_columns, "I2",
       [](World& w, Money x) {
         LedgerProbe::sector_closing(w.ledger, Instrument::deposits, Sector::labs) += x;
       }},
      {"claim without its debt", check_claims_match_debts, "I3",
       [](World& w, Money x) {
         closing(w, w.lender, Instrument::loans) += x;
         LedgerProbe::sector_closing(w.ledger, Instrument::loans, Sector::lenders) += x;
       }},
      {"sector balance", check_claims_match_debts, "I3",
       [](World& w, Money x) {
         LedgerProbe::sector_closing(w.ledger, Instrument::bonds, Sector::vendors) += x;
       }},
  };
}

std::vector<Fault> balance_faults() {
  return {
      {"closing balance", check_balances_move_by_flows, "I4",
       [](World& w, Money x) { closing(w, w.builder, Instrument::equipment) += x; }},
      {"opening balance", check_balances_move_by_flows, "I4",
       [](World& w, Money x) {
         LedgerProbe::opening(w.ledger, w.investor, Instrument::equity) += x;
       }},
      {"accumulated change", check_balances_move_by_flows, "I4",
       [](World& w, Money x) {
         LedgerProbe::change(w.ledger, w.vendor, Instrument::inventory, Change::consumed) += x;
       }},
      {"deposit shifted between accounts of a sector", check_balances_move_by_flows, "I4",
       [](World& w, Money x) {
         closing(w, w.builder, Instrument::deposits) += x;
         closing(w, w.other_builder, Instrument::deposits) -= x;
       }},
      {"deposits of a member", check_balances_move_by_flows, "I4",
       [](World& w, Money x) {
         LedgerProbe::range_closing(w.ledger, w.enterprises[3], Instrument::deposits) += x.cents();
       }},
      {"flow of a member", check_balances_move_by_flows, "I4",
       [](World& w, Money x) {
         LedgerProbe::range_flow(w.ledger, w.enterprises[4], Instrument::equipment) += x.cents();
       }},
      {"revaluation of a member", check_balances_move_by_flows, "I4",
       [](World& w, Money x) {
         LedgerProbe::range_revaluation(w.ledger, w.enterprises[0]) += x.cents();
       }},
  };
}

std::vector<Fault> net_worth_faults() {
  return {
      {"saving", check_net_worth, "I5",
       [](World& w, Money x) { LedgerProbe::net_worth(w.ledger, w.utility).saving += x; }},
      {"saving of a range", check_net_worth, "I5",
       [](World& w, Money x) {
         LedgerProbe::range_net_worth(w.ledger, w.enterprises).saving += x;
       }},
      {"real asset of a sector", check_net_worth, "I5",
       [](World& w, Money x) {
         LedgerProbe::sector_closing(w.ledger, Instrument::shells, Sector::builders) += x;
       }},
      {"the bank's own account", check_bank_deposits, "I6",
       [](World& w, Money x) { closing(w, w.bank, Instrument::deposits) += x; }},
      {"a depositor's account", check_bank_deposits, "I6",
       [](World& w, Money x) { closing(w, w.lab, Instrument::deposits) += x; }},
      {"a member's account", check_bank_deposits, "I6",
       [](World& w, Money x) {
         LedgerProbe::range_closing(w.ledger, w.enterprises[2], Instrument::deposits) += x.cents();
       }},
      {"own postings of R", check_redundant_equation, "I14",
       [](World& w, Money x) {
         LedgerProbe::change(w.ledger, w.rest, Instrument::deposits, Change::transaction) += x;
       }},
      {"own flow of G", check_redundant_equation, "I14",
       [](World& w, Money x) {
         LedgerProbe::received(w.ledger, w.government, FlowRow::taxes) += x;
       }},
      {"everybody else's balance", check_redundant_equation, "I14",
       [](World& w, Money x) {
         LedgerProbe::sector_closing(w.ledger, Instrument::equity, Sector::investors) += x;
       }},
  };
}

std::string message_of(Check check, const World& world) {
  AuditReport report;
  try {
    check(world.ledger, report);
  } catch (const BrokenInvariant& broken) {
    return broken.what();
  }
  return "";
}

/// For some amounts, and not when the fault is taken back.
void check_noticed(const World& world, const Fault& fault) {
  CAPTURE(std::string(fault.name));
  for (const Money size : {cents(1), cents(-1), cents(250)}) {
    World broken = world;
    fault.tamper(broken, size);
    const std::string message = message_of(fault.check, broken);
    CHECK(message.find(std::string(fault.identity) + ":") != std::string::npos);
    CHECK(message.find("year " + std::to_string(world.ledger.year())) != std::string::npos);
    CHECK_THROWS_AS(broken.audit(), BrokenInvariant);
    fault.tamper(broken, -size);
    CHECK(message_of(fault.check, broken).empty());
  }
}

TEST_CASE("one cent dropped, doubled or shifted trips the identity that guards it") {
  World world;
  live_a_year(world);
  for (const auto& faults : {flow_faults(), balance_faults(), net_worth_faults()}) {
    for (const Fault& fault : faults) check_noticed(world, fault);
  }
}

TEST_CASE("a failed audit names account, amounts and the postings of the year") {
  World world;
  live_a_year(world);
  LedgerProbe::closing(world.ledger, world.lab, Instrument::deposits) += cents(1);
  const std::string message = message_of(check_balances_move_by_flows, world);
  CHECK(message.find("I4: closing = opening") != std::string::npos);
  CHECK(message.find("labs labs0") != std::string::npos);
  CHECK(message.find("P7 billing: labs labs0 deposits -250 cents, compute_contracts") !=
        std::string::npos);
}

TEST_CASE("every comparison is counted, and identities are listed once each") {
  World world;
  AuditReport report;
  world.ledger.audit(report);
  const std::size_t named = world.ledger.named_accounts().size();
  CHECK(report.checked[4] == named * instrument_count + std::size_t{2} * members);
  CHECK(report.checked[2] == sector_count);
  CHECK(report.checked[6] == 1);
  std::uint64_t sum = 0;
  for (const std::uint64_t count : report.checked) sum += count;
  CHECK(sum == report.identities_checked);
  CHECK(identities().size() == identity_count);
  for (std::size_t i = 0; i < identity_count; ++i) {
    CHECK(identities()[i].number.substr(1) == std::to_string(i + 1));
    CHECK(static_cast<std::size_t>(identities()[i].identity) == i + 1);
  }
}

}  // namespace audit_test
