// Configurations as the trees they were read to, in compact JSON, for programs that read no YAML.
// Positions travel along, so that diagnostics are the same words at the same places. Owns the form
// of the JSON; refuses to know which keys exist.
//
// A tree is [kind, line, column, ...]: 0 nothing; 1 a plain and 2 a quoted scalar, with its text;
// 3 a list, with its trees; 4 a map, with [key, line, column, tree] a key.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/config/documents.hpp"

namespace overbuild::config {

/// The tree of a document in that form.
std::string tree_text(const Node& root);

/// Documents by name, from {"name": tree, ...}. The value of a `--set` is JSON; what is no JSON is
/// a plain text, as in YAML.
class TreeDocuments final : public Documents {
 public:
  /// A text that is no such JSON is a diagnostic.
  TreeDocuments(std::string_view json, Diagnostics& diagnostics);

  std::optional<Node> document(const std::filesystem::path& path, const SourcePosition& asked_at,
                               Diagnostics& diagnostics) const override;
  std::optional<Node> value(std::string_view origin, std::string_view text,
                            Diagnostics& diagnostics) const override;

 private:
  std::map<std::string, Node, std::less<>> trees_;
};

/// Passes documents on and keeps the trees of those that were read, so that the same configuration
/// can be loaded elsewhere.
class KeepingDocuments final : public Documents {
 public:
  explicit KeepingDocuments(const Documents& source) : source_(source) {}

  std::optional<Node> document(const std::filesystem::path& path, const SourcePosition& asked_at,
                               Diagnostics& diagnostics) const override;
  std::optional<Node> value(std::string_view origin, std::string_view text,
                            Diagnostics& diagnostics) const override {
    return source_.value(origin, text, diagnostics);
  }

  bool same(const std::filesystem::path& a, const std::filesystem::path& b) const override {
    return source_.same(a, b);
  }

  /// {"name": tree, ...} of everything read so far.
  std::string json() const;

 private:
  const Documents& source_;
  mutable std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace overbuild::config
