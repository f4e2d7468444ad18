#include "sim/results/citation.hpp"

#include "core/config/reader.hpp"

namespace overbuild {

namespace {

std::string text_of(const config::Node& map, std::string_view key) {
  const config::Node* node = map.find(key);
  return node != nullptr ? node->text : std::string();
}

Citation::Author author_of(const config::Node& author) {
  const std::string family = text_of(author, "family-names"),
                    given = text_of(author, "given-names");
  if (family.empty()) return {text_of(author, "name"), false};
  return {given.empty() ? family : given + " " + family, true};
}

}  // namespace

Citation parse_citation(std::string_view text) {
  Citation citation;
  Diagnostics problems;  // what is not there stays empty
  const auto document = config::read_document("CITATION.cff", text, problems);
  if (!document) return citation;
  citation.title = text_of(*document, "title");
  citation.version = text_of(*document, "version");
  citation.license = text_of(*document, "license");
  if (const config::Node* authors = document->find("authors")) {
    for (const config::Node& author : authors->children) {
      citation.authors.push_back(author_of(author));
    }
  }
  return citation;
}

const Citation& citation() {
  static const Citation read = parse_citation(citation_text());
  return read;
}

}  // namespace overbuild
