// One SQLite file for many worlds: what was asked, what each world answered. Owns the schema, the
// single writer with its batches, and every way in which a file can be wrong; refuses to know how
// worlds are made and how results are shown. A killed writer leaves a file that can be continued.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/function_ref.hpp"
#include "sim/experiments/experiment.hpp"
#include "sim/parameters/names.hpp"
#include "sim/results/build.hpp"

namespace overbuild {

/// The question a file answers. Another question is refused, saying what differs; only the number
/// of worlds may change.
struct StoredQuestion {
  std::string kind;    ///< "ensemble", "hypotheses", "sensitivity"
  std::string config;  ///< name
  std::string
      design;  ///< further text that must be the same, for instance a method and its numbers
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

/// What becomes of a file that another build began.
enum class OtherBuild { refuse, mix };

/// What is told and asked while somebody else holds the file.
struct StoreWaiting {
  std::function<void(const std::string& text)> tell = [](const std::string&) {};
  std::function<bool()> interrupted = [] { return false; };
};

class StoreConnection;

/// Errors, all OutputError: a place that cannot be written, a full disk, a file of something else,
/// a damaged one or one with values that this program does not write, another question, another
/// build, another process that writes it. Nothing that was committed is lost. Test:
/// tests/sim/experiments/test_ensemble_store.cpp, tests/cli/ensemble.sh.
class EnsembleStore {
 public:
  /// Opens for writing, continuing what is there.
  EnsembleStore(const std::filesystem::path& file, const StoredQuestion& question, ExistingFile,
                OtherBuild other = OtherBuild::refuse, const Build& build = this_build());
  /// Opens for reading.
  explicit EnsembleStore(const std::filesystem::path& file);
  ~EnsembleStore();
  EnsembleStore(const EnsembleStore&) = delete;
  EnsembleStore& operator=(const EnsembleStore&) = delete;

  void on_waiting(StoreWaiting waiting) { waiting_for_ = std::move(waiting); }

  /// False for a world that failed: it is to be tried again.
  bool has(std::uint32_t scenario, std::uint32_t row) const;
  /// Worlds in the file that failed, when it was opened.
  std::size_t failed_before() const;
  /// Adds a world; `command` reproduces it. Worlds are stored in batches, by time; while somebody
  /// else holds the file they wait in memory, up to 512 MB of them.
  void add(WorldRecord record, const std::string& command);
  /// Stores what waits. OutputError when the file is held and waiting was interrupted.
  void commit();
  /// Commits and stores the digest over all (scenario, replicate, digest) in order; returns it.
  std::string finish();
  /// Keeps what was read from the worlds (JSON) beside them; no part of the content digest.
  void keep_answer(const std::string& answer);

  std::string meta(std::string_view key) const;
  std::vector<std::string> scenarios() const;
  std::vector<std::string> metrics() const;
  /// Those that worlds of this file were run by; the first began it.
  std::vector<Build> builds() const;

  // What follows is about rows below `limit` only.
  std::size_t worlds(std::uint32_t limit = UINT32_MAX) const;
  std::string content_digest(std::uint32_t limit = UINT32_MAX) const;
  /// Metrics that are not stored read as not a number.
  StoredSeries series(std::string_view scenario, const std::vector<std::string>& metrics,
                      std::uint32_t limit = UINT32_MAX) const;
  std::vector<StoredFailure> failures(std::uint32_t limit = UINT32_MAX) const;

  /// What the configuration of a scenario calls roles and units.
  Names names(std::string_view scenario) const;
  /// JSON of what priors were settled to, by row; complete worlds only.
  std::vector<std::pair<std::uint32_t, std::string>> parameters(std::string_view scenario) const;

 private:
  struct Waiting {
    WorldRecord record;
    std::string command;
  };

  void start_again();
  void note_existing();
  void check_layout() const;
  void check_values() const;
  void check_question(const StoredQuestion& question) const;
  void check_build(OtherBuild other);
  void create(const StoredQuestion& question);
  void put_question(const StoredQuestion& question);
  void put_scenario(const StoredQuestion& question, std::size_t scenario);
  void prepare_writing(const StoredQuestion& question);
  bool write_waiting();
  void insist(FunctionRef<void()> write);
  void write(const Waiting& world);
  void write_run(const Waiting& world);
  void write_series(const WorldRecord& record);
  void write_tables(const WorldRecord& record);
  void forget(const WorldRecord& record);
  void put_build(std::int64_t number);
  void put_meta(std::string_view key, const std::string& value);

  Build build_;
  std::unique_ptr<StoreConnection> db_;
  StoreWaiting waiting_for_;
  std::vector<std::string> scenario_names_, table_files_;
  std::size_t metric_count_ = 0;
  std::int64_t build_number_ = 0;  ///< 0: the one that began the file
  std::vector<std::unordered_set<std::uint32_t>> present_, failed_;  ///< [scenarios] rows
  std::vector<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool held_ = false;  ///< the last attempt found the file held
  std::chrono::steady_clock::time_point next_attempt_;
};

}  // namespace overbuild
