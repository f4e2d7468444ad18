#include "sim/parts/books.hpp"

#include "sim/parts/state.hpp"

namespace overbuild {

void Books::add_to(Digest& digest) const { add_fields(digest, *this); }

}  // namespace overbuild
