#include "sim/compute/stock.hpp"

#include "core/count.hpp"

namespace overbuild {

void sell_from_stock(Parts<Books, Vendors, YearTally> world, std::size_t v, std::int64_t milli) {
  Vendors& vendors = world.vendors;
  const std::int64_t stock = vendors.inventory_units[v];
  if (milli <= 0 || stock <= 0) return;
  const Money book = world.books.ledger.balance(vendors.account[v], Instrument::inventory);
  const Money cost = milli >= stock ? book : muldiv(book, milli, stock);
  world.books.ledger.consume(vendors.account[v], Instrument::inventory, cost);
  world.tally.vendor_cost[v] += cost;
  vendors.inventory_units[v] -= milli;
  add_count(vendors.delivered_units[v], milli, "equipment delivered");
}

std::int64_t own_purchases(Parts<const Inputs, const Customers> world) {
  for (const FleetVintage& vintage : world.customers.enterprises->settlement().fleet) {
    if (vintage.vintage == world.inputs.year) return vintage.purchased_milli;
  }
  return 0;
}

}  // namespace overbuild
