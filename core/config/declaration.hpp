// The declared structure as data: what one walk over a description found. Merging, unknown-key
// messages, --set paths, the JSON Schema and the reference page read it. Owns the catalogue of
// paths; refuses to know values and files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/parameter.hpp"

namespace overbuild::config {

/// One declared key with everything below it; the children of `entries` are those of one sample
/// entry.
struct Declaration {
  enum class Kind : std::uint8_t {
    number,
    integer,
    flag,
    text,
    choice,
    numbers,
    texts,
    reference,
    group,
    entries
  };

  Kind kind = Kind::group;
  std::string key, meaning, unit, source;
  std::string drawn_as;  ///< what keys draws and digests, if not the key
  char confidence = 'D';
  double lo = -unbounded, hi = unbounded, fallback = 0.0;
  std::string fallback_text;  ///< of text; name of the default choice
  bool fallback_flag = false;
  std::vector<std::string> names;                            ///< of choice
  std::string map_path;                                      ///< of reference
  std::vector<Declaration> children;                         ///< of group and entries
  std::vector<std::pair<std::string, std::string>> renamed;  ///< children: former key, key today

  bool is_group() const { return kind == Kind::group; }
  bool is_entries() const { return kind == Kind::entries; }
  bool is_leaf() const { return !is_group() && !is_entries(); }
  bool is_numeric() const {
    return kind == Kind::number || kind == Kind::integer || kind == Kind::numbers;
  }
  const Declaration* find(std::string_view name) const;
  std::vector<std::string> keys() const;
  /// What a child is called today that had this key in earlier versions, or empty.
  std::string_view key_today(std::string_view former) const;
};

/// The root group of a description.
Declaration collect(Describe describe);

/// The declaration a path names; a component below `entries` may be any name. Null when unknown.
const Declaration* find_path(const Declaration& root, std::string_view path);

/// Calls `visit(path, declaration)` for every node below root in declaration order, entries as
/// `<id>`.
void for_each(const Declaration& root,
              FunctionRef<void(const std::string& path, const Declaration&)> visit);

/// The path that keys draws and digests of a parameter: its own, or that of its `drawn_as`.
std::string keyed_path(std::string_view path, std::string_view drawn_as);

/// Components of a dotted path.
std::vector<std::string> split_path(std::string_view path);

/// "a number in usd/GPU from 0 to 10", for messages and pages.
std::string expected_in_words(const Declaration& declaration);

/// "from 0 to 10", "at least 0", or empty.
std::string range_in_words(double lo, double hi);

/// Whether a text may name an entry: letters, digits, _ and -, and not a word YAML reads as null.
bool valid_entry_id(std::string_view id);

/// Shortest decimal text that reads back as the same number.
std::string number_text(double value);

}  // namespace overbuild::config
