// A run directory read back, as far as comparing runs needs it. Owns the checks that tell a run
// directory from anything else; refuses to know what a comparison looks for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/diagnostics.hpp"
#include "sim/parameters/names.hpp"
#include "sim/results/manifest.hpp"

namespace overbuild {

/// One cell of agents.csv as written.
struct StoredState {
  int year;
  std::string agent, column, unit, value;
};

/// One row of digests.csv; exactly one of phase and agent is empty.
struct StoredDigest {
  int year;
  std::string phase, agent, digest;
};

struct StoredMetric {
  std::string unit;
  std::map<int, double> values;  ///< by year, defined years only
};

struct StoredRun {
  std::filesystem::path directory;
  Manifest manifest;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< path, value in file order
  std::vector<std::string> metric_order;
  std::map<std::string, StoredMetric> metrics;
  std::vector<StoredState> states;
  std::vector<StoredDigest> digests;
  std::map<std::string, std::string> labels;  ///< "Oracle (builder)" by agent
  Names names;                                ///< what the run calls roles and units
};

/// Reads manifest, parameters, series, agents and digests; what is missing or malformed is a
/// diagnostic that names file, line and what was expected. Test:
/// tests/sim/results/test_comparison.cpp.
std::optional<StoredRun> read_run(const std::filesystem::path& directory, Diagnostics& diagnostics);

}  // namespace overbuild
