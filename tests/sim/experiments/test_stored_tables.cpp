// Tables that worlds record: texts kept once, views in the shape of a run directory, one order of
// rows, files of the earlier layout, and nothing of a world that is tried again.
#include <doctest/doctest.h>

#include <sqlite3.h>

#include <filesystem>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "tests/sim/experiments/store_fixture.hpp"

namespace store_test {

TEST_CASE("a finished file is one file, and texts stay texts") {
  const Folder folder;
  StoredQuestion asked = question();
  asked.tables = {"agents.csv"};
  {
    StoreWriter store(folder / "a.db", asked, ExistingFile::continue_or_refuse);
    WorldRecord record = world(0, 0);
    record.tables = {
        "year,agent,role,label,column,unit,value\n2026,app,app_vendor,0123,cash,usd,12.50\n"
        "2026,b,builder,'=1+1,cash,usd,1e3\n"};
    store.add(record, "");
    store.finish();
  }
  CHECK(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()) == 1);
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((folder / "a.db").c_str(), &db) == SQLITE_OK);
  sqlite3_stmt* rows = nullptr;
  REQUIRE(sqlite3_prepare_v2(db,
                             "SELECT group_concat(label), group_concat(typeof(label)), "
                             "group_concat(typeof(value)), group_concat(typeof(year)) FROM agents",
                             -1, &rows, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(rows) == SQLITE_ROW);
  const auto text = [&](int k) {
    return std::string(reinterpret_cast<const char*>(sqlite3_column_text(rows, k)));
  };
  CHECK(text(0) == "0123,=1+1");
  CHECK(text(1) == "text,text");
  CHECK(text(2) == "real,integer");
  CHECK(text(3) == "integer,integer");
  sqlite3_finalize(rows);
  sqlite3_close(db);
}

StoredQuestion with_tables() {
  StoredQuestion asked = question();
  asked.tables = {"agents.csv", "events.csv"};
  asked.scenarios[0].configuration = "run:\n  seed: 1\n";
  return asked;
}

/// Two rows of agents and one event with a text of its own.
WorldRecord with_rows(std::uint32_t scenario, std::uint32_t row) {
  WorldRecord record = world(scenario, row);
  const std::string number = std::to_string(row);
  record.tables = {
      "year,agent,role,label,column,unit,value\n2026,app,app_vendor,0123,cash,usd," + number +
          ".50\n2026,b,builder,,cash,usd,0.1\n",
      "year,phase,kind,agent,counterparty,amount_usd,detail\n2026,P9,default,b,,12.50,of world " +
          number + "\n"};
  return record;
}

/// Rows of a table as each_row gives them, of one world or of all.
std::string read_rows(const EnsembleStore& store, const std::string& name,
                      const std::optional<WorldPlace>& place = {}) {
  std::string text;
  for (const StoredTable& table : store.tables()) {
    if (table.name != name) continue;
    store.each_row(table, place, [&](std::span<const StoredCell> cells) {
      REQUIRE(cells.size() == table.columns.size());
      for (const StoredCell& cell : cells) {
        switch (cell.kind) {
          case StoredCell::Kind::empty: text += "NULL "; break;
          case StoredCell::Kind::whole: text += std::to_string(cell.whole) + " "; break;
          case StoredCell::Kind::number: text += fmt::format("{} ", cell.number); break;
          case StoredCell::Kind::text: text += fmt::format("'{}' ", cell.text); break;
        }
      }
      text += "; ";
    });
  }
  return text;
}

TEST_CASE("texts that repeat are kept once, and views show rows as they were written") {
  const Folder folder;
  const fs::path file = folder / "a.db";
  for (std::uint32_t session = 0; session < 2; ++session) {  // the second goes on with the numbers
    StoreWriter store(file, with_tables(), ExistingFile::continue_or_refuse);
    store.add(with_rows(1, session), "");
    store.add(with_rows(0, session), "");
    store.finish();
  }
  CHECK(rows_of(file, "SELECT count(*) FROM agents_labels") == "2;");
  CHECK(rows_of(file, "SELECT count(*) FROM events_labels") == "1;");
  CHECK(rows_of(file, "SELECT count(*), count(DISTINCT labels) FROM agents_rows") == "8|2;");
  CHECK(rows_of(file, "SELECT * FROM agents WHERE scenario = 'base' AND replicate = 1") ==
        "base|1|2026|app|app_vendor|0123|cash|usd|1.5;base|1|2026|b|builder|NULL|cash|usd|0.1;");
  CHECK(rows_of(file, "SELECT typeof(label), typeof(year), typeof(value) FROM agents LIMIT 1") ==
        "text|integer|real;");
  CHECK(rows_of(file, "SELECT detail FROM events WHERE scenario = 'other'") ==
        "of world 0;of world 1;");
  CHECK(rows_of(file, "SELECT sum(value) FROM agents WHERE label = '0123'") == "4.0;");
  const std::string shape =
      "SELECT group_concat(name || ' ' || type, ', ') FROM pragma_table_info(";
  CHECK(rows_of(file, shape + "'events')") ==
        "scenario TEXT, replicate INTEGER, year NUMERIC, phase TEXT, kind TEXT, agent TEXT, "
        "counterparty TEXT, amount_usd NUMERIC, detail TEXT;");
  CHECK(EnsembleStore(file).configuration("base") == "run:\n  seed: 1\n");
}

