#include "sim/planning/orders.hpp"

#include <algorithm>
#include <vector>

#include "agents/vendor.hpp"
#include "core/count.hpp"
#include "sim/compute/contracts.hpp"
#include "sim/compute/families.hpp"
#include "sim/credit/founding.hpp"

namespace overbuild {

namespace {

/// Orders are left from the latest on; the charge is owed with next year's bills.
void cancel_orders(Parts<const Inputs, const Builders, Books, Vendors, Capital, Journal> world,
                   std::size_t b, double units) {
  auto left = whole_part(units * 1000.0, "equipment to cancel");
  Money value = Money::zero();
  std::vector<Money> charge(world.vendors.size(), Money::zero());
  for (std::size_t o = world.capital.equipment_orders.size(); o-- > 0 && left > 0;) {
    EquipmentOrder& order = world.capital.equipment_orders[o];
    if (order.builder != b) continue;
    const std::int64_t milli = std::min(left, order.milli_units);
    const bool all = milli == order.milli_units;
    const Money promised = world.books.commitments.at(order.commitment).due_in(order.due);
    const Money amount =
        all ? promised : std::min(price_times(order.price / 1000.0, milli), promised);
    world.books.commitments.reduce(order.commitment, order.due, amount, milli);
    take_off_backlog(world.vendors, order.vendor, milli);
    charge[order.vendor] += amount;
    value += amount;
    order.milli_units -= milli;
    left -= milli;
  }
  std::erase_if(world.capital.equipment_orders,
                [](const EquipmentOrder& o) { return o.milli_units == 0; });
  if (value <= Money::zero()) return;
  for (std::size_t v = 0; v < charge.size(); ++v) {
    world.books.dues.add(
        world.builders.account[b], world.vendors.account[v], FlowRow::equipment, rank::senior,
        Money::from_usd(world.inputs.parameters.vendor.cancellation_charge * charge[v].usd()));
  }
  record_event(world, "P10", "cancellation", account_name(world, world.builders.account[b]), "",
               value, "equipment on order that the plan no longer wants");
}

}  // namespace

void sign_orders(Parts<const Inputs, const Utilities, const CreditMarket, Books, Builders, Vendors,
                       Capital, YearTally, Journal>
                     world,
                 std::size_t b) {
  cancel_orders(world, b, world.builders.cancel_units[b]);
  Builders& builders = world.builders;
  const CapexParameters& capex = world.inputs.parameters.capex;
  const auto shares = builder_vendor_shares(world, b);
  for (std::size_t v = 0; v < shares.size(); ++v) {
    order_equipment(world, b, v, builders.order_units[b] * shares[v], world.inputs.year + 1);
  }
  if (!shares.empty() && builders.order_units[b] > 0.0) {
    const double favoured = vendor_families(world).favoured_share(shares);
    builders.installed_vendor_share[b] += 0.3 * (favoured - builders.installed_vendor_share[b]);
  }
  // The first half of a shell is paid on signing, so no more is signed than there is cash for.
  const double cash = std::max(world.books.cash(builders.account[b]) - set_aside(world, b), 0.0);
  const double affordable = 2.0 * cash / capex.shell_price;
  const double mw = std::min(builders.order_shell_mw[b], affordable);
  const std::size_t before = world.capital.shell_orders.size();
  order_shells(world, b, mw, world.inputs.year + static_cast<int>(capex.shell_lead + 0.5));
  for (std::size_t o = before; o < world.capital.shell_orders.size(); ++o) {
    const Money first = world.capital.shell_orders[o].paid;
    world.books.ledger.pay(builders.account[b], world.books.economy, FlowRow::shells, first);
    world.books.ledger.capitalise(builders.account[b], Instrument::shells, first);
    world.tally.shell_spend[b] += first;
  }
}

}  // namespace overbuild
