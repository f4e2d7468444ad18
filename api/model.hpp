// An opened configuration and its last world, as answers in JSON. Owns what a handle of the C
// interface stands for; throws what the layers below throw, which overbuild.cpp keeps in.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/config/load_from.hpp"
#include "sim/experiments/experiment.hpp"
#include "sim/results/tables.hpp"

namespace overbuild {

/// Problems of a request; the text has them all.
struct RequestRefused : std::runtime_error {
  explicit RequestRefused(const Diagnostics& found)
      : std::runtime_error(found.text()), problems(found) {}
  Diagnostics problems;
};

class Model {
 public:
  using Json = nlohmann::ordered_json;

  /// RequestRefused when the configuration is wrong; std::exception when the request is.
  explicit Model(const std::string& request);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  Json state() const;
  Json parameters();
  Json metrics() const;
  Json explain(const std::string& key) const;
  /// Interrupted when `interrupted` says so in the course of it.
  Json world(
      std::int32_t replicate, bool keep_tables,
      const std::function<bool()>& interrupted = [] { return false; });
  /// Ends the world under way on another thread, with Interrupted there.
  void interrupt() { interrupt_ = true; }
  const double* series() const { return last_.series.empty() ? nullptr : last_.series.data(); }
  Json table(const std::string& name) const;
  /// Its configuration for others to draw worlds from, as long as the model lives; without a record
  /// where no tables are made.
  Scenario scenario(bool record = true) const;
  /// Of the enterprises its worlds began with.
  PopulationMemory& memory() const { return *memory_; }
  /// The world of that replicate, of the first of two equal scenarios; or, when it is negative, the
  /// configuration as it was opened, of the second.
  WorldSpec spec_of(std::int32_t replicate) const;

 private:
  /// Worlds that draw, and the world as configured, with and without tables, each with its own
  /// source.
  struct Runner {
    Experiment experiment;
    WorldRunner worlds{experiment};
  };

  void read_request(const std::string& text);
  std::filesystem::path place_of(const std::string& name) const;
  config::LoadResult bind(Parameters& parameters, const std::vector<config::Override>& more,
                          Diagnostics& problems, const config::LoadExtras& extras) const;
  Runner& runner(bool draws, bool keep_tables);

  std::unique_ptr<config::Documents> documents_;
  bool reads_files_ = false;
  config::LoadRequest request_;
  std::optional<config::Gathered> gathered_;
  std::optional<int> threads_;
  std::atomic<bool> interrupt_{false};
  Parameters bound_{};
  config::LoadResult loaded_;
  config::Sliders sliders_;
  std::unique_ptr<PopulationMemory> memory_;
  std::unique_ptr<Runner> runners_[2][2];
  WorldRecord last_;
  Json findings_;  ///< of the last world whose tables were kept
};

/// The problems as the interface tells them.
nlohmann::ordered_json problems_json(const Diagnostics& problems);

/// What the interface tells of a world whose series holds all metrics; `replicate` as it was asked.
nlohmann::ordered_json world_json(const WorldRecord& record, std::int32_t replicate);

/// A table's meaning and columns, units in the words of a configuration.
nlohmann::ordered_json output_table_json(const OutputTable& table, const Names& names);

/// A value as behind `--set`: texts as they are, others as JSON.
config::Override override_of(const std::string& path, const nlohmann::ordered_json& value);

}  // namespace overbuild
