#include "sim/experiments/store_writer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "core/number_text.hpp"
#include "sim/experiments/store_connection.hpp"
#include "sim/experiments/store_schema.hpp"
#include "sim/results/csv.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds batch_time = 1s, longest_pause = 5s, last_tries = 5s;
constexpr std::size_t batch_worlds = 512, batch_bytes = std::size_t{64} << 20;
/// What may wait in memory while somebody holds the file; then the worlds wait.
constexpr std::size_t most_waiting = std::size_t{512} << 20;

std::size_t bytes_of(const WorldRecord& record) {
  std::size_t bytes = sizeof record + record.parameters.size() + record.reason.size() +
                      record.series.size() * sizeof(double);
  for (const std::string& table : record.tables) bytes += table.size();
  return bytes;
}

const char* status_text(WorldRecord::Status status) {
  switch (status) {
    case WorldRecord::Status::complete: return "complete";
    case WorldRecord::Status::refused: return "refused";
    default: return "failed";
  }
}

std::unique_ptr<StoreConnection> open_to_write(const fs::path& file) {
  if (file_kind(file) == FileKind::other) {
    throw OutputError(
        fmt::format("{}: exists and is no file of ensembles; it is left alone", file.string()));
  }
  return std::make_unique<StoreConnection>(file, StoreConnection::Mode::write);
}

/// Asked of SQLite, now that nobody else can write it: to open and close the file beside SQLite
/// would drop its locks.
bool is_empty(StoreConnection& db) {
  return db.text_of("PRAGMA application_id") == "0" &&
         db.text_of("SELECT count(*) FROM sqlite_schema") == "0";
}

/// A field as the text that it is, or nothing where it is empty.
void bind_text(sqlite3_stmt* statement, int place, const std::string& field) {
  field.empty() ? static_cast<void>(sqlite3_bind_null(statement, place))
                : StoreConnection::bind(statement, place, field);
}

/// A field that is a number as that number, to the bit.
void bind_number(sqlite3_stmt* statement, int place, const std::string& field) {
  const std::optional<double> number = parse_number(field);
  number ? static_cast<void>(sqlite3_bind_double(statement, place, *number))
         : bind_text(statement, place, field);
}

/// One more field of a key; its length keeps two fields from looking like one.
void append_field(std::string& key, std::string_view field) {
  const auto length = static_cast<std::uint32_t>(field.size());
  key.append(reinterpret_cast<const char*>(&length), sizeof length);
  key += field;
}

std::string places(std::size_t count) {
  std::string text = "?";
  for (std::size_t k = 1; k < count; ++k) text += ", ?";
  return text;
}

}  // namespace

TableWriter::TableWriter(StoreConnection& db, std::string_view file) : db_(db) {
  const RecordedTable table = recorded_table(file);
  rows_ = sql_name(table.rows);
  labels_ = sql_name(table.labels);
  for (const OutputColumn& column : table.columns) {
    repeats_.push_back(repeats(column));
    numbers_.push_back(holds_numbers(column));
  }
}

void TableWriter::read_known() {
  highest_ = 0;
  sqlite3_stmt* labels = db_.prepare(fmt::format("SELECT * FROM {}", labels_));
  while (db_.step(labels)) {
    std::string key;
    for (int k = 1; k < sqlite3_column_count(labels); ++k) append_field(key, db_.text(labels, k));
    known_[key] = sqlite3_column_int64(labels, 0);
    highest_ = std::max<std::int64_t>(highest_, sqlite3_column_int64(labels, 0));
  }
}

std::int64_t TableWriter::number_of(const std::vector<std::string>& fields) {
  key_.clear();
  for (std::size_t k = 0; k < repeats_.size(); ++k) {
    if (repeats_[k]) append_field(key_, fields[k]);
  }
  const auto [found, is_new] = known_.try_emplace(key_, highest_ + 1);
  if (!is_new) return found->second;
  ++highest_;
  const auto count = static_cast<std::size_t>(std::count(repeats_.begin(), repeats_.end(), true));
  sqlite3_stmt* insert =
      db_.prepare(fmt::format("INSERT INTO {} VALUES({})", labels_, places(count + 1)));
  db_.bind(insert, 1, highest_);
  int place = 2;
  for (std::size_t k = 0; k < repeats_.size(); ++k) {
    if (repeats_[k]) bind_text(insert, place++, fields[k]);
  }
  db_.step(insert);
  return highest_;
}

