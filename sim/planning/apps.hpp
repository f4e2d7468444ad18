// Applications plan overhead, give up, and come in.
// Owns what an entrant takes after; refuses to know the rules (agents/app.hpp).
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Overhead and costs of the year to come; then exit and entry.
void plan_apps(Parts<const Inputs, Books, Apps, Memory, Journal> world);

}  // namespace overbuild
