// The year: its phases in order, and running one.
// Owns the order; refuses to know how a run begins and ends (sim/simulation.hpp).
#pragma once

#include <functional>
#include <vector>

#include "sim/parts/phase.hpp"

namespace overbuild {

/// What may happen between phases, and before the audit.
struct YearHooks {
  std::function<bool()> interrupted;        ///< asked before each phase; true stops the run
  std::function<void(World&, int)> tamper;  ///< tests only
};

/// One year, phases P0 to P12; with the `state` that the year before left, the digest after each
/// phase is recorded. Errors: Interrupted; BrokenInvariant and Overflow with their place.
void advance(World&, const YearHooks&, StateDigest* state = nullptr);

/// The phases of a year in their order.
const std::vector<Phase>& phases();

/// What `overbuild explain schedule` prints of them.
const std::vector<PhaseInfo>& schedule();

}  // namespace overbuild
