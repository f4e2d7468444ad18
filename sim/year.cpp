// The year. Phases run one after another; each reads what earlier phases and last year left, and
// writes what its line says. Parallelism is inside a phase. `overbuild explain schedule` prints
// this.
#include <set>

#include "sim/books/outgrown.hpp"
#include "sim/books/phase_checks.hpp"
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
  ++world.year;
  world.ledger.begin_year(world.year);
  world.losses.begin_year();
  world.equipment.begin_year();
  world.shells.begin_year();
  world.debt.compact();
  world.vendor_opening_stock = world.vendors.inventory_units;
  world.vendor_scrapped.assign(world.vendors.size(), 0);
  for (auto* per_builder : {&world.equipment_spend, &world.shell_spend}) {
    per_builder->assign(world.builders.size(), Money::zero());
  }
  for (auto* per_vendor : {&world.vendor_sales, &world.vendor_cost}) {
    per_vendor->assign(world.vendors.size(), Money::zero());
  }
  world.clearing_claims = world.clearing_paid = world.defaulted_debt = Money::zero();
  world.auction_proceeds = world.auction_cost = world.auction_book = Money::zero();
  world.recoveries = {};
  world.failures_by_cause = {};
  world.cascade_depth = world.reorganisations = 0;
  world.defaults = world.leaps_this_year = 0;
  world.opening_debt = world.debt_service = Money::zero();
  world.vendor_stakes_bought.assign(world.vendors.size(), 0.0);
  for (const Firms* firms :
       {static_cast<const Firms*>(&world.builders), static_cast<const Firms*>(&world.labs),
        static_cast<const Firms*>(&world.apps)}) {
    for (const AccountId account : firms->account) world.opening_debt += world.debt.owed(account);
  }
}

/// Says where something went wrong that only knows what it was.
template <class Act>
void at_place(World& world, std::string_view phase, Act&& act) {
  try {
    act();
  } catch (const BrokenInvariant& broken) {
    throw broken.placed(world.year, phase);
  } catch (const std::overflow_error& overflow) {
    throw outgrown(world, phase, overflow);
  }
}

void audit(World& world) {
  world.ledger.audit(world.audit_report);
  world.debt.audit(world.ledger, world.audit_report);
  world.losses.audit(world.ledger, world.audit_report);
  world.shares.audit(world.audit_report);
  world.commitments.audit(world.audit_report);
  audit_units(world);
  audit_overdrafts(world);
}

void run_phase(World& world, const Phase& phase) {
  world.ledger.at(phase.info.id);
  phase.run(world);
  check_numbers(world);
  audit_overdrafts(world);
  if (!world.record_tables) return;
  world.recording.phase_digests.push_back({world.year, phase.info.id, state_digest(world)});
}

}  // namespace

void advance(World& world, const YearHooks& hooks) {
  begin_year(world);
  for (const Phase& phase : year) {
    if (hooks.interrupted && hooks.interrupted()) throw Interrupted{};
    at_place(world, phase.info.id, [&] { run_phase(world, phase); });
  }
  if (hooks.tamper) hooks.tamper(world, world.year);
  at_place(world, "audit", [&] { audit(world); });
  at_place(world, "results", [&] {
    measure(world);
    if (world.record_tables) record_tables(world);
  });
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
