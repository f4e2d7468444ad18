// Who gives the business up: a builder that lives from something else, whose capital here has
// earned too little for years and for whom new capital does not pay either.
// Owns the wish to leave; refuses to know how the capital is sold (sim/failure/exits.hpp).
#pragma once

#include <cstddef>

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Whether a builder lives and has not left: who left plans nothing any more.
bool is_in_business(Parts<const Builders> world, std::size_t b);

/// Counts the years in which its capital earned less than its hurdle, and makes it offer that
/// capital at the next sale, without ordering more. Reads its own accounts and plan only.
void consider_exit(Parts<const Inputs, const Books, const Capital, Builders> world, std::size_t b);

}  // namespace overbuild
