#include "sim/results/citation.hpp"

#include <algorithm>

namespace overbuild {

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \r") + 1 - begin);
}

/// A plain or quoted scalar.
std::string scalar(std::string_view text) {
  text = trimmed(text);
  const bool quoted =
      text.size() > 1 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
  return std::string(quoted ? text.substr(1, text.size() - 2) : text);
}

/// The keys of one author.
struct AuthorNames {
  std::string name, given, family;

  void take(std::string_view key, const std::string& value) {
    if (key == "name") name = value;
    if (key == "given-names") given = value;
    if (key == "family-names") family = value;
  }
  Citation::Author author() const {
    if (family.empty()) return {name, false};
    return {given.empty() ? family : given + " " + family, true};
  }
};

}  // namespace

Citation parse_citation(std::string_view text) {
  Citation citation;
  std::vector<AuthorNames> authors;
  bool in_authors = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool top = !line.empty() && line[0] != ' ' && line[0] != '-' && line[0] != '#';
    const bool item = trimmed(line).starts_with("- ");
    if (item) line = trimmed(line).substr(2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = trimmed(line.substr(0, colon));
    const std::string value = scalar(line.substr(colon + 1));
    if (top) {
      in_authors = key == "authors";
      if (key == "title") citation.title = value;
      if (key == "version") citation.version = value;
      if (key == "license") citation.license = value;
    } else if (in_authors) {
      if (item) authors.emplace_back();
      if (!authors.empty()) authors.back().take(key, value);
    }
  }
  for (const AuthorNames& names : authors) citation.authors.push_back(names.author());
  return citation;
}

const Citation& citation() {
  static const Citation read = parse_citation(citation_text());
  return read;
}

}  // namespace overbuild
