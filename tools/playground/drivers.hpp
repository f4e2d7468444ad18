// What drives the outcomes of a page: every slider at each of its ends and every condition's
// choices, one at a time, by the native engine, in the worlds that the page would try them in.
#pragma once

#include <cstdint>

#include <nlohmann/json.hpp>

namespace overbuild {

/// For a page's data (page_data.hpp): {"worlds": count, "base": [world...], "trials": {path or
/// "~condition": [side...]}}. A world is the list of its outcomes (outcomes.hpp), null for one that
/// could not be simulated and for an outcome without a number; a side is {"worlds": [...], "same":
/// whether it is what the configuration says anyway} or {"refused": why the engine does not open
/// it}.
nlohmann::ordered_json try_drivers(const nlohmann::ordered_json& data, std::uint32_t worlds);

}  // namespace overbuild
