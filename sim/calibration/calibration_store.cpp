#include "sim/calibration/calibration_store.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/digest.hpp"
#include "sim/experiments/store_connection.hpp"
#include "sim/experiments/store_schema.hpp"

namespace overbuild::calibration {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/// In the header of the file.
constexpr std::string_view calibration_id = "1331053123";
constexpr std::string_view calibration_layout = "1";
constexpr std::chrono::milliseconds time_of_batch = 1s;
constexpr const char* start_again = "\nChoose another file, or --force to start this one again";

std::unique_ptr<StoreConnection> open_for_writing(const std::filesystem::path& file) {
  if (file_kind(file) == FileKind::other) {
    throw OutputError(
        fmt::format("{}: exists and is no file of calibrations; it is left alone", file.string()));
  }
  return std::make_unique<StoreConnection>(file, StoreConnection::Mode::write);
}

void check_is_calibration(StoreConnection& db) {
  if (db.text_of("PRAGMA application_id") != calibration_id) {
    db.fail("is no file of a calibration; it is left alone");
  }
  const std::string health = db.text_of("PRAGMA quick_check(1)");
  if (health != "ok") db.fail("the database is damaged (" + health + ")");
  if (meta_value(db, "layout") != calibration_layout) db.fail("was written by another version");
}

std::string build_text() {
  const Build& build = this_build();
  return fmt::format("{}, sources {}, {}", build.version, build.sources, build.compiler);
}

/// All that the content depends on, by name.
std::vector<std::pair<std::string, std::string>> texts_of(const StoredCalibration& question) {
  auto texts = question.settings;
  for (const auto& parameter : question.parameters) {
    texts.emplace_back("prior of " + parameter.path, parameter.prior);
  }
  for (const auto& target : question.targets) {
    texts.emplace_back(fmt::format("target {} of {}", target.id, target.history),
                       fmt::format("{} within {}", target.middle, target.error));
  }
  texts.emplace_back("build", build_text());
  return texts;
}

std::string columns_of(const StoredCalibration& question) {
  std::string columns;
  for (const auto& parameter : question.parameters) {
    columns += fmt::format(", {} REAL", sql_name(parameter.path));
  }
  return columns;
}

void check_asked(StoreConnection& db, const StoredCalibration& question) {
  std::map<std::string, std::string> stored;
  sqlite3_stmt* rows = db.prepare("SELECT name, value FROM question");
  while (db.step(rows)) stored[db.text(rows, 0)] = db.text(rows, 1);
  std::string differences;
  for (const auto& [name, value] : texts_of(question)) {
    const auto found = stored.find(name);
    if (found == stored.end() || found->second != value) {
      differences += fmt::format("\n  {}: {} there, {} now", name,
                                 found == stored.end() ? "none" : found->second, value);
    }
    if (found != stored.end()) stored.erase(found);
  }
  for (const auto& [name, value] : stored) {
    differences += fmt::format("\n  {}: {} there, none now", name, value);
  }
  if (!differences.empty()) db.fail("was made with other settings:" + differences + start_again);
}

void bind_value(sqlite3_stmt* statement, int place, double value) {
  std::isfinite(value) ? sqlite3_bind_double(statement, place, value)
                       : sqlite3_bind_null(statement, place);
}

/// "?, ?, ?" for so many values.
std::string marks(std::size_t count) {
  std::string text = "?";
  for (std::size_t k = 1; k < count; ++k) text += ", ?";
  return text;
}

std::string readings_text(const std::vector<double>& readings) {
  nlohmann::json list = nlohmann::json::array();
  for (const double value : readings) {
    list.push_back(std::isfinite(value) ? nlohmann::json(value) : nlohmann::json());
  }
  return list.dump();
}

std::vector<double> readings_of(StoreConnection& db, const std::string& text) {
  const auto list = nlohmann::json::parse(text, nullptr, false);
  std::vector<double> readings;
  if (!list.is_array()) db.fail("the table worlds has readings that are no list");
  for (const auto& value : list) {
    if (!value.is_number() && !value.is_null()) db.fail("the table worlds has a broken reading");
    readings.push_back(value.is_number() ? value.get<double>() : std::nan(""));
  }
  return readings;
}

}  // namespace

