#include "sim/parts/exogenous.hpp"

#include "sim/parts/state.hpp"

namespace overbuild {

void Exogenous::add_to(Digest& digest) const { add_fields(digest, *this); }

}  // namespace overbuild
