#include "core/config/yaml_text.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace overbuild::config {

namespace {

/// Length and escape of a sequence that YAML readers refuse or take for a line end: control
/// characters of UTF-8, line and paragraph separators, byte order marks.
std::pair<std::size_t, std::string> unprintable(std::string_view rest) {
  const auto byte = [&](std::size_t k) {
    return k < rest.size() ? static_cast<unsigned char>(rest[k]) : 0u;
  };
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) < 0xA0)
    return {2, fmt::format("\\x{:02x}", byte(1))};
  if (byte(0) == 0xE2 && byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9)) {
    return {3, fmt::format("\\u20{:02x}", byte(2) - 0x80u)};
  }
  if (rest.starts_with("\xEF\xBB\xBF")) return {3, "\\ufeff"};
  if (rest.starts_with("\xEF\xBF\xBE")) return {3, "\\ufffe"};
  if (rest.starts_with("\xEF\xBF\xBF")) return {3, "\\uffff"};
  return {0, {}};
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::string yaml_quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t k = 0; k < text.size(); ++k) {
    const char c = text[k];
    const auto byte = static_cast<unsigned char>(c);
    const auto [length, escape] = unprintable(text.substr(k));
    if (length > 0) {
      out += escape;
      k += length - 1;
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string portable_word(std::string_view word) {
  constexpr std::string_view others[] = {"y",   "n",    "yes",   "no",  "on",
                                         "off", "true", "false", "null"};
  std::string small(word);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const bool other = std::find(std::begin(others), std::end(others), small) != std::end(others);
  const bool plain = !word.empty() && (is_letter(word.front()) || word.front() == '_');
  return other || !plain ? yaml_quoted(word) : std::string(word);
}

std::string portable_numbers(std::string_view yaml) {
  constexpr std::string_view digits = "0123456789";
  std::string out;
  bool quoted = false, whole = false;  // whole: digits so far, behind no letter and no point
  for (std::size_t k = 0; k < yaml.size(); ++k) {
    const char c = yaml[k];
    if (quoted && c == '\\') {  // and what it escapes
      out += yaml.substr(k++, 2);
      continue;
    }
    if (c == '"') quoted = !quoted;
    const bool digit = digits.find(c) != std::string_view::npos;
    if (!quoted && c == 'e' && whole) out += ".0";
    whole = digit && (whole || k == 0 ||
                      std::string_view(" [-").find(yaml[k - 1]) != std::string_view::npos);
    out += c;
  }
  return out;
}

}  // namespace overbuild::config
