// The configurations that come with the program: where they lie, what each is about, and what the
// name of a configuration means. Owns the search; refuses to know what a configuration means (it
// reads comments, not YAML).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/documents.hpp"
#include "core/diagnostics.hpp"

namespace overbuild {

struct ShippedConfig {
  std::string name;  ///< "toy", "switches/freeze-builder"
  std::filesystem::path file;
  std::string description;  ///< its `title:`, else its first comment line
};

/// All shipped configurations, presets first. Of equal names, one in ./configs comes before one
/// beside the shared library, that before one beside the build, and that before one in the source
/// tree it was built from.
std::vector<ShippedConfig> shipped_configs();

/// Names of the shipped configurations in a folder ("hypotheses/") that extend this file or, where
/// there are none, the nearest one that it extends itself.
std::vector<std::string> shipped_about(std::string_view folder, std::filesystem::path file);

/// The shipped configuration that this file is, or extends at some remove.
std::optional<ShippedConfig> shipped_below(std::filesystem::path file);

/// The shipped configuration of that name, with or without ".yaml".
std::optional<ShippedConfig> find_shipped(std::string_view name);

/// The file of a shipped configuration, for `extends`; nothing for an empty name.
std::optional<std::filesystem::path> shipped_file(const std::string& name);

/// A problem with a file that `extends` names and that is not there, with the name of a shipped
/// configuration most like it; any other problem as it is.
Diagnostic with_nearest_shipped(Diagnostic problem);

/// YAML files whose `extends` may name a shipped configuration.
const config::Documents& shipped_files();

/// A file that exists, else a shipped configuration of that name, else whatever exists there; else
/// nothing and a diagnostic, which says that `expected` was.
std::optional<std::filesystem::path> shipped_or_file(const std::string& name,
                                                     std::string_view expected,
                                                     Diagnostics& problems);

}  // namespace overbuild
