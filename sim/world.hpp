// The state of one world, in parts: what it is computed from, who is in it, what they own and owe,
// the markets of the year, and what it writes down.
// Owns the composition only; the rules are in agents/ and market/, their order in sim/year.cpp.
// Refuses to know files, terminals and experiments.
#pragma once

#include <functional>

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

struct World {
  World(const Parameters&, std::uint32_t seed, std::uint32_t replicate);

  Inputs inputs;
  References references;
  Exogenous exogenous;

  Books books;

  Builders builders;
  Vendors vendors;
  Labs labs;
  OpenLabs open_labs;
  Apps apps;
  Lenders lenders;
  Investors investors;
  Utilities utilities;
  Customers customers;

  Capital capital;
  PublicRecord public_record;
  Progress progress;
  Catalogue catalogue;
  Demand demand;
  ComputeMarket compute;
  CreditMarket credit;

  YearTally tally;
  Memory memory;
  MeasureState measured;
  Journal journal;
};

/// f(part) for each part of the state: all but the journal, which no rule reads.
template <class AnyWorld, class F>
void for_each_part(AnyWorld& world, F&& f) {
  // All of them: one too few or too many does not compile.
  auto& [inputs, references, exogenous, books, builders, vendors, labs, open_labs, apps, lenders,
         investors, utilities, customers, capital, public_record, progress, catalogue, demand,
         compute, credit, tally, memory, measured, journal] = world;
  const auto each = [&](auto&... part) { (f(part), ...); };
  each(inputs, references, exogenous, books, builders, vendors, labs, open_labs, apps, lenders,
       investors, utilities, customers, capital, public_record, progress, catalogue, demand,
       compute, credit, tally, memory, measured);
}

/// Draws the enterprises.
void populate(World&);

/// Opening balance sheets, fleets, prices, menus and commitments of a populated world, posted and
/// solved so that the opening year reproduces the record (sim/opening/).
void open_world(World&);

/// One year, phases P0 to P12 (sim/year.cpp).
struct YearHooks {
  std::function<bool()> interrupted;
  std::function<void(World&, int)> tamper;
};
void advance(World&, const YearHooks&);

/// Builders that enter ask for money with everybody else in P8; who gets none sleeps on
/// (sim/phases/entry.cpp).
void found_builders(Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors,
                          const Lenders, const Investors, Builders, CreditMarket>);
void confirm_founders(Parts<const Inputs, const Books, Builders, CreditMarket, Journal>);

/// Draws what a builder believes before it has a record of its own (sim/fresh_beliefs.cpp).
void fresh_beliefs(Parts<const Inputs, const PublicRecord, Builders>, std::size_t builder);

/// Hours of inference behind the opening year's sales, and the labs' first research plans.
void need_opening_inference(Parts<const Inputs, const References, const OpenLabs, const Apps,
                                  const Catalogue, Labs, Customers, Demand, ComputeMarket>);
void plan_labs(Parts<const Inputs, const References, const PublicRecord, const Books,
                     const Builders, const Progress, const ComputeMarket, Labs>);

// The phases, one function each. What a phase may read and write is its list of parts.
/// P0
void draw_exogenous(Parts<const Inputs, Exogenous, Builders, Vendors>);
/// P1
void deliver_and_scrap(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const ComputeMarket,
          Books, Vendors, Utilities, Capital, YearTally, Journal>);
/// P2
void finish_training(Parts<const Inputs, const References, const Books, Labs, OpenLabs, Progress,
                           YearTally, Journal>);
/// P3
void post_prices(
    Parts<const Inputs, const References, const Exogenous, const PublicRecord, const OpenLabs,
          const Customers, const Capital, const Demand, Vendors, Labs, Catalogue, ComputeMarket>);
/// P4
void bargain_wholesale(
    Parts<const Inputs, const References, const Labs, const OpenLabs, const Customers, const Demand,
          const ComputeMarket, const Memory, Apps, Catalogue>);
/// P5
void procure(
    Parts<const Inputs, const References, const Exogenous, const PublicRecord, const Vendors,
          const OpenLabs, const Capital, Labs, Apps, Customers, Catalogue, Demand, ComputeMarket>);
/// P6
void allocate_capacity(
    Parts<const Inputs, const Books, const Vendors, const Capital, const Catalogue, Builders, Labs,
          OpenLabs, Apps, Customers, ComputeMarket>);
/// P7
void bill(Parts<const Inputs, const Exogenous, const Builders, const OpenLabs, const Utilities,
                const Customers, const Capital, const Progress, const Catalogue, const Demand,
                const Memory, Books, Vendors, Labs, Apps, ComputeMarket, YearTally>);
/// P8
void finance(Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors, const OpenLabs,
                   const Apps, const Utilities, const Capital, const ComputeMarket, const Memory,
                   Books, Builders, Labs, Lenders, Investors, CreditMarket, YearTally, Journal>);
/// P9
void clear_and_resolve(
    Parts<const Inputs, const Exogenous, const PublicRecord, Books, Builders, Vendors, Labs,
          OpenLabs, Apps, Lenders, Investors, Utilities, Capital, ComputeMarket, CreditMarket,
          YearTally, Memory, MeasureState, Journal>);
/// P10
void plan_and_sign(Parts<const Inputs, const References, const Exogenous, const Customers,
                         const Progress, const Catalogue, const ComputeMarket, const CreditMarket,
                         PublicRecord, Books, Builders, Vendors, Labs, OpenLabs, Apps, Lenders,
                         Investors, Utilities, Capital, YearTally, Memory, Journal>);
/// P11
void learn(Parts<const PublicRecord, Builders>);
/// P12
void close_books(
    Parts<const Inputs, const References, const Exogenous, const PublicRecord, const OpenLabs,
          const Lenders, const Utilities, const ComputeMarket, const YearTally, Books, Builders,
          Vendors, Labs, Apps, Investors, Capital, Memory>);

/// The year's results by firm, from the ledger (sim/phases/accounts.cpp).
void measure_results(Parts<const Inputs, const Books, const Investors, Builders, Vendors, Labs,
                           OpenLabs, Apps, Lenders, Utilities>);

/// Entry and exit of applications, part of P10 (sim/phases/wholesale.cpp).
void enter_and_leave(Parts<const Inputs, Books, Apps, Memory, Journal>);

/// Identities I7 to I9, I11, I16, from the state that other layers own (sim/audit_units.cpp).
void audit_units(World&);
/// The year's metrics and tables into the recording (sim/measure.cpp).
void measure(World&);
void measure_predicates(World&);  // what hypotheses are stated in
void measure_opening(World&);
/// Returns of cohorts, known at the end (sim/returns.cpp).
void measure_returns(World&);
/// Rows of the run directory for the year just closed (sim/tables.cpp).
void record_tables(World&);
void record_opening_tables(World&);
/// Digest of the state that a phase can change.
std::uint64_t state_digest(const World&);

}  // namespace overbuild
