#include "sim/results/stored_run.hpp"

#include <string_view>
#include <type_traits>

#include <fmt/format.h>

#include "core/number_text.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/tables.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;

template <class Number>
std::optional<Number> read_as(const std::string& text) {
  if constexpr (std::is_floating_point_v<Number>)
    return parse_number(text);
  else
    return parse_whole_in<Number>(text);
}

/// Reads one table of a run directory row by row.
class TableReader {
 public:
  TableReader(const fs::path& directory, std::string_view name, Diagnostics& diagnostics)
      : file_(directory / name),
        diagnostics_(diagnostics),
        rows_(read_csv(file_, output_columns(name), diagnostics)) {}

  std::vector<CsvRow> take_rows() { return rows_ ? std::move(*rows_) : std::vector<CsvRow>(); }

  template <class Number>
  Number number(const CsvRow& row, std::size_t field, std::string_view what) {
    const std::optional<Number> value = read_as<Number>(row.fields[field]);
    if (!value) {
      diagnostics_.add({file_.string(), row.line},
                       fmt::format("'{}' is not a {}", row.fields[field], what),
                       fmt::format("a {} in column {}", what, field + 1));
    }
    return value.value_or(Number{});
  }

 private:
  fs::path file_;
  Diagnostics& diagnostics_;
  std::optional<std::vector<CsvRow>> rows_;
};

void read_parameters(StoredRun& run, Diagnostics& diagnostics) {
  TableReader reader(run.directory, "parameters.csv", diagnostics);
  for (CsvRow& row : reader.take_rows()) {
    run.names.take(row.fields[0], row.fields[2]);
    run.parameters.emplace_back(std::move(row.fields[0]), std::move(row.fields[2]));
  }
}

void read_series(StoredRun& run, Diagnostics& diagnostics) {
  TableReader reader(run.directory, "series.csv", diagnostics);
  for (const CsvRow& row : reader.take_rows()) {
    const auto [metric, is_new] = run.metrics.try_emplace(row.fields[1]);
    if (is_new) run.metric_order.push_back(row.fields[1]);
    metric->second.unit = row.fields[2];
    metric->second.values[reader.number<int>(row, 0, "year")] =
        reader.number<double>(row, 3, "number");
  }
}

void read_states(StoredRun& run, Diagnostics& diagnostics) {
  TableReader reader(run.directory, "agents.csv", diagnostics);
  for (CsvRow& row : reader.take_rows()) {
    run.labels.try_emplace(row.fields[1],
                           fmt::format("{} ({})", row.fields[3], run.names.role(row.fields[2])));
    const int year = reader.number<int>(row, 0, "year");
    run.states.push_back({year, std::move(row.fields[1]), std::move(row.fields[4]),
                          std::move(row.fields[5]), std::move(row.fields[6])});
  }
}

void read_digests(StoredRun& run, Diagnostics& diagnostics) {
  TableReader reader(run.directory, "digests.csv", diagnostics);
  for (CsvRow& row : reader.take_rows()) {
    const int year = reader.number<int>(row, 0, "year");
    run.digests.push_back(
        {year, std::move(row.fields[1]), std::move(row.fields[2]), std::move(row.fields[3])});
  }
}

}  // namespace

std::optional<StoredRun> read_run(const fs::path& directory, Diagnostics& diagnostics) {
  std::optional<Manifest> manifest = read_manifest(directory, diagnostics);
  if (!manifest) return std::nullopt;
  StoredRun run;
  run.directory = directory;
  run.manifest = std::move(*manifest);
  read_parameters(run, diagnostics);
  read_series(run, diagnostics);
  read_states(run, diagnostics);
  read_digests(run, diagnostics);
  // What is malformed was said with its line; what is well-formed may still not be whole.
  if (diagnostics.ok()) check_files(directory, run.manifest, diagnostics);
  if (!diagnostics.ok()) return std::nullopt;
  return run;
}

}  // namespace overbuild
