// What can be exported: tables of a run directory or of a file of many worlds, as rows of cells
// that fit their columns. Owns the way from each kind of result to such rows; refuses to know the
// format they are written in (tools/export/parquet.hpp).
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/function_ref.hpp"
#include "sim/experiments/stored_tables.hpp"
#include "sim/results/build.hpp"

namespace overbuild {

/// One result. Cells of a column of whole numbers are whole or empty, of one of numbers numbers or
/// empty, of one of texts texts or empty.
class ExportSource {
 public:
  virtual ~ExportSource() = default;

  virtual std::vector<StoredTable> tables() const = 0;
  /// OutputError or InputError when the result holds what this program does not write.
  virtual void each_row(const StoredTable& table,
                        FunctionRef<void(std::span<const StoredCell>)> use) const = 0;
  /// "ai-2026, seed 1, 40 worlds".
  virtual std::string title() const = 0;
  /// The build that made the result, the first of several.
  virtual Build build() const = 0;
  /// What was asked and what came out, by key.
  virtual std::vector<std::pair<std::string, std::string>> facts() const = 0;
};

/// InputError when the path is neither a run directory, as its run wrote it, nor a file of many
/// worlds.
std::unique_ptr<ExportSource> open_export_source(const std::filesystem::path& input);

}  // namespace overbuild
