#include "sim/experiments/ensemble_store.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <map>

#include <fmt/format.h>

#include "core/digest.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/manifest.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/results/tables.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;

/// In the header of the file: "OVBD".
constexpr int application_id = 0x4F564244;
constexpr std::string_view layout = "1";
constexpr std::chrono::milliseconds batch_time{1000};
constexpr std::size_t batch_worlds = 512;
constexpr std::size_t shown_differences = 12;

/// What a person can do about an SQLite error.
std::string explain(int code, const char* message) {
  switch (code & 0xff) {
    case SQLITE_FULL: return "the disk is full";
    case SQLITE_READONLY: return "it cannot be written (read-only)";
    case SQLITE_CANTOPEN: return "it cannot be opened or made there";
    case SQLITE_PERM:
    case SQLITE_AUTH: return "permission denied";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another process uses it";
    case SQLITE_CORRUPT: return fmt::format("the database is damaged ({})", message);
    case SQLITE_NOTADB: return "it is not a database";
    case SQLITE_IOERR: return fmt::format("the disk refuses (full or broken: {})", message);
    default: return message;
  }
}

}  // namespace

/// The SQLite connection, its prepared statements and the lock that makes one process the writer.
class EnsembleStore::Connection {
 public:
  Connection(fs::path file, bool writing) : file_(std::move(file)) {
    if (writing) lock();
    const int flags = writing ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    check(sqlite3_open_v2(file_.c_str(), &db_, flags, nullptr));
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_busy_timeout(db_, 60000);
  }
  ~Connection() {
    for (auto& [text, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(db_);
    if (lock_ >= 0) ::close(lock_);  // after SQLite: closing drops all locks on the file
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[noreturn]] void fail(const std::string& what) const {
    throw OutputError(fmt::format("{}: {}", file_.string(), what));
  }

  void check(int code) const {
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
    const char* message = db_ != nullptr ? sqlite3_errmsg(db_) : sqlite3_errstr(code);
    fail(explain(code, message) +
         (writing_ ? "; the worlds stored so far are kept, and the same command goes on" : ""));
  }

  void execute(const std::string& sql) { check(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr)); }

  /// Prepared once, reset at each use.
  sqlite3_stmt* prepare(const std::string& sql) {
    sqlite3_stmt*& statement = statements_[sql];
    if (statement == nullptr) check(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr));
    sqlite3_reset(statement);
    return statement;
  }

  bool step(sqlite3_stmt* statement) {
    const int code = sqlite3_step(statement);
    check(code);
    return code == SQLITE_ROW;
  }

  std::string text(sqlite3_stmt* statement, int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    return bytes == nullptr ? std::string{}
                            : std::string(bytes, static_cast<std::size_t>(
                                                     sqlite3_column_bytes(statement, column)));
  }

  static void bind(sqlite3_stmt* statement, int position, std::string_view text) {
    sqlite3_bind_text(statement, position, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
  }

  const fs::path& file() const { return file_; }
  void now_writing() { writing_ = true; }

 private:
  void lock() {
    lock_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock_ < 0) fail(fmt::format("cannot be written: {}", std::strerror(errno)));
    if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
    const int reason = errno;
    ::close(lock_);
    lock_ = -1;
    fail(reason == EWOULDBLOCK ? "another process is writing this file"
                               : fmt::format("cannot be locked: {}", std::strerror(reason)));
  }

  fs::path file_;
  sqlite3* db_ = nullptr;
  int lock_ = -1;
  bool writing_ = false;
  std::map<std::string, sqlite3_stmt*> statements_;
};

namespace {

/// Names made of letters, digits and _ come from this program; quoting keeps SQL's words out.
std::string sql_name(std::string_view name) { return fmt::format("\"{}\"", name); }

std::string table_name(std::string_view file) {
  return std::string(file.substr(0, file.find('.')));
}

/// The series in the shape of series.csv.
std::string long_view(const std::vector<std::string>& metrics) {
  std::string sql = "CREATE VIEW series_long AS ";
  for (std::size_t k = 0; k < metrics.size(); ++k) {
    const MetricInfo& info = metric_table[static_cast<std::size_t>(*find_metric(metrics[k]))];
    sql += fmt::format(
        "{}SELECT scenario, replicate, year, '{}' AS metric, '{}' AS unit, {} AS value FROM series "
        "WHERE {} IS NOT NULL",
        k == 0 ? "" : " UNION ALL ", info.name, info.unit, sql_name(info.name), sql_name(info.name));
  }
  return sql;
}

std::string joined(const std::vector<std::string>& list) { return fmt::format("{}", fmt::join(list, ",")); }

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> list;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    list.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return list;
}

