// A small table that people and machines read alike: text for a terminal and JSON come from the
// same cells. Owns alignment, rounding for the eye and headings; refuses to know colours, terminals
// and what a column means.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace overbuild {

/// A cell in the column's unit; nothing, and not-a-number, are shown as "-" and exported as null.
using Cell = std::variant<std::monostate, std::string, double, std::int64_t>;

/// How a number is rounded for the eye; JSON keeps it whole.
enum class Rounding { fixed, significant };

struct TableColumn {
  std::string key;         ///< name in JSON
  std::string unit;        ///< of the cells, in JSON
  std::string heading;     ///< shown; wrapped at spaces above numbers
  std::string shown_unit;  ///< shown under the heading
  double scale = 1.0;      ///< shown number = cell / scale
  Rounding rounding = Rounding::fixed;
  int digits = 1;      ///< after the point, or significant ones
  bool left = false;   ///< texts stand left, numbers right
  bool whole = false;  ///< its texts, other than its heading, are not broken over lines
  int spare = 0;       ///< where a table is too wide the highest is left out first; 0 always stays
};

struct Table {
  std::string name, title;
  std::vector<TableColumn> columns;
  std::vector<std::vector<Cell>> rows;  ///< [rows][columns]
};

/// Columns of common kinds.
TableColumn text_column(std::string key, std::string heading);
TableColumn year_column();
TableColumn billions_column(std::string key, std::string heading);
TableColumn percent_column(std::string key, std::string heading);
TableColumn count_column(std::string key, std::string heading);
TableColumn number_column(std::string key, std::string_view unit, std::string heading,
                          std::string shown_unit, int significant_digits);

/// The column with its rank among those that can be left out.
TableColumn spare(TableColumn column, int rank);

/// Heading lines and rows without the title, each line ending in a newline; the last column is not
/// padded. Widths count code points. Test: tests/sim/results/test_table.cpp.
std::string table_text(const Table& table);
/// The table without the spare columns for which there is no room.
Table fitting(const Table& table, std::size_t width);
/// The same in lines of at most so many characters: spare columns are left out, then texts wrapped.
/// A table with whole columns for which there is no room is cut between columns instead, each part
/// with the first column, and keeps its spare ones. Wider only where numbers or one whole column
/// are.
std::string table_text(const Table& table, std::size_t width);

/// {"columns": [{"key", "unit", "heading"}], "rows": [{key: value}]}.
nlohmann::ordered_json table_json(const Table& table);

/// A number rounded for the eye, never "-0.0".
std::string fixed_text(double number, int digits);
std::string significant_text(double number, int digits);

/// Code points of UTF-8 text.
std::size_t text_width(std::string_view text);

/// One character a value between the smallest and the largest; a space where not a number.
std::string sparkline(const std::vector<double>& values, bool unicode);

}  // namespace overbuild
