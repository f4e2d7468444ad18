// What a page says of an ensemble beside its worlds: bands that are known already, as the terminal
// prints them, and the command that makes the file again. Owns how these are found from a shipped
// configuration; refuses to know worlds one by one (tools/report/ensemble_data.hpp).
#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

namespace overbuild {

/// Adds "known" and "command" to the data of an ensemble, each where it can be told.
void add_ensemble_context(const std::filesystem::path& file, nlohmann::ordered_json& data);

}  // namespace overbuild
