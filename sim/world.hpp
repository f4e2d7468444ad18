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

/// The parts of the state, each held under the name that its OVERBUILD_PART gives.
using StateParts =
    decltype(TypeList<Inputs, References, Exogenous, Books>{} +  //
             RolesWithFirms{} +                                  //
             TypeList<Customers, Capital, PublicRecord, Progress, Catalogue, Demand, ComputeMarket,
                      CreditMarket, YearTally, Memory, MeasureState>{});

struct World : PartsHeld<StateParts> {
  /// Without enterprises and firms until `populate` and `open_world` (sim/opening/opening.hpp).
  World(const Parameters&, std::uint32_t seed, std::uint32_t replicate);

  Journal journal;  ///< no rule reads it
};

/// f(part) for each part of the state: all but the journal.
template <class AnyWorld, class F>
void for_each_part(AnyWorld& world, F&& f) {
  [&]<class... Part>(TypeList<Part...>) { (f(part_of<Part>(world)), ...); }(StateParts{});
}

}  // namespace overbuild
