// Where the texts of configurations come from: YAML on a disk, or trees that somebody else has
// read. Refuses to know which keys exist and how files build on each other.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "core/config/node.hpp"
#include "core/diagnostics.hpp"

namespace overbuild::config {

class Documents {
 public:
  virtual ~Documents() = default;

  /// The map that a configuration consists of, or nothing with a diagnostic; `asked_at` is where
  /// the name was given (an `extends` line), or has no file when the user named it.
  virtual std::optional<Node> document(const std::filesystem::path& path,
                                       const SourcePosition& asked_at,
                                       Diagnostics& diagnostics) const = 0;

  /// The value of a `--set`: any scalar, list or map; all positions are `origin` without a line.
  virtual std::optional<Node> value(std::string_view origin, std::string_view text,
                                    Diagnostics& diagnostics) const = 0;

  /// Whether two names mean one document.
  virtual bool same(const std::filesystem::path& a, const std::filesystem::path& b) const {
    return a == b;
  }
};

}  // namespace overbuild::config
