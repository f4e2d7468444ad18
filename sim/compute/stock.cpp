#include "sim/compute/stock.hpp"

#include <algorithm>

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

Fill own_equipment_fill(Parts<const Vendors, const Customers> world) {
  const Requests& requests = world.customers.enterprises->requests();
  const std::int64_t wanted = requests.purchase_milli_units;
  if (wanted <= 0) return {1, 1};
  const std::int64_t stock =
      world.vendors.alive.front() ? world.vendors.inventory_units.front() : 0;
  if (stock >= wanted) return {1, 1};
  return {std::max<std::int64_t>(stock - requests.self_hosted.workloads, 0), wanted};
}

}  // namespace overbuild
