// What to say when amounts outgrow 64 bits: where it happened, whose accounts are the largest, and
// which keys of the configuration lie at the end of their range. Owns the message; refuses to decide
// that a world has outgrown anything.
#pragma once

#include <stdexcept>
#include <string_view>

#include "sim/simulation.hpp"

namespace overbuild {

struct World;

/// The error of a world in which `overflow` was thrown in `phase` of its present year.
OutgrownWorld outgrown(const World&, std::string_view phase, const std::overflow_error& overflow);

}  // namespace overbuild
