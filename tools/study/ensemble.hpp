// Many worlds at once: a configuration read once a thread, worlds run side by side on the crew of
// sim/experiments. Owns what is kept of each world; refuses to know what is asked of them and how
// it is shown.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/experiments/crew.hpp"
#include "sim/parameters/parameters.hpp"
#include "sim/results/recording.hpp"
#include "tools/configuration.hpp"
#include "tools/study/run_numbers.hpp"

namespace overbuild::study {

struct DrawnPrior {
  std::string path;
  double value;
};

/// A firm that failed.
struct Failure {
  int year;
  std::string firm, role;
};

struct Member {
  Parameters parameters;
  std::uint32_t seed = 0, replicate = 0;
  std::vector<DrawnPrior> priors;  ///< those with a number, in declaration order
  Recording recording;             ///< series and names; tables where they were asked for
  std::vector<Failure> failures;
  RunFirms firms;
  std::string broken;    ///< empty when the run is complete
  bool refused = false;  ///< what was drawn for it does not fit together

  bool complete() const { return broken.empty(); }
};

/// Worlds of the seeds first to first + count - 1: with replicate k drawn for the k-th, or with
/// priors at their medians.
std::vector<WorldSpec> seeds_from(std::uint32_t first, std::uint32_t count, bool draws);

/// Runs worlds of one configuration, in parallel over worlds; results stand in the order of specs.
/// Errors: InputError on a wrong configuration, and where all draws are refused; a world that is
/// refused or breaks says so in `broken`.
std::vector<Member> run_ensemble(const ConfigRequest&, const std::vector<WorldSpec>& specs,
                                 bool keep_tables = false);

/// The metric in a year; failures are counted from the opening on. NaN where undefined.
double outcome(const Recording&, int year, Metric);

/// `outcome` of every complete member.
std::vector<double> outcomes(const std::vector<Member>&, int year, Metric);

}  // namespace overbuild::study
