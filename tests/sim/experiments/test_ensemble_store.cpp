// The file of an ensemble: what it keeps, what it refuses, and that nothing committed is lost.
#include <doctest/doctest.h>

#include <sqlite3.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "tests/sim/experiments/store_fixture.hpp"

namespace store_test {

TEST_CASE("what is stored comes back, in order, with gaps as not a number") {
  const Folder folder;
  StoreWriter store(folder / "a.db", question(), ExistingFile::continue_or_refuse);
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
    StoreWriter store(folder / "a.db", question(), ExistingFile::continue_or_refuse);
    for (std::uint32_t k = 0; k < 6; ++k) store.add(world(k % 2, k / 2), "");
    whole = store.finish();
  }
  for (std::uint32_t k = 6; k-- > 0;) {  // one world a session, backwards
    StoreWriter store(folder / "b.db", question(), ExistingFile::continue_or_refuse);
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
    StoreWriter store(file, question(), ExistingFile::continue_or_refuse);
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
  const fs::path text = folder / "notes.txt", other = folder / "other.db",
                 broken = folder / "broken.db";
  std::ofstream(text) << "something else entirely";
  sqlite3* db = nullptr;
  sqlite3_open(other.c_str(), &db);
  sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr);
  sqlite3_close(db);
  {
    StoreWriter store(broken, question(), ExistingFile::continue_or_refuse);
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
  const StoreWriter first(folder / "a.db", question(), ExistingFile::continue_or_refuse);
  CHECK(says(error_of(folder / "a.db", question()), "another process is writing this file"));
}

TEST_CASE("worlds that did not end keep their reason and their command") {
  const Folder folder;
  StoreWriter store(folder / "a.db", question(), ExistingFile::continue_or_refuse);
  WorldRecord failed;
  failed.row = 4;
  failed.reason = "I5 is broken";
  failed.digest = "00000000000000aa";
  store.add(failed, "overbuild run toy --replicate 4");
  store.finish();
  REQUIRE(store.failures().size() == 1);
  CHECK(store.failures()[0].reason == "I5 is broken");
  CHECK(store.failures()[0].command == "overbuild run toy --replicate 4");
  CHECK(store.failures(4).empty());
  CHECK(store.has(0, 4));
  CHECK(store.series("base", {"capex"}).rows.empty());
}

TEST_CASE("the view has the shape of series.csv, and tables their columns") {
  const Folder folder;
  StoredQuestion asked = question();
  asked.tables = {"events.csv"};
  {
    StoreWriter store(folder / "a.db", asked, ExistingFile::continue_or_refuse);
    WorldRecord record = world(0, 0);
    record.tables = {
        "year,phase,kind,agent,counterparty,amount_usd,detail\n"
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

TEST_CASE("a world that failed is tried again, one that was refused is not") {
  const Folder folder;
  const fs::path file = folder / "a.db";
  std::string whole;
  {
    StoreWriter store(folder / "whole.db", question(), ExistingFile::continue_or_refuse);
    store.add(world(0, 0), "");
    store.add(world(0, 1), "");
    whole = store.finish();
  }
  {
    StoreWriter store(file, question(), ExistingFile::continue_or_refuse);
    store.add(world(0, 0), "");
    WorldRecord failed, refused;
    failed.row = 1;
    failed.reason = "std::bad_alloc";
    failed.digest = refused.digest = "00000000000000aa";
    refused.row = 2;
    refused.status = WorldRecord::Status::refused;
    store.add(failed, "");
    store.add(refused, "");
    CHECK(store.finish() != whole);
  }
  StoreWriter store(file, question(), ExistingFile::continue_or_refuse);
  CHECK(store.failed_before() == 1);
  CHECK(store.has(0, 0));
  CHECK_FALSE(store.has(0, 1));
  CHECK(store.has(0, 2));
  store.add(world(0, 1), "");
  store.commit();
  CHECK(store.content_digest(2) == whole);
  CHECK(store.series("base", {"capex"}, 2).rows == std::vector<std::uint32_t>{0, 1});
  CHECK(store.failures(2).empty());
  CHECK(store.worlds() == 3);
  CHECK(store.worlds(2) == 2);
}

TEST_CASE("another build is refused; mixed when told, and the file says whose worlds are whose") {
  const Folder folder;
  const fs::path file = folder / "a.db";
  Build first = this_build(), second = this_build();
  second.sources = "another";
  first.commit = "0123";
  const auto open = [&](const Build& build, OtherBuild other) {
    return std::make_unique<StoreWriter>(file, question(), ExistingFile::continue_or_refuse, other,
                                         build);
  };
  open(first, OtherBuild::refuse)->add(world(0, 0), "");
  CHECK_THROWS_WITH_AS(open(second, OtherBuild::refuse), doctest::Contains("sources: "),
                       OutputError);
  for (std::uint32_t row : {1U, 2U}) open(second, OtherBuild::mix)->add(world(0, row), "");
  const EnsembleStore store(file);
  REQUIRE(store.builds().size() == 2);
  CHECK(store.builds()[0].commit == "0123");
  CHECK(store.builds()[1].sources == "another");
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
  sqlite3_stmt* rows = nullptr;
  REQUIRE(sqlite3_prepare_v2(db,
                             "SELECT group_concat(replicate || '-' || build) FROM (SELECT * FROM "
                             "runs_of_other_builds ORDER BY replicate)",
                             -1, &rows, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(rows) == SQLITE_ROW);
  CHECK(std::string(reinterpret_cast<const char*>(sqlite3_column_text(rows, 0))) == "1-1,2-1");
  sqlite3_finalize(rows);
  sqlite3_close(db);
}

TEST_CASE("values that this program does not write are refused, with what is wrong") {
  const Folder folder;
  const fs::path whole = folder / "whole.db", file = folder / "a.db";
  {
    StoreWriter store(whole, question(), ExistingFile::continue_or_refuse);
    for (std::uint32_t k = 0; k < 3; ++k) store.add(world(0, k), "");
    store.finish();
  }
  const std::pair<const char*, const char*> cases[] = {
      {"INSERT INTO runs VALUES('base',-1,'{}','complete','x',1,'','')",
       "a replicate that is none, -1"},
      {"INSERT INTO runs VALUES('base',9223372036854775807,'{}','complete','x',1,'','')",
       "a replicate that is none"},
      {"INSERT INTO runs VALUES('base','seven','{}','complete','x',1,'','')",
       "a replicate that is none, 'seven'"},
      {"INSERT INTO runs VALUES('zz',0,'{}','complete','x',1,'','')",
       "a scenario that the file does not have, 'zz'"},
      {"UPDATE runs SET status = 'perhaps'", "a status that is none"},
      {"UPDATE runs SET parameters = NULL", "no text"},
      {"UPDATE series SET year = 'abc' || year", "a year that is none"},
      {"UPDATE series SET year = -year", "the year -20"},
      {"UPDATE series SET year = 2000000000 WHERE replicate = 0 AND year = 2026",
       "the year 2000000000"},
      {"INSERT INTO series(scenario, replicate, year) VALUES('base', 1, 2090)",
       "a gap before 2090"},
      {"INSERT INTO series(scenario, replicate, year) VALUES('base', 1, 2027)",
       "another number of years"},
      {"DELETE FROM series WHERE replicate = 0 AND year = 2025", "a gap before"},
      {"UPDATE series SET capex = 'much'", "a value that is no number"},
      {"UPDATE series SET capex = 9e999", "a value that is no number"},
      {"INSERT INTO meta VALUES('answer', '{bad')", "an answer that is no JSON object"},
      {"UPDATE meta SET value = 'capex,bananas' WHERE key = 'metrics'",
       "a metric that is none, 'bananas'"},
      {"UPDATE meta SET value = 'flows.csv; DROP' WHERE key = 'tables'", "a table that is none"},
      {"UPDATE meta SET value = '-1' WHERE key = 'seed'", "a seed that is none, '-1'"},
      {"UPDATE meta SET value = '1' WHERE key = 'layout'", "another version"},
  };
  for (const auto& damage : cases) {
    const auto& sql = damage.first;  // clang 14 does not capture a binding
    const auto& complaint = damage.second;
    fs::copy_file(whole, file, fs::copy_options::overwrite_existing);
    tamper(file, sql);
    std::string said = "nothing";
    try {
      const EnsembleStore store(file);
      for (const char* scenario : {"base", "other"}) store.series(scenario, {"capex"});
    } catch (const OutputError& error) {
      said = error.what();
    }
    CHECK_MESSAGE(says(said, complaint), sql << ": " << said);
  }
}

TEST_CASE("--force starts only what is of the program again") {
  const Folder folder;
  const fs::path file = folder / "a.db";
  {
    StoreWriter store(file, question(), ExistingFile::continue_or_refuse);
    store.add(world(0, 0), "");
  }
  tamper(file, "CREATE TABLE thesis(text); INSERT INTO thesis VALUES('years of work')");
  CHECK(says(error_of(file, question(), ExistingFile::replace), "not of this program (thesis)"));
  CHECK(error_of(file, question()).empty());
  tamper(file, "DROP TABLE thesis; CREATE INDEX fast ON series(year)");
  CHECK(error_of(file, question(), ExistingFile::replace).empty());
  CHECK(EnsembleStore(file).worlds() == 0);
}

TEST_CASE("worlds wait in memory while somebody else holds the file, and who does is said") {
  const Folder folder;
  const fs::path file = folder / "a.db";
  std::vector<std::string> told;
  StoreWriter store(file, question(), ExistingFile::continue_or_refuse);
  store.on_waiting({[&](const std::string& text) { told.push_back(text); }, [] { return false; }});
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &other) == SQLITE_OK);
  // A reader in the middle of its rows is in nobody's way.
  sqlite3_stmt* reading = nullptr;
  REQUIRE(sqlite3_prepare_v2(other, "SELECT * FROM meta", -1, &reading, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(reading) == SQLITE_ROW);
  for (std::uint32_t k = 0; k < 512; ++k) store.add(world(0, k), "");
  store.commit();
  CHECK(told.empty());
  CHECK(EnsembleStore(file).worlds() == 512);
  sqlite3_finalize(reading);
  // Another writer is.
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  for (std::uint32_t k = 512; k < 1200; ++k) store.add(world(0, k), "");
  REQUIRE(told.size() == 1);
  CHECK(says(told[0], "worlds wait in memory"));
  CHECK(EnsembleStore(file).worlds() == 512);
  REQUIRE(sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK);
  store.finish();
  CHECK(EnsembleStore(file).worlds() == 1200);
  // Nobody waits for ever who was told to stop.
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  store.on_waiting({[](const std::string&) {}, [] { return true; }});
  store.add(world(1, 0), "");
  CHECK_THROWS_WITH_AS(store.commit(), doctest::Contains("could not be stored"), OutputError);
  sqlite3_close(other);
}

TEST_CASE("any name is a file's") {
  const Folder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path);
  { StoreWriter(":memory:", question(), ExistingFile::continue_or_refuse).add(world(0, 0), ""); }
  CHECK(EnsembleStore(":memory:").worlds() == 1);
  CHECK(fs::exists(folder / ":memory:"));
  CHECK(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()) == 1);
  fs::current_path(before);
}

}  // namespace store_test
