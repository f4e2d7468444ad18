#include "core/config/merge.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "core/config/slider.hpp"

namespace overbuild::config {

namespace {

std::string joined(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

/// The keys that fit here, when they fit into a sentence.
std::string short_list(const std::vector<std::string>& names) {
  if (names.empty() || names.size() > 16) return {};
  return fmt::format("one of {}", fmt::join(names, ", "));
}

std::string unknown_key(std::string_view key, const Declaration& parent, const std::string& full) {
  const std::string_view today = parent.key_today(key);
  return today.empty() ? fmt::format("unknown key '{}'", full)
                       : fmt::format("'{}' is now called '{}'", full, today);
}

/// The child that an unknown key means: what it is called today, or the most like it.
std::string nearest_key(std::string_view key, const Declaration& parent) {
  const std::string_view today = parent.key_today(key);
  return today.empty() ? nearest_name(key, parent.keys()) : std::string(today);
}

Node& child_map(Node& parent, const Node& like) {
  for (Node& child : parent.children) {
    if (child.key == like.key) return child;
  }
  Node made;
  made.kind = Node::Kind::map;
  made.where = like.where;
  made.key = like.key;
  made.key_where = like.key_where;
  parent.children.push_back(std::move(made));
  return parent.children.back();
}

class Merger {
 public:
  Merger(const Declaration& root, Diagnostics& diagnostics)
      : root_(root), diagnostics_(diagnostics) {}

  void group(Node& base, const Node& over, const Declaration& declared, const std::string& path) {
    for (const Node& given : over.children) {
      if (&declared == &root_ && given.key == "extends") continue;
      const Declaration* known = declared.find(given.key);
      const std::string full = joined(path, given.key);
      if (known == nullptr) {
        unknown(given, declared, full);
      } else if (known->is_leaf()) {
        value(base, given, *known, full);
      } else if (is_map(given, *known, full)) {
        Node& below = child_map(base, given);
        if (known->is_group()) {
          group(below, given, *known, full);
        } else {
          entries(below, given, *known, full);
        }
      }
    }
  }

 private:
  void entries(Node& base, const Node& over, const Declaration& declared, const std::string& path) {
    for (const Node& given : over.children) {
      const std::string full = joined(path, given.key);
      if (given.kind == Node::Kind::null) {
        remove(base, given, path);
      } else if (!valid_entry_id(given.key)) {
        diagnostics_.add(given.key_where,
                         fmt::format("'{}' cannot name an entry of '{}'", given.key, path),
                         "letters, digits, _ and - only");
      } else if (given.is_map()) {
        group(child_map(base, given), given, declared, full);
      } else if (given.kind != Node::Kind::refused) {
        diagnostics_.add(given.where, fmt::format("'{}' is {}", full, kind_in_words(given)),
                         "a map of keys, or ~ to remove the entry");
      }
    }
  }

  void remove(Node& base, const Node& given, const std::string& path) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < base.children.size(); ++i) {
      if (base.children[i].key == given.key) {
        base.children.erase(base.children.begin() + static_cast<std::ptrdiff_t>(i));
        return;
      }
      names.push_back(base.children[i].key);
    }
    diagnostics_.add(
        given.key_where,
        fmt::format("'{}' removes an entry that '{}' does not have", joined(path, given.key), path),
        short_list(names), nearest_name(given.key, names));
  }

  void value(Node& base, const Node& given, const Declaration& declared, const std::string& full) {
    if (given.kind == Node::Kind::null) {
      diagnostics_.add(given.where, fmt::format("'{}' has no value", full),
                       expected_in_words(declared) + "; without the line the default holds");
      return;
    }
    for (Node& child : base.children) {
      if (child.key == given.key) {
        replace(child, given);
        return;
      }
    }
    base.children.push_back(given);
  }

  /// A slider belongs to the key rather than to the value it was noted at.
  static void replace(Node& old, const Node& given) {
    const Node* const noted = old.is_map() ? old.find(slider_key) : nullptr;
    if (noted == nullptr || given.kind == Node::Kind::refused ||
        (given.is_map() && given.find(slider_key) != nullptr)) {
      old = given;
      return;
    }
    Node slider = *noted;
    if (given.is_map()) {
      old = given;
    } else {
      Node noted_value;
      noted_value.kind = Node::Kind::map;
      noted_value.where = given.where;
      noted_value.key = given.key;
      noted_value.key_where = given.key_where;
      noted_value.children.push_back(given);
      noted_value.children.back().key = "value";
      old = std::move(noted_value);
    }
    old.children.push_back(std::move(slider));
  }

