// Results in single files, as the report's page reads them. Owns what tells one kind of file from
// another; refuses to know what the page draws.
#pragma once

#include <filesystem>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/diagnostics.hpp"

namespace overbuild {

/// The JSON of `overbuild hindcast --json`, checked; a file of something else is a diagnostic.
std::optional<nlohmann::ordered_json> hindcast_data(const std::filesystem::path& file,
                                                    Diagnostics& diagnostics);

}  // namespace overbuild
