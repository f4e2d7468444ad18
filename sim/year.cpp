// The year. Phases run one after another; each reads what earlier phases and last year left. What
// it may read and write is its parameter (sim/parts/access.hpp): `overbuild explain schedule`
// prints that. Parallelism is inside a phase.
#include "sim/year.hpp"

#include "core/count.hpp"
#include "core/lasting.hpp"
#include "sim/books/accounts.hpp"
#include "sim/books/audit_units.hpp"
#include "sim/books/billing.hpp"
#include "sim/books/phase_checks.hpp"
#include "sim/compute/allocation.hpp"
#include "sim/compute/deliver.hpp"
#include "sim/compute/early_delivery.hpp"
#include "sim/compute/exogenous.hpp"
#include "sim/compute/prices.hpp"
#include "sim/compute/procurement.hpp"
#include "sim/compute/training.hpp"
#include "sim/compute/wholesale.hpp"
#include "sim/credit/finance.hpp"
#include "sim/failure/resolution.hpp"
#include "sim/measure/measure.hpp"
#include "sim/measure/tables.hpp"
#include "sim/planning/planning.hpp"
#include "sim/simulation.hpp"
#include "sim/world.hpp"

namespace overbuild {

const std::vector<Phase>& phases() {
  // clang-format off
  static const auto& year = *new std::vector<Phase>{  // as lasting() makes it
    phase<draw_exogenous>("P0", "exogenous draws", "world"),
    phase<deliver_and_scrap>("P1", "deliveries, commissioning, failures, scrapping", "vendors, builders, utilities"),
    phase<finish_training>("P2", "training ends, leaps, diffusion, open releases", "labs, open labs"),
    phase<post_prices>("P3", "prices are posted", "vendors, builders, labs"),
    phase<bargain_wholesale>("P4", "wholesale bargaining", "applications, labs"),
    phase<procure>("P5", "discovery and procurement", "enterprises, consumers"),
    phase<allocate_capacity>("P6", "capacity allocation", "builders, labs, enterprises"),
    phase<bill>("P7", "billing", "everybody"),
    phase<finance>("P8", "financing", "lenders, investors, builders, labs"),
    phase<clear_and_resolve>("P9", "clearing, resolution, auctions", "all who owe"),
    phase<plan_and_sign>("P10", "plans are made and signed", "all roles"),
    phase<deliver_within_year>("P10b", "equipment that is shipped in the year of its order", "vendors, builders"),
    phase<learn>("P11", "learning", "builders"),
    phase<close_books>("P12", "depreciation, values at market, audit", "everybody"),
  };
  // clang-format on
  return year;
}

namespace {

void begin_year(
    Parts<const Builders, const Vendors, const Labs, const Apps, Inputs, Books, Capital, YearTally>
        world) {
  ++world.inputs.year;
  world.books.ledger.begin_year(world.inputs.year);
  world.books.losses.begin_year();
  world.books.debt.compact();
  world.capital.equipment.begin_year(world.inputs.year);
  world.capital.shells.begin_year(world.inputs.year);
  world.tally = YearTally::sized(world.builders.size(), world.vendors.size());
  world.tally.vendor_opening_stock = world.vendors.inventory_units;
  for (const Firms* firms :
       {static_cast<const Firms*>(&world.builders), static_cast<const Firms*>(&world.labs),
        static_cast<const Firms*>(&world.apps)}) {
    for (const AccountId account : firms->account) {
      world.tally.opening_debt += world.books.debt.owed(account);
    }
  }
}

/// What happens between the phases of two years.
const std::vector<PhaseInfo>& between_years() {
  static const auto& list = lasting<std::vector<PhaseInfo>>({
      phase<measure>("", "results", "world").info,
      phase<begin_year>("", "a new year", "world").info,
  });
  return list;
}

void audit(World& world) {
  world.books.ledger.audit(world.journal.audit_report);
  world.books.debt.audit(world.books.ledger, world.journal.audit_report);
  world.books.trade_credit.audit(world.books.ledger, world.journal.audit_report);
  world.books.losses.audit(world.books.ledger, world.journal.audit_report);
  world.books.shares.audit(world.journal.audit_report);
  world.books.commitments.audit(world.journal.audit_report);
  audit_units(world);
  audit_overdrafts(world);
}

/// Says where something went wrong that only knows what it was.
template <class Act>
void at_place(const World& world, std::string_view phase, Act&& act) {
  try {
    act();
  } catch (const BrokenInvariant& broken) {
    throw broken.placed(world.inputs.year, phase);
  } catch (const Overflow& large) {
    throw large.placed(world.inputs.year, phase);
  }
}

void run_phase(World& world, const Phase& phase) {
  world.books.ledger.at(phase.info.id);
  phase.run(world);
  check_numbers(world);
  audit_overdrafts(world);
}

}  // namespace

void advance(World& world, const YearHooks& hooks, StateDigest* state) {
  begin_year(world);
  if (state != nullptr) state->update(world, between_years());
  for (const Phase& phase : phases()) {
    if (hooks.interrupted && hooks.interrupted()) throw Interrupted{};
    at_place(world, phase.info.id, [&] { run_phase(world, phase); });
    if (state == nullptr) continue;
    state->update(world, {&phase.info, 1});
    world.journal.recording.phase_digests.push_back(
        {world.inputs.year, phase.info.id, state->value()});
  }
  if (hooks.tamper) hooks.tamper(world, world.inputs.year);
  at_place(world, "audit", [&] { audit(world); });
  at_place(world, "results", [&] {
    measure(world);
    if (world.journal.record_tables) record_tables(world);
  });
}

const std::vector<PhaseInfo>& schedule() {
  static const auto& list = lasting([] {
    std::vector<PhaseInfo> infos;
    for (const Phase& phase : phases()) infos.push_back(phase.info);
    return infos;
  }());
  return list;
}

}  // namespace overbuild
