// Where the engine of this build finds configurations by itself, and what their names mean. The
// engine for browsers has a source of the same name that finds none.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/config/documents.hpp"

namespace overbuild {

/// Documents that the engine reads by itself: YAML files, each read once, for several threads; or
/// none where it reads no YAML.
std::unique_ptr<config::Documents> own_documents();

/// What the name of a configuration means: a file, or a shipped configuration as `overbuild list`
/// shows them; else nothing and a diagnostic.
std::optional<std::filesystem::path> own_document(const std::string& name, Diagnostics& problems);

}  // namespace overbuild
