#include "sim/experiments/stored_tables.hpp"

#include <sqlite3.h>

#include <cstddef>

#include <fmt/format.h>

#include "sim/experiments/store_connection.hpp"
#include "sim/experiments/store_schema.hpp"

namespace overbuild {

namespace {

const StoredColumn in_scenario{"scenario", ColumnKind::text};
const StoredColumn of_replicate{"replicate", ColumnKind::whole};

StoredCell cell_of(sqlite3_stmt* row, int column) {
  StoredCell cell;
  switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER:
      cell.kind = StoredCell::Kind::whole;
      cell.whole = sqlite3_column_int64(row, column);
      break;
    case SQLITE_FLOAT:
      cell.kind = StoredCell::Kind::number;
      cell.number = sqlite3_column_double(row, column);
      break;
    case SQLITE_NULL: break;
    default:
      cell.kind = StoredCell::Kind::text;
      cell.text = {reinterpret_cast<const char*>(sqlite3_column_text(row, column)),
                   static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
  }
  return cell;
}

void use_rows(StoreConnection& db, sqlite3_stmt* rows,
              FunctionRef<void(std::span<const StoredCell>)> use) {
  std::vector<StoredCell> cells(static_cast<std::size_t>(sqlite3_column_count(rows)));
  while (db.step(rows)) {
    for (std::size_t k = 0; k < cells.size(); ++k) cells[k] = cell_of(rows, static_cast<int>(k));
    use(cells);
  }
}

std::string column_list(const StoredTable& table) {
  std::string names;
  for (const StoredColumn& column : table.columns) {
    names += (names.empty() ? "" : ", ") + sql_name(column.name);
  }
  return names;
}

/// Where the rows of a world lie: a world is written at once, so that they follow each other.
struct Slice {
  WorldPlace world;
  std::int64_t first, last;
};

/// The worlds of a recorded table in their order. `rows` has the numbers of scenarios, or in files
/// of the earlier layout their names.
std::vector<Slice> slices(StoreConnection& db, const std::string& rows, const char* key,
                          const std::optional<WorldPlace>& world) {
  sqlite3_stmt* found = db.prepare(fmt::format(
      "SELECT s.name, r.replicate, min(r.rowid), max(r.rowid) FROM {} r JOIN scenarios s ON s.{} = "
      "r.scenario WHERE ?1 IS NULL OR (s.name = ?1 AND r.replicate = ?2) GROUP BY s.position, "
      "r.replicate ORDER BY s.position, r.replicate",
      sql_name(rows), key));
  sqlite3_clear_bindings(found);
  if (world) {
    db.bind(found, 1, world->scenario);
    db.bind(found, 2, std::int64_t{world->row});
  }
  std::vector<Slice> list;
  while (db.step(found)) {
    list.push_back({{db.text(found, 0), static_cast<std::uint32_t>(sqlite3_column_int64(found, 1))},
                    sqlite3_column_int64(found, 2),
                    sqlite3_column_int64(found, 3)});
  }
  return list;
}

void each_recorded_row(StoreConnection& db, const StoredTable& table,
                       const std::optional<WorldPlace>& world,
                       FunctionRef<void(std::span<const StoredCell>)> use) {
  const RecordedTable stored = recorded_table(table.name + ".csv");
  const bool whole_rows = meta_value(db, "layout") != store_layout;
  const std::string source = whole_rows ? fmt::format("SELECT {}, rowid AS place FROM {}",
                                                      column_list(table), sql_name(table.name))
                                        : recorded_select(stored, "r.rowid AS place");
  sqlite3_stmt* rows = db.prepare(
      fmt::format("SELECT {} FROM ({}) WHERE place BETWEEN ? AND ? AND scenario = ? AND replicate "
                  "= ? ORDER BY place",
                  column_list(table), source));
  for (const Slice& slice :
       slices(db, whole_rows ? table.name : stored.rows, whole_rows ? "name" : "position", world)) {
    sqlite3_reset(rows);
    db.bind(rows, 1, slice.first);
    db.bind(rows, 2, slice.last);
    db.bind(rows, 3, slice.world.scenario);
    db.bind(rows, 4, std::int64_t{slice.world.row});
    use_rows(db, rows, use);
  }
}

}  // namespace

std::vector<StoredColumn> columns_of_output(std::string_view file) {
  std::vector<StoredColumn> columns;
  for (const OutputColumn& column : recorded_table(file).columns) {
    const ColumnKind number = column.unit.empty() ? ColumnKind::whole : ColumnKind::number;
    columns.push_back(
        {std::string(column.name), holds_numbers(column) ? number : ColumnKind::text});
  }
  return columns;
}

std::vector<StoredTable> stored_tables(StoreConnection& db) {
  constexpr auto text = ColumnKind::text;
  std::vector<StoredTable> tables;
  tables.push_back({"runs", {in_scenario, of_replicate, {"parameters", text}}});
  for (const char* name : {"status", "digest"}) tables[0].columns.push_back({name, text});
  tables[0].columns.push_back({"seconds", ColumnKind::number});
  for (const char* name : {"reason", "command"}) tables[0].columns.push_back({name, text});
  tables.push_back({"series", {in_scenario, of_replicate, {"year", ColumnKind::whole}}});
  for (const std::string& metric : comma_parts(meta_value(db, "metrics"))) {
    tables.back().columns.push_back({metric, ColumnKind::number});
  }
  tables.push_back({"parameters", {in_scenario}});
  for (const char* name : {"path", "unit", "value", "prior"}) {
    tables.back().columns.push_back({name, text});
  }
  for (const std::string& file : comma_parts(meta_value(db, "tables"))) {
    StoredTable table{recorded_table(file).name, {in_scenario, of_replicate}, true};
    for (StoredColumn& column : columns_of_output(file)) table.columns.push_back(std::move(column));
    tables.push_back(std::move(table));
  }
  return tables;
}

void each_stored_row(StoreConnection& db, const StoredTable& table,
                     const std::optional<WorldPlace>& world,
                     FunctionRef<void(std::span<const StoredCell>)> use) {
  if (table.recorded) return each_recorded_row(db, table, world, use);
  std::string sql = fmt::format(
      "SELECT {} FROM {} JOIN (SELECT name, position FROM scenarios) ON "
      "name = scenario",
      column_list(table), sql_name(table.name));
  if (world) sql += " WHERE scenario = ? AND replicate = ?";
  const bool series = table.name == "series";
  sql += fmt::format(" ORDER BY position, {}", table.name == "parameters" ? "path"
                                               : series                   ? "replicate, year"
                                                                          : "replicate");
  sqlite3_stmt* rows = db.prepare(sql);
  if (world) {
    db.bind(rows, 1, world->scenario);
    db.bind(rows, 2, std::int64_t{world->row});
  }
  use_rows(db, rows, use);
}

}  // namespace overbuild
