// One SQLite database: its connection, its statements, the lock that makes one process the writer,
// and words for everything that goes wrong, above all who else holds the file. Refuses to know what
// the tables hold (sim/experiments/ensemble_store.hpp).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "core/function_ref.hpp"
#include "sim/results/run_directory.hpp"

namespace overbuild {

/// Somebody else holds the file just now; what was asked can be asked again.
struct StoreBusy : OutputError {
  using OutputError::OutputError;
};

/// "python3 (process 123)" of the other processes that have the file open, as far as this user may
/// see them; empty when there are none.
std::string holders_of(const std::filesystem::path& file);

class StoreConnection {
 public:
  enum class Mode { read, write };

  /// Any name is a file's, ":memory:" included. A writer waits for one that is just dying.
  /// OutputError when the place does not take it, when another process writes it, or when it cannot
  /// be locked.
  StoreConnection(std::filesystem::path file, Mode mode);
  ~StoreConnection();
  StoreConnection(const StoreConnection&) = delete;
  StoreConnection& operator=(const StoreConnection&) = delete;

  [[noreturn]] void fail(const std::string& what) const;
  /// StoreBusy or OutputError unless the code is one of success.
  void check(int code) const;
  void execute(const std::string& sql);
  /// Runs `write` as one transaction; false when somebody holds the file. Readers are not kept out
  /// where the file system allows that.
  bool attempt(FunctionRef<void()> write);
  /// Lets readers and the writer leave each other alone, where the file system allows it; for a
  /// database that is known to be ours.
  void prefer_log();
  /// Empties the database, whatever it holds; StoreBusy when somebody reads it.
  void clear();

  /// Prepared once, reset at each use.
  sqlite3_stmt* prepare(const std::string& sql);
  bool step(sqlite3_stmt* statement);
  /// The only value of a query of one row; empty when there is no row.
  std::string text_of(const std::string& sql);

  static std::string text(sqlite3_stmt* statement, int column);
  static void bind(sqlite3_stmt* statement, int position, std::string_view text);
  static void bind(sqlite3_stmt* statement, int position, std::int64_t number) {
    sqlite3_bind_int64(statement, position, number);
  }

  const std::filesystem::path& file() const { return file_; }
  /// From here on errors say that what was stored is kept.
  void now_writing() { writing_ = true; }

 private:
  void lock();
  bool try_lock();

  std::filesystem::path file_;
  sqlite3* db_ = nullptr;
  int lock_ = -1;
  bool writing_ = false, log_ = false;
  std::map<std::string, sqlite3_stmt*> statements_;
};

}  // namespace overbuild
