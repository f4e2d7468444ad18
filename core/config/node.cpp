#include "core/config/node.hpp"

namespace overbuild::config {

std::string kind_in_words(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null: return "nothing";
    case Node::Kind::list: return "a list";
    case Node::Kind::map: return "a map";
    case Node::Kind::refused: return "a refused value";
    case Node::Kind::scalar: break;
  }
  std::string shown = node.text;
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  if (shown.size() > 60) {
    std::size_t cut = 57;  // not inside a UTF-8 sequence
    while (cut > 0 && (static_cast<unsigned char>(shown[cut]) & 0xC0u) == 0x80u) --cut;
    shown = shown.substr(0, cut) + "...";
  }
  return node.quoted ? "the quoted text \"" + shown + "\"" : "'" + shown + "'";
}

}  // namespace overbuild::config
