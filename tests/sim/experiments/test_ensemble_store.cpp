// The file of an ensemble: what it keeps, what it refuses, and that nothing committed is lost.
#include <doctest/doctest.h>

#include <sqlite3.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "sim/experiments/ensemble_store.hpp"
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

StoredQuestion question() {
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

WorldRecord world(std::uint32_t scenario, std::uint32_t row) {
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

std::string error_of(const fs::path& file, const StoredQuestion& asked,
                     ExistingFile existing = ExistingFile::continue_or_refuse) {
  try {
    const EnsembleStore store(file, asked, existing);
  } catch (const OutputError& error) {
    return error.what();
  }
  return "";
}

bool says(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

TEST_CASE("what is stored comes back, in order, with gaps as not a number") {
  const Folder folder;
  EnsembleStore store(folder / "a.db", question(), ExistingFile::continue_or_refuse);
  store.add(world(0, 2), "");
  store.add(world(0, 0), "");
  store.add(world(1, 0), "");
  store.finish();
  const StoredSeries series = store.series("base", {"recovery_rate", "capex", "rental_price"});
  CHECK(series.rows == std::vector<std::uint32_t>{0, 2});
  CHECK(series.first_year == 2025);
  CHECK(series.years == 2);
  CHECK(std::isnan(series.at(0, 2025, 0)));
  CHECK(series.at(0, 2026, 0) == 0.25);
  CHECK(series.at(1, 2025, 1) == 3.0);
  CHECK(std::isnan(series.at(1, 2025, 2)));
  CHECK(store.series("base", {"capex"}, 2).rows.size() == 1);
  CHECK(store.parameters("other").size() == 1);
  CHECK(store.worlds() == 3);
}

TEST_CASE("the content digest does not depend on the order of arrival or on interruptions") {
  const Folder folder;
  std::string whole;
  {
    EnsembleStore store(folder / "a.db", question(), ExistingFile::continue_or_refuse);
    for (std::uint32_t k = 0; k < 6; ++k) store.add(world(k % 2, k / 2), "");
    whole = store.finish();
  }
  for (std::uint32_t k = 6; k-- > 0;) {  // one world a session, backwards
    EnsembleStore store(folder / "b.db", question(), ExistingFile::continue_or_refuse);
    CHECK(store.has(k % 2, k / 2) == false);
    store.add(world(k % 2, k / 2), "");
    const std::string now = store.finish();
    CHECK((now == whole) == (k == 0));
  }
  const EnsembleStore reader(folder / "b.db");
  CHECK(reader.meta("content_digest") == whole);
}

TEST_CASE("another question is refused with what differs; --force starts again") {
  const Folder folder;
  const fs::path file = folder / "a.db";
  {
    EnsembleStore store(file, question(), ExistingFile::continue_or_refuse);
    store.add(world(0, 0), "");
  }
  StoredQuestion other = question();
  other.seed = 2;
  CHECK(says(error_of(file, other), "seed: 1 there, 2 now"));
  other = question();
  other.scenarios[0].parameters[1].prior = "uniform{lo: 1, hi: 4}";
  CHECK(says(error_of(file, other), "a.prior: uniform{lo: 1, hi: 3} there, uniform{lo: 1, hi: 4}"));
  other = question();
  other.scenarios[1].parameters[0].value = "6";
  CHECK(says(error_of(file, other), "a.fixed: 5 there, 6 now"));
  other = question();
  other.metrics.pop_back();
  CHECK(says(error_of(file, other), "metrics"));
  CHECK(error_of(file, question()).empty());
  CHECK(EnsembleStore(file).worlds() == 1);
  CHECK(error_of(file, other, ExistingFile::replace).empty());
  CHECK(EnsembleStore(file).worlds() == 0);
}

TEST_CASE("files of others and damaged files are named and left alone") {
  const Folder folder;
  const fs::path text = folder / "notes.txt", other = folder / "other.db", broken = folder / "broken.db";
  std::ofstream(text) << "something else entirely";
  sqlite3* db = nullptr;
  sqlite3_open(other.c_str(), &db);
  sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr);
  sqlite3_close(db);
  {
    EnsembleStore store(broken, question(), ExistingFile::continue_or_refuse);
    for (std::uint32_t k = 0; k < 400; ++k) store.add(world(0, k), "");
    store.finish();
  }
  const auto size = fs::file_size(broken);
  {
    std::fstream file(broken, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(size / 2 / 4096 * 4096));
    file << std::string(8192, 'x');
  }
  for (const auto existing : {ExistingFile::continue_or_refuse, ExistingFile::replace}) {
    CHECK(says(error_of(text, question(), existing), "no file of ensembles"));
    CHECK(says(error_of(other, question(), existing), "database of something else"));
    CHECK(says(error_of(broken, question(), existing), "damaged"));
  }
  CHECK(fs::file_size(text) == 23);
  CHECK(fs::file_size(broken) == size);
  CHECK(says(error_of(folder / "no/such/folder.db", question()), "cannot be written"));
}

TEST_CASE("one writer at a time") {
  const Folder folder;
  const EnsembleStore first(folder / "a.db", question(), ExistingFile::continue_or_refuse);
  CHECK(says(error_of(folder / "a.db", question()), "another process is writing this file"));
}

TEST_CASE("worlds that did not end keep their reason and their command") {
  const Folder folder;
  EnsembleStore store(folder / "a.db", question(), ExistingFile::continue_or_refuse);
  WorldRecord failed;
  failed.row = 4;
  failed.reason = "I5 is broken";
  failed.digest = "00000000000000aa";
  store.add(failed, "overbuild run toy --replicate 4");
  store.finish();
  REQUIRE(store.failures().size() == 1);
  CHECK(store.failures()[0].reason == "I5 is broken");
  CHECK(store.failures()[0].command == "overbuild run toy --replicate 4");
  CHECK(store.has(0, 4));
  CHECK(store.series("base", {"capex"}).rows.empty());
}

TEST_CASE("the view has the shape of series.csv, and tables their columns") {
  const Folder folder;
  StoredQuestion asked = question();
  asked.tables = {"events.csv"};
  {
    EnsembleStore store(folder / "a.db", asked, ExistingFile::continue_or_refuse);
    WorldRecord record = world(0, 0);
    record.tables = {"year,phase,kind,agent,counterparty,amount_usd,detail\n"
                     "2026,P9,default,\"a, b\",,12.50,\n"};
    store.add(record, "");
    store.finish();
  }
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((folder / "a.db").c_str(), &db) == SQLITE_OK);
  const auto number = [&](const char* sql) {
    sqlite3_stmt* statement = nullptr;
    REQUIRE(sqlite3_prepare_v2(db, sql, -1, &statement, nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_step(statement) == SQLITE_ROW);
    const double value = sqlite3_column_double(statement, 0);
    sqlite3_finalize(statement);
    return value;
  };
  CHECK(number("SELECT count(*) FROM series_long") == 3.0);
  CHECK(number("SELECT value FROM series_long WHERE metric = 'capex' AND year = 2026") == 2.0);
  CHECK(number("SELECT amount_usd FROM events WHERE agent = 'a, b'") == 12.5);
  CHECK(number("SELECT count(*) FROM events WHERE detail IS NULL") == 1.0);
  sqlite3_close(db);
}

}  // namespace store_test
