// Keys that are no inputs to vary: the calendar of a run, which all worlds of one question share,
// and the numbers that draws are made with. Refuses to know who asks.
#pragma once

#include <string_view>

namespace overbuild {

/// Why worlds of one question cannot differ in this key; empty when they can.
std::string_view why_not_varied(std::string_view path);

/// Why they cannot differ in their calendar.
inline constexpr std::string_view calendar_reason =
    "worlds of one question cover the same years, and are compared year by year";

}  // namespace overbuild
