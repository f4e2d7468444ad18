// What a world needs and what there is: said before anything starts, since memory that runs out on
// the way costs hours. Owns the estimate and the reading of limits; refuses to know worlds.
#pragma once

#include <cstdint>
#include <string>

#include "sim/parameters/parameters.hpp"

namespace overbuild {

/// The largest world of a command.
struct MemoryNeed {
  std::uint64_t bytes = 0;
  double enterprises = 0.0, workloads = 0.0;  ///< of one enterprise, in the mean
};

/// An estimate, within a quarter of what was measured from 10,000 to 5 million workloads.
/// Test of what is done with it: tests/cli/shortage.sh.
MemoryNeed memory_need(const Parameters& parameters);

struct MemoryLimit {
  std::uint64_t bytes = UINT64_MAX;
  std::string whose;                  ///< "ulimit -v", "this container", "this machine"
  std::uint64_t bytes_of_thread = 0;  ///< what each thread more takes of it besides its world
};

/// What this process may still take now.
MemoryLimit memory_limit();

/// One sentence or two on both.
std::string memory_text(const MemoryNeed& need, const MemoryLimit& limit);

/// InputError when one world does not fit.
void check_memory(const MemoryNeed& need, const MemoryLimit& limit);

}  // namespace overbuild
