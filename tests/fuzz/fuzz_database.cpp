// libFuzzer target of databases, as continuing and `report` read them: a good file with bytes or
// cells changed. Whatever the changes, reading ends with data or with OutputError. Build: preset
// `fuzz`.
#include <sqlite3.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "sim/experiments/store_writer.hpp"
#include "sim/results/run_directory.hpp"
#include "tools/report/ensemble_data.hpp"

namespace {

using namespace overbuild;
namespace fs = std::filesystem;

StoredQuestion question() {
  StoredQuestion asked;
  asked.kind = "ensemble";
  asked.config = "toy";
  asked.seed = 1;
  asked.metrics = {"capex", "recovery_rate"};
  asked.tables = {"events.csv"};
  asked.scenarios = {{"base", {{"a.fixed", "usd", "1", "", "", "default", ""}}}};
  return asked;
}

std::string make_good(const fs::path& file) {
  fs::remove(file);
  {
    StoreWriter store(file, question(), ExistingFile::continue_or_refuse);
    for (std::uint32_t row = 0; row < 4; ++row) {
      WorldRecord record;
      record.row = record.replicate = row;
      record.status = WorldRecord::Status::complete;
      record.digest = "0000000000000010";
      record.parameters = "{}";
      record.first_year = 2025;
      record.series = {1.0 + row, 0.5, 2.0 + row, 0.25};
      store.add(record, "");
    }
    store.finish();
    store.keep_answer("{}");
  }
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Numbers and texts out of the input, zeros at its end.
class Source {
 public:
  Source(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  bool empty() const { return at_ >= size_; }
  std::uint64_t number(int bytes) {
    std::uint64_t value = 0;
    for (int k = 0; k < bytes; ++k) value = value << 8 | (at_ < size_ ? data_[at_++] : 0u);
    return value;
  }
  std::string text() {
    std::string text;
    for (std::uint64_t left = number(1) % 40; left > 0 && !empty(); --left) {
      text += static_cast<char>(number(1));
    }
    return text;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_, at_ = 0;
};

void change_bytes(Source& source, std::string& good) {
  while (!source.empty()) {
    const std::uint64_t place = source.number(3) % good.size();
    good[place] = static_cast<char>(source.number(1));
  }
}

void change_cell(Source& source, sqlite3* db) {
  static constexpr const char* cells[] = {
      "meta.value",      "meta.key",    "scenarios.name", "scenarios.position", "runs.scenario",
      "runs.replicate",  "runs.status", "runs.digest",    "runs.parameters",    "runs.reason",
      "series.scenario", "series.year", "series.capex",   "series.replicate",   "parameters.value"};
  const std::string cell = cells[source.number(1) % std::size(cells)];
  const std::string table = cell.substr(0, cell.find('.')), column = cell.substr(table.size() + 1);
  const std::string sql = "UPDATE OR REPLACE " + table + " SET " + column + " = ? WHERE " + column +
                          " = (SELECT " + column + " FROM " + table + " LIMIT 1 OFFSET ?)";
  sqlite3_stmt* update = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &update, nullptr) != SQLITE_OK) return;
  sqlite3_bind_int(update, 2, static_cast<int>(source.number(1) % 16));
  const std::string text = source.text();
  switch (source.number(1) % 4) {
    case 0: sqlite3_bind_null(update, 1); break;
    case 1: sqlite3_bind_int64(update, 1, static_cast<sqlite3_int64>(source.number(8))); break;
    case 2: sqlite3_bind_double(update, 1, static_cast<double>(source.number(8)) * 1e300); break;
    default:
      sqlite3_bind_text(update, 1, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  }
  sqlite3_step(update);
  sqlite3_finalize(update);
}

void read_all(const fs::path& file) {
  try {
    ensemble_data(file);
  } catch (const OutputError&) {
  }
  try {
    StoreWriter store(file, question(), ExistingFile::continue_or_refuse);
    store.finish();
  } catch (const OutputError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fs::path file =
      fs::path("/dev/shm") / ("overbuild-fuzz-" + std::to_string(getpid()) + ".db");
  static const std::string good = make_good(file);
  Source source(data, size);
  const bool bytes = source.number(1) % 2 == 0;
  std::string text = good;
  if (bytes) change_bytes(source, text);
  for (const char* log : {"-wal", "-shm", "-journal"}) fs::remove(file.string() + log);
  std::ofstream(file, std::ios::binary) << text;
  sqlite3* db = nullptr;
  if (!bytes && sqlite3_open(file.c_str(), &db) == SQLITE_OK) {
    while (!source.empty()) change_cell(source, db);
  }
  sqlite3_close(db);
  read_all(file);
  return 0;
}
