#include "sim/experiments/stored_question.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/experiments/store_connection.hpp"
#include "sim/experiments/store_schema.hpp"

namespace overbuild {

namespace {

constexpr std::size_t shown_differences = 12;

/// Numbers of threads and worlds are not part of the question.
bool part_of_question(const config::ProvenanceRow& row) {
  return row.path != "run.threads" && row.path != "run.replicate";
}

std::string shown(const config::ProvenanceRow& row) {
  return row.prior.empty() ? row.value : row.prior;
}

/// What two questions have in common is not said.
class Differences {
 public:
  void compare(std::string_view what, const std::string& stored, const std::string& now) {
    if (stored != now) list_.push_back(fmt::format("{}: {} there, {} now", what, stored, now));
  }
  void add(std::string text) { list_.push_back(std::move(text)); }
  bool empty() const { return list_.empty(); }
  std::string text() const {
    std::string text;
    for (std::size_t k = 0; k < std::min(list_.size(), shown_differences); ++k)
      text += "\n  " + list_[k];
    if (list_.size() > shown_differences) {
      text += fmt::format("\n  and {} more", list_.size() - shown_differences);
    }
    return text;
  }

 private:
  std::vector<std::string> list_;
};

using Values = std::map<std::string, std::string>;

/// Compares a scenario's parameters with what is stored of it; takes those that are known out.
void compare_parameters(const StoredQuestion::Group& group, Values& stored,
                        Differences& differences) {
  for (const config::ProvenanceRow& row : group.parameters) {
    if (!part_of_question(row)) continue;
    const auto found = stored.find(row.path);
    if (found == stored.end()) {
      differences.add(fmt::format("{}: new, {}", row.path, shown(row)));
    } else {
      differences.compare(row.path, found->second, shown(row));
      stored.erase(found);
    }
  }
}

/// Values of a scenario over those of the first.
Values stored_values(StoreConnection& db, const std::string& scenario, Values base) {
  sqlite3_stmt* rows = db.prepare("SELECT path, value, prior FROM parameters WHERE scenario = ?");
  db.bind(rows, 1, scenario);
  while (db.step(rows)) {
    const std::string prior = db.text(rows, 2);
    base[db.text(rows, 0)] = prior.empty() ? db.text(rows, 1) : prior;
  }
  return base;
}

/// The first scenario in full, of the others what differs from it.
void put_scenario(StoreConnection& db, const StoredQuestion& question, std::size_t scenario) {
  const StoredQuestion::Group& group = question.scenarios[scenario];
  std::map<std::string, std::pair<std::string, std::string>> base;
  if (scenario > 0) {
    for (const auto& row : question.scenarios[0].parameters)
      base[row.path] = {row.value, row.prior};
  }
  sqlite3_stmt* named = db.prepare("INSERT INTO scenarios VALUES(?, ?)");
  db.bind(named, 1, group.name);
  db.bind(named, 2, static_cast<std::int64_t>(scenario));
  db.step(named);
  sqlite3_stmt* text = db.prepare("INSERT INTO configurations VALUES(?, ?)");
  db.bind(text, 1, group.name);
  db.bind(text, 2, group.configuration);
  db.step(text);
  for (const config::ProvenanceRow& row : group.parameters) {
    const auto same = base.find(row.path);
    const bool as_base = same != base.end() && same->second == std::pair{row.value, row.prior};
    if (as_base || !part_of_question(row)) continue;
    sqlite3_stmt* insert = db.prepare("INSERT INTO parameters VALUES(?, ?, ?, ?, ?)");
    const std::string_view fields[] = {group.name, row.path, row.unit, row.value, row.prior};
    for (int k = 0; k < 5; ++k) db.bind(insert, k + 1, fields[k]);
    db.step(insert);
  }
}

}  // namespace

void put_question(StoreConnection& db, const StoredQuestion& question, const Build& build) {
  put_meta(db, "version", build.version);
  put_meta(db, "commit", build.commit);
  put_meta(db, "sources", build.sources);
  put_meta(db, "compiler", build.compiler);
  put_meta(db, "dependencies", dependencies_text(build));
  put_meta(db, "kind", question.kind);
  put_meta(db, "config", question.config);
  put_meta(db, "design", question.design);
  put_meta(db, "seed", std::to_string(question.seed));
  put_meta(db, "metrics", comma_list(question.metrics));
  put_meta(db, "tables", comma_list(question.tables));
  for (std::size_t s = 0; s < question.scenarios.size(); ++s) put_scenario(db, question, s);
}

void check_question(StoreConnection& db, const StoredQuestion& question) {
  Differences differences;
  differences.compare("kind", meta_value(db, "kind"), question.kind);
  differences.compare("configuration", meta_value(db, "config"), question.config);
  differences.compare("design", meta_value(db, "design"), question.design);
  differences.compare("seed", meta_value(db, "seed"), std::to_string(question.seed));
  differences.compare("metrics", meta_value(db, "metrics"), comma_list(question.metrics));
  differences.compare("tables", meta_value(db, "tables"), comma_list(question.tables));
  std::vector<std::string> names;
  for (const auto& group : question.scenarios) names.push_back(group.name);
  differences.compare("scenarios", comma_list(stored_scenarios(db)), comma_list(names));
  Values base;
  for (std::size_t s = 0; s < question.scenarios.size() && differences.empty(); ++s) {
    const StoredQuestion::Group& group = question.scenarios[s];
    Values stored = stored_values(db, group.name, base);
    if (s == 0) base = stored;
    compare_parameters(group, stored, differences);
    if (s > 0) continue;
    for (const auto& [path, value] : stored)
      differences.add(fmt::format("{}: {} there, gone now", path, value));
  }
  if (differences.empty()) return;
  db.fail("was made with other settings:" + differences.text() +
          "\nChoose another file, or --force to start this one again");
}

std::vector<Build> stored_builds(StoreConnection& db) {
  std::vector<Build> builds(1);
  builds[0] = {meta_value(db, "version"), meta_value(db, "commit"), meta_value(db, "sources"),
               meta_value(db, "compiler"), parse_dependencies(meta_value(db, "dependencies"))};
  sqlite3_stmt* rows = db.prepare(
      "SELECT version, \"commit\", sources, compiler, dependencies FROM other_builds ORDER BY "
      "build");
  while (db.step(rows)) {
    builds.push_back({db.text(rows, 0), db.text(rows, 1), db.text(rows, 2), db.text(rows, 3),
                      parse_dependencies(db.text(rows, 4))});
  }
  return builds;
}

void check_build(StoreConnection& db, const Build& build, OtherBuild other) {
  const Build first = stored_builds(db)[0];
  if (first.same_as(build) || other == OtherBuild::mix) return;
  Differences differences;
  differences.compare("version", first.version, build.version);
  differences.compare("sources", first.sources, build.sources);
  differences.compare("compiler", first.compiler, build.compiler);
  db.fail("was begun by another build of the program:" + differences.text() +
          "\nChoose another file, --force to start this one again, or --mix-builds to go on; the "
          "file then says which worlds are whose");
}

std::int64_t build_number(StoreConnection& db, const Build& build) {
  const std::vector<Build> known = stored_builds(db);
  if (known[0].same_as(build)) return 0;
  sqlite3_stmt* numbers = db.prepare(
      "SELECT build FROM other_builds WHERE version = ? AND sources = ? AND compiler = ?");
  db.bind(numbers, 1, build.version);
  db.bind(numbers, 2, build.sources);
  db.bind(numbers, 3, build.compiler);
  const std::int64_t number =
      db.step(numbers) ? sqlite3_column_int64(numbers, 0) : static_cast<std::int64_t>(known.size());
  sqlite3_reset(numbers);
  return number;
}

void put_build(StoreConnection& db, std::int64_t number, const Build& build) {
  if (number == 0) return;
  sqlite3_stmt* insert = db.prepare("INSERT OR IGNORE INTO other_builds VALUES(?, ?, ?, ?, ?, ?)");
  const std::string dependencies = dependencies_text(build);
  const std::string_view fields[] = {build.version, build.commit, build.sources, build.compiler,
                                     dependencies};
  db.bind(insert, 1, number);
  for (int k = 0; k < 5; ++k) db.bind(insert, k + 2, fields[k]);
  db.step(insert);
}

std::vector<std::string> stored_scenarios(StoreConnection& db) {
  sqlite3_stmt* rows = db.prepare("SELECT name FROM scenarios ORDER BY position");
  std::vector<std::string> names;
  while (db.step(rows)) names.push_back(db.text(rows, 0));
  return names;
}

}  // namespace overbuild
