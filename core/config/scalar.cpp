#include "core/config/scalar.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/number_text.hpp"

namespace overbuild::config {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

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
  const NumberForm form = number_form(node.text);
  if (form == NumberForm::leading_zero) {
    complaint = "is " + shown +
                ", which starts with a zero, which YAML may read as octal; write it without";
    return std::nullopt;
  }
  if (form == NumberForm::none) {
    complaint = "is " + shown + ", which " + why_not_a_number(node.text);
    return std::nullopt;
  }
  const std::optional<double> value = parse_number(node.text);
  if (!value) {  // whether it is too large or too small is not said
    complaint = "is " + shown + ", which a computer number cannot hold";
    return std::nullopt;
  }
  return *value == 0.0 ? 0.0 : *value;  // -0 is 0
}

std::optional<std::int64_t> read_integer(const Node& node, std::string& complaint) {
  if (!read_number(node, complaint)) return std::nullopt;
  const std::optional<std::int64_t> value = parse_whole(node.text);
  if (!value) complaint = "is " + kind_in_words(node) + ", which is not a whole number";
  return value;
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
