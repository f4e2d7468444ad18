// Fleets by vintage, sites by cohort, their energy, and what is on order.
#pragma once

#include <cstddef>

namespace overbuild {

struct World;

void open_capital(World&, std::size_t builder);

}  // namespace overbuild
