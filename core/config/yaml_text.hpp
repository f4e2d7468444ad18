// How a value is written so that every reader of YAML takes it for the same: texts in quotes, words
// bare where none takes them for something else, numbers that are numbers to all. Owns that;
// refuses to know what is written.
#pragma once

#include <string>
#include <string_view>

namespace overbuild::config {

/// A text as a YAML double-quoted scalar.
std::string yaml_quoted(std::string_view text);

/// A key, or the name of a choice: bare, unless a reader would take it for a flag (no, y), a number
/// (007) or a sign of YAML's own (>=).
std::string portable_word(std::string_view word);

/// Numbers as every YAML reader takes them for such: 2e+28 without a point is a text to some. What
/// stands in quotes is left alone.
std::string portable_numbers(std::string_view yaml);

}  // namespace overbuild::config
