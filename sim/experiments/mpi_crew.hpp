// The crew over several processes: rank 0 hands out worlds one by one and takes the records, the
// other ranks run them. Owns what travels between ranks; refuses to know stores. Without MPI in the
// build there is one rank.
#pragma once

#include <memory>

#include "sim/experiments/crew.hpp"

namespace overbuild {

/// Takes part in what `mpirun` started, if it did; alive until the end of the command.
class MpiSession {
 public:
  MpiSession();
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  int rank() const;
  int ranks() const;

  /// On rank 0 of several: hands out `worlds` one by one and gives each record to `take`, as
  /// run_worlds does. On the others: runs worlds until there are no more, and returns 0. Each rank
  /// runs one world at a time, on one thread.
  std::size_t run(const Experiment& experiment, const std::vector<std::size_t>& worlds,
                  const SpecOf& spec, const CrewOptions& options,
                  FunctionRef<bool(WorldRecord&&)> take) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace overbuild
