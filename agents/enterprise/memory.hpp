// Why: worlds of one seed and replicate under other settings often begin with the same enterprises,
// and a world of a small configuration spends an eighth of its time on drawing and opening them.
// Owns: the last population that was drawn twice and how it was opened last, given again for the
// same question. Refuses to know: who asks; from several threads at once they may.
// Test: tests/agents/enterprise/test_memory.cpp.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "agents/enterprise/enterprise.hpp"
#include "core/function_ref.hpp"

namespace overbuild {

/// What the opening of a drawn population depends on.
struct OpeningTerms {
  int year;
  std::vector<ServiceOption> options;
  SelfHostTerms self_hosting;
  OpeningTargets targets;
  bool operator==(const OpeningTerms&) const = default;
};

class PopulationMemory {
 public:
  using State = EnterprisePopulation::State;

  /// Draws a population that has its parameters and nothing else.
  void draw(State&);
  /// Opens a population as `draw` left it; `solve` does if these terms were not the last ones.
  OpeningResult open(State&, const OpeningTerms&, FunctionRef<OpeningResult()> solve);

 private:
  struct Opened;
  /// Populations that may be kept: two copies of a few dozen MB.
  static constexpr std::size_t most_enterprises = 50'000;

  std::mutex mutex_;
  std::shared_ptr<const State> asked_;  ///< parameters of the last one drawn
  std::shared_ptr<const State> drawn_;  ///< the same population, once it was asked for twice
  std::shared_ptr<const Opened> opened_;
};

}  // namespace overbuild
