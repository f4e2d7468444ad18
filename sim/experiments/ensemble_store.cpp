#include "sim/experiments/ensemble_store.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

#include "sim/experiments/content_digest.hpp"
#include "sim/experiments/store_connection.hpp"
#include "sim/experiments/store_schema.hpp"
#include "sim/experiments/stored_question.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;

constexpr int last_year_of_all = 9999;

/// Puts stored rows into one block of worlds of equal length; says what does not fit.
class SeriesReader {
 public:
  SeriesReader(const StoreConnection& db, std::string_view scenario, std::size_t metrics)
      : db_(db), scenario_(scenario) {
    series_.metrics = metrics;
  }

  void take(sqlite3_stmt* rows) {
    if (sqlite3_column_type(rows, 1) != SQLITE_INTEGER) refuse("a year that is none");
    const auto row = static_cast<std::uint32_t>(sqlite3_column_int64(rows, 0));
    const sqlite3_int64 year = sqlite3_column_int64(rows, 1);
    if (year < 1 || year > last_year_of_all) refuse(fmt::format("the year {}", year));
    if (series_.rows.empty() || series_.rows.back() != row) begin(row, static_cast<int>(year));
    if (year != series_.first_year + in_world_) refuse(fmt::format("a gap before {}", year));
    ++in_world_;
    for (std::size_t k = 0; k < series_.metrics; ++k) take_value(rows, static_cast<int>(k) + 2);
  }

  StoredSeries finish() {
    end_world();
    return std::move(series_);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    db_.fail(fmt::format(
        "the series of {} {}have {}: this program stores whole years of numbers, the "
        "same of every world",
        scenario_, series_.rows.empty() ? "" : fmt::format("{} ", series_.rows.back()), what));
  }

  void begin(std::uint32_t row, int year) {
    end_world();
    if (series_.rows.empty()) series_.first_year = year;
    series_.rows.push_back(row);
    in_world_ = 0;
  }

  void end_world() {
    if (series_.rows.empty()) return;
    if (series_.rows.size() == 1) series_.years = in_world_;
    if (in_world_ != series_.years) refuse("another number of years than the first world");
  }

  void take_value(sqlite3_stmt* rows, int column) {
    const int type = sqlite3_column_type(rows, column);
    if (type == SQLITE_NULL) return series_.values.push_back(std::nan(""));
    const double value = sqlite3_column_double(rows, column);
    if ((type != SQLITE_FLOAT && type != SQLITE_INTEGER) || !std::isfinite(value)) {
      refuse("a value that is no number");
    }
    series_.values.push_back(value);
  }

  const StoreConnection& db_;
  std::string scenario_;
  StoredSeries series_;
  int in_world_ = 0;
};

}  // namespace

FileKind file_kind(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) return FileKind::absent;
  if (!fs::is_regular_file(file, error)) return FileKind::other;
  std::array<char, 16> head{};
  std::FILE* stream = std::fopen(file.c_str(), "rb");
  if (stream == nullptr)
    throw OutputError(fmt::format("{}: cannot be read: {}", file.string(), std::strerror(errno)));
  const std::size_t count = std::fread(head.data(), 1, head.size(), stream);
  std::fclose(stream);
  if (count == 0) return FileKind::empty;
  return count == 16 && std::memcmp(head.data(), "SQLite format 3", 16) == 0 ? FileKind::sqlite
                                                                             : FileKind::other;
}

EnsembleStore::EnsembleStore(const fs::path& file) {
  const FileKind kind = file_kind(file);
  if (kind != FileKind::sqlite) {
    throw OutputError(fmt::format(
        "{}: {}", file.string(),
        kind == FileKind::absent ? "there is no such file" : "is no file of ensembles"));
  }
  db_ = std::make_unique<StoreConnection>(file, StoreConnection::Mode::read);
  check_ours(*db_);
  check_layout(*db_, false);
  check_values(*db_);
}

EnsembleStore::EnsembleStore(std::unique_ptr<StoreConnection> connection)
    : db_(std::move(connection)) {}

EnsembleStore::~EnsembleStore() = default;

std::string EnsembleStore::meta(std::string_view key) const { return meta_value(*db_, key); }

std::vector<std::string> EnsembleStore::scenarios() const { return stored_scenarios(*db_); }

std::vector<std::string> EnsembleStore::metrics() const { return comma_parts(meta("metrics")); }

std::vector<Build> EnsembleStore::builds() const { return stored_builds(*db_); }