/// Numbers of threads and worlds are not part of the question.
bool part_of_question(const config::ProvenanceRow& row) {
  return row.path != "run.threads" && row.path != "run.replicate";
}

std::string shown(const config::ProvenanceRow& row) { return row.prior.empty() ? row.value : row.prior; }

/// The header of an SQLite file, an empty file, or something else.
enum class FileKind { absent, empty, sqlite, other };
FileKind kind_of(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) return FileKind::absent;
  if (!fs::is_regular_file(file, error)) return FileKind::other;
  std::array<char, 16> head{};
  std::FILE* stream = std::fopen(file.c_str(), "rb");
  if (stream == nullptr) throw OutputError(fmt::format("{}: cannot be read: {}", file.string(), std::strerror(errno)));
  const std::size_t count = std::fread(head.data(), 1, head.size(), stream);
  std::fclose(stream);
  if (count == 0) return FileKind::empty;
  return count == 16 && std::memcmp(head.data(), "SQLite format 3", 16) == 0 ? FileKind::sqlite
                                                                            : FileKind::other;
}

}  // namespace

EnsembleStore::EnsembleStore(const fs::path& file, const StoredQuestion& question,
                             ExistingFile existing)
    : last_commit_(std::chrono::steady_clock::now()) {
  if (kind_of(file) == FileKind::other) {
    throw OutputError(
        fmt::format("{}: exists and is no file of ensembles; it is left alone", file.string()));
  }
  db_ = std::make_unique<Connection>(file, true);
  FileKind kind = kind_of(file);  // again, now that nobody else can write it
  if (kind == FileKind::sqlite) {
    note_existing();
    if (existing == ExistingFile::replace) {
      // Ours, and nobody else writes it: emptied in place.
      db_.reset();
      std::error_code error;
      fs::resize_file(file, 0, error);
      fs::remove(file.string() + "-journal", error);
      db_ = std::make_unique<Connection>(file, true);
      kind = FileKind::empty;
    }
  }
  db_->execute("PRAGMA journal_mode=DELETE; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY");
  if (kind == FileKind::sqlite) {
    check_question(question);
  } else {
    create(question);
  }
  prepare_writing(question);
}

EnsembleStore::EnsembleStore(const fs::path& file) {
  const FileKind kind = kind_of(file);
  if (kind != FileKind::sqlite) {
    throw OutputError(fmt::format("{}: {}", file.string(),
                                  kind == FileKind::absent ? "there is no such file"
                                                           : "is no file of ensembles"));
  }
  db_ = std::make_unique<Connection>(file, false);
  note_existing();
  scenario_names_ = scenarios();
}

EnsembleStore::~EnsembleStore() {
  try {
    if (db_ && pending_ > 0) commit();
  } catch (const OutputError&) {  // reported by whoever wrote last; what was committed stands
  }
}

void EnsembleStore::note_existing() {
  sqlite3_stmt* id = db_->prepare("PRAGMA application_id");
  if (!db_->step(id) || sqlite3_column_int(id, 0) != application_id) {
    db_->fail("is a database of something else; it is left alone");
  }
  sqlite3_reset(id);
  sqlite3_stmt* health = db_->prepare("PRAGMA quick_check(1)");
  if (!db_->step(health) || db_->text(health, 0) != "ok") {
    db_->fail("the database is damaged (" + db_->text(health, 0) + ")");
  }
  sqlite3_reset(health);
  if (meta("layout") != layout) {
    db_->fail("was written by another version, which lays tables out differently");
  }
}

