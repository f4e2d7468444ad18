#include "sim/experiments/store_connection.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <thread>

#include <fmt/format.h>

namespace overbuild {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A reader waits this long for a writer; a writer asks again instead.
constexpr std::chrono::milliseconds patience_of_reader = 10s, patience_of_writer = 200ms;
/// How long a killed process may take to let go of its lock.
constexpr std::chrono::milliseconds time_to_die = 3s, pause = 20ms;
/// Where the lock lies: one byte far behind those that SQLite locks, since network drives make one
/// kind of lock of all.
constexpr off_t lock_byte = off_t{1} << 60;

bool is_about_locks(int code) {
  switch (code) {
    case SQLITE_IOERR_LOCK:
    case SQLITE_IOERR_RDLOCK:
    case SQLITE_IOERR_UNLOCK:
    case SQLITE_IOERR_CHECKRESERVEDLOCK:
    case SQLITE_PROTOCOL: return true;
    default: return false;
  }
}

constexpr const char* no_locks =
    "this file system cannot lock files, as some network drives; write to a local disk and copy "
    "the "
    "file";

/// What a person can do about an SQLite error.
std::string explain(int code, const char* message, const fs::path& file) {
  if (is_about_locks(code)) return fmt::format("cannot be locked: {}", no_locks);
  switch (code & 0xff) {
    case SQLITE_FULL: return "the disk is full";
    case SQLITE_READONLY: return "it cannot be written (read-only)";
    case SQLITE_CANTOPEN: return "it cannot be opened or made there";
    case SQLITE_PERM:
    case SQLITE_AUTH: return "permission denied";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: {
      const std::string holders = holders_of(file);
      return holders.empty()
                 ? "it is locked, and by no process that can be seen from here: another user's, "
                   "another machine's, or a network drive without working locks"
                 : fmt::format("{} holds it", holders);
    }
    case SQLITE_CORRUPT: return fmt::format("the database is damaged ({})", message);
    case SQLITE_NOTADB: return "it is not a database";
    case SQLITE_IOERR: return fmt::format("the disk refuses (full or broken: {})", message);
    default: return message;
  }
}

std::string name_of_process(const fs::path& process) {
  std::ifstream stream(process / "comm");
  std::string name;
  std::getline(stream, name);
  return name;
}

bool has_open(const fs::path& process, const struct stat& wanted) {
  std::error_code error;
  for (fs::directory_iterator entry(process / "fd", error), end; !error && entry != end;
       entry.increment(error)) {
    struct stat found {};
    if (stat(entry->path().c_str(), &found) == 0 && found.st_dev == wanted.st_dev &&
        found.st_ino == wanted.st_ino) {
      return true;
    }
  }
  return false;
}

/// Memory shared between processes, which a write-ahead log needs, is not shared between machines.
bool on_network_drive(const fs::path& file) {
  constexpr unsigned long networks[] = {0x6969,     0x517B,     0xFF534D42, 0xFE534D42, 0x65735546,
                                        0x01021997, 0x00C36400, 0x5346414F, 0x0BD00BD0, 0x47504653};
  struct statfs drive {};
  if (statfs(file.c_str(), &drive) != 0) return true;
  const auto type = static_cast<unsigned long>(drive.f_type) & 0xFFFFFFFFul;
  return std::find(std::begin(networks), std::end(networks), type) != std::end(networks);
}

}  // namespace

std::string holders_of(const fs::path& file) {
  struct stat wanted {};
  if (stat(file.c_str(), &wanted) != 0) return {};
  const std::string own = std::to_string(getpid());
  std::string holders;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string number = entry->path().filename().string();
    if (number.find_first_not_of("0123456789") != std::string::npos || number == own) continue;
    if (!has_open(entry->path(), wanted)) continue;
    holders += fmt::format("{}{} (process {})", holders.empty() ? "" : ", ",
                           name_of_process(entry->path()), number);
  }
  return holders;
}

StoreConnection::StoreConnection(fs::path file, Mode mode) : file_(std::move(file)) {
  const bool writing = mode == Mode::write;
  if (writing) lock();
  const int flags = writing ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const fs::path place = fs::absolute(file_);  // a relative ":memory:" is no file to SQLite
  check(sqlite3_open_v2(place.c_str(), &db_, flags, nullptr));
  sqlite3_extended_result_codes(db_, 1);
  const auto patience = writing ? patience_of_writer : patience_of_reader;
  sqlite3_busy_timeout(db_, static_cast<int>(patience.count()));
}