void TableWriter::write(std::int64_t scenario, std::int64_t replicate, const std::string& csv) {
  if (known_.empty()) read_known();
  const auto own = static_cast<std::size_t>(std::count(repeats_.begin(), repeats_.end(), false));
  sqlite3_stmt* insert =
      db_.prepare(fmt::format("INSERT INTO {} VALUES({})", rows_, places(own + 3)));
  db_.bind(insert, 1, scenario);
  db_.bind(insert, 2, replicate);
  bool header = true;
  for_each_csv_row(csv, [&](const std::vector<std::string>& fields) {
    if (std::exchange(header, false)) return;
    sqlite3_reset(insert);
    db_.bind(insert, 3, number_of(fields));
    int place = 4;
    for (std::size_t k = 0; k < repeats_.size(); ++k) {
      if (repeats_[k]) continue;
      numbers_[k] ? bind_number(insert, place++, fields[k]) : bind_text(insert, place++, fields[k]);
    }
    db_.step(insert);
  });
}

void TableWriter::forget(std::int64_t scenario, std::int64_t replicate) {
  sqlite3_stmt* remove =
      db_.prepare(fmt::format("DELETE FROM {} WHERE scenario = ? AND replicate = ?", rows_));
  db_.bind(remove, 1, scenario);
  db_.bind(remove, 2, replicate);
  db_.step(remove);
}

StoreWriter::StoreWriter(const fs::path& file, const StoredQuestion& question,
                         ExistingFile existing, OtherBuild other, const Build& build)
    : EnsembleStore(open_to_write(file)),
      db_(connection()),
      next_attempt_(Clock::now() + batch_time) {
  bool is_new = is_empty(db_);
  if (!is_new) check_ours(db_);
  db_.prefer_log();
  if (!is_new && existing == ExistingFile::replace) {
    start_again();
    is_new = true;
  }
  if (is_new) {
    insist([&] {
      create_tables(db_, question.metrics, question.tables);
      put_question(db_, question, build);
    });
  } else {
    check_layout(db_, true);
    check_values(db_);
    check_question(db_, question);
    check_build(db_, build, other);
    build_number_ = build_number(db_, build);
    if (build_number_ > 0) insist([&] { put_build(db_, build_number_, build); });
  }
  prepare_writing(question);
}

StoreWriter::~StoreWriter() {
  try {
    if (!waiting_.empty()) write_waiting();
  } catch (const OutputError&) {  // reported by whoever wrote last; what was committed stands
  }
}

/// Ours, and nobody else writes it; what somebody put beside our tables is not ours.
void StoreWriter::start_again() {
  const std::vector<std::string> others = foreign_tables(db_);
  if (!others.empty()) {
    db_.fail(
        fmt::format("holds tables that are not of this program ({}), so --force does not start "
                    "it again; move them first",
                    fmt::join(others, ", ")));
  }
  db_.clear();
}

void StoreWriter::prepare_writing(const StoredQuestion& question) {
  for (const auto& group : question.scenarios) scenario_names_.push_back(group.name);
  for (const std::string& file : question.tables) tables_.emplace_back(db_, file);
  metric_count_ = question.metrics.size();
  present_.assign(scenario_names_.size(), {});
  failed_.assign(scenario_names_.size(), {});
  std::map<std::string, std::size_t> position;
  for (std::size_t s = 0; s < scenario_names_.size(); ++s) position[scenario_names_[s]] = s;
  sqlite3_stmt* rows = db_.prepare("SELECT scenario, replicate, status FROM runs");
  while (db_.step(rows)) {
    const std::size_t scenario = position.at(db_.text(rows, 0));
    const auto row = static_cast<std::uint32_t>(sqlite3_column_int64(rows, 1));
    (db_.text(rows, 2) == "failed" ? failed_ : present_)[scenario].insert(row);
  }
  db_.now_writing();
}

bool StoreWriter::has(std::uint32_t scenario, std::uint32_t row) const {
  return present_.at(scenario).contains(row);
}

std::size_t StoreWriter::failed_before() const {
  std::size_t count = 0;
  for (const auto& rows : failed_) count += rows.size();
  return count;
}

void StoreWriter::add(WorldRecord record, const std::string& command) {
  present_.at(record.scenario).insert(record.row);
  waiting_bytes_ += bytes_of(record);
  waiting_.push_back({std::move(record), command});
  const bool full = waiting_.size() >= batch_worlds || waiting_bytes_ >= batch_bytes;
  if (Clock::now() >= next_attempt_ || (full && !held_)) write_waiting();
  if (waiting_bytes_ >= most_waiting) commit();
}

/// One transaction for all that wait. False, with the next attempt put off, while somebody else
/// holds the file.
bool StoreWriter::write_waiting() {
  bool written = false;
  try {
    written = db_.attempt([&] {
      for (const Waiting& world : waiting_) write(world);
    });
  } catch (...) {
    for (TableWriter& table : tables_) table.numbers_are_gone();
    throw;
  }
  next_attempt_ = Clock::now() +
                  (written ? batch_time : std::min<Clock::duration>(2 * batch_time, longest_pause));
  if (!written && !held_) {
    const std::string holders = holders_of(db_.file());
    waiting_for_.tell(fmt::format(
        "{}: {} reads or writes it, so worlds wait in memory until it lets go", db_.file().string(),
        holders.empty() ? "somebody that cannot be seen from here" : holders));
  }
  held_ = !written;
  if (!written) return false;
  waiting_.clear();
  waiting_bytes_ = 0;
  return true;
}

