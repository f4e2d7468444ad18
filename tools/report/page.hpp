// The report's page: the bundled front end (tools/report/web) with data put into it. Owns the
// place for the data and its escaping; refuses to know what the data are.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace overbuild {

/// Whether this build holds the front end; without npm it is left out (tools/report/web/build.sh).
bool has_report_page();

/// The self-contained HTML page with the data inside.
std::string report_page(const nlohmann::ordered_json& data);

/// A bundled page with the data and the glossary's entries that it uses in their places, escaped.
std::string page_with(std::string_view page, const nlohmann::ordered_json& data);

}  // namespace overbuild
