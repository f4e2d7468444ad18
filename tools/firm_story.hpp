// The story of one firm from the files of one run: why it failed, what it expected and did, what it
// asked for and got, what was due, what happened. Owns how these are found and put into tables;
// refuses to know terminals.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/diagnostics.hpp"
#include "sim/parameters/names.hpp"
#include "sim/results/failures.hpp"
#include "sim/results/table.hpp"
#include "tools/commands.hpp"

namespace overbuild {

/// One row of a table by column name, and where it stands.
struct StoredFields : std::map<std::string, std::string, std::less<>> {
  SourcePosition where;
};

struct FirmStory {
  Names names;
  std::string agent, label, role;
  int year = 0;                                        ///< of its end, or asked for
  int last = 0;                                        ///< that the run says something of it
  std::map<int, std::map<std::string, double>> state;  ///< [year][column]
  std::vector<StoredFields> funding, dues, events;
  std::vector<StoredFields> at_start;  ///< contracts signed before the start, as events
  std::vector<Failure> failures;       ///< its own, as all results tell them
  /// Limits of covenants, as the run was configured; not a number when it does not say.
  double most_loan_to_value = 0.0, least_interest_cover = 0.0;
};

/// InputError where the run, the firm or the year is not there.
FirmStory read_firm_story(const WhyRequest& request);

/// Why it failed, or that it did not, in a paragraph without a line end.
std::string cause_paragraph(const FirmStory& story);

/// The plan that went furthest wrong: for a builder the order that later demand bore out least, for
/// a lab the largest rise of its budget, each weighed by its size.
std::string decision_text(const FirmStory& story);

/// Failures, plans, funding, dues, contracts and events; without rows where there is nothing to
/// tell.
std::vector<Table> firm_tables(const FirmStory& story);

/// The same tables without rows, of every role that has some of its own: for their headings.
std::vector<Table> firm_headings(const Names& names);

}  // namespace overbuild
