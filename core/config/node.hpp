// The tree a configuration file becomes: our own nodes with exact positions, so that nothing
// behind this header depends on a YAML library. Owns the shape of the tree; refuses to know which
// keys exist and what scalars mean.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.hpp"

namespace overbuild::config {

/// A value of the file. In a map's children `key` and `key_where` are set.
struct Node {
  /// `refused` stands for something already reported (an alias, a tagged value): stay silent.
  enum class Kind : std::uint8_t { null, scalar, list, map, refused };

  Kind kind = Kind::null;
  bool quoted = false;
  std::string text;
  SourcePosition where;
  std::string key;
  SourcePosition key_where;
  std::vector<Node> children;

  bool is_map() const { return kind == Kind::map; }
  bool is_scalar() const { return kind == Kind::scalar; }

  const Node* find(std::string_view name) const {
    for (const Node& child : children) {
      if (child.key == name) return &child;
    }
    return nullptr;
  }
};

/// "a map", "a list", "nothing", "the text ..."; for messages.
std::string kind_in_words(const Node& node);

}  // namespace overbuild::config
