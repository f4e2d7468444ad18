// Why: a text that stands for a number must be one from its first letter to its last: what stops
// reading at the first odd letter takes 1.0e+01 for 1 and `abc` for 0.
// Owns: the only grammar by which numbers from outside are read: files, options, databases.
// Refuses to know: what a number is for; how a problem is worded.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace overbuild {

/// -? digits [. digits] [e [+-] digits]; a second digit behind a leading zero is told apart, since
/// other programs read it as octal.
enum class NumberForm { plain, leading_zero, none };
NumberForm number_form(std::string_view text);

/// The value of a text of plain form, to the bit; nothing when it is none, or too large or too
/// small for a double. Test: tests/core/test_number_text.cpp.
std::optional<double> parse_number(std::string_view text);

/// A whole number, however it is written: 10, 10.0 and 1.0e+01. Exact for all digits of 64 bits;
/// in other spellings up to 2^53.
std::optional<std::int64_t> parse_whole(std::string_view text);

/// The same within [lowest, highest].
template <std::integral Number>
std::optional<Number> parse_whole_in(std::string_view text,
                                     Number lowest = std::numeric_limits<Number>::min(),
                                     Number highest = std::numeric_limits<Number>::max()) {
  const std::optional<std::int64_t> value = parse_whole(text);
  if (!value || std::cmp_less(*value, lowest) || std::cmp_greater(*value, highest)) {
    return std::nullopt;
  }
  return static_cast<Number>(*value);
}

/// Hexadecimal digits and nothing else, up to 16 of them.
std::optional<std::uint64_t> parse_hexadecimal(std::string_view text);

}  // namespace overbuild
