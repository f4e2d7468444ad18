// The year. Phases run one after another; each reads what earlier phases and last year left, and
// writes what its line says. Parallelism is inside a phase. `overbuild explain schedule` prints
// this.
#include <set>

#include "core/count.hpp"
#include "sim/simulation.hpp"
#include "sim/world.hpp"

namespace overbuild {

namespace {

struct Phase {
  PhaseInfo info;
  void (*run)(World&);
};

// clang-format off
const Phase year[] = {
  {{"P0",  "exogenous draws", "world",
    "rates energy core_business", "own:rates own:energy own:core_business"}, draw_exogenous},
  {{"P1",  "deliveries, commissioning, failures, scrapping", "vendors, builders, utilities",
    "orders public rent", "fleet stock own:orders power dues"}, deliver_and_scrap},
  {{"P2",  "training ends, leaps, diffusion, open releases", "labs, open labs",
    "research", "capability"}, finish_training},
  {{"P3",  "prices are posted", "vendors, builders, labs",
    "public capability sales rates energy", "rent prices"}, post_prices},
  {{"P4",  "wholesale bargaining", "applications, labs",
    "capability rent prices sales", "app_prices"}, bargain_wholesale},
  {{"P5",  "discovery and procurement", "enterprises, consumers",
    "prices app_prices capability rent budgets", "requests moves sales"}, procure},
  {{"P6",  "capacity allocation", "builders, labs, enterprises",
    "requests fleet commitments rent core_business", "hours served research budgets"}, allocate_capacity},
  {{"P7",  "billing", "everybody",
    "served hours commitments rent debt core_business energy taxable", "deposits own:dues stock_sold"}, bill},
  {{"P8",  "financing", "lenders, investors, builders, labs",
    "public credit_terms own:deposits", "debt shares own:dues own:commitments funding"}, finance},
  {{"P9",  "clearing, resolution, auctions", "all who owe",
    "public own:dues", "deposits debt shares fleet orders commitments estates alive"}, clear_and_resolve},
  {{"P10", "plans are made and signed", "all roles",
    "estates hours funding capability", "public orders plans commitments deposits credit_terms power budgets_of_labs"}, plan_and_sign},
  {{"P11", "learning", "builders",
    "public", "beliefs"}, learn},
  {{"P12", "depreciation, values at market, audit", "everybody",
    "public deposits rent", "fleet values taxable cohorts"}, close_books},
};
// clang-format on

std::set<std::string> words(std::string_view text) {
  std::set<std::string> out;
  std::string word;
  for (const char c : text) {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      out.insert(std::exchange(word, {}));
    }
  }
  if (!word.empty()) out.insert(word);
  return out;
}

/// A phase may not write what it reads from the snapshot, unless each row writes only itself
/// (own:).
void refuse_conflicts() {
  for (const Phase& phase : year) {
    const auto reads = words(phase.info.reads);
    for (const std::string& written : words(phase.info.writes)) {
      OVERBUILD_INVARIANT(!reads.contains(written),
                          "phase " + std::string(phase.info.id) + " reads and writes " + written);
    }
  }
}

void begin_year(World& world) {
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

void audit(World& world) {
  world.books.ledger.audit(world.journal.audit_report);
  world.books.debt.audit(world.books.ledger, world.journal.audit_report);
  world.books.losses.audit(world.books.ledger, world.journal.audit_report);
  world.books.shares.audit(world.journal.audit_report);
  world.books.commitments.audit(world.journal.audit_report);
  audit_units(world);
}

}  // namespace

void advance(World& world, const YearHooks& hooks) {
  begin_year(world);
  for (const Phase& phase : year) {
    if (hooks.interrupted && hooks.interrupted()) throw Interrupted{};
    try {
      world.books.ledger.at(phase.info.id);
      phase.run(world);
      if (world.journal.record_tables) {
        world.journal.recording.phase_digests.push_back(
            {world.inputs.year, phase.info.id, state_digest(world)});
      }
    } catch (const BrokenInvariant& broken) {
      throw broken.placed(world.inputs.year, phase.info.id);
    } catch (const Overflow& large) {
      throw large.placed(world.inputs.year, phase.info.id);
    }
  }
  if (hooks.tamper) hooks.tamper(world, world.inputs.year);
  try {
    audit(world);
  } catch (const BrokenInvariant& broken) {
    throw broken.placed(world.inputs.year, "audit");
  }
  measure(world);
  if (world.journal.record_tables) record_tables(world);
}

const std::vector<PhaseInfo>& schedule() {
  static const std::vector<PhaseInfo> phases = [] {
    refuse_conflicts();
    std::vector<PhaseInfo> list;
    for (const Phase& phase : year) list.push_back(phase.info);
    return list;
  }();
  return phases;
}

}  // namespace overbuild
