// A run directory as the report's page reads it: its tables column by column, numbers rounded to
// what a picture can show, so that a page stays small. Owns the checks of what is read; refuses to
// know what the page draws.
#pragma once

#include <filesystem>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/diagnostics.hpp"
#include "sim/parameters/names.hpp"

namespace overbuild {

/// Manifest and tables of a run; what is missing or malformed is a diagnostic that names file, line
/// and what was expected. Test: tests/cli/report.sh.
std::optional<nlohmann::ordered_json> run_data(const std::filesystem::path& directory,
                                               Diagnostics& diagnostics);

/// The number with so many significant digits; null when it is not finite.
nlohmann::ordered_json rounded(double number, int digits = 6);

}  // namespace overbuild
