// The words of the program, each explained in a sentence or two for somebody who has not read the
// code, and the heads and labels of tables beside them. Owns these lists, which are the one place
// for them: docs/glossary.md is printed from them, `overbuild explain WORD` answers from them.
// Metrics, keys and columns explain themselves where they are declared. Tests:
// tests/sim/results/test_glossary.cpp, tests/cli/explained.sh.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace overbuild {

struct GlossaryEntry {
  std::string_view word;
  std::string_view aliases;  ///< other forms of it, comma-separated
  std::string_view meaning;
  std::string_view see;  ///< metrics and keys to look at, comma-separated
};

/// In alphabetical order.
std::span<const GlossaryEntry> glossary();

/// A head or label of a table that a command prints and that no entry, metric, key or column
/// explains.
struct HeadingEntry {
  std::string_view heading;
  std::string_view where;  ///< the command, or "event" for kinds of events
  std::string_view meaning;
};

/// In alphabetical order; the same heading stands once for each command that means another thing.
std::span<const HeadingEntry> headings_told();

/// A word as words are compared: small letters, one space where there are spaces, hyphens or
/// underscores, no quotation marks.
std::string plain_word(std::string_view text);

/// Whether `word` is one of the entry's, in plain form, as one or as several.
bool is_about(const GlossaryEntry& entry, std::string_view word);

/// docs/glossary.md.
std::string glossary_markdown();

}  // namespace overbuild