  bool is_map(const Node& given, const Declaration& declared, const std::string& full) {
    if (given.is_map()) return true;
    if (given.kind != Node::Kind::refused) {
      diagnostics_.add(
          given.where, fmt::format("'{}' is {}", full, kind_in_words(given)),
          declared.is_group() && !declared.children.empty()
              ? fmt::format("a map of keys such as '{}'", declared.children.front().key)
              : expected_in_words(declared));
    }
    return false;
  }

  void unknown(const Node& given, const Declaration& declared, const std::string& full) {
    const bool extends = &declared == &root_ && means_extends(given.key, root_);
    diagnostics_.add(given.key_where, unknown_key(given.key, declared, full),
                     extends ? "" : short_list(declared.keys()),
                     extends ? "extends" : suggest(given.key, declared, root_));
  }

  const Declaration& root_;
  Diagnostics& diagnostics_;
};

/// Whether an override's path leads somewhere; reports it otherwise.
bool path_is_known(const Node& base, const std::vector<std::string>& parts,
                   const SourcePosition& where, bool lenient, const Declaration& root,
                   Diagnostics& diagnostics) {
  const Declaration* declared = &root;
  const Node* node = &base;
  bool entry_next = false;
  std::string path;
  const auto report = [&](const std::string& message, const std::vector<std::string>& names,
                          std::string nearest) {
    diagnostics.add(where, message, short_list(names), std::move(nearest));
    return false;
  };
  for (const std::string& part : parts) {
    const std::string full = joined(path, part);
    const Node* below = node != nullptr ? node->find(part) : nullptr;
    if (entry_next) {
      if (below == nullptr && !lenient) {
        std::vector<std::string> names;
        if (node != nullptr) {
          for (const Node& child : node->children) names.push_back(child.key);
        }
        const std::string near = nearest_name(part, names);
        return report(fmt::format("there is no entry '{}'", full), names,
                      near.empty() ? near : joined(path, near));
      }
      entry_next = false;
    } else if (declared->is_leaf()) {
      return report(fmt::format("'{}' is a value and has no keys below it", path), {}, path);
    } else {
      const Declaration* known = declared->find(part);
      if (known == nullptr) {
        const std::string near = nearest_key(part, *declared);
        return report(unknown_key(part, *declared, full), declared->keys(),
                      near.empty() ? suggest(part, *declared, root) : joined(path, near));
      }
      declared = known;
      entry_next = declared->is_entries();
    }
    node = below;
    path = full;
  }
  return true;
}

/// Gives every node of a value the override's position.
void wrap(Node& value, const std::vector<std::string>& parts, const SourcePosition& where) {
  for (std::size_t i = parts.size(); i-- > 0;) {
    value.key = parts[i];
    value.key_where = where;
    Node outer;
    outer.kind = Node::Kind::map;
    outer.where = where;
    outer.children.push_back(std::move(value));
    value = std::move(outer);
  }
}

}  // namespace

bool means_extends(std::string_view key, const Declaration& root) {
  if (root.find(key) != nullptr || !root.key_today(key).empty()) return false;
  std::vector<std::string> names = root.keys();
  names.insert(names.begin(), "extends");
  return key != "extends" && nearest_name(key, names) == "extends";
}

std::string suggest(std::string_view key, const Declaration& parent, const Declaration& root) {
  std::string near = nearest_key(key, parent);
  if (!near.empty()) return near;
  for_each(root, [&](const std::string& path, const Declaration& declaration) {
    if (near.empty() && declaration.key == key) near = path;
  });
  return near;
}

void merge(Node& base, const Node& over, const Declaration& declared, Diagnostics& diagnostics) {
  Merger(declared, diagnostics).group(base, over, declared, {});
}

void merge_override(Node& base, const Override& override, std::string_view origin, bool lenient,
                    const Documents& documents, const Declaration& declared,
                    Diagnostics& diagnostics) {
  const std::string label =
      origin == "--set" ? fmt::format("--set {}", override.path) : std::string(origin);
  const SourcePosition where{label, 0, 0};
  const std::vector<std::string> parts = split_path(override.path);
  if (!path_is_known(base, parts, where, lenient, declared, diagnostics)) return;
  std::optional<Node> value = documents.value(label, override.value, diagnostics);
  if (!value) return;
  wrap(*value, parts, where);
  merge(base, *value, declared, diagnostics);
}

}  // namespace overbuild::config