TEST_CASE("rows are read in one order, whichever world was stored first, of all and of one world") {
  const Folder folder;
  for (const bool backwards : {false, true}) {
    StoreWriter store(folder / (backwards ? "b.db" : "a.db"), with_tables(),
                      ExistingFile::continue_or_refuse);
    for (std::uint32_t k = 0; k < 6; ++k) {
      const std::uint32_t world = backwards ? 5 - k : k;
      store.add(with_rows(world % 2, world / 2), "");
    }
    store.finish();
  }
  const EnsembleStore a(folder / "a.db"), b(folder / "b.db");
  for (const char* table : {"agents", "events", "runs", "series", "parameters"}) {
    CHECK_MESSAGE(read_rows(a, table) == read_rows(b, table), table);
    CHECK_FALSE(read_rows(a, table).empty());
  }
  CHECK(read_rows(a, "events", WorldPlace{"other", 2}) ==
        "'other' 2 2026 'P9' 'default' 'b' NULL 12.5 'of world 2' ; ");
  CHECK(read_rows(a, "series", WorldPlace{"base", 1}) ==
        "'base' 1 2025 2 NULL ; 'base' 1 2026 3 0.25 ; ");
  CHECK(read_rows(a, "events", WorldPlace{"other", 7}).empty());
  REQUIRE(a.runs().size() == 6);
  CHECK(a.runs()[4].place.scenario == "other");
  CHECK(a.runs()[4].place.row == 1);
}

TEST_CASE("a file that repeats all texts is read, row by row the same, and not continued") {
  const Folder folder;
  const fs::path file = folder / "a.db";
  {
    StoreWriter store(file, with_tables(), ExistingFile::continue_or_refuse);
    for (std::uint32_t k = 0; k < 4; ++k) store.add(with_rows(k % 2, k / 2), "");
    store.finish();
  }
  const std::string agents = read_rows(EnsembleStore(file), "agents"),
                    events = read_rows(EnsembleStore(file), "events");
  for (const std::string name : {"agents", "events"}) {
    tamper(file,
           fmt::format("CREATE TABLE t AS SELECT * FROM {0};DROP VIEW {0};DROP TABLE {0}_rows;"
                       "DROP TABLE {0}_labels;ALTER TABLE t RENAME TO {0}",
                       name));
  }
  tamper(file, "DROP TABLE configurations; UPDATE meta SET value = '2' WHERE key = 'layout'");
  const EnsembleStore store(file);
  CHECK(read_rows(store, "agents") == agents);
  CHECK(read_rows(store, "events") == events);
  CHECK(store.series("base", {"capex"}).rows.size() == 2);
  CHECK(store.configuration("base").empty());
  CHECK(says(error_of(file, with_tables()), "begun by an earlier version"));
  CHECK(says(error_of(file, with_tables()), "not continued"));
  CHECK(error_of(file, with_tables(), ExistingFile::replace).empty());
}

TEST_CASE("numbers of texts that were taken back are given again") {
  const Folder folder;
  const fs::path file = folder / "a.db";
  StoreWriter store(file, with_tables(), ExistingFile::continue_or_refuse);
  tamper(file,
         "CREATE TRIGGER full BEFORE INSERT ON events_rows BEGIN SELECT RAISE(ABORT, 'full'); "
         "END");
  store.add(with_rows(0, 0), "");
  CHECK_THROWS_AS(store.commit(), OutputError);
  CHECK(rows_of(file, "SELECT count(*) FROM agents_labels") == "0;");
  tamper(file, "DROP TRIGGER full");
  store.finish();
  CHECK(rows_of(file, "SELECT agent, detail FROM events") == "b|of world 0;");
  CHECK(rows_of(file, "SELECT group_concat(agent) FROM agents") == "app,b;");
}

TEST_CASE("a world that failed and is tried again leaves no rows behind") {
  const Folder folder;
  const fs::path file = folder / "a.db";
  {
    StoreWriter store(file, with_tables(), ExistingFile::continue_or_refuse);
    store.add(with_rows(1, 0), "");
    WorldRecord failed = with_rows(1, 1);
    failed.status = WorldRecord::Status::failed;
    store.add(failed, "");
    store.finish();
  }
  StoreWriter store(file, with_tables(), ExistingFile::continue_or_refuse);
  store.add(with_rows(1, 1), "");
  store.finish();
  CHECK(rows_of(file, "SELECT replicate, count(*) FROM agents GROUP BY replicate") == "0|2;1|2;");
}

}  // namespace store_test