void EnsembleStore::create(const StoredQuestion& question) {
  std::string columns;
  for (const std::string& metric : question.metrics) columns += ", " + sql_name(metric) + " REAL";
  std::string sql = fmt::format(
      "BEGIN EXCLUSIVE; PRAGMA application_id={};"
      "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
      "CREATE TABLE scenarios(name TEXT PRIMARY KEY, position INTEGER) WITHOUT ROWID;"
      "CREATE TABLE parameters(scenario TEXT, path TEXT, unit TEXT, value TEXT, prior TEXT, "
      "PRIMARY KEY(scenario, path)) WITHOUT ROWID;"
      "CREATE TABLE runs(scenario TEXT, replicate INTEGER, parameters TEXT, status TEXT, "
      "digest TEXT, seconds REAL, reason TEXT, command TEXT, "
      "PRIMARY KEY(scenario, replicate)) WITHOUT ROWID;"
      "CREATE TABLE series(scenario TEXT, replicate INTEGER, year INTEGER{}, "
      "PRIMARY KEY(scenario, replicate, year)) WITHOUT ROWID;{};",
      application_id, columns, long_view(question.metrics));
  for (const std::string& file : question.tables) {
    std::string names = "scenario TEXT, replicate INTEGER";
    for (const std::string_view column : output_columns(file)) names += ", " + sql_name(column) + " NUMERIC";
    sql += fmt::format("CREATE TABLE {}({});", sql_name(table_name(file)), names);
  }
  db_->execute(sql);
  const auto put = [&](std::string_view key, std::string_view value) {
    sqlite3_stmt* insert = db_->prepare("INSERT INTO meta VALUES(?, ?)");
    Connection::bind(insert, 1, key);
    Connection::bind(insert, 2, value);
    db_->step(insert);
  };
  put("layout", layout);
  put("version", build_version());
  put("kind", question.kind);
  put("config", question.config);
  put("design", question.design);
  put("seed", std::to_string(question.seed));
  put("metrics", joined(question.metrics));
  put("tables", joined(question.tables));
  // The first scenario in full, of the others what differs from it.
  std::map<std::string, std::pair<std::string, std::string>> base;
  for (std::size_t s = 0; s < question.scenarios.size(); ++s) {
    const StoredQuestion::Group& group = question.scenarios[s];
    sqlite3_stmt* named = db_->prepare("INSERT INTO scenarios VALUES(?, ?)");
    Connection::bind(named, 1, group.name);
    sqlite3_bind_int64(named, 2, static_cast<sqlite3_int64>(s));
    db_->step(named);
    for (const config::ProvenanceRow& row : group.parameters) {
      if (!part_of_question(row)) continue;
      if (s == 0) {
        base[row.path] = {row.value, row.prior};
      } else if (const auto found = base.find(row.path);
                 found != base.end() && found->second == std::pair{row.value, row.prior}) {
        continue;
      }
      sqlite3_stmt* insert = db_->prepare("INSERT INTO parameters VALUES(?, ?, ?, ?, ?)");
      Connection::bind(insert, 1, group.name);
      Connection::bind(insert, 2, row.path);
      Connection::bind(insert, 3, row.unit);
      Connection::bind(insert, 4, row.value);
      Connection::bind(insert, 5, row.prior);
      db_->step(insert);
    }
  }
  db_->execute("COMMIT");
}

void EnsembleStore::check_question(const StoredQuestion& question) {
  std::vector<std::string> differences;
  const auto compare = [&](std::string_view what, const std::string& stored, const std::string& now) {
    if (stored != now) differences.push_back(fmt::format("{}: {} there, {} now", what, stored, now));
  };
  compare("kind", meta("kind"), question.kind);
  compare("configuration", meta("config"), question.config);
  compare("design", meta("design"), question.design);
  compare("seed", meta("seed"), std::to_string(question.seed));
  compare("metrics", meta("metrics"), joined(question.metrics));
  compare("tables", meta("tables"), joined(question.tables));
  std::vector<std::string> names;
  for (const auto& group : question.scenarios) names.push_back(group.name);
  compare("scenarios", joined(scenarios()), joined(names));
  std::map<std::string, std::string> base;
  for (std::size_t s = 0; s < question.scenarios.size() && differences.empty(); ++s) {
    const StoredQuestion::Group& group = question.scenarios[s];
    std::map<std::string, std::string> stored = base;
    sqlite3_stmt* rows = db_->prepare("SELECT path, value, prior FROM parameters WHERE scenario = ?");
    Connection::bind(rows, 1, group.name);
    while (db_->step(rows)) {
      const std::string prior = db_->text(rows, 2);
      stored[db_->text(rows, 0)] = prior.empty() ? db_->text(rows, 1) : prior;
    }
    if (s == 0) base = stored;
    for (const config::ProvenanceRow& row : group.parameters) {
      if (!part_of_question(row)) continue;
      const auto found = stored.find(row.path);
      if (found == stored.end()) {
        differences.push_back(fmt::format("{}: new, {}", row.path, shown(row)));
      } else {
        compare(row.path, found->second, shown(row));
        stored.erase(found);
      }
    }
    if (s == 0) {
      for (const auto& [path, value] : stored) differences.push_back(fmt::format("{}: {} there, gone now", path, value));
    }
  }
  if (differences.empty()) return;
  std::string text = "answers another question:";
  for (std::size_t k = 0; k < std::min(differences.size(), shown_differences); ++k) {
    text += "\n  " + differences[k];
  }
  if (differences.size() > shown_differences) {
    text += fmt::format("\n  and {} more", differences.size() - shown_differences);
  }
  db_->fail(text + "\nChoose another file, or --force to start this one again");
}

