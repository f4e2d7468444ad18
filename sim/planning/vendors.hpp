// Vendors plan capacity and prices on the orders that they see, and buy ahead from foundries.
// Owns what they are told; refuses to know the rule (agents/vendor.hpp).
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Output and capacity of the years to come.
void plan_vendors(Parts<const Inputs, Vendors> world);
/// What is bought from foundries ahead is a promise like any other until it falls due.
void promise_foundries(Parts<const Inputs, const Vendors, Books> world);

}  // namespace overbuild
