// What a playground page needs to know of a configuration: its trees, sliders, conditions and the
// digest of its first world. Owns the selection; refuses to know the page's elements.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tools/commands.hpp"

namespace overbuild {

/// InputError with all problems when the configuration, a slider or a setting is wrong. `notes`
/// gets what the reader should know about choices that were made.
nlohmann::ordered_json playground_data(const PlaygroundRequest& request,
                                       std::vector<std::string>& notes);

/// What the page asks the engine to open before anything was changed, as ov_open takes it.
nlohmann::ordered_json question_of(const nlohmann::ordered_json& data);

}  // namespace overbuild