CalibrationStore::CalibrationStore(const std::filesystem::path& file,
                                   const StoredCalibration& question, ExistingFile existing)
    : question_(question),
      db_(open_for_writing(file)),
      next_attempt_(Clock::now() + time_of_batch) {
  bool is_new = db_->text_of("PRAGMA application_id") == "0" &&
                db_->text_of("SELECT count(*) FROM sqlite_schema") == "0";
  if (!is_new) check_is_calibration(*db_);
  db_->prefer_log();
  if (!is_new && existing == ExistingFile::replace) {
    db_->clear();
    is_new = true;
  }
  if (is_new) {
    insist([&] { create(); });
  } else {
    check_asked(*db_, question);
    read_answers();
  }
  db_->now_writing();
}

CalibrationStore::~CalibrationStore() {
  try {
    commit();
  } catch (const OutputError&) {  // what was committed stands, and can be continued
  }
}

void CalibrationStore::insist(FunctionRef<void()> write) {
  for (int attempt = 0; !db_->attempt(write); ++attempt) {
    if (attempt == 600) db_->check(SQLITE_BUSY);
    std::this_thread::sleep_for(100ms);
  }
}

void CalibrationStore::create() {
  const std::string columns = columns_of(question_);
  db_->execute(fmt::format(
      "PRAGMA application_id={0};"
      "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
      "CREATE TABLE question(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
      "CREATE TABLE parameters(position INTEGER PRIMARY KEY, path TEXT, prior TEXT);"
      "CREATE TABLE targets(position INTEGER PRIMARY KEY, history TEXT, target TEXT, what TEXT, "
      "observed REAL, lo REAL, hi REAL, middle REAL, error REAL);"
      "CREATE TABLE worlds(point INTEGER, history INTEGER, proposal TEXT, status TEXT, digest "
      "TEXT, seconds REAL, reason TEXT, command TEXT, parameters TEXT, readings TEXT, "
      "PRIMARY KEY(point, history)) WITHOUT ROWID;"
      "CREATE TABLE points(point INTEGER PRIMARY KEY, stage TEXT, weight REAL{1});"
      "CREATE TABLE posterior(draw INTEGER PRIMARY KEY, point INTEGER{1});",
      calibration_id, columns));
  put_meta(*db_, "layout", std::string(calibration_layout));
  put_meta(*db_, "kind", "calibration");
  for (const auto& [name, value] : texts_of(question_)) {
    sqlite3_stmt* put = db_->prepare("INSERT INTO question VALUES(?, ?)");
    db_->bind(put, 1, name);
    db_->bind(put, 2, value);
    db_->step(put);
  }
  for (std::size_t p = 0; p < question_.parameters.size(); ++p) {
    sqlite3_stmt* put = db_->prepare("INSERT INTO parameters VALUES(?, ?, ?)");
    db_->bind(put, 1, static_cast<std::int64_t>(p));
    db_->bind(put, 2, question_.parameters[p].path);
    db_->bind(put, 3, question_.parameters[p].prior);
    db_->step(put);
  }
  for (std::size_t t = 0; t < question_.targets.size(); ++t) {
    const auto& target = question_.targets[t];
    sqlite3_stmt* put = db_->prepare("INSERT INTO targets VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    db_->bind(put, 1, static_cast<std::int64_t>(t));
    const std::string_view texts[] = {target.history, target.id, target.what};
    for (int k = 0; k < 3; ++k) db_->bind(put, k + 2, texts[k]);
    const double values[] = {target.observed, target.lo, target.hi, target.middle, target.error};
    for (int k = 0; k < 5; ++k) bind_value(put, k + 5, values[k]);
    db_->step(put);
  }
}

void CalibrationStore::read_answers() {
  sqlite3_stmt* rows = db_->prepare(
      "SELECT point, history, proposal, status, digest, seconds, reason, command, parameters, "
      "readings FROM worlds");
  while (db_->step(rows)) {
    WorldAnswer answer;
    answer.point = static_cast<std::uint32_t>(sqlite3_column_int64(rows, 0));
    answer.history = static_cast<std::uint32_t>(sqlite3_column_int64(rows, 1));
    answer.proposal = db_->text(rows, 2);
    answer.status = db_->text(rows, 3);
    answer.digest = db_->text(rows, 4);
    answer.seconds = sqlite3_column_double(rows, 5);
    answer.reason = db_->text(rows, 6);
    answer.command = db_->text(rows, 7);
    answer.parameters = db_->text(rows, 8);
    answer.readings = readings_of(*db_, db_->text(rows, 9));
    answers_[{answer.point, answer.history}] = std::move(answer);
  }
}

const WorldAnswer* CalibrationStore::find(std::uint32_t point, std::uint32_t history,
                                          const std::string& proposal) const {
  const auto found = answers_.find({point, history});
  if (found == answers_.end() || found->second.proposal != proposal) return nullptr;
  return &found->second;
}

std::vector<const WorldAnswer*> CalibrationStore::broken() const {
  std::vector<const WorldAnswer*> worlds;
  for (const auto& [place, answer] : answers_) {
    if (answer.status != "complete") worlds.push_back(&answer);
  }
  return worlds;
}

double CalibrationStore::seconds_of(std::uint32_t history) const {
  double sum = 0.0;
  std::size_t count = 0;
  for (const auto& [place, answer] : answers_) {
    if (place.second != history) continue;
    sum += answer.seconds;
    ++count;
  }
  return count > 0 ? sum / static_cast<double>(count) : 0.0;
}

void CalibrationStore::add(WorldAnswer answer) {
  waiting_.push_back(answer);
  answers_[{answer.point, answer.history}] = std::move(answer);
  if (Clock::now() < next_attempt_) return;
  const bool written = db_->attempt([&] {
    for (const WorldAnswer& waiting : waiting_) write(waiting);
  });
  next_attempt_ = Clock::now() + time_of_batch;
  if (written) waiting_.clear();
}

void CalibrationStore::commit() {
  if (waiting_.empty()) return;
  insist([&] {
    for (const WorldAnswer& waiting : waiting_) write(waiting);
  });
  waiting_.clear();
}

void CalibrationStore::write(const WorldAnswer& answer) {
  sqlite3_stmt* put =
      db_->prepare("INSERT OR REPLACE INTO worlds VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  db_->bind(put, 1, std::int64_t{answer.point});
  db_->bind(put, 2, std::int64_t{answer.history});
  db_->bind(put, 3, answer.proposal);
  db_->bind(put, 4, answer.status);
  db_->bind(put, 5, answer.digest);
  sqlite3_bind_double(put, 6, answer.seconds);
  db_->bind(put, 7, answer.reason);
  db_->bind(put, 8, answer.command);
  db_->bind(put, 9, answer.parameters);
  db_->bind(put, 10, readings_text(answer.readings));
  db_->step(put);
}

void CalibrationStore::write_points(const Calibration& result,
                                    const std::vector<std::vector<double>>& values) {
  db_->execute("DELETE FROM points; DELETE FROM posterior");
  const std::size_t parameters = question_.parameters.size();
  sqlite3_stmt* put =
      db_->prepare(fmt::format("INSERT INTO points VALUES({})", marks(parameters + 3)));
  for (std::size_t n = 0; n < values.size(); ++n) {
    sqlite3_reset(put);
    db_->bind(put, 1, static_cast<std::int64_t>(n));
    db_->bind(put, 2, result.stages[n]);
    bind_value(put, 3, result.weights[n]);
    for (std::size_t p = 0; p < parameters; ++p) {
      bind_value(put, static_cast<int>(p) + 4, values[n][p]);
    }
    db_->step(put);
  }
  put = db_->prepare(fmt::format("INSERT INTO posterior VALUES({})", marks(parameters + 2)));
  for (std::size_t k = 0; k < result.posterior.size(); ++k) {
    sqlite3_reset(put);
    const std::size_t n = result.posterior[k];
    db_->bind(put, 1, static_cast<std::int64_t>(k));
    db_->bind(put, 2, static_cast<std::int64_t>(n));
    for (std::size_t p = 0; p < parameters; ++p) {
      bind_value(put, static_cast<int>(p) + 3, values[n][p]);
    }
    db_->step(put);
  }
}

std::string CalibrationStore::digest_of(const Calibration& result,
                                        const std::vector<std::vector<double>>& values) const {
  Digest digest;
  for (const auto& [place, answer] : answers_) {
    if (place.first >= result.points.size()) continue;
    digest.add(place.first);
    digest.add(place.second);
    digest.add(answer.status);
    digest.add(answer.readings);
  }
  for (const std::size_t n : result.posterior) digest.add(values[n]);
  return digest.hex();
}

std::string CalibrationStore::finish(const Calibration& result,
                                     const std::vector<std::vector<double>>& values,
                                     const std::string& answer) {
  commit();
  const std::string digest = digest_of(result, values);
  insist([&] {
    write_points(result, values);
    put_meta(*db_, "answer", answer);
    put_meta(*db_, "content_digest", digest);
  });
  return digest;
}

namespace {

/// Puts a value at a path with full stops.
void put_nested(nlohmann::ordered_json& tree, const std::string& path,
                const nlohmann::ordered_json& value) {
  nlohmann::ordered_json* place = &tree;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    place = &(*place)[path.substr(begin, end - begin)];
    begin = end + 1;
  }
  *place = value;
}

/// Draws as places between their lowest and their highest, which become the prior.
void lay_ranges(Posterior& posterior, const std::vector<std::vector<double>>& draws) {
  nlohmann::ordered_json tree;
  posterior.joint.uniforms.resize(draws.size());
  for (std::size_t p = 0; p < posterior.joint.paths.size(); ++p) {
    double lo = draws.front()[p], hi = lo;
    for (const auto& draw : draws) {
      lo = std::min(lo, draw[p]);
      hi = std::max(hi, draw[p]);
    }
    for (std::size_t k = 0; k < draws.size(); ++k) {
      posterior.joint.uniforms[k].push_back(hi > lo ? (draws[k][p] - lo) / (hi - lo) : 0.5);
    }
    put_nested(tree, posterior.joint.paths[p],
               {{"value", {{"dist", "uniform"}, {"lo", lo}, {"hi", hi}}},
                {"source", "posterior " + posterior.joint.digest}});
  }
  posterior.overlay = tree.dump(1);
}

hindcast::ErrorScale errors_of(StoreConnection& db) {
  hindcast::ErrorScale errors;
  const auto answer = nlohmann::json::parse(meta_value(db, "answer"), nullptr, false);
  if (!answer.is_object() || !answer.contains("tolerance") || !answer["tolerance"].is_number()) {
    db.fail("the answer of the calibration has no tolerance");
  }
  errors.tolerance = answer["tolerance"];
  sqlite3_stmt* rows =
      db.prepare("SELECT CAST(value AS REAL) FROM question WHERE name = 'discrepancy'");
  while (db.step(rows)) errors.discrepancy = sqlite3_column_double(rows, 0);
  return errors;
}

}  // namespace

std::shared_ptr<const Posterior> read_posterior(const std::filesystem::path& file) {
  if (file_kind(file) == FileKind::absent) {
    throw OutputError(
        fmt::format("{}: there is no such file; expected one that `overbuild "
                    "calibrate` wrote",
                    file.string()));
  }
  if (file_kind(file) != FileKind::sqlite) {
    throw OutputError(fmt::format("{}: is no file of a calibration", file.string()));
  }
  StoreConnection db(file, StoreConnection::Mode::read);
  check_is_calibration(db);
  auto posterior = std::make_shared<Posterior>();
  posterior->joint.origin = file.string();
  posterior->joint.digest = meta_value(db, "content_digest");
  if (posterior->joint.digest.empty()) {
    db.fail("the calibration is not finished; the command that began it goes on");
  }
  posterior->errors = errors_of(db);
  sqlite3_stmt* paths = db.prepare("SELECT path FROM parameters ORDER BY position");
  while (db.step(paths)) posterior->joint.paths.push_back(db.text(paths, 0));
  std::vector<std::vector<double>> draws;
  sqlite3_stmt* rows = db.prepare("SELECT * FROM posterior ORDER BY draw");
  while (db.step(rows)) {
    std::vector<double>& draw = draws.emplace_back();
    for (std::size_t p = 0; p < posterior->joint.paths.size(); ++p) {
      if (sqlite3_column_type(rows, static_cast<int>(p) + 2) != SQLITE_FLOAT) {
        db.fail("the table posterior has a value that is no number");
      }
      draw.push_back(sqlite3_column_double(rows, static_cast<int>(p) + 2));
    }
  }
  if (draws.empty()) db.fail("the calibration found no posterior: no world had all targets");
  lay_ranges(*posterior, draws);
  return posterior;
}

}  // namespace overbuild::calibration