std::string EnsembleStore::content_digest(std::uint32_t limit) const {
  ContentDigest digest;
  sqlite3_stmt* rows = db_->prepare(
      "SELECT scenario, replicate, digest FROM runs WHERE replicate < ? ORDER BY scenario, "
      "replicate");
  db_->bind(rows, 1, std::int64_t{limit});
  while (db_->step(rows)) {
    digest.add(db_->text(rows, 0), static_cast<std::uint32_t>(sqlite3_column_int64(rows, 1)),
               db_->text(rows, 2));
  }
  return digest.hex();
}

std::size_t EnsembleStore::worlds(std::uint32_t limit) const {
  sqlite3_stmt* row = db_->prepare("SELECT count(*) FROM runs WHERE replicate < ?");
  db_->bind(row, 1, std::int64_t{limit});
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
  sql +=
      " FROM series JOIN runs USING (scenario, replicate) WHERE scenario = ? AND replicate < ? AND "
      "status = 'complete' ORDER BY replicate, year";
  sqlite3_stmt* rows = db_->prepare(sql);
  db_->bind(rows, 1, scenario);
  db_->bind(rows, 2, std::int64_t{limit});
  SeriesReader reader(*db_, scenario, metrics_wanted.size());
  while (db_->step(rows)) reader.take(rows);
  return reader.finish();
}

std::vector<std::pair<std::uint32_t, std::string>> EnsembleStore::parameters(
    std::string_view scenario) const {
  sqlite3_stmt* rows = db_->prepare(
      "SELECT replicate, parameters FROM runs WHERE scenario = ? AND status = 'complete' "
      "ORDER BY replicate");
  db_->bind(rows, 1, scenario);
  std::vector<std::pair<std::uint32_t, std::string>> list;
  while (db_->step(rows)) {
    list.emplace_back(static_cast<std::uint32_t>(sqlite3_column_int64(rows, 0)),
                      db_->text(rows, 1));
  }
  return list;
}

Names EnsembleStore::names(std::string_view scenario) const {
  sqlite3_stmt* rows =
      db_->prepare("SELECT path, value FROM parameters WHERE scenario = ? AND path LIKE 'names.%'");
  db_->bind(rows, 1, scenario);
  Names names;
  while (db_->step(rows)) names.take(db_->text(rows, 0), db_->text(rows, 1));
  return names;
}

std::vector<StoredFailure> EnsembleStore::failures(std::uint32_t limit) const {
  sqlite3_stmt* rows = db_->prepare(
      "SELECT scenario, status, reason, command, replicate FROM runs WHERE status <> 'complete' "
      "AND "
      "replicate < ? ORDER BY scenario, replicate");
  db_->bind(rows, 1, std::int64_t{limit});
  std::vector<StoredFailure> list;
  while (db_->step(rows)) {
    list.push_back({db_->text(rows, 0), db_->text(rows, 1), db_->text(rows, 2), db_->text(rows, 3),
                    static_cast<std::uint32_t>(sqlite3_column_int64(rows, 4))});
  }
  return list;
}

std::string EnsembleStore::configuration(std::string_view scenario) const {
  if (meta("layout") != store_layout) return {};
  sqlite3_stmt* row = db_->prepare("SELECT yaml FROM configurations WHERE scenario = ?");
  db_->bind(row, 1, scenario);
  std::string text;
  if (db_->step(row)) text = db_->text(row, 0);
  sqlite3_reset(row);
  return text;
}

std::vector<StoredWorld> EnsembleStore::runs() const {
  sqlite3_stmt* rows = db_->prepare(
      "SELECT scenario, replicate, status, digest, parameters FROM runs JOIN (SELECT name, "
      "position FROM scenarios) ON name = scenario ORDER BY position, replicate");
  std::vector<StoredWorld> list;
  while (db_->step(rows)) {
    list.push_back({{db_->text(rows, 0), static_cast<std::uint32_t>(sqlite3_column_int64(rows, 1))},
                    db_->text(rows, 2),
                    db_->text(rows, 3),
                    db_->text(rows, 4)});
  }
  return list;
}

std::vector<StoredTable> EnsembleStore::tables() const { return stored_tables(*db_); }

void EnsembleStore::each_row(const StoredTable& table, const std::optional<WorldPlace>& world,
                             FunctionRef<void(std::span<const StoredCell>)> use) const {
  each_stored_row(*db_, table, world, use);
}

}  // namespace overbuild
