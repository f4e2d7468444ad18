// The worlds of a page before anything is changed, run by the native engine while the page is made,
// so that its figures stand at once. The page's own engine repeats the first and compares digests.
#pragma once

#include <cstdint>

#include <nlohmann/json.hpp>

namespace overbuild {

/// For a page's data (page_data.hpp): {"metrics": names of what is drawn (web/src/drawn.json),
/// "worlds": [world...]}. A world is {"digest", "first_year", "years", "series": base64 of
/// [years][metrics] doubles, little-endian, NaN where a metric has no value} or {"error": why it
/// could not be simulated}.
nlohmann::ordered_json baseline_of(const nlohmann::ordered_json& data, std::uint32_t worlds);

}  // namespace overbuild
