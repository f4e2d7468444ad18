// Fleets by vintage, sites by cohort, their energy, and what is on order.
#pragma once

#include <cstddef>

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

void open_capital(Parts<const Inputs, const Builders, Books, Vendors, Utilities, Capital>,
                  std::size_t builder);

}  // namespace overbuild
