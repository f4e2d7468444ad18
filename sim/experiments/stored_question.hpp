// The question that a database of worlds answers, and the builds of the program that answered it:
// how both are stored, and what is said when a file answers another one. Refuses to know worlds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/config/load.hpp"
#include "sim/results/build.hpp"

namespace overbuild {

class StoreConnection;

/// The question a file answers. Another question is refused, saying what differs; only the number
/// of worlds may change.
struct StoredQuestion {
  std::string kind;    ///< "ensemble", "hypotheses", "sensitivity"
  std::string config;  ///< name
  std::string
      design;  ///< further text that must be the same, for instance a method and its numbers
  std::uint32_t seed = 0;
  std::vector<std::string> metrics, tables;
  struct Group {
    std::string name;
    std::vector<config::ProvenanceRow> parameters;  ///< priors at their medians
    std::string configuration = {};                 ///< the same as text that loads again
  };
  std::vector<Group> scenarios;
};

/// What becomes of a file that another build began.
enum class OtherBuild { refuse, mix };

/// Into the tables of a new file, with the build that begins it.
void put_question(StoreConnection& db, const StoredQuestion& question, const Build& build);
/// OutputError that says what differs from the question that the file answers.
void check_question(StoreConnection& db, const StoredQuestion& question);

/// Builds that worlds of this file were run by; the first began it.
std::vector<Build> stored_builds(StoreConnection& db);
/// OutputError that says what differs when another build began the file and it is not to be mixed.
void check_build(StoreConnection& db, const Build& build, OtherBuild other);
/// The number of a build that goes on with the file: 0 for the one that began it, the next free one
/// for one that the file does not know yet.
std::int64_t build_number(StoreConnection& db, const Build& build);
/// Makes a build known under its number, unless it is.
void put_build(StoreConnection& db, std::int64_t number, const Build& build);

/// In the order of the question.
std::vector<std::string> stored_scenarios(StoreConnection& db);

}  // namespace overbuild
