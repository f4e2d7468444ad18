// Worlds on their way into a SQLite file: the single writer with its batches, what waits while
// somebody else holds the file, and the numbers of texts that repeat. Refuses to know how worlds
// are made and what is asked of them. A killed writer leaves a file that can be continued.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/function_ref.hpp"
#include "sim/experiments/ensemble_store.hpp"
#include "sim/experiments/experiment.hpp"
#include "sim/experiments/stored_question.hpp"

namespace overbuild {

enum class ExistingFile { continue_or_refuse, replace };

/// What is told and asked while somebody else holds the file.
struct StoreWaiting {
  std::function<void(const std::string& text)> tell = [](const std::string&) {};
  std::function<bool()> interrupted = [] { return false; };
};

/// Writes the rows of one table that worlds record; texts that repeat get a number at their first
/// use, the same number for the same texts in a file that is continued.
class TableWriter {
 public:
  TableWriter(StoreConnection& db, std::string_view file);

  /// Adds the rows of a world; `csv` has the table's header.
  void write(std::int64_t scenario, std::int64_t replicate, const std::string& csv);
  /// Takes the rows of a world away again.
  void forget(std::int64_t scenario, std::int64_t replicate);
  /// To be called when what was written is taken back: its numbers are no longer in the file.
  void numbers_are_gone() { known_.clear(); }

 private:
  void read_known();
  std::int64_t number_of(const std::vector<std::string>& fields);

  StoreConnection& db_;
  std::string rows_, labels_;
  std::vector<bool> repeats_, numbers_;                  ///< [columns]
  std::unordered_map<std::string, std::int64_t> known_;  ///< by the fields that repeat
  std::int64_t highest_ = 0;                             ///< number in use
  std::string key_;                                      ///< of the row at hand
};

/// Errors, all OutputError: those of EnsembleStore, a place that cannot be written, a full disk,
/// another question, another build, another process that writes the file, a file of an earlier
/// layout. Nothing that was committed is lost. Test:
/// tests/sim/experiments/test_ensemble_store.cpp, tests/cli/ensemble.sh.
class StoreWriter : public EnsembleStore {
 public:
  /// Continues what is there.
  StoreWriter(const std::filesystem::path& file, const StoredQuestion& question, ExistingFile,
              OtherBuild other = OtherBuild::refuse, const Build& build = this_build());
  ~StoreWriter() override;

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

 private:
  struct Waiting {
    WorldRecord record;
    std::string command;
  };

  void start_again();
  void prepare_writing(const StoredQuestion& question);
  bool write_waiting();
  void insist(FunctionRef<void()> write);
  void write(const Waiting& world);
  void write_run(const Waiting& world);
  void write_series(const WorldRecord& record);
  void forget(const WorldRecord& record);

  StoreConnection& db_;
  StoreWaiting waiting_for_;
  std::vector<std::string> scenario_names_;
  std::vector<TableWriter> tables_;
  std::size_t metric_count_ = 0;
  std::int64_t build_number_ = 0;  ///< 0: the one that began the file
  std::vector<std::unordered_set<std::uint32_t>> present_, failed_;  ///< [scenarios] rows
  std::vector<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool held_ = false;  ///< the last attempt found the file held
  std::chrono::steady_clock::time_point next_attempt_;
};

}  // namespace overbuild
