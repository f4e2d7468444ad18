// Whole tables of a database of worlds, row by row, in an order that does not depend on which world
// was ready first. Owns the order and the kinds of columns, for files of every layout that is read;
// refuses to know what is made of the rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/function_ref.hpp"

namespace overbuild {

class StoreConnection;

/// What a column holds where it is not empty: whole numbers, numbers or texts.
enum class ColumnKind { whole, number, text };

struct StoredColumn {
  std::string name;
  ColumnKind kind;
};

struct StoredTable {
  std::string name;  ///< "runs", "series", "parameters", or of what worlds recorded, "agents"
  std::vector<StoredColumn> columns;
  bool recorded = false;  ///< a table of a run directory with scenario and replicate in front
};

/// One cell, as SQLite has it, whatever the kind of its column; a text is good until the next row.
struct StoredCell {
  enum class Kind { empty, whole, number, text } kind = Kind::empty;
  std::int64_t whole = 0;
  double number = 0.0;
  std::string_view text = {};
};

/// A world by its place in the file.
struct WorldPlace {
  std::string scenario;
  std::uint32_t row = 0;
};

/// Kinds and names of the columns of a table of a run directory, by its file.
std::vector<StoredColumn> columns_of_output(std::string_view file);

/// All tables of the file that have one row for something.
std::vector<StoredTable> stored_tables(StoreConnection& db);

/// Calls `use` with each row, scenarios in the order of the question, worlds by number, rows as
/// their world wrote them; of one world alone where it is given, which takes a table with columns
/// scenario and replicate.
void each_stored_row(StoreConnection& db, const StoredTable& table,
                     const std::optional<WorldPlace>& world,
                     FunctionRef<void(std::span<const StoredCell>)> use);

}  // namespace overbuild
