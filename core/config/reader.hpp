// YAML text to Node. A deliberately small YAML: block and flow maps, lists and scalars in one
// document. Owns the refusal of everything that makes YAML surprising (duplicate and merge keys,
// anchors, tags, tabs, several documents) with file:line:column. Refuses to know which keys exist.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/config/node.hpp"
#include "core/diagnostics.hpp"

namespace overbuild::config {

/// Whole content of a file, or nothing with a diagnostic; `asked_at` is where the name was given
/// (an `extends` line), or has no file when the user named it.
std::optional<std::string> read_file(const std::filesystem::path& path,
                                     const SourcePosition& asked_at, Diagnostics& diagnostics);

/// The map a configuration text consists of, or nothing when it cannot be used at all. `file` is
/// its name in positions.
std::optional<Node> read_document(std::string_view file, std::string_view text,
                                  Diagnostics& diagnostics);

/// The value of a `--set`: any scalar, list or map; all positions are `origin` without a line.
std::optional<Node> read_value(std::string_view origin, std::string_view text,
                               Diagnostics& diagnostics);

}  // namespace overbuild::config
