#include "sim/experiments/ensemble_store.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <map>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/number_text.hpp"
#include "sim/experiments/content_digest.hpp"
#include "sim/experiments/store_connection.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/results/tables.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/// In the header of the file: "OVBD".
constexpr std::string_view application_id = "1331118660";
constexpr std::string_view layout = "2";
constexpr std::chrono::milliseconds batch_time = 1s, longest_pause = 5s, last_tries = 5s;
constexpr std::size_t batch_worlds = 512, batch_bytes = std::size_t{64} << 20;
/// What may wait in memory while somebody holds the file; then the worlds wait.
constexpr std::size_t most_waiting = std::size_t{512} << 20;
constexpr std::size_t shown_differences = 12;
constexpr int last_year_of_all = 9999;

/// Names made of letters, digits and _ come from this program; quoting keeps SQL's words out.
std::string sql_name(std::string_view name) { return fmt::format("\"{}\"", name); }

std::string table_name(std::string_view file) {
  return std::string(file.substr(0, file.find('.')));
}

/// The series in the shape of series.csv.
std::string long_view(const std::vector<std::string>& metrics) {
  std::string sql = "CREATE VIEW series_long AS ";
  for (std::size_t k = 0; k < metrics.size(); ++k) {
    const MetricInfo& info = info_of(*find_metric(metrics[k]));
    sql += fmt::format(
        "{}SELECT scenario, replicate, year, '{}' AS metric, '{}' AS unit, {} AS value FROM series "
        "WHERE {} IS NOT NULL",
        k == 0 ? "" : " UNION ALL ", info.name, info.unit, sql_name(info.name),
        sql_name(info.name));
  }
  return sql;
}

std::string joined(const std::vector<std::string>& list) {
  return fmt::format("{}", fmt::join(list, ","));
}

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

std::string shown(const config::ProvenanceRow& row) {
  return row.prior.empty() ? row.value : row.prior;
}

/// The header of an SQLite file, an empty file, or something else.
enum class FileKind { absent, empty, sqlite, other };
FileKind kind_of(const fs::path& file) {
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

/// Tables and views that this program makes.
bool is_own_table(const std::string& name) {
  constexpr std::string_view fixed[] = {
      "meta",   "scenarios",   "parameters",   "runs",
      "series", "series_long", "other_builds", "runs_of_other_builds"};
  if (name.starts_with("sqlite_") ||
      std::find(std::begin(fixed), std::end(fixed), name) != std::end(fixed)) {
    return true;
  }
  const auto tables = output_tables();
  return std::any_of(tables.begin(), tables.end(),
                     [&](const OutputTable& table) { return table_name(table.file) == name; });
}

/// A query for the first value that this program does not write, and what is wrong with it.
struct ValueCheck {
  const char *query, *complaint;
};
constexpr ValueCheck value_checks[] = {
    {"SELECT quote(key) FROM meta WHERE typeof(key) <> 'text' OR typeof(value) <> 'text'",
     "the table meta has a value that is no text, of"},
    {"SELECT quote(name) FROM scenarios WHERE typeof(name) <> 'text' OR typeof(position) <> "
     "'integer'",
     "the table scenarios has a broken row,"},
    {"SELECT quote(replicate) FROM runs WHERE typeof(replicate) <> 'integer' OR replicate < 0 OR "
     "replicate >= 4294967295",
     "the table runs has a replicate that is none,"},
    {"SELECT quote(scenario) FROM runs WHERE scenario NOT IN (SELECT name FROM scenarios)",
     "the table runs has a scenario that the file does not have,"},
    {"SELECT quote(status) FROM runs WHERE typeof(status) <> 'text' OR status NOT IN ('complete', "
     "'refused', 'failed')",
     "the table runs has a status that is none,"},
    {"SELECT replicate FROM runs WHERE typeof(digest) <> 'text' OR typeof(parameters) <> 'text' OR "
     "typeof(reason) <> 'text' OR typeof(command) <> 'text'",
     "the table runs has a value that is no text, of replicate"},
    {"SELECT quote(build) FROM runs_of_other_builds WHERE build NOT IN (SELECT build FROM "
     "other_builds)",
     "a world was run by a build that the file does not have,"},
};

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

/// Text or a number for SQLite, as the column's meaning says.
const char* sql_type(const OutputColumn& column) {
  return holds_numbers(column) ? "NUMERIC" : "TEXT";
}

std::span<const OutputColumn> columns_of(std::string_view file) {
  for (const OutputTable& table : output_tables()) {
    if (table.file == file) return table.columns;
  }
  return {};
}

/// What two questions have in common is not said.
class Differences {
 public:
  void compare(std::string_view what, const std::string& stored, const std::string& now) {
    if (stored != now) list_.push_back(fmt::format("{}: {} there, {} now", what, stored, now));
  }
  void add(std::string text) { list_.push_back(std::move(text)); }
  bool empty() const { return list_.empty(); }
  std::string text() const {
    std::string text;
    for (std::size_t k = 0; k < std::min(list_.size(), shown_differences); ++k)
      text += "\n  " + list_[k];
    if (list_.size() > shown_differences) {
      text += fmt::format("\n  and {} more", list_.size() - shown_differences);
    }
    return text;
  }

 private:
  std::vector<std::string> list_;
};

using Values = std::map<std::string, std::string>;

/// Compares a scenario's parameters with what is stored of it; takes those that are known out.
void compare_parameters(const StoredQuestion::Group& group, Values& stored,
                        Differences& differences) {
  for (const config::ProvenanceRow& row : group.parameters) {
    if (!part_of_question(row)) continue;
    const auto found = stored.find(row.path);
    if (found == stored.end()) {
      differences.add(fmt::format("{}: new, {}", row.path, shown(row)));
    } else {
      differences.compare(row.path, found->second, shown(row));
      stored.erase(found);
    }
  }
}

}  // namespace