StoreConnection::~StoreConnection() {
  for (auto& [text, statement] : statements_) sqlite3_finalize(statement);
  // One file, that can be copied and read from anywhere; a reader that is still there keeps the
  // log.
  if (log_) sqlite3_exec(db_, "PRAGMA journal_mode=DELETE", nullptr, nullptr, nullptr);
  sqlite3_close(db_);
  if (lock_ >= 0) ::close(lock_);  // after SQLite: closing drops all locks on the file
}

void StoreConnection::prefer_log() {
  execute("PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY");
  if (on_network_drive(file_)) return;
  log_ = true;
  // Refused while somebody reads a file without a log; then writing waits for readers.
  sqlite3_exec(db_, "PRAGMA journal_mode=WAL", nullptr, nullptr, nullptr);
}

void StoreConnection::fail(const std::string& what) const {
  throw OutputError(fmt::format("{}: {}", file_.string(), what));
}

void StoreConnection::check(int code) const {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  const char* message = db_ != nullptr ? sqlite3_errmsg(db_) : sqlite3_errstr(code);
  const std::string text = explain(code, message, file_);
  const int kind = code & 0xff;
  if (kind == SQLITE_BUSY || kind == SQLITE_LOCKED) {
    throw StoreBusy(fmt::format("{}: {}", file_.string(), text));
  }
  fail(text +
       (writing_ ? "; the worlds stored so far are kept, and the same command goes on" : ""));
}

void StoreConnection::execute(const std::string& sql) {
  check(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr));
}

bool StoreConnection::attempt(FunctionRef<void()> write) {
  try {
    // Exclusive: nothing between here and the commit can find the file held.
    execute("BEGIN EXCLUSIVE");
  } catch (const StoreBusy&) {
    return false;
  }
  try {
    write();
    execute("COMMIT");
  } catch (...) {
    for (auto& [text, statement] : statements_) sqlite3_reset(statement);
    sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
  return true;
}

void StoreConnection::clear() {
  for (auto& [text, statement] : statements_) sqlite3_finalize(statement);
  statements_.clear();
  check(sqlite3_db_config(db_, SQLITE_DBCONFIG_RESET_DATABASE, 1, nullptr));
  const int emptied = sqlite3_exec(db_, "VACUUM", nullptr, nullptr, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_RESET_DATABASE, 0, nullptr);
  check(emptied);
}

sqlite3_stmt* StoreConnection::prepare(const std::string& sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (statement == nullptr) check(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr));
  sqlite3_reset(statement);
  return statement;
}

bool StoreConnection::step(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  check(code);
  return code == SQLITE_ROW;
}

std::string StoreConnection::text_of(const std::string& sql) {
  sqlite3_stmt* statement = prepare(sql);
  std::string value;
  if (step(statement)) value = text(statement, 0);
  sqlite3_reset(statement);
  return value;
}

std::string StoreConnection::text(sqlite3_stmt* statement, int column) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

void StoreConnection::bind(sqlite3_stmt* statement, int position, std::string_view text) {
  // A view of nothing has no address, which SQLite would take for NULL.
  sqlite3_bind_text(statement, position, text.empty() ? "" : text.data(),
                    static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

bool StoreConnection::try_lock() {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  whole.l_start = lock_byte;
  whole.l_len = 1;
  if (fcntl(lock_, F_OFD_SETLK, &whole) == 0) return true;
  const int reason = errno;
  if (reason == EAGAIN || reason == EACCES) return false;
  ::close(lock_);
  lock_ = -1;
  fail(fmt::format("cannot be locked ({}): {}", std::strerror(reason), no_locks));
}

void StoreConnection::lock() {
  lock_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) fail(fmt::format("cannot be written: {}", std::strerror(errno)));
  const auto end = std::chrono::steady_clock::now() + time_to_die;
  while (!try_lock()) {
    if (std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(pause);
      continue;
    }
    ::close(lock_);
    lock_ = -1;
    const std::string holders = holders_of(file_);
    fail("another process is writing this file" +
         (holders.empty() ? "; it cannot be seen from here, as on another machine"
                          : ": " + holders));
  }
}

}  // namespace overbuild
