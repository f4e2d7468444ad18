// Comma-separated text that any tool reads: RFC 4180 quoting, '\n' line ends, numbers that read
// back to the same bits, money exact to the cent. Owns the text of one table and the way back from
// a file; refuses to know which tables there are (sim/results/tables.hpp).
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.hpp"
#include "core/function_ref.hpp"
#include "core/money.hpp"

namespace overbuild {

/// Text of a table, built field by field. Test: tests/sim/results/test_csv.cpp.
class CsvText {
 public:
  /// A text that begins like a formula (=, +, -, @, tab) and is no number gets an apostrophe in
  /// front, which spreadsheets hide and the readers below take away.
  CsvText& add(std::string_view field);
  CsvText& add(const char* field) { return add(std::string_view(field)); }
  CsvText& add(const std::string& field) { return add(std::string_view(field)); }
  CsvText& add(Money amount);
  template <std::integral Number>
  CsvText& add(Number number) {
    return add_integer(static_cast<std::int64_t>(number));
  }
  /// Fewest digits that read back to the same double; not-a-number becomes an empty field.
  CsvText& add(double number);
  /// Thousandths as an exact decimal, for instance 1500 as 1.500.
  CsvText& add_milli(std::int64_t thousandths);

  /// Fields as they come out of another text.
  CsvText& add_fields(std::string_view fields);

  /// Room for about so many bytes.
  void reserve(std::size_t bytes) { text_.reserve(bytes); }
  void end_row();
  std::string take() { return std::move(text_); }

 private:
  void separate();
  CsvText& add_integer(std::int64_t number);

  std::string text_;
  bool row_is_open_ = false;
};

/// Exact decimal of a whole number of 1 / 10^digits, for instance (-1205, 2) as "-12.05".
std::string exact_decimal(std::int64_t number, int digits);

/// Fewest digits that read back to the same double.
std::string shortest_decimal(double number);

/// A row as read, with the line it starts on, counted from one.
struct CsvRow {
  int line;
  std::vector<std::string> fields;
  std::vector<int> columns{};  ///< where each field starts, counted from one; of read_table only
};

/// The rows of a file below its header, which must name exactly `columns`; a missing file, another
/// header, a row of another length or an open quote is a diagnostic with file and line.
std::optional<std::vector<CsvRow>> read_csv(const std::filesystem::path& file,
                                            std::span<const std::string_view> columns,
                                            Diagnostics& diagnostics);

/// The rows of a table that another program made, its header among them: the mark that Excel puts
/// before the first letter and empty lines at the end are skipped. No rows, a quote that is never
/// closed and fields separated by semicolons or tabs are diagnostics with line and column.
std::vector<CsvRow> read_table(const std::string& file, std::string_view text,
                               Diagnostics& diagnostics);

/// Calls `use` with the fields of each row of a text, the header included; what CsvText wrote.
void for_each_csv_row(std::string_view text,
                      FunctionRef<void(const std::vector<std::string>& fields)> use);

/// The whole text of a file; when it cannot be read, a diagnostic that says why.
std::optional<std::string> read_text(const std::filesystem::path& file, Diagnostics& diagnostics);

}  // namespace overbuild