EnsembleStore::EnsembleStore(const fs::path& file, const StoredQuestion& question,
                             ExistingFile existing, OtherBuild other, const Build& build)
    : build_(build), next_attempt_(Clock::now() + batch_time) {
  if (kind_of(file) == FileKind::other) {
    throw OutputError(
        fmt::format("{}: exists and is no file of ensembles; it is left alone", file.string()));
  }
  db_ = std::make_unique<StoreConnection>(file, StoreConnection::Mode::write);
  // Asked of SQLite, now that nobody else can write it: to open and close the file beside SQLite
  // would drop its locks.
  bool is_new = db_->text_of("PRAGMA application_id") == "0" &&
                db_->text_of("SELECT count(*) FROM sqlite_schema") == "0";
  if (!is_new) note_existing();
  db_->prefer_log();
  if (!is_new && existing == ExistingFile::replace) {
    start_again();
    is_new = true;
  }
  if (is_new) {
    create(question);
  } else {
    check_layout();
    check_values();
    check_question(question);
    check_build(other);
  }
  prepare_writing(question);
}

EnsembleStore::EnsembleStore(const fs::path& file) : build_(this_build()) {
  const FileKind kind = kind_of(file);
  if (kind != FileKind::sqlite) {
    throw OutputError(fmt::format(
        "{}: {}", file.string(),
        kind == FileKind::absent ? "there is no such file" : "is no file of ensembles"));
  }
  db_ = std::make_unique<StoreConnection>(file, StoreConnection::Mode::read);
  note_existing();
  check_layout();
  check_values();
  scenario_names_ = scenarios();
}

EnsembleStore::~EnsembleStore() {
  try {
    if (db_ && !waiting_.empty()) write_waiting();
  } catch (const OutputError&) {  // reported by whoever wrote last; what was committed stands
  }
}

void EnsembleStore::note_existing() {
  if (db_->text_of("PRAGMA application_id") != application_id) {
    db_->fail("is a database of something else; it is left alone");
  }
  const std::string health = db_->text_of("PRAGMA quick_check(1)");
  if (health != "ok") db_->fail("the database is damaged (" + health + ")");
}

/// Ours, and nobody else writes it; what somebody put beside our tables is not ours.
void EnsembleStore::start_again() {
  sqlite3_stmt* names =
      db_->prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')");
  std::vector<std::string> others;
  while (db_->step(names)) {
    const std::string name = db_->text(names, 0);
    if (!is_own_table(name)) others.push_back(name);
  }
  if (!others.empty()) {
    db_->fail(
        fmt::format("holds tables that are not of this program ({}), so --force does not start "
                    "it again; move them first",
                    fmt::join(others, ", ")));
  }
  db_->clear();
}

void EnsembleStore::check_layout() const {
  if (meta("layout") != layout) {
    db_->fail("was written by another version, which lays tables out differently");
  }
}

