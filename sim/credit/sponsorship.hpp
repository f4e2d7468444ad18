// Who pays for open labs, and what they can. Owns the rule that a sponsor gives out of what it
// holds beyond its own target, like a parent that funds its lab; refuses to know what a lab does
// with it.
#pragma once

#include <vector>

#include "core/money.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// The builder that pays for an open lab, or the government for all outside sponsors.
AccountId sponsor_of(Parts<const Inputs, const Books, const Builders> world, std::size_t open_lab);

/// What each open lab is given this year: its budget, or where its sponsor has less to spare a part
/// of that in proportion to the budgets of all that it sponsors. [open labs]
std::vector<Money> grants_of_year(
    Parts<const Inputs, const Books, const Builders, const OpenLabs> world);

}  // namespace overbuild
