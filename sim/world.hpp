// The state of one world, in parts: what it is computed from, who is in it, what they own and owe,
// the markets of the year, and what it writes down.
// Owns the composition only; the rules are in agents/ and market/, their order in sim/year.cpp.
// Refuses to know files, terminals and experiments.
#pragma once

#include <cstdint>

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

}  // namespace overbuild
