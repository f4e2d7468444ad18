// Equipment in vendors' stock: what leaves it, and what enterprises take of it for themselves.
// Owns the count and the average cost of what is sold; refuses to know what it is sold for.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Inventory that leaves a vendor, at average book cost.
void sell_from_stock(Parts<Books, Vendors, YearTally>, std::size_t vendor,
                     std::int64_t milli_units);
/// A vendor makes equipment for its stock; what that costs is returned, not paid.
Money make_equipment(Parts<Books, Vendors>, std::size_t vendor, std::int64_t milli_units);
/// Part of an order leaves a vendor's stock for the builder's fleet, where it is this year's
/// equipment; its price is returned, not paid.
Money hand_over(Parts<const Inputs, const Builders, Books, Vendors, Capital, YearTally>,
                EquipmentOrder&, std::int64_t milli_units);
/// Equipment that enterprises bought for themselves this year, thousandths of a unit.
std::int64_t own_purchases(Parts<const Inputs, const Customers>);

}  // namespace overbuild
