// What enterprises buy for themselves: from which vendors, at what price, out of whose stock.
// Owns their choice between vendors and the fill of their orders; refuses to know what the
// equipment is for. Without `blocks.buyers.own_equipment` all of it is the first vendor's.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/parts/books.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Price of a unit to an enterprise: over vendors as it would choose them, usd per H100e.
double own_equipment_price(Parts<const Inputs, const Vendors>);

/// Own equipment that vendors can supply out of stock after builders' orders. Every buyer's part is
/// rounded by itself, by less than a unit: where stock is short so much of it stays behind.
Fill own_equipment_fill(Parts<const Inputs, const Vendors, const Customers>);

/// What each vendor was paid for own equipment.
struct OwnSales {
  std::vector<Money> paid;  ///< [vendors]
};
/// Own equipment leaves stock and is a sale; `cents` in all. Vendors see what was asked of them.
OwnSales sell_own_equipment(Parts<const Inputs, const Customers, Books, Vendors, YearTally>,
                            std::int64_t cents);

/// At the opening: what enterprises replace of their equipment in a year, which vendors have plant
/// for and have sold so far to "others".
void open_own_orders(Parts<const Inputs, const Customers, Vendors>);

}  // namespace overbuild
