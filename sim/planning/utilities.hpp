// Utilities plan new capacity, as far as their means go.
// Owns what their means are; refuses to know the rule (agents/utility.hpp).
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// MW on order; who is frozen adds what it always did.
void plan_utilities(Parts<const Inputs, const Books, Utilities> world);

}  // namespace overbuild
