// Many worlds at once: a configuration read once a thread, worlds run side by side on the crew of
// sim/experiments. Owns what is kept of each world and which worlds are compared; refuses to know
// what is asked of them and how it is shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/experiments/crew.hpp"
#include "sim/experiments/score.hpp"
#include "sim/parameters/parameters.hpp"
#include "sim/results/recording.hpp"
#include "tools/configuration.hpp"
#include "tools/study/bust.hpp"
#include "tools/study/left_out.hpp"
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
  std::size_t place = 0;  ///< of its spec
  std::uint32_t seed = 0, replicate = 0;
  std::vector<DrawnPrior> priors;  ///< those with a number, in declaration order
  Recording recording;             ///< series and names; tables where they were asked for
  std::vector<Failure> failures;
  hindcast::WorldReading targets;  ///< where a record was given
  Bust bust{};
  RunFirms firms;
  std::string broken;  ///< empty when the run is complete

  bool complete() const { return broken.empty(); }
};

/// Worlds of the seeds first to first + count - 1: with replicate k drawn for the k-th, or with
/// priors at their medians.
std::vector<WorldSpec> seeds_from(std::uint32_t first, std::uint32_t count, bool draws);

/// Replicates 0 to count - 1 of one seed, as a hindcast runs them.
std::vector<WorldSpec> replicates_of(std::uint32_t count);

/// Runs worlds of one configuration, in parallel over worlds, and returns those that started, in
/// the order of specs; the others are counted. A world that breaks says so in `broken`.
/// Errors: InputError on a wrong configuration, and when no world starts.
std::vector<Member> run_ensemble(const ConfigRequest&, const std::vector<WorldSpec>& specs,
                                 LeftOut&, bool keep_tables = false);

/// One of several runs of the same worlds.
struct Alternative {
  std::string name;
  std::vector<std::string> sets;  ///< beside those of the configuration
  bool keep_tables = false;
  std::vector<std::string> overlays = {};  ///< files or names, beside those of the configuration
};

/// The same worlds by each alternative, without those that do not come to their end in every one of
/// them: [alternatives][worlds], so that what stands at one place is one world. `record`: what is
/// read against it, if anything. Errors: InputError on a wrong configuration, and when no world
/// starts in all; std::runtime_error when none ends in all.
std::vector<std::vector<Member>> run_paired(const ConfigRequest&, const std::vector<Alternative>&,
                                            const std::vector<WorldSpec>& specs, LeftOut&,
                                            const hindcast::Evidence* record = nullptr);

/// "4 of 7" targets of a split met, or "-" without such targets. What the run begins with, all
/// years to `opening`, is known before it and counts neither way.
std::string targets_met(const hindcast::Evidence&, const hindcast::Scorecard&, hindcast::Split,
                        int opening);

/// The record that belongs to the configuration, if there is one; InputError with its problems.
std::optional<hindcast::Evidence> record_of(const ConfigRequest&);

/// The metric in a year; failures are counted from the opening on. NaN where undefined.
double outcome(const Recording&, int year, Metric);

/// `outcome` of every complete member.
std::vector<double> outcomes(const std::vector<Member>&, int year, Metric);

}  // namespace overbuild::study
