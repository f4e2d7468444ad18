// The tables of a run directory: file, columns, units, meanings and the writer of their rows are
// declared together, once. Headers, docs/outputs.md and the readers' expectations come from here.
// Refuses to know where files lie on a disk (sim/results/run_directory.hpp).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/load.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/recording.hpp"

namespace overbuild {

/// Everything the tables are written from.
struct RunContents {
  const Recording& recording;
  std::span<const config::ProvenanceRow> parameters;
};

struct OutputColumn {
  std::string_view name, unit, meaning;
  bool may_be_text = false;  ///< whatever its unit
};

struct OutputTable {
  std::string_view file, meaning;
  std::span<const OutputColumn> columns;
  void (*append_rows)(const RunContents&, CsvText&);
};

/// False for names and words, whatever they look like: 0123 is a label.
bool holds_numbers(const OutputColumn& column);
/// True for names and words that come back in many rows; false for numbers, and for texts that are
/// new in almost every row.
bool repeats(const OutputColumn& column);

/// All tables, in the order of docs/outputs.md.
std::span<const OutputTable> output_tables();

/// Names of the columns of the table in `file`, which must be one of output_tables().
std::vector<std::string_view> output_columns(std::string_view file);

/// Header and rows.
std::string csv_text(const OutputTable& table, const RunContents& contents);

/// Sixteen lower-case hexadecimal digits, as everywhere a digest is written.
std::string digest_text(std::uint64_t digest);

}  // namespace overbuild
