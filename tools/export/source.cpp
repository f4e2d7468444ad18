#include "tools/export/source.hpp"

#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "core/number_text.hpp"
#include "sim/experiments/ensemble_store.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/manifest.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/results/tables.hpp"
#include "tools/console.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;
using RowUse = FunctionRef<void(std::span<const StoredCell>)>;

/// A cell as its column wants it; nothing when it does not fit.
std::optional<StoredCell> fitting(StoredCell cell, ColumnKind kind) {
  using Kind = StoredCell::Kind;
  if (cell.kind == Kind::empty) return cell;
  if (kind == ColumnKind::number && cell.kind == Kind::whole) {
    cell.kind = Kind::number;
    cell.number = static_cast<double>(cell.whole);
  }
  const Kind wanted = kind == ColumnKind::whole    ? Kind::whole
                      : kind == ColumnKind::number ? Kind::number
                                                   : Kind::text;
  return cell.kind == wanted ? std::optional(cell) : std::nullopt;
}

class DatabaseSource : public ExportSource {
 public:
  explicit DatabaseSource(const fs::path& file) : file_(file), store_(file) {}

  std::vector<StoredTable> tables() const override { return store_.tables(); }

  void each_row(const StoredTable& table, RowUse use) const override {
    std::vector<StoredCell> fitted(table.columns.size());
    store_.each_row(table, {}, [&](std::span<const StoredCell> cells) {
      for (std::size_t k = 0; k < cells.size(); ++k) {
        const std::optional<StoredCell> cell = fitting(cells[k], table.columns[k].kind);
        if (!cell) refuse(table.name, table.columns[k].name);
        fitted[k] = *cell;
      }
      use(fitted);
    });
  }

  std::string title() const override {
    return fmt::format("{}, seed {}, {} worlds", store_.meta("config"), store_.meta("seed"),
                       store_.worlds());
  }

  Build build() const override { return store_.builds()[0]; }

  std::vector<std::pair<std::string, std::string>> facts() const override {
    std::vector<std::pair<std::string, std::string>> facts = {
        {"content_digest", store_.content_digest()}};
    for (const char* key : {"kind", "config", "design", "seed"}) {
      facts.emplace_back(key, store_.meta(key));
    }
    return facts;
  }

 private:
  [[noreturn]] void refuse(const std::string& table, const std::string& column) const {
    throw OutputError(
        fmt::format("{}: the table {} has a value in column {} that this program "
                    "does not write",
                    file_.string(), table, column));
  }

  fs::path file_;
  EnsembleStore store_;
};

class RunSource : public ExportSource {
 public:
  RunSource(fs::path directory, Manifest manifest)
      : directory_(std::move(directory)), manifest_(std::move(manifest)) {}

  std::vector<StoredTable> tables() const override {
    std::vector<StoredTable> tables;
    for (const OutputTable& table : output_tables()) {
      tables.push_back(
          {std::string(table.file.substr(0, table.file.find('.'))), columns_of_output(table.file)});
    }
    return tables;
  }

  void each_row(const StoredTable& table, RowUse use) const override {
    const std::string file = table.name + ".csv";
    Diagnostics problems;
    const auto rows = read_csv(directory_ / file, output_columns(file), problems);
    if (!rows) throw InputError(problems.text());
    std::vector<StoredCell> cells(table.columns.size());
    for (const CsvRow& row : *rows) {
      for (std::size_t k = 0; k < cells.size(); ++k) {
        cells[k] = cell_of(row, k, table.columns[k], file);
      }
      use(cells);
    }
  }

  std::string title() const override {
    return fmt::format("{}, seed {}, replicate {}", manifest_.config, manifest_.seed,
                       manifest_.replicate);
  }

  Build build() const override { return manifest_.build; }

  std::vector<std::pair<std::string, std::string>> facts() const override {
    return {{"result_digest", digest_text(manifest_.result_digest)},
            {"config", manifest_.config},
            {"config_digest", digest_text(manifest_.config_digest)},
            {"seed", std::to_string(manifest_.seed)},
            {"replicate", std::to_string(manifest_.replicate)},
            {"priors", manifest_.priors_drawn ? "drawn" : "medians"}};
  }

 private:
  StoredCell cell_of(const CsvRow& row, std::size_t k, const StoredColumn& column,
                     const std::string& file) const {
    const std::string& field = row.fields[k];
    StoredCell cell;
    if (field.empty()) return cell;
    cell.text = field;
    cell.kind = StoredCell::Kind::text;
    if (column.kind == ColumnKind::text) return cell;
    const std::optional<std::int64_t> whole = parse_whole_in<std::int64_t>(field);
    const std::optional<double> number = parse_number(field);
    const bool is_whole = column.kind == ColumnKind::whole;
    if (is_whole ? !whole : !number) {
      Diagnostics problems;
      problems.add({(directory_ / file).string(), row.line},
                   fmt::format("'{}' is not a number", field),
                   fmt::format("a {} in column {}", is_whole ? "whole number" : "number", k + 1));
      throw InputError(problems.text());
    }
    cell.kind = is_whole ? StoredCell::Kind::whole : StoredCell::Kind::number;
    cell.whole = whole.value_or(0);
    cell.number = number.value_or(0.0);
    return cell;
  }

  fs::path directory_;
  Manifest manifest_;
};

std::unique_ptr<ExportSource> open_run(const fs::path& directory) {
  Diagnostics problems;
  std::optional<Manifest> manifest = read_manifest(directory, problems);
  if (manifest) check_files(directory, *manifest, problems);
  if (!problems.ok()) throw InputError(problems.text());
  return std::make_unique<RunSource>(directory, std::move(*manifest));
}

}  // namespace

std::unique_ptr<ExportSource> open_export_source(const fs::path& input) {
  std::error_code error;
  if (fs::is_directory(input, error)) return open_run(input);
  if (!fs::exists(input, error)) {
    refuse_input(input.string(), "does not exist",
                 "a run directory, as `overbuild run` writes it, or a file of an ensemble", {});
  }
  return std::make_unique<DatabaseSource>(input);
}

}  // namespace overbuild
