// One world from configuration to result: the function every command and experiment calls.
// Owns the order open -> years -> close; refuses to know files, terminals and command lines.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/parameters/parameters.hpp"
#include "sim/results/recording.hpp"

namespace overbuild {

class PopulationMemory;
struct World;

struct SimulationOptions {
  bool record_workloads = false;       ///< every change of mode instead of the keyed sample
  bool record_tables = true;           ///< false keeps only series and digests (ensembles)
  bool digests = true;                 ///< false leaves them zero: nobody compares results
  bool phase_digests = true;           ///< with tables, what each phase left; false: nobody looks
  PopulationMemory* memory = nullptr;  ///< of worlds that often begin with the same enterprises
  std::function<bool()> interrupted;   ///< asked once a phase; true stops the run
  std::function<void(std::int64_t done, std::int64_t years)> after_year;
  std::function<void(Recording&&)> on_failure;  ///< what was recorded before an invariant broke
  std::function<void(World&)> populated;        ///< tests only: called before anything has an owner
  std::function<void(World&, int year)> tamper;  ///< tests only: called just before the audit
};

/// Thrown when `interrupted` answered true: nothing of the run is kept, or what was finished is and
/// the user has been told.
struct Interrupted {
  bool told = false;
};

/// Runs one world. Pure in (parameters, seed, replicate): threads and recording do not change it.
/// Errors: BrokenInvariant when an identity fails. Test: tests/sim/test_simulation.cpp.
Recording simulate(const Parameters&, std::uint32_t seed, std::uint32_t replicate,
                   const SimulationOptions& = {});

}  // namespace overbuild
