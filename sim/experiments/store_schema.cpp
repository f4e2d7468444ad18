#include "sim/experiments/store_schema.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/number_text.hpp"
#include "sim/experiments/store_connection.hpp"
#include "sim/measure/metrics.hpp"

namespace overbuild {

namespace {

/// In the header of the file: "OWBD".
constexpr std::string_view application_id = "1331118660";
constexpr std::string_view layout_of_whole_rows = "2";

constexpr std::string_view fixed_tables[] = {
    "meta",   "scenarios",   "parameters",   "configurations",      "runs",
    "series", "series_long", "other_builds", "runs_of_other_builds"};

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

/// Text or a number for SQLite, as the column's meaning says.
const char* sql_type(const OutputColumn& column) {
  return holds_numbers(column) ? "NUMERIC" : "TEXT";
}

/// The two tables of a recorded table and the view over them.
std::string recorded_sql(const RecordedTable& table) {
  std::string rows = "scenario INTEGER, replicate INTEGER, labels INTEGER";
  std::string labels = "id INTEGER PRIMARY KEY";
  for (const OutputColumn& column : table.columns) {
    (repeats(column) ? labels : rows) +=
        fmt::format(", {} {}", sql_name(column.name), sql_type(column));
  }
  return fmt::format("CREATE TABLE {}({});CREATE TABLE {}({});CREATE VIEW {} AS {};",
                     sql_name(table.labels), labels, sql_name(table.rows), rows,
                     sql_name(table.name), recorded_select(table));
}

/// Tables and views that this program makes, in any layout.
bool is_own_table(const std::string& name) {
  if (name.starts_with("sqlite_") ||
      std::find(std::begin(fixed_tables), std::end(fixed_tables), name) != std::end(fixed_tables)) {
    return true;
  }
  const auto tables = output_tables();
  return std::any_of(tables.begin(), tables.end(), [&](const OutputTable& table) {
    const RecordedTable own = recorded_table(table.file);
    return name == own.name || name == own.rows || name == own.labels;
  });
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

}  // namespace

std::string sql_name(std::string_view name) { return fmt::format("\"{}\"", name); }

RecordedTable recorded_table(std::string_view file) {
  RecordedTable table;
  table.name = file.substr(0, file.find('.'));
  table.rows = table.name + "_rows";
  table.labels = table.name + "_labels";
  for (const OutputTable& known : output_tables()) {
    if (known.file == file) table.columns = known.columns;
  }
  return table;
}

/// Rows are asked for first and labels looked up by their number: the + keeps SQLite from the
/// opposite, which would sort all rows for each query. What a query does not name is not looked up.
std::string recorded_select(const RecordedTable& table, std::string_view more) {
  std::string shown = "s.name AS scenario, r.replicate AS replicate";
  for (const OutputColumn& column : table.columns) {
    const std::string name = sql_name(column.name);
    shown += fmt::format(", {}.{} AS {}", repeats(column) ? "l" : "r", name, name);
  }
  if (!more.empty()) shown += fmt::format(", {}", more);
  return fmt::format(
      "SELECT {} FROM {} r LEFT JOIN {} l ON l.id = +r.labels LEFT JOIN scenarios s ON s.position "
      "= +r.scenario",
      shown, sql_name(table.rows), sql_name(table.labels));
}

std::string comma_list(const std::vector<std::string>& list) {
  return fmt::format("{}", fmt::join(list, ","));
}

std::vector<std::string> comma_parts(const std::string& text) {
  std::vector<std::string> list;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    list.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return list;
}

void create_tables(StoreConnection& db, const std::vector<std::string>& metrics,
                   const std::vector<std::string>& tables) {
  std::string columns;
  for (const std::string& metric : metrics) columns += ", " + sql_name(metric) + " REAL";
  std::string sql = fmt::format(
      "PRAGMA application_id={};"
      "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
      "CREATE TABLE scenarios(name TEXT PRIMARY KEY, position INTEGER UNIQUE) WITHOUT ROWID;"
      "CREATE TABLE parameters(scenario TEXT, path TEXT, unit TEXT, value TEXT, prior TEXT, "
      "PRIMARY KEY(scenario, path)) WITHOUT ROWID;"
      "CREATE TABLE configurations(scenario TEXT PRIMARY KEY, yaml TEXT) WITHOUT ROWID;"
      "CREATE TABLE runs(scenario TEXT, replicate INTEGER, parameters TEXT, status TEXT, "
      "digest TEXT, seconds REAL, reason TEXT, command TEXT, "
      "PRIMARY KEY(scenario, replicate)) WITHOUT ROWID;"
      "CREATE TABLE other_builds(build INTEGER PRIMARY KEY, version TEXT, \"commit\" TEXT, "
      "sources TEXT, compiler TEXT, dependencies TEXT);"
      "CREATE TABLE runs_of_other_builds(scenario TEXT, replicate INTEGER, build INTEGER, "
      "PRIMARY KEY(scenario, replicate)) WITHOUT ROWID;"
      "CREATE TABLE series(scenario TEXT, replicate INTEGER, year INTEGER{}, "
      "PRIMARY KEY(scenario, replicate, year)) WITHOUT ROWID;{};",
      application_id, columns, long_view(metrics));
  for (const std::string& file : tables) sql += recorded_sql(recorded_table(file));
  db.execute(sql);
  put_meta(db, "layout", std::string(store_layout));
}

std::string meta_value(StoreConnection& db, std::string_view key) {
  sqlite3_stmt* row = db.prepare("SELECT value FROM meta WHERE key = ?");
  db.bind(row, 1, key);
  std::string value;
  if (db.step(row)) value = db.text(row, 0);
  sqlite3_reset(row);
  return value;
}

void put_meta(StoreConnection& db, std::string_view key, const std::string& value) {
  sqlite3_stmt* put = db.prepare("INSERT OR REPLACE INTO meta VALUES(?, ?)");
  db.bind(put, 1, key);
  db.bind(put, 2, value);
  db.step(put);
}

void check_ours(StoreConnection& db) {
  if (db.text_of("PRAGMA application_id") != application_id) {
    db.fail("is a database of something else; it is left alone");
  }
  const std::string health = db.text_of("PRAGMA quick_check(1)");
  if (health != "ok") db.fail("the database is damaged (" + health + ")");
}

void check_layout(StoreConnection& db, bool to_continue) {
  const std::string layout = meta_value(db, "layout");
  if (layout == store_layout) return;
  if (layout != layout_of_whole_rows) {
    db.fail("was written by another version, which lays tables out differently");
  }
  if (!to_continue) return;
  db.fail(
      "was begun by an earlier version, which repeated every text in every row of its tables; it "
      "can be read and exported, and not continued. Choose another file, or --force to start this "
      "one again");
}

void check_values(StoreConnection& db) {
  for (const ValueCheck& check : value_checks) {
    const std::string found = db.text_of(check.query);
    if (!found.empty()) db.fail(fmt::format("{} {}", check.complaint, found));
  }
  for (const std::string& metric : comma_parts(meta_value(db, "metrics"))) {
    if (!find_metric(metric)) db.fail(fmt::format("holds a metric that is none, '{}'", metric));
  }
  for (const std::string& table : comma_parts(meta_value(db, "tables"))) {
    if (recorded_table(table).columns.empty())
      db.fail(fmt::format("holds a table that is none, '{}'", table));
  }
  const std::string seed = meta_value(db, "seed");
  if (!parse_whole_in<std::uint32_t>(seed)) {
    db.fail(fmt::format("has a seed that is none, '{}'", seed));
  }
  const std::string answer = meta_value(db, "answer");
  if (!answer.empty() && !nlohmann::json::parse(answer, nullptr, false).is_object()) {
    db.fail("has an answer that is no JSON object");
  }
}

std::vector<std::string> foreign_tables(StoreConnection& db) {
  sqlite3_stmt* names =
      db.prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')");
  std::vector<std::string> others;
  while (db.step(names)) {
    const std::string name = db.text(names, 0);
    if (!is_own_table(name)) others.push_back(name);
  }
  return others;
}

}  // namespace overbuild
