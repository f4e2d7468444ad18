#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "core/count.hpp"
#include "core/invariant.hpp"
#include "tests/market/ledger_world.hpp"
#include "tests/market/probes.hpp"
#include "tests/sim/world_fixture.hpp"

namespace fault_injection_test {

using namespace overbuild;
using world_fixture::Case;
using world_fixture::small_2026;

struct Fault {
  const char* what;
  Identity expected;
  std::function<void(World&)> inject;
  int years = 1;  ///< of simulation before it is injected
};

const Money cent = Money::from_cents(1);

/// A world in which a firm fails in the first year: its debt is far beyond what it earns.
Case failing_world() {
  return small_2026({{"run.years", "2"}, {"builders.coreweave.debt.senior", "200e9"}});
}

ClaimId first_claim(World& world) {
  for (std::uint32_t row = 0; row < world.books.debt.size(); ++row) {
    if (!world.books.debt.claim(ClaimId(row)).principal.is_zero()) return ClaimId(row);
  }
  return ClaimId();
}

CommitmentId first_contract(const World& world) {
  return world.books.commitments.open(CommitmentKind::compute).front();
}

std::size_t open_commitment(const World& world) { return first_contract(world).value; }

std::size_t first_option(const World& world, Mode mode) {
  for (std::size_t o = 0; o < world.catalogue.options.size(); ++o) {
    if (world.catalogue.options[o].mode == mode) return o;
  }
  FAIL("the world has no such option");
  return 0;
}

// one cent

std::vector<Fault> flow_faults() {
  return {
      {"a flow received twice", Identity::flow_rows,
       [](World& w) {
         LedgerProbe::received(w.books.ledger, w.builders.account[0], FlowRow::core_receipts) +=
             cent;
       }},
      {"a flow in the wrong row", Identity::flow_rows,
       [](World& w) {
         LedgerProbe::received(w.books.ledger, w.books.government, FlowRow::taxes) -= cent;
         LedgerProbe::received(w.books.ledger, w.books.government, FlowRow::energy) += cent;
       }},
      {"a flow that only the sector knows", Identity::flow_rows,
       [](World& w) {
         LedgerProbe::sector_paid(w.books.ledger, FlowRow::interest_loans_bonds,
                                  Sector::builders) -= cent;
       }},
      {"a deposit dropped on both sides", Identity::flow_columns,
       [](World& w) {
         LedgerProbe::sector_closing(w.books.ledger, Instrument::deposits, Sector::builders) -=
             cent;
         AuditReport report;
         check_flow_columns(w.books.ledger, report);
       }},
      {"a flow shifted to another sector", Identity::flow_columns,
       [](World& w) {
         LedgerProbe::sector_received(w.books.ledger, FlowRow::energy, Sector::utilities) -= cent;
         LedgerProbe::sector_received(w.books.ledger, FlowRow::energy, Sector::labs) += cent;
         AuditReport report;
         check_flow_columns(w.books.ledger, report);
       }},
      {"a loan asset without its debt", Identity::claims_match_debts,
       [](World& w) {
         LedgerProbe::sector_closing(w.books.ledger, Instrument::bonds, Sector::lenders) += cent;
         AuditReport report;
         check_claims_match_debts(w.books.ledger, report);
       }},
  };
}

std::vector<Fault> balance_faults() {
  return {
      {"book value of equipment moved without a flow", Identity::balances_move_by_flows,
       [](World& w) {
         LedgerProbe::closing(w.books.ledger, w.builders.account[1], Instrument::equipment) += cent;
       }},
      {"a deposit shifted between two firms", Identity::balances_move_by_flows,
       [](World& w) {
         LedgerProbe::closing(w.books.ledger, w.builders.account[0], Instrument::deposits) -= cent;
         LedgerProbe::closing(w.books.ledger, w.builders.account[1], Instrument::deposits) += cent;
       }},
      {"a deposit shifted between two enterprises", Identity::balances_move_by_flows,
       [](World& w) {
         LedgerProbe::range_closing(w.books.ledger, w.books.enterprise_accounts[0],
                                    Instrument::deposits) -= 1;
         LedgerProbe::range_closing(w.books.ledger, w.books.enterprise_accounts[1],
                                    Instrument::deposits) += 1;
       }},
      {"an enterprise that paid twice", Identity::balances_move_by_flows,
       [](World& w) {
         LedgerProbe::range_flow(w.books.ledger, w.books.enterprise_accounts[3],
                                 Instrument::deposits) -= 1;
       }},
      {"net worth that did not come from anywhere", Identity::net_worth_is_real_assets,
       [](World& w) {
         LedgerProbe::net_worth(w.books.ledger, w.builders.account[0]).saving += cent;
       }},
      {"net worth of enterprises a cent short", Identity::net_worth_is_real_assets,
       [](World& w) {
         LedgerProbe::range_net_worth(w.books.ledger, w.books.enterprise_accounts).saving -= cent;
       }},
      {"a deposit that the bank does not owe", Identity::deposits_are_bank_liabilities,
       [](World& w) {
         LedgerProbe::closing(w.books.ledger, w.labs.account[0], Instrument::deposits) += cent;
         AuditReport report;
         check_bank_deposits(w.books.ledger, report);
       }},
      {"a deposit that the bank owes to nobody", Identity::deposits_are_bank_liabilities,
       [](World& w) {
         LedgerProbe::closing(w.books.ledger, w.books.bank, Instrument::deposits) -= cent;
         AuditReport report;
         check_bank_deposits(w.books.ledger, report);
       }},
      {"a receipt of the state that nobody paid", Identity::redundant_equation,
       [](World& w) {
         LedgerProbe::received(w.books.ledger, w.books.government, FlowRow::taxes) += cent;
         AuditReport report;
         check_redundant_equation(w.books.ledger, report);
       }},
      {"deposits of the economy that did not move", Identity::redundant_equation,
       [](World& w) {
         LedgerProbe::change(w.books.ledger, w.books.economy, Instrument::deposits,
                             Change::transaction) -= cent;
         AuditReport report;
         check_redundant_equation(w.books.ledger, report);
       }},
  };
}

std::vector<Fault> debt_faults() {
  return {
      {"a claim a cent short in the book", Identity::debt_ladder,
       [](World& w) { DebtBookProbe::principal(w.books.debt, first_claim(w)) -= cent; }},
      {"a claim in two maturities", Identity::debt_ladder,
       [](World& w) {
         DebtBookProbe::step(w.books.debt, w.books.debt.claim(first_claim(w)).debtor,
                             w.inputs.year + 2) += cent;
       }},
      {"a cent moved to a later maturity", Identity::debt_ladder,
       [](World& w) {
         const Claim claim = w.books.debt.claim(first_claim(w));
         DebtBookProbe::step(w.books.debt, claim.debtor, claim.maturity) -= cent;
         DebtBookProbe::step(w.books.debt, claim.debtor, claim.maturity + 1) += cent;
       }},
      {"a claim of the wrong class", Identity::debt_ladder,
       [](World& w) {
         const AccountId debtor = w.books.debt.claim(first_claim(w)).debtor;
         DebtBookProbe::by_class(w.books.debt, debtor, ClaimClass::senior) -= cent;
         DebtBookProbe::by_class(w.books.debt, debtor, ClaimClass::subordinated) += cent;
       }},
      {"a claim counted twice by its creditor", Identity::debt_ladder,
       [](World& w) {
         const Claim claim = w.books.debt.claim(first_claim(w));
         DebtBookProbe::lent(w.books.debt, claim.creditor, claim.instrument) += claim.principal;
       }},
  };
}

std::vector<Fault> loss_faults() {
  return {
      {"an estate that pays out a cent too much", Identity::estates,
       [](World& w) { w.tally.estates.at(0).distributed += cent; }},
      {"an estate whose costs vanish", Identity::estates,
       [](World& w) { w.tally.estates.at(0).costs -= cent; }},
      {"an estate whose sale was paid to another", Identity::estates,
       [](World& w) { w.tally.estates.at(0).proceeds -= cent; }},
      {"a loss dropped from the list", Identity::losses_are_value_destroyed,
       [](World& w) { LossProbe::list(w.books.losses).pop_back(); }},
      {"a loss borne by another", Identity::losses_are_value_destroyed,
       [](World& w) {
         const Loss loss = LossProbe::list(w.books.losses).front();
         LossProbe::cell(w.books.losses, loss.origin_sector, loss.bearer_sector, loss.channel) -=
             cent;
         LossProbe::cell(w.books.losses, loss.origin_sector, Sector::government, loss.channel) +=
             cent;
       }},
      {"a loss recorded twice", Identity::losses_are_value_destroyed,
       [](World& w) {
         w.books.losses.record({w.builders.account[0], w.builders.account[0], Sector::builders,
                                Sector::builders, LossChannel::impairment_of_assets, cent});
       }},
  };
}

std::vector<Fault> promise_faults() {
  return {
      {"a promise that only the payer knows", Identity::commitments_pairwise,
       [](World& w) { CommitmentProbe::payable(w.books.commitments, w.labs.account[0]) += cent; }},
      {"a promise that only the payee knows", Identity::commitments_pairwise,
       [](World& w) {
         CommitmentProbe::receivable(w.books.commitments, w.builders.account[0]) -= cent;
       }},
      {"a year's dues doubled in the list", Identity::commitments_pairwise,
       [](World& w) { CommitmentProbe::due(w.books.commitments, open_commitment(w), 1) += cent; }},
      {"a contract dropped by the payer", Identity::commitments_pairwise,
       [](World& w) {
         CommitmentProbe::payable(w.books.commitments,
                                  w.books.commitments.at(first_contract(w)).payer) = Money::zero();
       }},
      {"a cohort that earned a cent more", Identity::cohort_cash_flows,
       [](World& w) { w.memory.cohorts.builder_cash[1].back() += cent; }},
      {"a cohort total a cent short", Identity::cohort_cash_flows,
       [](World& w) { w.memory.cohorts.sector_total.back() -= cent; }},
      {"a cent shifted to another year's cohorts", Identity::cohort_cash_flows,
       [](World& w) {
         w.memory.cohorts.builder_cash[0][0] -= cent;
         w.memory.cohorts.builder_cash[0][1] += cent;
       },
       2},
  };
}

// one unit

std::vector<Fault> unit_faults() {
  return {
      {"a unit of equipment lost", Identity::equipment_units,
       [](World& w) { w.capital.equipment.at(0, w.inputs.year).units -= 1; }},
      {"a unit of equipment in two vintages", Identity::equipment_units,
       [](World& w) { w.capital.equipment.at(1, w.inputs.year - 1).units += 1; }},
      {"a unit that changed vintage", Identity::equipment_units,
       [](World& w) {
         w.capital.equipment.at(0, w.inputs.year).units -= 1;
         w.capital.equipment.at(0, w.inputs.year - 1).units += 1;
       }},
      {"a unit that changed owner without a sale", Identity::equipment_units,
       [](World& w) {
         w.capital.equipment.at(0, w.inputs.year - 1).units -= 1;
         w.capital.equipment.at(1, w.inputs.year - 1).units += 1;
       }},
      {"a unit sold that nobody bought", Identity::equipment_units,
       [](World& w) {
         w.capital.equipment.flow(0, w.inputs.year - 1).sold += 1;
         w.capital.equipment.at(0, w.inputs.year - 1).units -= 1;
       }},
      {"a unit of the enterprises' own lost", Identity::equipment_units,
       [](World& w) {
         auto& settled = const_cast<Settlement&>(w.customers.enterprises->settlement());
         settled.own_milli_units -= 1;
       }},
      {"a shell that nobody built", Identity::equipment_units,
       [](World& w) { w.capital.shells.at(0, w.inputs.year).units += 1; }},
      {"a unit of stock lost at the vendor", Identity::equipment_units,
       [](World& w) { w.vendors.inventory_units[0] -= 1; }},
      {"a unit delivered twice", Identity::equipment_units,
       [](World& w) {
         w.vendors.delivered_units[0] += 1;
         w.vendors.inventory_units[0] -= 1;
       }},
      {"a cent of book value that the fleet does not have", Identity::equipment_units,
       [](World& w) { w.capital.equipment.at(0, w.inputs.year).book += cent; }},
  };
}

// one job, one hour

std::vector<Fault> job_faults() {
  return {
      {"a job served and not wanted", Identity::jobs,
       [](World& w) {
         const_cast<Settlement&>(w.customers.enterprises->settlement()).jobs_wanted -= 1;
       }},
      {"a job rationed twice", Identity::jobs,
       [](World& w) {
         const_cast<Settlement&>(w.customers.enterprises->settlement()).jobs_rationed += 1;
       }},
      {"a job billed to the wrong mode", Identity::jobs,
       [](World& w) {
         auto& settled = const_cast<Settlement&>(w.customers.enterprises->settlement());
         settled.served_by_mode[static_cast<std::size_t>(Mode::api)] -= 1;
         settled.served_by_mode[static_cast<std::size_t>(Mode::self_hosted)] += 1;
       }},
      {"a job of one option billed to an option of another kind", Identity::jobs,
       [](World& w) {
         auto& options = const_cast<Settlement&>(w.customers.enterprises->settlement()).options;
         const auto other = first_option(w, Mode::hosted_open);
         options[first_option(w, Mode::api)].jobs -= 1;
         options[other].jobs += 1;
       }},
      {"an hour moved to another use", Identity::jobs,
       [](World& w) {
         w.builders.contract_hours[0] -= 1;
         w.builders.spot_hours[1] += 1;
       }},
      {"more hours sold than there are", Identity::jobs,
       [](World& w) { w.builders.capacity_hours[0] = w.builders.sold_hours[0] - 1; }},
      {"an hour sold twice", Identity::jobs, [](World& w) { w.builders.sold_hours[0] += 1; }},
      {"an hour bought from nobody", Identity::jobs, [](World& w) { w.labs.spot_hours[0] += 1; }},
  };
}

// energy and shares

std::vector<Fault> energy_faults() {
  return {
      {"a kWh billed to the contract and not to the market", Identity::energy,
       [](World& w) {
         w.compute.energy[0].contracted_used += 1;
         w.compute.energy[0].spot -= 1;
       }},
      {"a kWh bought and not used", Identity::energy,
       [](World& w) { w.compute.energy[1].spot += 1; }},
      {"a kWh used and not bought", Identity::energy,
       [](World& w) { w.compute.energy[0].used += 1; }},
      {"less paid than was taken", Identity::energy,
       [](World& w) { w.compute.energy[0].paid_for = w.compute.energy[0].floor - 1; }},
  };
}

std::vector<Fault> share_faults() {
  return {
      {"a share too many", Identity::shares_sum_to_one,
       [](World& w) {
         const Stake stake = w.books.shares.holders(w.labs.account[0]).front();
         CapTableProbe::parts(w.books.shares, stake.issuer, stake.holder) += 1;
       }},
      {"a share that changed hands on one side only", Identity::shares_sum_to_one,
       [](World& w) {
         const auto holders = w.books.shares.holders(w.labs.account[0]);
         CapTableProbe::parts(w.books.shares, holders[0].issuer, holders[0].holder) -= 1;
         CapTableProbe::parts(w.books.shares, holders[0].issuer, w.books.bank) += 1;
       }},
      {"a share held and not issued", Identity::shares_sum_to_one,
       [](World& w) {
         const Stake stake = w.books.shares.holders(w.labs.account[0]).front();
         CapTableProbe::held(w.books.shares, stake.holder) -= 1;
       }},
  };
}

/// The identity that a faulty run breaks, as "I7", or "" when nothing noticed.
std::string broken_by(const Case& world, const Fault& fault) {
  SimulationOptions options;
  options.record_tables = false;
  bool injected = false;
  options.tamper = [&](World& w, int year) {
    if (injected || year != w.inputs.first_year + fault.years) return;
    injected = true;
    fault.inject(w);
  };
  try {
    world_fixture::run(world, options);
  } catch (const BrokenInvariant& broken) {
    return broken.expression().substr(0, broken.expression().find(':'));
  }
  return "";
}

TEST_CASE("one cent, unit, job or share out of place trips its identity") {
  const Case world = failing_world();
  for (const auto& faults :
       {flow_faults(), balance_faults(), debt_faults(), loss_faults(), promise_faults(),
        unit_faults(), job_faults(), energy_faults(), share_faults()}) {
    for (const Fault& fault : faults) {
      CAPTURE(fault.what);
      CHECK(broken_by(world, fault) == text_of(fault.expected).number);
    }
  }
}

// what rules with a switch bring into the books

/// A fault where there is something to spoil; false otherwise.
struct RuleFault {
  const char* what;
  Identity expected;
  std::function<bool(World&)> inject;
};

std::vector<RuleFault> rule_faults() {
  return {
      {"a bill of which the ledger does not know", Identity::claims_match_debts,
       [](World& w) {
         if (w.books.trade_credit.open().empty()) return false;
         w.books.trade_credit.add(w.books.trade_credit.open().begin()->first, cent);
         return true;
       }},
      {"a bill that another owes", Identity::claims_match_debts,
       [](World& w) {
         if (w.books.trade_credit.open().empty()) return false;
         const auto parties = w.books.trade_credit.open().begin()->first;
         w.books.trade_credit.add(parties, -cent);
         w.books.trade_credit.add({w.labs.account[0], parties.second}, cent);
         return true;
       }},
      {"a site that cost a cent more", Identity::equipment_units,
       [](World& w) {
         if (w.capital.sites.empty()) return false;
         w.capital.sites.front().paid += cent;
         return true;
       }},
      {"a site lost", Identity::equipment_units,
       [](World& w) {
         if (w.capital.sites.empty()) return false;
         w.capital.sites.pop_back();
         return true;
       }},
      {"an instalment paid and not booked", Identity::equipment_units,
       [](World& w) {
         for (ShellOrder& order : w.capital.shell_orders) {
           if (order.instalment.is_zero()) continue;
           order.paid += cent;
           return true;
         }
         return false;
       }},
      {"an instalment promised twice", Identity::commitments_pairwise,
       [](World& w) {
         for (const ShellOrder& order : w.capital.shell_orders) {
           if (order.instalment.is_zero()) continue;
           CommitmentProbe::due(w.books.commitments, order.commitment.value, 0) += order.instalment;
           return true;
         }
         return false;
       }},
      {"a facility that its vendor does not know of", Identity::commitments_pairwise,
       [](World& w) {
         const auto open = w.books.commitments.open(CommitmentKind::facility);
         if (open.empty()) return false;
         const Commitment& facility = w.books.commitments.at(open.front());
         CommitmentProbe::payable(w.books.commitments, facility.payer) -= cent;
         return true;
       }},
      {"a facility of a cent more than was promised", Identity::commitments_pairwise,
       [](World& w) {
         const auto open = w.books.commitments.open(CommitmentKind::facility);
         if (open.empty()) return false;
         CommitmentProbe::due(w.books.commitments, open.front().value, 0) += cent;
         return true;
       }},
  };
}

TEST_CASE("a bill, a site, an instalment, a facility out of place trips its identity") {
  const std::vector<std::string> rules = {"capital.sites", "capital.equipment_lead",
                                          "credit.instalments", "credit.facilities"};
  for (const RuleFault& fault : rule_faults()) {
    CAPTURE(fault.what);
    std::string broken;
    for (const char* preset : {"ai-2026", "telecom-1996"}) {
      world_fixture::Overrides overrides = {{"population.enterprises", "100"},
                                            {"run.years", "6"},
                                            {"vendor_market.shortest_lead", "0.2"}};
      for (const std::string& rule : rules) overrides.push_back({"blocks." + rule, "true"});
      SimulationOptions options;
      options.record_tables = false;
      bool injected = false;
      options.tamper = [&](World& w, int) {
        if (!injected) injected = fault.inject(w);
      };
      try {
        world_fixture::run(
            world_fixture::load("configs/" + std::string(preset) + ".yaml", overrides), options);
      } catch (const BrokenInvariant& found) {
        broken = found.expression().substr(0, found.expression().find(':'));
      }
      if (injected) break;
    }
    CHECK(broken == text_of(fault.expected).number);
  }
}

TEST_CASE("a firm that pays a cent more than it holds trips I17, whatever else holds") {
  std::string payer;
  SimulationOptions options;
  options.tamper = [&](World& w, int) {
    const AccountId lab = w.labs.account[0];
    payer = w.inputs.parameters.labs[0].first;
    w.books.ledger.pay(lab, w.books.economy, FlowRow::wages_and_operations,
                       w.books.ledger.cash(lab) + cent);
  };
  try {
    world_fixture::run(small_2026({{"run.years", "1"}}), options);
    FAIL("nothing noticed");
  } catch (const BrokenInvariant& broken) {
    CHECK(broken.expression().starts_with("I17:"));
    CHECK(broken.year() == 2026);
    CHECK(broken.entity() == payer);
    CHECK(broken.details() == "-1 cents");
  }
}

TEST_CASE("a number that is none does not get past the phase that sees it") {
  const std::pair<const char*, std::function<void(World&)>> holes[] = {
      {"own_growth is nan", [](World& w) { w.builders.own_growth[1] = std::nan(""); }},
      {"tier_price is nan", [](World& w) { w.labs.tier_price[0][0] = std::nan(""); }},
      {"hosted_price is nan", [](World& w) { w.catalogue.hosted_price = std::nan(""); }}};
  for (const auto& hole : holes) {
    const char* const what = hole.first;  // clang 14 does not capture a binding
    CAPTURE(what);
    SimulationOptions options;
    options.tamper = [&](World& w, int year) {
      if (year == 2026) hole.second(w);
    };
    try {
      world_fixture::run(small_2026({{"run.years", "2"}}), options);
      FAIL("nothing noticed");
    } catch (const BrokenInvariant& broken) {
      CHECK(broken.year() == 2027);
      CHECK(broken.phase() == "P0");
      CHECK(!broken.entity().empty());
      CHECK(broken.details() == what);
    }
  }
}

TEST_CASE("an infinite number has outgrown its world, which says where") {
  SimulationOptions options;
  options.tamper = [](World& w, int year) {
    if (year == 2026) w.vendors.markup[0] = HUGE_VAL;
  };
  try {
    world_fixture::run(small_2026({{"run.years", "2"}}), options);
    FAIL("nothing noticed");
  } catch (const Overflow& large) {
    CHECK(large.place().year == 2027);
    CHECK(large.place().phase == "P0");
    CHECK(std::string(large.what()).find("an infinite markup") != std::string::npos);
  }
}

TEST_CASE("the world without faults trips nothing, and a firm fails in it") {
  const Recording recording = world_fixture::run(failing_world());
  CHECK(recording.value(recording.first_year + 1, "defaults"_metric) >= 1.0);
}

TEST_CASE("identities that do not apply yet: none") {
  SimulationOptions options;
  options.record_tables = false;
  std::array<std::uint64_t, identity_count + 1> checked{};
  options.tamper = [&](World& w, int) { checked = w.journal.audit_report.checked; };
  world_fixture::run(failing_world(), options);
  std::string idle;
  for (const IdentityText& identity : identities()) {
    if (checked[static_cast<std::size_t>(identity.identity)] == 0) {
      idle += std::string(identity.number) + " ";
    }
  }
  MESSAGE("identities that were not compared in a world with a failure: ",
          idle.empty() ? "none" : idle);
  CHECK(idle.empty());
}

}  // namespace fault_injection_test
