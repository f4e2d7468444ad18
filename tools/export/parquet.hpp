// Parquet files, which columnar tools read: columns of whole numbers, numbers and texts, any of
// which may be empty, in groups of rows. Owns the format (format version 1: plain pages, zstd, the
// footer in Thrift's compact protocol; https://parquet.apache.org/docs/file-format/); refuses to
// know what is in the columns and where the bytes go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/experiments/stored_tables.hpp"

namespace overbuild {

/// What a reader is told about a file beside its columns.
struct ParquetNotes {
  std::string created_by;                                   ///< "program version 1.0 (build abc)"
  std::vector<std::pair<std::string, std::string>> values;  ///< by key
};

/// Writes one file row by row: a cell for each column in turn, then end_row(). Whole numbers become
/// INT64, numbers DOUBLE (not a number stays that), texts UTF-8 of any length and content; an empty
/// cell is null. The same rows give the same bytes for a version of zstd. Test:
/// tests/tools/test_parquet.cpp, tests/browser/parquet.sh.
class ParquetWriter {
 public:
  using Sink = std::function<void(std::string_view bytes)>;
  enum class Packing { zstd, none };

  ParquetWriter(std::vector<StoredColumn> columns, Sink sink, Packing packing = Packing::zstd);

  void whole(std::int64_t value);
  void number(double value);
  void text(std::string_view value);
  void empty();
  void end_row();

  /// Writes the rest and the footer; once, as the last call.
  void close(const ParquetNotes& notes);
  std::int64_t rows() const { return rows_; }

 private:
  struct Column {
    StoredColumn is;
    std::string plain;                ///< the values that are not empty, one after another
    std::vector<std::uint32_t> runs;  ///< cells that are filled, empty, filled, ... in turn
    bool filled = true;               ///< what the last of the runs counts
    void count(bool is_filled);
  };

  Column& next(bool filled);
  void flush();
  /// Writes one page; the description of its column chunk.
  std::string put_page(const Column& column);
  std::string packed(const std::string& bytes) const;
  void put(std::string_view bytes);

  std::vector<Column> columns_;
  Sink sink_;
  Packing packing_;
  std::vector<std::string> groups_;  ///< descriptions
  std::size_t at_ = 0, bytes_ = 0;   ///< the column that is next; plain bytes that wait
  std::int64_t rows_ = 0, rows_of_group_ = 0, offset_ = 0, group_bytes_ = 0;
};

}  // namespace overbuild