void EnsembleStore::check_values() const {
  for (const ValueCheck& check : value_checks) {
    const std::string found = db_->text_of(check.query);
    if (!found.empty()) db_->fail(fmt::format("{} {}", check.complaint, found));
  }
  for (const std::string& metric : metrics()) {
    if (!find_metric(metric)) db_->fail(fmt::format("holds a metric that is none, '{}'", metric));
  }
  for (const std::string& table : split(meta("tables"))) {
    if (columns_of(table).empty())
      db_->fail(fmt::format("holds a table that is none, '{}'", table));
  }
  const std::string seed = meta("seed");
  if (!parse_whole_in<std::uint32_t>(seed)) {
    db_->fail(fmt::format("has a seed that is none, '{}'", seed));
  }
  const std::string answer = meta("answer");
  if (!answer.empty() && !nlohmann::json::parse(answer, nullptr, false).is_object()) {
    db_->fail("has an answer that is no JSON object");
  }
}

void EnsembleStore::create(const StoredQuestion& question) {
  std::string columns;
  for (const std::string& metric : question.metrics) columns += ", " + sql_name(metric) + " REAL";
  std::string sql = fmt::format(
      "PRAGMA application_id={};"
      "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
      "CREATE TABLE scenarios(name TEXT PRIMARY KEY, position INTEGER) WITHOUT ROWID;"
      "CREATE TABLE parameters(scenario TEXT, path TEXT, unit TEXT, value TEXT, prior TEXT, "
      "PRIMARY KEY(scenario, path)) WITHOUT ROWID;"
      "CREATE TABLE runs(scenario TEXT, replicate INTEGER, parameters TEXT, status TEXT, "
      "digest TEXT, seconds REAL, reason TEXT, command TEXT, "
      "PRIMARY KEY(scenario, replicate)) WITHOUT ROWID;"
      "CREATE TABLE other_builds(build INTEGER PRIMARY KEY, version TEXT, \"commit\" TEXT, "
      "sources TEXT, compiler TEXT, dependencies TEXT);"
      "CREATE TABLE runs_of_other_builds(scenario TEXT, replicate INTEGER, build INTEGER, "
      "PRIMARY KEY(scenario, replicate)) WITHOUT ROWID;"
      "CREATE TABLE series(scenario TEXT, replicate INTEGER, year INTEGER{}, "
      "PRIMARY KEY(scenario, replicate, year)) WITHOUT ROWID;{};",
      application_id, columns, long_view(question.metrics));
  for (const std::string& file : question.tables) {
    std::string names = "scenario TEXT, replicate INTEGER";
    for (const OutputColumn& column : columns_of(file)) {
      names += fmt::format(", {} {}", sql_name(column.name), sql_type(column));
    }
    sql += fmt::format("CREATE TABLE {}({});", sql_name(table_name(file)), names);
  }
  insist([&] {
    db_->execute(sql);
    put_question(question);
  });
}

void EnsembleStore::put_question(const StoredQuestion& question) {
  put_meta("layout", std::string(layout));
  put_meta("version", build_.version);
  put_meta("commit", build_.commit);
  put_meta("sources", build_.sources);
  put_meta("compiler", build_.compiler);
  put_meta("dependencies", dependencies_text(build_));
  put_meta("kind", question.kind);
  put_meta("config", question.config);
  put_meta("design", question.design);
  put_meta("seed", std::to_string(question.seed));
  put_meta("metrics", joined(question.metrics));
  put_meta("tables", joined(question.tables));
  for (std::size_t s = 0; s < question.scenarios.size(); ++s) put_scenario(question, s);
}

/// The first scenario in full, of the others what differs from it.
void EnsembleStore::put_scenario(const StoredQuestion& question, std::size_t scenario) {
  const StoredQuestion::Group& group = question.scenarios[scenario];
  std::map<std::string, std::pair<std::string, std::string>> base;
  if (scenario > 0) {
    for (const auto& row : question.scenarios[0].parameters)
      base[row.path] = {row.value, row.prior};
  }
  sqlite3_stmt* named = db_->prepare("INSERT INTO scenarios VALUES(?, ?)");
  db_->bind(named, 1, group.name);
  db_->bind(named, 2, static_cast<std::int64_t>(scenario));
  db_->step(named);
  for (const config::ProvenanceRow& row : group.parameters) {
    const auto same = base.find(row.path);
    const bool as_base = same != base.end() && same->second == std::pair{row.value, row.prior};
    if (as_base || !part_of_question(row)) continue;
    sqlite3_stmt* insert = db_->prepare("INSERT INTO parameters VALUES(?, ?, ?, ?, ?)");
    const std::string_view fields[] = {group.name, row.path, row.unit, row.value, row.prior};
    for (int k = 0; k < 5; ++k) db_->bind(insert, k + 1, fields[k]);
    db_->step(insert);
  }
}

