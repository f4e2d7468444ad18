// The playground's page: the bundled front end (tools/playground/web) and the engine for browsers,
// with data put into it. Refuses to know what the data are.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace overbuild {

/// Whether this build holds the page; without npm or emscripten it is left out.
bool has_playground_page();

/// The self-contained HTML page with the data inside.
std::string playground_page(const nlohmann::ordered_json& data);

}  // namespace overbuild
