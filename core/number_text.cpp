#include "core/number_text.hpp"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <system_error>

namespace overbuild {

namespace {

/// Cuts the digits off the front of `rest`; how many there were.
std::size_t take_digits(std::string_view& rest) {
  std::size_t count = 0;
  while (count < rest.size() && rest[count] >= '0' && rest[count] <= '9') ++count;
  rest.remove_prefix(count);
  return count;
}

/// std::from_chars, which the standard library of browsers' builds has for whole numbers only.
std::from_chars_result read_double(std::string_view text, double& value) {
#ifdef _LIBCPP_VERSION
  const std::string copy(text);
  char* stopped = nullptr;
  errno = 0;
  value = std::strtod(copy.c_str(), &stopped);
  return {text.data() + (stopped - copy.c_str()),
          errno == ERANGE ? std::errc::result_out_of_range : std::errc{}};
#else
  return std::from_chars(text.data(), text.data() + text.size(), value);
#endif
}

bool take_exponent(std::string_view& rest) {
  if (rest.empty() || (rest.front() != 'e' && rest.front() != 'E')) return true;
  rest.remove_prefix(1);
  if (!rest.empty() && (rest.front() == '+' || rest.front() == '-')) rest.remove_prefix(1);
  return take_digits(rest) > 0;
}

}  // namespace

NumberForm number_form(std::string_view text) {
  std::string_view rest = text;
  if (!rest.empty() && rest.front() == '-') rest.remove_prefix(1);
  const bool zero_first = !rest.empty() && rest.front() == '0';
  const std::size_t whole = take_digits(rest);
  std::size_t fraction = 0;
  if (!rest.empty() && rest.front() == '.') {
    rest.remove_prefix(1);
    fraction = take_digits(rest);
  }
  if (whole + fraction == 0 || !take_exponent(rest) || !rest.empty()) return NumberForm::none;
  return zero_first && whole > 1 ? NumberForm::leading_zero : NumberForm::plain;
}

std::optional<double> parse_number(std::string_view text) {
  if (number_form(text) != NumberForm::plain) return std::nullopt;
  double value = 0.0;
  const auto [stopped, error] = read_double(text, value);
  if (error != std::errc{} || stopped != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
  const std::optional<double> value = parse_number(text);
  if (!value) return std::nullopt;
  std::int64_t exact = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, exact);
  if (error == std::errc{} && stopped == end) return exact;
  constexpr double largest_exact = 9007199254740992.0;  // 2^53
  if (*value != std::floor(*value) || std::fabs(*value) > largest_exact) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

std::optional<std::uint64_t> parse_hexadecimal(std::string_view text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value, 16);
  if (text.empty() || text.size() > 16 || error != std::errc{} || stopped != end) {
    return std::nullopt;
  }
  return value;
}

}  // namespace overbuild
