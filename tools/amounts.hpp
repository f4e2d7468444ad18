// Amounts that look as if they were written in another unit, 5 where 5 billions are meant: nothing
// forbids them, and nobody means them. Owns the comparison with the same key of other firms and
// with the value that the configuration below had; refuses to know what an amount is for.
#pragma once

#include "core/config/load.hpp"
#include "core/diagnostics.hpp"

namespace overbuild {

/// A remark for each amount that a firm's siblings, or else the configuration below, have a
/// thousand times as large or small. `below` may be null.
Diagnostics odd_amounts(const config::LoadResult& loaded, const config::LoadResult* below);

}  // namespace overbuild
