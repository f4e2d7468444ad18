// Two runs side by side: whether they are the same, whether they should be, and where they part.
// Owns the search for the first difference; refuses to know files and terminals.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/results/recording.hpp"
#include "sim/results/stored_run.hpp"
#include "sim/results/table.hpp"

namespace overbuild {

/// A key whose values differ; empty where a run does not have it.
struct ParameterDifference {
  std::string path, a, b;
};

/// A state variable of an agent that differs, as written in agents.csv.
struct StateDifference {
  std::string column, unit, a, b;
};

/// The first year in which an agent or a metric differs, the phase in which that begins, and all
/// differing agents of the first year in which any differs, the one that differs most first.
struct Parting {
  struct Moment {
    int year;
    std::string phase;
  };

  bool seen = false;  ///< false: nothing that a run writes ever differs
  int year = 0;
  std::string phase;  ///< "opening" when agents differ before any phase does; empty when unknown
  /// From when on the state differs in what no agent and no metric shows before `year`: an input
  /// that acts later, for instance.
  std::optional<Moment> unseen;
  std::vector<std::string> agents;
  int agents_year = 0;
  std::vector<StateDifference> states;  ///< of the first of the agents, at the end of agents_year
};

struct Comparison {
  bool same_input = false;  ///< configuration, seed, replicate
  bool same_build = false;  ///< version, sources and compiler
  bool identical = false;   ///< result digest, digests and series
  std::vector<ParameterDifference> parameters;
  std::optional<Parting> parting;
  std::optional<int> first_series_year;    ///< first year in which a metric differs
  std::vector<std::string> first_metrics;  ///< the metrics that differ in it
};

/// Test: tests/sim/results/test_comparison.cpp.
Comparison compare(const StoredRun& a, const StoredRun& b);

/// What the runs came to, side by side: findings of both (sim/results/findings.hpp).
Table outcome_table(const Recording& a, const Recording& b);

/// The words of both runs, or the code's where they differ.
Names shared_names(const StoredRun& a, const StoredRun& b);

/// Headline metrics at the first, a middle and the last common year with their differences; for
/// people in $bn and %, else in the metrics' own units.
Table headline_table(const StoredRun& a, const StoredRun& b, bool for_people);

}  // namespace overbuild