void StoreWriter::commit() {
  if (waiting_.empty()) return;
  std::optional<Clock::time_point> given_up;
  while (!write_waiting()) {
    if (!given_up && waiting_for_.interrupted()) given_up = Clock::now() + last_tries;
    if (given_up && Clock::now() >= *given_up) {
      const std::size_t lost = waiting_.size();
      const std::string holders = holders_of(db_.file());
      waiting_.clear();
      db_.fail(
          fmt::format("{} worlds could not be stored, since {} holds the file; those stored "
                      "before are kept, and the same command goes on",
                      lost, holders.empty() ? "somebody" : holders));
    }
    std::this_thread::sleep_for(100ms);
  }
}

/// A small transaction of its own, for as long as it takes.
void StoreWriter::insist(FunctionRef<void()> write) {
  while (!db_.attempt(write)) {
    if (waiting_for_.interrupted()) db_.check(SQLITE_BUSY);
    std::this_thread::sleep_for(100ms);
  }
}

void StoreWriter::write(const Waiting& world) {
  const WorldRecord& record = world.record;
  if (failed_[record.scenario].contains(record.row)) forget(record);
  write_run(world);
  write_series(record);
  for (std::size_t t = 0; t < record.tables.size(); ++t) {
    tables_[t].write(record.scenario, record.row, record.tables[t]);
  }
}

/// What an earlier attempt at a world left.
void StoreWriter::forget(const WorldRecord& record) {
  for (const char* table : {"series", "runs_of_other_builds"}) {
    sqlite3_stmt* remove =
        db_.prepare(fmt::format("DELETE FROM {} WHERE scenario = ? AND replicate = ?", table));
    db_.bind(remove, 1, scenario_names_[record.scenario]);
    db_.bind(remove, 2, std::int64_t{record.row});
    db_.step(remove);
  }
  for (TableWriter& table : tables_) table.forget(record.scenario, record.row);
}

void StoreWriter::write_run(const Waiting& world) {
  const WorldRecord& record = world.record;
  const std::string& scenario = scenario_names_[record.scenario];
  const bool complete = record.status == WorldRecord::Status::complete;
  sqlite3_stmt* run = db_.prepare("INSERT OR REPLACE INTO runs VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
  db_.bind(run, 1, scenario);
  db_.bind(run, 2, std::int64_t{record.row});
  db_.bind(run, 3, record.parameters);
  db_.bind(run, 4, status_text(record.status));
  db_.bind(run, 5, record.digest);
  sqlite3_bind_double(run, 6, record.seconds);
  db_.bind(run, 7, record.reason);
  db_.bind(run, 8, complete ? std::string_view() : std::string_view(world.command));
  db_.step(run);
  if (build_number_ == 0) return;
  sqlite3_stmt* by = db_.prepare("INSERT OR REPLACE INTO runs_of_other_builds VALUES(?, ?, ?)");
  db_.bind(by, 1, scenario);
  db_.bind(by, 2, std::int64_t{record.row});
  db_.bind(by, 3, build_number_);
  db_.step(by);
}

void StoreWriter::write_series(const WorldRecord& record) {
  if (record.series.empty()) return;
  std::string sql = "INSERT INTO series VALUES(?, ?, ?";
  for (std::size_t k = 0; k < metric_count_; ++k) sql += ", ?";
  sqlite3_stmt* insert = db_.prepare(sql + ")");
  db_.bind(insert, 1, scenario_names_[record.scenario]);
  db_.bind(insert, 2, std::int64_t{record.row});
  for (std::size_t begin = 0; begin < record.series.size(); begin += metric_count_) {
    sqlite3_reset(insert);
    db_.bind(insert, 3, record.first_year + static_cast<std::int64_t>(begin / metric_count_));
    for (std::size_t k = 0; k < metric_count_; ++k) {
      const double value = record.series[begin + k];
      const int place = static_cast<int>(k) + 4;
      std::isnan(value) ? sqlite3_bind_null(insert, place)
                        : sqlite3_bind_double(insert, place, value);
    }
    db_.step(insert);
  }
}

std::string StoreWriter::finish() {
  commit();
  const std::string digest = content_digest();
  if (meta("content_digest") != digest) insist([&] { put_meta(db_, "content_digest", digest); });
  return digest;
}

void StoreWriter::keep_answer(const std::string& answer) {
  if (meta("answer") != answer) insist([&] { put_meta(db_, "answer", answer); });
}

}  // namespace overbuild
