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

Money make_equipment(Parts<Books, Vendors> world, std::size_t v, std::int64_t milli) {
  const Money cost = price_times(world.vendors.unit_cost[v] / 1000.0, milli);
  add_count(world.vendors.produced_units[v], milli, "equipment produced");
  world.books.ledger.capitalise(world.vendors.account[v], Instrument::inventory, cost);
  return cost;
}

Money hand_over(Parts<const Inputs, const Builders, Books, Vendors, Capital, YearTally> world,
                EquipmentOrder& order, std::int64_t milli) {
  const Money price = price_times(order.price / 1000.0, milli);
  world.capital.equipment.deliver(order.builder, world.inputs.year, milli, price);
  world.books.ledger.capitalise(world.builders.account[order.builder], Instrument::equipment,
                                price);
  world.tally.equipment_spend[order.builder] += price;
  world.tally.vendor_sales[order.vendor] += price;
  sell_from_stock(world, order.vendor, milli);
  order.milli_units -= milli;
  return price;
}

std::int64_t own_purchases(Parts<const Inputs, const Customers> world) {
  for (const FleetVintage& vintage : world.customers.enterprises->settlement().fleet) {
    if (vintage.vintage == world.inputs.year) return vintage.purchased_milli;
  }
  return 0;
}

}  // namespace overbuild
