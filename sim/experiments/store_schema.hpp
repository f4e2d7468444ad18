// How the database of many worlds is laid out: its tables, the views in front of them, the layouts
// that are still read, and which values this program never writes. Recorded tables keep each
// combination of texts once, under a number, and a view of the table's name shows them as they are
// in a run directory. Refuses to know when a database is read and when it is written.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/tables.hpp"

namespace overbuild {

class StoreConnection;

/// What a new file is written in. Files of layout 2, which repeats every text in every row of
/// recorded tables, are read and not continued.
inline constexpr std::string_view store_layout = "3";

/// A table of a run directory inside the database: `rows` has the numbers and texts of their own,
/// `labels` the texts that repeat, and the view `name` both.
struct RecordedTable {
  std::string name, rows, labels;
  std::span<const OutputColumn> columns;
};

/// Of a file of output_tables(), for instance "agents.csv"; without columns when there is none.
RecordedTable recorded_table(std::string_view file);

/// The query of all rows of a recorded table in the shape of a run directory's, with scenario and
/// replicate in front and `more` behind; `more` may name r, the table of rows.
std::string recorded_select(const RecordedTable& table, std::string_view more = {});

/// Names made of letters, digits and _ come from this program; quoting keeps SQL's words out.
std::string sql_name(std::string_view name);

/// Lists of names in the table meta: "a,b" and back.
std::string comma_list(const std::vector<std::string>& list);
std::vector<std::string> comma_parts(const std::string& text);

/// Creates everything in an empty database, which then counts as ours.
void create_tables(StoreConnection& db, const std::vector<std::string>& metrics,
                   const std::vector<std::string>& tables);

/// A value of the table meta; empty when there is none.
std::string meta_value(StoreConnection& db, std::string_view key);
void put_meta(StoreConnection& db, std::string_view key, const std::string& value);

/// OutputError for a database of something else and for a damaged one.
void check_ours(StoreConnection& db);
/// OutputError for a layout that is not read, or, to continue, not written any more.
void check_layout(StoreConnection& db, bool to_continue);
/// OutputError for the first value that this program does not write, with what is wrong.
void check_values(StoreConnection& db);

/// Tables and views that somebody else put there.
std::vector<std::string> foreign_tables(StoreConnection& db);

}  // namespace overbuild
