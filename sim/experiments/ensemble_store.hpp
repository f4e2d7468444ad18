// A SQLite file of many worlds as it is read: what was asked, what each world answered. Owns the
// questions one can ask of it and every way in which a file can be wrong; refuses to know how
// worlds are put there (sim/experiments/store_writer.hpp) and how results are shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/function_ref.hpp"
#include "sim/experiments/stored_tables.hpp"
#include "sim/parameters/names.hpp"
#include "sim/results/build.hpp"

namespace overbuild {

/// Metrics by year of the complete worlds of one scenario, in order of row.
struct StoredSeries {
  int first_year = 0, years = 0;
  std::vector<std::uint32_t> rows;
  std::vector<double> values;  ///< [rows][years][metrics asked for]
  std::size_t metrics = 0;
  double at(std::size_t world, int year, std::size_t metric) const {
    const auto y = static_cast<std::size_t>(year - first_year);
    return values[(world * static_cast<std::size_t>(years) + y) * metrics + metric];
  }
};

/// A world that did not end.
struct StoredFailure {
  std::string scenario, status, reason, command;
  std::uint32_t row;
};

/// A world as the table runs has it; `parameters` is JSON of what priors were settled to.
struct StoredWorld {
  WorldPlace place;
  std::string status, digest, parameters;
};

/// The header of an SQLite file, an empty file, or something else.
enum class FileKind { absent, empty, sqlite, other };
/// OutputError when the file cannot be read.
FileKind file_kind(const std::filesystem::path& file);

/// Errors, all OutputError: a file of something else, a damaged one or one with values that this
/// program does not write. Files of layouts 2 and 3 are read. Test:
/// tests/sim/experiments/test_ensemble_store.cpp, tests/cli/broken_database.sh.
class EnsembleStore {
 public:
  explicit EnsembleStore(const std::filesystem::path& file);
  virtual ~EnsembleStore();
  EnsembleStore(const EnsembleStore&) = delete;
  EnsembleStore& operator=(const EnsembleStore&) = delete;

  std::string meta(std::string_view key) const;
  std::vector<std::string> scenarios() const;
  std::vector<std::string> metrics() const;
  /// Those that worlds of this file were run by; the first began it.
  std::vector<Build> builds() const;

  // What follows, as far as it takes a limit, is about rows below it only.
  std::size_t worlds(std::uint32_t limit = UINT32_MAX) const;
  std::string content_digest(std::uint32_t limit = UINT32_MAX) const;
  /// Metrics that are not stored read as not a number.
  StoredSeries series(std::string_view scenario, const std::vector<std::string>& metrics,
                      std::uint32_t limit = UINT32_MAX) const;
  std::vector<StoredFailure> failures(std::uint32_t limit = UINT32_MAX) const;

  /// What the configuration of a scenario calls roles and units.
  Names names(std::string_view scenario) const;
  /// JSON of what priors were settled to, by row; complete worlds only.
  std::vector<std::pair<std::uint32_t, std::string>> parameters(std::string_view scenario) const;
  /// The configuration of a scenario with everything resolved and priors at their medians, as text
  /// that loads again; empty in files of layout 2.
  std::string configuration(std::string_view scenario) const;
  /// All worlds, scenarios in their order.
  std::vector<StoredWorld> runs() const;

  /// What can be read row by row, and the rows: see sim/experiments/stored_tables.hpp.
  std::vector<StoredTable> tables() const;
  void each_row(const StoredTable& table, const std::optional<WorldPlace>& world,
                FunctionRef<void(std::span<const StoredCell>)> use) const;

 protected:
  /// For whoever checks and fills the file.
  explicit EnsembleStore(std::unique_ptr<StoreConnection> connection);
  StoreConnection& connection() const { return *db_; }

 private:
  std::unique_ptr<StoreConnection> db_;
};

}  // namespace overbuild