void EnsembleStore::prepare_writing(const StoredQuestion& question) {
  for (const auto& group : question.scenarios) scenario_names_.push_back(group.name);
  table_files_ = question.tables;
  metric_count_ = question.metrics.size();
  present_.assign(scenario_names_.size(), {});
  sqlite3_stmt* rows = db_->prepare("SELECT scenario, replicate FROM runs");
  std::map<std::string, std::size_t> position;
  for (std::size_t s = 0; s < scenario_names_.size(); ++s) position[scenario_names_[s]] = s;
  while (db_->step(rows)) {
    std::vector<bool>& present = present_[position.at(db_->text(rows, 0))];
    const auto row = static_cast<std::size_t>(sqlite3_column_int64(rows, 1));
    if (present.size() <= row) present.resize(row + 1);
    present[row] = true;
  }
  db_->now_writing();
}

bool EnsembleStore::has(std::uint32_t scenario, std::uint32_t row) const {
  const std::vector<bool>& present = present_.at(scenario);
  return row < present.size() && present[row];
}

void EnsembleStore::add(const WorldRecord& record, const std::string& command) {
  if (pending_ == 0) db_->execute("BEGIN IMMEDIATE");
  ++pending_;
  const std::string& scenario = scenario_names_.at(record.scenario);
  sqlite3_stmt* run = db_->prepare("INSERT INTO runs VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
  Connection::bind(run, 1, scenario);
  sqlite3_bind_int64(run, 2, record.row);
  Connection::bind(run, 3, record.parameters);
  const bool complete = record.status == WorldRecord::Status::complete;
  const bool refused = record.status == WorldRecord::Status::refused;
  Connection::bind(run, 4, complete ? "complete" : refused ? "refused" : "failed");
  Connection::bind(run, 5, record.digest);
  sqlite3_bind_double(run, 6, record.seconds);
  Connection::bind(run, 7, record.reason);
  Connection::bind(run, 8, complete ? "" : command);
  db_->step(run);
  if (!record.series.empty()) {
    std::string sql = "INSERT INTO series VALUES(?, ?, ?";
    for (std::size_t k = 0; k < metric_count_; ++k) sql += ", ?";
    sqlite3_stmt* insert = db_->prepare(sql + ")");
    Connection::bind(insert, 1, scenario);
    sqlite3_bind_int64(insert, 2, record.row);
    for (std::size_t begin = 0; begin < record.series.size(); begin += metric_count_) {
      sqlite3_reset(insert);
      sqlite3_bind_int64(insert, 3, record.first_year + static_cast<int>(begin / metric_count_));
      for (std::size_t k = 0; k < metric_count_; ++k) {
        const double value = record.series[begin + k];
        const int place = static_cast<int>(k) + 4;
        std::isnan(value) ? sqlite3_bind_null(insert, place) : sqlite3_bind_double(insert, place, value);
      }
      db_->step(insert);
    }
  }
  add_tables(record);
  std::vector<bool>& present = present_[record.scenario];
  if (present.size() <= record.row) present.resize(record.row + 1);
  present[record.row] = true;
  if (pending_ >= batch_worlds || std::chrono::steady_clock::now() - last_commit_ >= batch_time) commit();
}

void EnsembleStore::add_tables(const WorldRecord& record) {
  for (std::size_t t = 0; t < record.tables.size(); ++t) {
    const std::size_t columns = output_columns(table_files_[t]).size();
    std::string sql = fmt::format("INSERT INTO {} VALUES(?, ?", sql_name(table_name(table_files_[t])));
    for (std::size_t k = 0; k < columns; ++k) sql += ", ?";
    sqlite3_stmt* insert = db_->prepare(sql + ")");
    Connection::bind(insert, 1, scenario_names_[record.scenario]);
    sqlite3_bind_int64(insert, 2, record.row);
    bool header = true;
    for_each_csv_row(record.tables[t], [&](const std::vector<std::string>& fields) {
      if (std::exchange(header, false)) return;
      sqlite3_reset(insert);
      for (std::size_t k = 0; k < columns; ++k) {
        const int place = static_cast<int>(k) + 3;
        fields[k].empty() ? static_cast<void>(sqlite3_bind_null(insert, place))
                          : Connection::bind(insert, place, fields[k]);
      }
      db_->step(insert);
    });
  }
}

void EnsembleStore::commit() {
  if (pending_ == 0) return;
  pending_ = 0;  // a failed batch is rolled back, not tried again
  db_->execute("COMMIT");
  last_commit_ = std::chrono::steady_clock::now();
}

std::string EnsembleStore::finish() {
  commit();
  Digest digest;
  sqlite3_stmt* rows =
      db_->prepare("SELECT scenario, replicate, digest FROM runs ORDER BY scenario, replicate");
  while (db_->step(rows)) {
    digest.add(db_->text(rows, 0));
    digest.add(static_cast<std::uint64_t>(sqlite3_column_int64(rows, 1)));
    digest.add(db_->text(rows, 2));
  }
  put_meta("content_digest", digest.hex());
  return digest.hex();
}

void EnsembleStore::keep_answer(const std::string& answer) { put_meta("answer", answer); }

void EnsembleStore::put_meta(std::string_view key, const std::string& value) {
  sqlite3_stmt* put = db_->prepare("INSERT OR REPLACE INTO meta VALUES(?, ?)");
  Connection::bind(put, 1, key);
  Connection::bind(put, 2, value);
  db_->step(put);
}

std::string EnsembleStore::meta(std::string_view key) const {
  sqlite3_stmt* row = db_->prepare("SELECT value FROM meta WHERE key = ?");
  Connection::bind(row, 1, key);
  std::string value;
  if (db_->step(row)) value = db_->text(row, 0);
  sqlite3_reset(row);
  return value;
}

std::vector<std::string> EnsembleStore::scenarios() const {
  sqlite3_stmt* rows = db_->prepare("SELECT name FROM scenarios ORDER BY position");
  std::vector<std::string> names;
  while (db_->step(rows)) names.push_back(db_->text(rows, 0));
  return names;
}

std::vector<std::string> EnsembleStore::metrics() const { return split(meta("metrics")); }

std::size_t EnsembleStore::worlds() const {
  sqlite3_stmt* row = db_->prepare("SELECT count(*) FROM runs");
  const std::size_t count =
      db_->step(row) ? static_cast<std::size_t>(sqlite3_column_int64(row, 0)) : 0;
  sqlite3_reset(row);
  return count;
}

StoredSeries EnsembleStore::series(std::string_view scenario,
                                   const std::vector<std::string>& metrics_wanted,
                                   std::uint32_t limit) const {
  const std::vector<std::string> stored = metrics();
  std::string sql = "SELECT replicate, year";
  for (const std::string& metric : metrics_wanted) {
    const bool there = std::find(stored.begin(), stored.end(), metric) != stored.end();
    sql += ", " + (there ? sql_name(metric) : std::string("NULL"));
  }
  sql += " FROM series WHERE scenario = ? AND replicate < ? ORDER BY replicate, year";
  sqlite3_stmt* rows = db_->prepare(sql);
  Connection::bind(rows, 1, scenario);
  sqlite3_bind_int64(rows, 2, limit);
  StoredSeries series;
  series.metrics = metrics_wanted.size();
  while (db_->step(rows)) {
    const auto row = static_cast<std::uint32_t>(sqlite3_column_int64(rows, 0));
    const int year = sqlite3_column_int(rows, 1);
    if (series.rows.empty()) series.first_year = year;
    if (series.rows.empty() || series.rows.back() != row) series.rows.push_back(row);
    series.years = std::max(series.years, year - series.first_year + 1);
    for (std::size_t k = 0; k < series.metrics; ++k) {
      const int place = static_cast<int>(k) + 2;
      series.values.push_back(sqlite3_column_type(rows, place) == SQLITE_NULL
                                  ? std::nan("")
                                  : sqlite3_column_double(rows, place));
    }
  }
  return series;
}

std::vector<std::pair<std::uint32_t, std::string>> EnsembleStore::parameters(
    std::string_view scenario) const {
  sqlite3_stmt* rows = db_->prepare(
      "SELECT replicate, parameters FROM runs WHERE scenario = ? AND status = 'complete' "
      "ORDER BY replicate");
  Connection::bind(rows, 1, scenario);
  std::vector<std::pair<std::uint32_t, std::string>> list;
  while (db_->step(rows)) {
    list.emplace_back(static_cast<std::uint32_t>(sqlite3_column_int64(rows, 0)), db_->text(rows, 1));
  }
  return list;
}

std::vector<StoredFailure> EnsembleStore::failures() const {
  sqlite3_stmt* rows = db_->prepare(
      "SELECT scenario, status, reason, command, replicate FROM runs WHERE status <> 'complete' "
      "ORDER BY scenario, replicate");
  std::vector<StoredFailure> list;
  while (db_->step(rows)) {
    list.push_back({db_->text(rows, 0), db_->text(rows, 1), db_->text(rows, 2), db_->text(rows, 3),
                    static_cast<std::uint32_t>(sqlite3_column_int64(rows, 4))});
  }
  return list;
}

}  // namespace overbuild
