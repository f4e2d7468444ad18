// Worlds of an experiment: what is kept of each, and how one of them runs. Refuses to know how many
// run at once (crew.hpp), stores and terminals.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/experiments/world_source.hpp"
#include "sim/results/recording.hpp"

namespace overbuild {

class PopulationMemory;

/// What is kept of a world.
struct WorldRecord {
  std::uint32_t scenario = 0, row = 0, replicate = 0;
  /// `refused`: what was drawn does not fit together; `failed`: a promise of the program broke;
  /// `starved`: memory or threads ran out, which says nothing about the world.
  enum class Status { complete, refused, failed, starved } status = Status::failed;
  std::string digest;      ///< of the result, or of the reason when it is not complete
  std::string parameters;  ///< JSON of what the priors were settled to
  std::string reason;      ///< why it is not complete
  double seconds = 0.0;
  int first_year = 0;
  std::vector<double> series;       ///< [years][metrics of the experiment]
  std::vector<std::string> tables;  ///< [tables of the experiment] CSV text with header
  std::vector<double> readings{};   ///< what `readings` of the experiment took from it
};

struct Experiment {
  std::vector<Scenario> scenarios;
  std::vector<Metric> metrics;
  std::vector<std::string> tables;  ///< files of output_tables() that are kept, for instance
                                    ///< "agents.csv"
  /// Sees each complete world on the thread that ran it, tables included where it is given, and
  /// where its parameters come from.
  std::function<void(const WorldSpec&, const WorldSource&, const Recording&)> read = {};
  /// Numbers that are kept of each complete world, tables included; called like `read`.
  std::function<std::vector<double>(const WorldSpec&, const Recording&)> readings = {};
  bool every_workload = false;  ///< `read` sees every change of mode instead of the keyed sample's
  bool digests = true;          ///< false leaves a complete world's digest empty
  PopulationMemory* memory = nullptr;  ///< where its worlds often begin with the same enterprises
};

/// Runs worlds of an experiment on the calling thread.
class WorldRunner {
 public:
  explicit WorldRunner(const Experiment& experiment) : experiment_(experiment) {}
  /// A world that breaks says why in its record; Interrupted goes up.
  WorldRecord run(const WorldSpec& spec, const std::function<bool()>& interrupted);

 private:
  WorldSource& source(std::uint32_t scenario);
  void keep(WorldRecord& record, const Recording& recording, const WorldSource& from) const;

  const Experiment& experiment_;
  std::vector<std::unique_ptr<WorldSource>> sources_;
};

}  // namespace overbuild