void EnsembleStore::check_question(const StoredQuestion& question) const {
  Differences differences;
  differences.compare("kind", meta("kind"), question.kind);
  differences.compare("configuration", meta("config"), question.config);
  differences.compare("design", meta("design"), question.design);
  differences.compare("seed", meta("seed"), std::to_string(question.seed));
  differences.compare("metrics", meta("metrics"), joined(question.metrics));
  differences.compare("tables", meta("tables"), joined(question.tables));
  std::vector<std::string> names;
  for (const auto& group : question.scenarios) names.push_back(group.name);
  differences.compare("scenarios", joined(scenarios()), joined(names));
  Values base;
  for (std::size_t s = 0; s < question.scenarios.size() && differences.empty(); ++s) {
    const StoredQuestion::Group& group = question.scenarios[s];
    Values stored = base;
    sqlite3_stmt* rows =
        db_->prepare("SELECT path, value, prior FROM parameters WHERE scenario = ?");
    db_->bind(rows, 1, group.name);
    while (db_->step(rows)) {
      const std::string prior = db_->text(rows, 2);
      stored[db_->text(rows, 0)] = prior.empty() ? db_->text(rows, 1) : prior;
    }
    if (s == 0) base = stored;
    compare_parameters(group, stored, differences);
    if (s > 0) continue;
    for (const auto& [path, value] : stored)
      differences.add(fmt::format("{}: {} there, gone now", path, value));
  }
  if (differences.empty()) return;
  db_->fail("answers another question:" + differences.text() +
            "\nChoose another file, or --force to start this one again");
}

std::vector<Build> EnsembleStore::builds() const {
  std::vector<Build> builds(1);
  builds[0] = {meta("version"), meta("commit"), meta("sources"), meta("compiler"),
               parse_dependencies(meta("dependencies"))};
  sqlite3_stmt* rows = db_->prepare(
      "SELECT version, \"commit\", sources, compiler, dependencies FROM other_builds ORDER BY "
      "build");
  while (db_->step(rows)) {
    builds.push_back({db_->text(rows, 0), db_->text(rows, 1), db_->text(rows, 2),
                      db_->text(rows, 3), parse_dependencies(db_->text(rows, 4))});
  }
  return builds;
}

void EnsembleStore::check_build(OtherBuild other) {
  const std::vector<Build> known = builds();
  if (known[0].same_as(build_)) return;
  if (other == OtherBuild::refuse) {
    Differences differences;
    differences.compare("version", known[0].version, build_.version);
    differences.compare("sources", known[0].sources, build_.sources);
    differences.compare("compiler", known[0].compiler, build_.compiler);
    db_->fail(
        "was begun by another build of the program:" + differences.text() +
        "\nChoose another file, --force to start this one again, or --mix-builds to go on; the "
        "file then says which worlds are whose");
  }
  sqlite3_stmt* numbers = db_->prepare(
      "SELECT build FROM other_builds WHERE version = ? AND sources = ? AND compiler = ?");
  db_->bind(numbers, 1, build_.version);
  db_->bind(numbers, 2, build_.sources);
  db_->bind(numbers, 3, build_.compiler);
  const bool seen = db_->step(numbers);
  build_number_ = seen ? sqlite3_column_int64(numbers, 0) : static_cast<std::int64_t>(known.size());
  sqlite3_reset(numbers);
  if (!seen) insist([&] { put_build(build_number_); });
}

void EnsembleStore::put_build(std::int64_t number) {
  sqlite3_stmt* insert = db_->prepare("INSERT INTO other_builds VALUES(?, ?, ?, ?, ?, ?)");
  const std::string dependencies = dependencies_text(build_);
  const std::string_view fields[] = {build_.version, build_.commit, build_.sources, build_.compiler,
                                     dependencies};
  db_->bind(insert, 1, number);
  for (int k = 0; k < 5; ++k) db_->bind(insert, k + 2, fields[k]);
  db_->step(insert);
}

