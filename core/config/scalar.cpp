#include "core/config/scalar.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <system_error>

namespace overbuild::config {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view take_digits(std::string_view& rest) {
  std::size_t count = 0;
  while (count < rest.size() && is_digit(rest[count])) ++count;
  const std::string_view digits = rest.substr(0, count);
  rest.remove_prefix(count);
  return digits;
}

/// -? digits [. digits] [e [+-] digits], no leading zeros; nullptr-free advice in `complaint`.
bool plain_decimal(std::string_view text, std::string& complaint) {
  std::string_view rest = text;
  if (!rest.empty() && rest.front() == '-') rest.remove_prefix(1);
  const std::string_view whole = take_digits(rest);
  std::string_view fraction;
  if (!rest.empty() && rest.front() == '.') {
    rest.remove_prefix(1);
    fraction = take_digits(rest);
  }
  if (whole.empty() && fraction.empty()) return false;
  if (!rest.empty() && (rest.front() == 'e' || rest.front() == 'E')) {
    rest.remove_prefix(1);
    if (!rest.empty() && (rest.front() == '+' || rest.front() == '-')) rest.remove_prefix(1);
    if (take_digits(rest).empty()) return false;
  }
  if (!rest.empty()) return false;
  if (whole.size() > 1 && whole.front() == '0') {
    complaint = "starts with a zero, which YAML may read as octal; write it without";
    return false;
  }
  return true;
}

std::string lower(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return small;
}

/// Why a text that is no plain decimal number is none.
std::string why_not_a_number(std::string_view text) {
  const std::string small = lower(text);
  const std::string_view unsigned_part = small.substr(0, 1) == "-" || small.substr(0, 1) == "+"
                                             ? std::string_view(small).substr(1)
                                             : std::string_view(small);
  if (unsigned_part == ".nan" || unsigned_part == "nan") return "is not a number (NaN)";
  if (unsigned_part == ".inf" || unsigned_part == "inf" || unsigned_part == "infinity") {
    return "is infinite";
  }
  if (unsigned_part.substr(0, 2) == "0x") return "is hexadecimal";
  if (unsigned_part.substr(0, 2) == "0o") return "is octal";
  if (small == "yes" || small == "no" || small == "on" || small == "off" || small == "true" ||
      small == "false") {
    return "is a flag, not a number";
  }
  const bool digit_first =
      !unsigned_part.empty() && (is_digit(unsigned_part.front()) || unsigned_part.front() == '.');
  if (digit_first && small.find('_') != std::string::npos) return "has an underscore in it";
  if (digit_first && small.find(',') != std::string::npos) return "has a comma in it";
  if (digit_first && small.find(':') != std::string::npos) return "has a colon in it";
  if (digit_first && small.find('%') != std::string::npos) return "has a percent sign in it";
  if (digit_first && text.front() == '+') return "starts with a plus sign";
  return "is a text, not a number";
}

/// std::from_chars, which the standard library of browsers' builds has for whole numbers only.
std::from_chars_result from_chars(const std::string& text, double& value) {
#ifdef _LIBCPP_VERSION
  char* stopped = nullptr;
  errno = 0;
  value = std::strtod(text.c_str(), &stopped);
  return {stopped, errno == ERANGE ? std::errc::result_out_of_range : std::errc{}};
#else
  return std::from_chars(text.data(), text.data() + text.size(), value);
#endif
}

}  // namespace

std::optional<double> read_number(const Node& node, std::string& complaint) {
  if (!node.is_scalar()) {
    complaint = "is " + kind_in_words(node);
    return std::nullopt;
  }
  const std::string shown = kind_in_words(node);
  if (node.quoted) {
    complaint = "is " + shown + "; numbers are written without quotes";
    return std::nullopt;
  }
  std::string advice;
  if (!plain_decimal(node.text, advice)) {
    complaint =
        "is " + shown + ", which " + (advice.empty() ? why_not_a_number(node.text) : advice);
    return std::nullopt;
  }
  double value = 0.0;
  const char* const end = node.text.data() + node.text.size();
  const auto [stopped, error] = from_chars(node.text, value);
  if (error == std::errc::result_out_of_range) {
    // which does not say whether the number was too large or too small
    complaint = "is " + shown + ", which a computer number cannot hold";
    return std::nullopt;
  }
  if (error != std::errc{} || stopped != end || !std::isfinite(value)) {
    complaint = "is " + shown + ", which is not a plain decimal number";
    return std::nullopt;
  }
  return value == 0.0 ? 0.0 : value;  // -0 is 0
}

std::optional<std::int64_t> read_integer(const Node& node, std::string& complaint) {
  const std::optional<double> value = read_number(node, complaint);
  if (!value) return std::nullopt;
  std::int64_t exact = 0;
  const char* const end = node.text.data() + node.text.size();
  const auto [stopped, error] = std::from_chars(node.text.data(), end, exact);
  if (error == std::errc{} && stopped == end) return exact;
  constexpr double largest_exact = 9007199254740992.0;  // 2^53
  if (*value != std::floor(*value) || std::fabs(*value) > largest_exact) {
    complaint = "is " + kind_in_words(node) + ", which is not a whole number";
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*value);
}

std::optional<bool> read_flag(const Node& node, std::string& complaint) {
  if (node.is_scalar() && !node.quoted && (node.text == "true" || node.text == "false")) {
    return node.text == "true";
  }
  complaint = "is " + kind_in_words(node);
  if (node.is_scalar() && node.quoted) complaint += "; flags are written without quotes";
  return std::nullopt;
}

}  // namespace overbuild::config
