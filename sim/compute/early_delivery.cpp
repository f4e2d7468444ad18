#include "sim/compute/early_delivery.hpp"

#include <algorithm>
#include <vector>

#include "agents/vendor.hpp"
#include "core/count.hpp"
#include "sim/compute/stock.hpp"

namespace overbuild {

namespace {

/// Orders that a vendor signed this year, with what of them is open.
struct SignedOrders {
  std::vector<EquipmentOrder*> orders;
  std::vector<std::int64_t> milli;
  std::vector<std::uint64_t> keys;
  std::int64_t total = 0;
};

SignedOrders signed_this_year(Parts<const Inputs, const Builders, Capital> world, std::size_t v) {
  SignedOrders found;
  for (EquipmentOrder& order : world.capital.equipment_orders) {
    if (order.vendor != v || order.signed_in != world.inputs.year) continue;
    found.orders.push_back(&order);
    found.milli.push_back(order.milli_units);
    found.keys.push_back(world.builders.entity[order.builder].value);
    add_count(found.total, order.milli_units, "equipment on order");
  }
  return found;
}

/// What a vendor's plant and cash still allow to make, thousandths.
std::int64_t can_make(Parts<const Books, const Vendors, const YearTally> world, std::size_t v) {
  constexpr double rounding = 1.0;  // usd
  const double means = std::max(world.books.cash(world.vendors.account[v]) - rounding, 0.0) +
                       world.tally.early.inputs_left[v].usd();
  const std::int64_t plant = std::max<std::int64_t>(world.tally.early.plant_left[v], 0);
  const double affordable = means / std::max(world.vendors.unit_cost[v], 1e-9) * 1000.0;
  return affordable < static_cast<double>(plant) ? whole_part(affordable, "equipment") : plant;
}

/// Makes more within the year; foundries are paid in cash for what was not committed to them.
void make_more(Parts<Books, Vendors, YearTally> world, std::size_t v, std::int64_t milli) {
  if (milli <= 0) return;
  const Money cost = make_equipment(world, v, milli);
  add_count(world.vendors.inventory_units[v], milli, "equipment in stock");
  Money& inputs = world.tally.early.inputs_left[v];
  const Money to_pay = std::max(cost - inputs, Money::zero());
  inputs = std::max(inputs - cost, Money::zero());
  world.tally.early.plant_left[v] -= milli;
  world.books.ledger.pay(world.vendors.account[v], world.books.economy, FlowRow::foundry_and_inputs,
                         to_pay);
  world.vendors.operating_result[v] -= to_pay;
}

/// One delivery: the promise becomes capital on one side and a bill on both.
void deliver_early(
    Parts<const Inputs, const Builders, Books, Vendors, Capital, YearTally, Journal> world,
    EquipmentOrder& order, std::int64_t milli) {
  const Money promised = world.books.commitments.at(order.commitment).due_in(order.due);
  const bool all = milli == order.milli_units;
  const Money price = hand_over(world, order, milli);
  const Money settled = all ? promised : std::min(price, promised);
  world.books.commitments.reduce(order.commitment, order.due, settled, milli);
  const AccountId vendor = world.vendors.account[order.vendor];
  const AccountId builder = world.builders.account[order.builder];
  sell_on_credit(world.books.ledger, world.books.trade_credit, vendor, builder, FlowRow::equipment,
                 price);
  take_off_backlog(world.vendors, order.vendor, milli);
  world.vendors.operating_result[order.vendor] += price;
  add_count(world.tally.early.units[order.builder], milli, "equipment delivered");
  world.tally.early.paid[order.builder] += price;
  record_event(world, "P10b", "early_delivery", account_name(world, builder),
               account_name(world, vendor), price,
               "equipment ordered this year, at work from January, billed next year");
}

void ship_within_year(
    Parts<const Inputs, const Builders, Books, Vendors, Capital, YearTally, Journal> world,
    std::size_t v) {
  const SignedOrders open = signed_this_year(world, v);
  if (open.total == 0) return;
  const double in_time = 1.0 - world.inputs.parameters.vendor.shortest_lead;
  const auto most = whole_part(in_time * static_cast<double>(open.total), "equipment");
  const std::int64_t stock = world.vendors.inventory_units[v];
  make_more(world, v, std::min(std::max<std::int64_t>(most - stock, 0), can_make(world, v)));
  const auto shipped =
      apportion(std::min(most, world.vendors.inventory_units[v]), open.milli, open.keys);
  for (std::size_t k = 0; k < shipped.size(); ++k) {
    const std::int64_t milli = std::min(shipped[k], open.milli[k]);
    if (milli > 0) deliver_early(world, *open.orders[k], milli);
  }
}

}  // namespace

void deliver_within_year(
    Parts<const Inputs, const Builders, Books, Vendors, Capital, YearTally, Journal> world) {
  if (!world.inputs.parameters.vendor.ships_within_year) return;
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    if (world.vendors.alive[v]) ship_within_year(world, v);
  }
  std::erase_if(world.capital.equipment_orders,
                [](const EquipmentOrder& order) { return order.milli_units == 0; });
}

void bill_trade_credit(Parts<Books> world) {
  for (const auto& [parties, amount] : world.books.trade_credit.open()) {
    const auto& [debtor, creditor] = parties;
    world.books.dues.add(debtor, creditor, row_of(Instrument::trade_credit), rank::senior, amount);
  }
}

}  // namespace overbuild