void EnsembleStore::prepare_writing(const StoredQuestion& question) {
  for (const auto& group : question.scenarios) scenario_names_.push_back(group.name);
  table_files_ = question.tables;
  metric_count_ = question.metrics.size();
  present_.assign(scenario_names_.size(), {});
  failed_.assign(scenario_names_.size(), {});
  std::map<std::string, std::size_t> position;
  for (std::size_t s = 0; s < scenario_names_.size(); ++s) position[scenario_names_[s]] = s;
  sqlite3_stmt* rows = db_->prepare("SELECT scenario, replicate, status FROM runs");
  while (db_->step(rows)) {
    const std::size_t scenario = position.at(db_->text(rows, 0));
    const auto row = static_cast<std::uint32_t>(sqlite3_column_int64(rows, 1));
    (db_->text(rows, 2) == "failed" ? failed_ : present_)[scenario].insert(row);
  }
  db_->now_writing();
}

bool EnsembleStore::has(std::uint32_t scenario, std::uint32_t row) const {
  return present_.at(scenario).contains(row);
}

std::size_t EnsembleStore::failed_before() const {
  std::size_t count = 0;
  for (const auto& rows : failed_) count += rows.size();
  return count;
}

void EnsembleStore::add(WorldRecord record, const std::string& command) {
  present_.at(record.scenario).insert(record.row);
  waiting_bytes_ += bytes_of(record);
  waiting_.push_back({std::move(record), command});
  const bool full = waiting_.size() >= batch_worlds || waiting_bytes_ >= batch_bytes;
  if (Clock::now() >= next_attempt_ || (full && !held_)) write_waiting();
  if (waiting_bytes_ >= most_waiting) commit();
}

/// One transaction for all that wait. False, with the next attempt put off, while somebody else
/// holds the file.
bool EnsembleStore::write_waiting() {
  const bool written = db_->attempt([&] {
    for (const Waiting& world : waiting_) write(world);
  });
  next_attempt_ = Clock::now() +
                  (written ? batch_time : std::min<Clock::duration>(2 * batch_time, longest_pause));
  if (!written && !held_) {
    const std::string holders = holders_of(db_->file());
    waiting_for_.tell(
        fmt::format("{}: {} reads or writes it, so worlds wait in memory until it lets go",
                    db_->file().string(),
                    holders.empty() ? "somebody that cannot be seen from here" : holders));
  }
  held_ = !written;
  if (!written) return false;
  waiting_.clear();
  waiting_bytes_ = 0;
  return true;
}

void EnsembleStore::commit() {
  if (waiting_.empty()) return;
  std::optional<Clock::time_point> given_up;
  while (!write_waiting()) {
    if (!given_up && waiting_for_.interrupted()) given_up = Clock::now() + last_tries;
    if (given_up && Clock::now() >= *given_up) {
      const std::size_t lost = waiting_.size();
      const std::string holders = holders_of(db_->file());
      waiting_.clear();
      db_->fail(
          fmt::format("{} worlds could not be stored, since {} holds the file; those stored "
                      "before are kept, and the same command goes on",
                      lost, holders.empty() ? "somebody" : holders));
    }
    std::this_thread::sleep_for(100ms);
  }
}

/// A small transaction of its own, for as long as it takes.
void EnsembleStore::insist(FunctionRef<void()> write) {
  while (!db_->attempt(write)) {
    if (waiting_for_.interrupted()) db_->check(SQLITE_BUSY);
    std::this_thread::sleep_for(100ms);
  }
}

void EnsembleStore::write(const Waiting& world) {
  if (failed_[world.record.scenario].contains(world.record.row)) forget(world.record);
  write_run(world);
  write_series(world.record);
  write_tables(world.record);
}

/// What an earlier attempt at a world left.
void EnsembleStore::forget(const WorldRecord& record) {
  std::vector<std::string> tables = {"series", "runs_of_other_builds"};
  for (const std::string& file : table_files_) tables.push_back(table_name(file));
  for (const std::string& table : tables) {
    sqlite3_stmt* remove = db_->prepare(
        fmt::format("DELETE FROM {} WHERE scenario = ? AND replicate = ?", sql_name(table)));
    db_->bind(remove, 1, scenario_names_[record.scenario]);
    db_->bind(remove, 2, std::int64_t{record.row});
    db_->step(remove);
  }
}

