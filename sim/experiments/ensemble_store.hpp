// One SQLite file for many worlds: what was asked, what each world answered. Owns the schema, the
// single writer with its batches, and every way in which a file can be wrong; refuses to know how
// worlds are made and how results are shown. A killed writer leaves a file that can be continued.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/experiments/experiment.hpp"
#include "sim/parameters/names.hpp"

struct sqlite3;

namespace overbuild {

/// The question a file answers. Another question is refused, saying what differs; only the number of
/// worlds may change.
struct StoredQuestion {
  std::string kind;    ///< "ensemble", "hypotheses", "sensitivity"
  std::string config;  ///< name
  std::string design;  ///< further text that must be the same, for instance a method and its numbers
  std::uint32_t seed = 0;
  std::vector<std::string> metrics, tables;
  struct Group {
    std::string name;
    std::vector<config::ProvenanceRow> parameters;  ///< priors at their medians
  };
  std::vector<Group> scenarios;
};

/// Metrics by year of the complete worlds of one scenario, in order of row.
struct StoredSeries {
  int first_year = 0, years = 0;
  std::vector<std::uint32_t> rows;
  std::vector<double> values;  ///< [rows][years][metrics asked for]
  std::size_t metrics = 0;
  double at(std::size_t world, int year, std::size_t metric) const {
    const auto y = static_cast<std::size_t>(year - first_year);
    return values[(world * static_cast<std::size_t>(years) + y) * metrics + metric];
  }
};

/// A world that did not end.
struct StoredFailure {
  std::string scenario, status, reason, command;
  std::uint32_t row;
};

enum class ExistingFile { continue_or_refuse, replace };

/// Errors, all OutputError: a place that cannot be written, a full disk, a file of something else, a
/// damaged one, another question, another process that writes it. Nothing that was committed is lost.
/// Test: tests/sim/experiments/test_ensemble_store.cpp, tests/cli/ensemble_store.sh.
class EnsembleStore {
 public:
  /// Opens for writing, continuing what is there.
  EnsembleStore(const std::filesystem::path& file, const StoredQuestion& question, ExistingFile);
  /// Opens for reading.
  explicit EnsembleStore(const std::filesystem::path& file);
  ~EnsembleStore();
  EnsembleStore(const EnsembleStore&) = delete;
  EnsembleStore& operator=(const EnsembleStore&) = delete;

  bool has(std::uint32_t scenario, std::uint32_t row) const;
  /// Adds a world to the batch; `command` reproduces it. Batches are committed by time.
  void add(const WorldRecord& record, const std::string& command);
  void commit();
  /// Commits and stores the digest over all (scenario, replicate, digest) in order; returns it.
  std::string finish();
  /// Keeps what was read from the worlds (JSON) beside them; no part of the content digest.
  void keep_answer(const std::string& answer);

  std::string meta(std::string_view key) const;
  std::vector<std::string> scenarios() const;
  std::vector<std::string> metrics() const;
  std::size_t worlds() const;
  /// Metrics that are not stored read as not a number. Rows below `limit` only.
  StoredSeries series(std::string_view scenario, const std::vector<std::string>& metrics,
                      std::uint32_t limit = UINT32_MAX) const;
  /// What the configuration of a scenario calls roles and units.
  Names names(std::string_view scenario) const;
  /// JSON of what priors were settled to, by row; complete worlds only.
  std::vector<std::pair<std::uint32_t, std::string>> parameters(std::string_view scenario) const;
  std::vector<StoredFailure> failures() const;

 private:
  class Connection;
  void create(const StoredQuestion& question);
  void check_question(const StoredQuestion& question);
  void note_existing();
  void prepare_writing(const StoredQuestion& question);
  void add_tables(const WorldRecord& record);
  void put_meta(std::string_view key, const std::string& value);

  std::unique_ptr<Connection> db_;
  std::vector<std::string> scenario_names_, table_files_;
  std::size_t metric_count_ = 0;
  std::vector<std::vector<bool>> present_;  ///< [scenarios][rows]
  std::size_t pending_ = 0;
  std::chrono::steady_clock::time_point last_commit_;
};

}  // namespace overbuild
