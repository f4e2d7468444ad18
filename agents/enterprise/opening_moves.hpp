// Why: where a few large buyers are a way of being served, no constant meets what the record says
// was spent on it: spend jumps by one of them. Who is nearly indifferent may as well have signed
// for another way. Owns which workloads do so: the most nearly indifferent first, as long as it
// brings spend nearer. Refuses to know what a workload is and how constants are solved
// (opening_fit.hpp). Test: tests/agents/enterprise/test_opening_moves.cpp.
#pragma once

#include <cstdint>
#include <vector>

#include "agents/enterprise/opening_fit.hpp"
#include "core/function_ref.hpp"

namespace overbuild {

/// Another way for one workload to be served, and what it loses by it.
struct OpeningMove {
  double cost;           ///< ln surplus given up
  std::uint64_t entity;  ///< ties go by entity, then by the number of the workload in it
  std::uint32_t number;
  std::uint8_t to;           ///< what it does instead
  std::size_t chunk, index;  ///< where it is
};

/// Yearly net gain of own hosting over what is bought, of ln surpluses and usd; above zero for a
/// workload that hosts its own `all_the_same`, whatever it loses by that.
double own_hosting_net(double self, double bought, double hurdle, bool all_the_same);

/// ln surplus given up by own hosting, none where it only misses the sum of what is bought and the
/// hurdle.
double own_hosting_cost(double self, double bought, double ln_hurdle);

/// Makes moves as long as some bring `spend` nearer to the target; returns what is spent then.
/// `difference` makes a move and says by how much spend changes; `undo` takes that one back.
ModeSpend meet_targets(const ByMode& target, ModeSpend spend, std::vector<OpeningMove> moves,
                       FunctionRef<ModeSpend(const OpeningMove&)> difference,
                       FunctionRef<void()> undo);

}  // namespace overbuild
