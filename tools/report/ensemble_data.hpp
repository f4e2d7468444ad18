// An ensemble's file as the report's page reads it: quantiles of every metric by year, the paths of
// a few metrics world by world, probabilities. Owns the selection; refuses to know how a file is
// stored and what the page draws.
#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

namespace overbuild {

/// Whether the file starts as a database does.
bool looks_like_database(const std::filesystem::path& file);

/// OutputError, naming the file and what was expected, when it holds something else.
nlohmann::ordered_json ensemble_data(const std::filesystem::path& file);

}  // namespace overbuild
