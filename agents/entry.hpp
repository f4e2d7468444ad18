// New builders: who might enter, and when. Owns the hazard of entry (docs/odd.md, 7.6): imitation
// from a finite pool, while capital in service earns more than the hurdle and money is to be had.
// Refuses to know how entrants are paid for (sim/credit/finance.cpp) and what they build.
#pragma once

#include <cstddef>

#include "market/observables.hpp"

namespace overbuild {

struct EntryParameters {
  double pool;      ///< firms that could ever enter
  double hazard;    ///< entrants a year per firm imitated and point of excess return
  double imitated;  ///< firms that serve as a model before anybody has entered
};

/// Chance that one member of the pool that has not entered yet does so this year.
/// `entered`: entrants so far; `appetite`: money on offer over that of the opening; `hurdle`: cost
/// of capital of the sector. Sources: Geroski 1995; Klepper 1996.
double entry_probability(const EntryParameters&, const Observables&, double entered,
                         double appetite, double hurdle);

}  // namespace overbuild
