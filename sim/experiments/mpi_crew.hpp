// The crew over several processes: rank 0 hands out worlds one by one and takes the records, the
// other ranks run them. Owns what travels between ranks; refuses to know stores. Without MPI in the
// build there is one rank.
#pragma once

#include <memory>
#include <string>

#include "sim/experiments/crew.hpp"

namespace overbuild {

/// Whether this program can take part in what `mpirun` started.
bool built_with_mpi();
/// How many processes `mpirun` started together, as it tells each in every build, and which this
/// is.
int launched_processes();
int launched_rank();

/// Takes part in what `mpirun` started, if it did. The first is alive until the end of the command;
/// others meanwhile are the same session.
class MpiSession {
 public:
  MpiSession();
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  int rank() const;
  int ranks() const;

  /// The text that rank 0 gives, on every rank; all of them call it.
  std::string share(std::string text) const;

  /// On rank 0 of several: hands out `worlds` one by one and gives each record to `take`, as
  /// run_worlds does. On the others: runs worlds until there are no more, and returns 0. Each rank
  /// runs one world at a time, on one thread.
  std::size_t run(const Experiment& experiment, const std::vector<std::size_t>& worlds,
                  const SpecOf& spec, const CrewOptions& options,
                  FunctionRef<bool(WorldRecord&&)> take) const;

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace overbuild
