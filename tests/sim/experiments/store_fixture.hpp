// A folder for files of ensembles, a question, worlds that answer it, and ways to look into and to
// damage a file.
#pragma once

#include <doctest/doctest.h>

#include <sqlite3.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "sim/experiments/store_writer.hpp"
#include "sim/results/run_directory.hpp"

namespace store_test {

using namespace overbuild;
namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("overbuild-store-" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  fs::path operator/(const char* name) const { return path / name; }
};

inline StoredQuestion question() {
  StoredQuestion asked;
  asked.kind = "ensemble";
  asked.config = "toy";
  asked.seed = 1;
  asked.metrics = {"capex", "recovery_rate"};
  config::ProvenanceRow fixed{"a.fixed", "usd", "1", "", "", "default", ""};
  config::ProvenanceRow prior{"a.prior", "1", "2", "", "", "x:1", "uniform{lo: 1, hi: 3}"};
  asked.scenarios = {{"base", {fixed, prior}}, {"other", {fixed, prior}}};
  asked.scenarios[1].parameters[0].value = "5";
  return asked;
}

inline WorldRecord world(std::uint32_t scenario, std::uint32_t row) {
  WorldRecord record;
  record.scenario = scenario;
  record.row = record.replicate = row;
  record.status = WorldRecord::Status::complete;
  record.digest = "00000000000000" + std::to_string(10 + scenario * 40 + row);
  record.parameters = "{\"a.prior\": 1.5}";
  record.first_year = 2025;
  record.series = {1.0 + row, std::nan(""), 2.0 + row, 0.25};
  return record;
}

inline std::string error_of(const fs::path& file, const StoredQuestion& asked,
                            ExistingFile existing = ExistingFile::continue_or_refuse) {
  try {
    const StoreWriter store(file, asked, existing);
  } catch (const OutputError& error) {
    return error.what();
  }
  return "";
}

inline bool says(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

/// Runs SQL on a file as somebody else.
inline void tamper(const fs::path& file, const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
  char* error = nullptr;
  REQUIRE_MESSAGE(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error) == SQLITE_OK, sql);
  sqlite3_close(db);
}

/// The rows of a query, fields separated by bars, rows by semicolons.
inline std::string rows_of(const fs::path& file, const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
  sqlite3_stmt* rows = nullptr;
  REQUIRE_MESSAGE(sqlite3_prepare_v2(db, sql.c_str(), -1, &rows, nullptr) == SQLITE_OK, sql);
  std::string text;
  while (sqlite3_step(rows) == SQLITE_ROW) {
    for (int k = 0; k < sqlite3_column_count(rows); ++k) {
      const auto* field = reinterpret_cast<const char*>(sqlite3_column_text(rows, k));
      text += (k == 0 ? "" : "|") + std::string(field == nullptr ? "NULL" : field);
    }
    text += ";";
  }
  sqlite3_finalize(rows);
  sqlite3_close(db);
  return text;
}

}  // namespace store_test
