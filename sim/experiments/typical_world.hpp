// Which world of an ensemble is typical: the one whose outcomes lie nearest to the medians of all.
// Owns the outcomes it is judged by; refuses to know how it is shown.
// Test: tests/sim/experiments/test_typical_world.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/experiments/ensemble_store.hpp"

namespace overbuild {

/// One outcome of the typical world, and the share of worlds that lie below it (half of those that
/// are equal counted).
struct TypicalOutcome {
  std::string name;
  double rank;
};

struct TypicalWorld {
  std::uint32_t replicate = 0;
  std::size_t worlds = 0;
  std::vector<TypicalOutcome> outcomes;
};

/// Shares of worlds below each, half of the equal ones counted; what is not a number is in the
/// middle. [worlds]
std::vector<double> mid_ranks(std::span<const double> values);

/// Nothing where the file has no complete world or none of the outcomes.
std::optional<TypicalWorld> typical_world(const EnsembleStore& store, const std::string& scenario,
                                          std::uint32_t rows);

}  // namespace overbuild