void EnsembleStore::write_run(const Waiting& world) {
  const WorldRecord& record = world.record;
  const std::string& scenario = scenario_names_[record.scenario];
  const bool complete = record.status == WorldRecord::Status::complete;
  sqlite3_stmt* run = db_->prepare("INSERT OR REPLACE INTO runs VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
  db_->bind(run, 1, scenario);
  db_->bind(run, 2, std::int64_t{record.row});
  db_->bind(run, 3, record.parameters);
  db_->bind(run, 4, status_text(record.status));
  db_->bind(run, 5, record.digest);
  sqlite3_bind_double(run, 6, record.seconds);
  db_->bind(run, 7, record.reason);
  db_->bind(run, 8, complete ? std::string_view() : std::string_view(world.command));
  db_->step(run);
  if (build_number_ == 0) return;
  sqlite3_stmt* by = db_->prepare("INSERT OR REPLACE INTO runs_of_other_builds VALUES(?, ?, ?)");
  db_->bind(by, 1, scenario);
  db_->bind(by, 2, std::int64_t{record.row});
  db_->bind(by, 3, build_number_);
  db_->step(by);
}

void EnsembleStore::write_series(const WorldRecord& record) {
  if (record.series.empty()) return;
  std::string sql = "INSERT INTO series VALUES(?, ?, ?";
  for (std::size_t k = 0; k < metric_count_; ++k) sql += ", ?";
  sqlite3_stmt* insert = db_->prepare(sql + ")");
  db_->bind(insert, 1, scenario_names_[record.scenario]);
  db_->bind(insert, 2, std::int64_t{record.row});
  for (std::size_t begin = 0; begin < record.series.size(); begin += metric_count_) {
    sqlite3_reset(insert);
    db_->bind(insert, 3, record.first_year + static_cast<std::int64_t>(begin / metric_count_));
    for (std::size_t k = 0; k < metric_count_; ++k) {
      const double value = record.series[begin + k];
      const int place = static_cast<int>(k) + 4;
      std::isnan(value) ? sqlite3_bind_null(insert, place)
                        : sqlite3_bind_double(insert, place, value);
    }
    db_->step(insert);
  }
}

void EnsembleStore::write_tables(const WorldRecord& record) {
  for (std::size_t t = 0; t < record.tables.size(); ++t) {
    const std::size_t columns = columns_of(table_files_[t]).size();
    std::string sql =
        fmt::format("INSERT INTO {} VALUES(?, ?", sql_name(table_name(table_files_[t])));
    for (std::size_t k = 0; k < columns; ++k) sql += ", ?";
    sqlite3_stmt* insert = db_->prepare(sql + ")");
    db_->bind(insert, 1, scenario_names_[record.scenario]);
    db_->bind(insert, 2, std::int64_t{record.row});
    bool header = true;
    for_each_csv_row(record.tables[t], [&](const std::vector<std::string>& fields) {
      if (std::exchange(header, false)) return;
      sqlite3_reset(insert);
      for (std::size_t k = 0; k < columns; ++k) {
        const int place = static_cast<int>(k) + 3;
        fields[k].empty() ? static_cast<void>(sqlite3_bind_null(insert, place))
                          : db_->bind(insert, place, fields[k]);
      }
      db_->step(insert);
    });
  }
}

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

std::string EnsembleStore::finish() {
  commit();
  const std::string digest = content_digest();
  if (meta("content_digest") != digest) insist([&] { put_meta("content_digest", digest); });
  return digest;
}

void EnsembleStore::keep_answer(const std::string& answer) {
  if (meta("answer") != answer) insist([&] { put_meta("answer", answer); });
}

void EnsembleStore::put_meta(std::string_view key, const std::string& value) {
  sqlite3_stmt* put = db_->prepare("INSERT OR REPLACE INTO meta VALUES(?, ?)");
  db_->bind(put, 1, key);
  db_->bind(put, 2, value);
  db_->step(put);
}

std::string EnsembleStore::meta(std::string_view key) const {
  sqlite3_stmt* row = db_->prepare("SELECT value FROM meta WHERE key = ?");
  db_->bind(row, 1, key);
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

std::size_t EnsembleStore::worlds(std::uint32_t limit) const {
  sqlite3_stmt* row = db_->prepare("SELECT count(*) FROM runs WHERE replicate < ?");
  db_->bind(row, 1, std::int64_t{limit});
  const std::size_t count =
      db_->step(row) ? static_cast<std::size_t>(sqlite3_column_int64(row, 0)) : 0;
  sqlite3_reset(row);
  return count;
}

namespace {

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

}  // namespace overbuild
