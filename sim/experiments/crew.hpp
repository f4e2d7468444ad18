// Many worlds at once. They run in parallel, each on one thread, or one after another on all
// threads when there are few; records come back to the caller's thread as they are made. Owns the
// threads; refuses to know what a world is and where records go.
#pragma once

#include <cstddef>
#include <functional>

#include "core/function_ref.hpp"
#include "sim/experiments/experiment.hpp"

namespace overbuild {

/// The k-th of the worlds to run.
using SpecOf = std::function<WorldSpec(std::size_t k)>;

struct CrewOptions {
  int threads = 0;  ///< 0 for all cores
  std::function<bool()> interrupted = [] { return false; };
  std::function<void()> tick = [] {};  ///< called now and then on the caller's thread
};

/// Runs worlds 0 to count - 1; `take` gets each record on the calling thread, in the order they are
/// made, and stops the crew by returning false. Returns how many were taken. Errors of `take` stop
/// the crew and go up.
std::size_t run_worlds(const Experiment& experiment, std::size_t count, const SpecOf& spec,
                       const CrewOptions& options, FunctionRef<bool(WorldRecord&&)> take);

}  // namespace overbuild
