#include "sim/planning/orders.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "agents/sites.hpp"
#include "agents/vendor.hpp"
#include "core/count.hpp"
#include "sim/compute/contracts.hpp"
#include "sim/compute/families.hpp"
#include "sim/credit/founding.hpp"

namespace overbuild {

namespace {

/// Thousandths to take off each of a builder's orders, the latest due first and as listed. With
/// rows of one family those of one due date alike, so that no vendor is left before another.
std::vector<std::int64_t> orders_to_leave(Parts<const Inputs, const Vendors, const Capital> world,
                                          std::size_t b, std::int64_t left) {
  const std::vector<EquipmentOrder>& orders = world.capital.equipment_orders;
  std::vector<std::int64_t> taken(orders.size(), 0);
  if (!world.inputs.parameters.family_shares) {
    for (std::size_t o = orders.size(); o-- > 0 && left > 0;) {
      if (orders[o].builder != b) continue;
      taken[o] = std::min(left, orders[o].milli_units);
      left -= taken[o];
    }
    return taken;
  }
  std::map<int, std::vector<std::size_t>, std::greater<>> by_due;
  for (std::size_t o = 0; o < orders.size(); ++o) {
    if (orders[o].builder == b) by_due[orders[o].due].push_back(o);
  }
  for (const auto& [due, same] : by_due) {
    std::vector<std::int64_t> units;
    std::vector<std::uint64_t> keys;
    for (const std::size_t o : same) {
      units.push_back(orders[o].milli_units);
      keys.push_back(world.vendors.entity[orders[o].vendor].value);
    }
    const std::int64_t all = sum_of_counts(units, "equipment to cancel");
    const auto parts = left >= all ? units : apportion(left, units, keys);
    for (std::size_t k = 0; k < same.size(); ++k) {
      taken[same[k]] = std::min(parts[k], units[k]);
      left -= taken[same[k]];
    }
    if (left <= 0) break;
  }
  return taken;
}

/// Orders are left from the latest on; the charge is owed with next year's bills.
void cancel_orders(Parts<const Inputs, const Builders, Books, Vendors, Capital, Journal> world,
                   std::size_t b, double units) {
  const auto leave = orders_to_leave(world, b, whole_part(units * 1000.0, "equipment to cancel"));
  Money value = Money::zero();
  std::vector<Money> charge(world.vendors.size(), Money::zero());
  for (std::size_t o = world.capital.equipment_orders.size(); o-- > 0;) {
    EquipmentOrder& order = world.capital.equipment_orders[o];
    const std::int64_t milli = leave[o];
    if (milli <= 0) continue;
    const bool all = milli == order.milli_units;
    const Money promised = world.books.commitments.at(order.commitment).due_in(order.due);
    const Money amount =
        all ? promised : std::min(price_times(order.price / 1000.0, milli), promised);
    world.books.commitments.reduce(order.commitment, order.due, amount, milli);
    take_off_backlog(world.vendors, order.vendor, milli);
    charge[order.vendor] += amount;
    value += amount;
    order.milli_units -= milli;
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

/// The first part of a shell is paid on signing, so no more is signed than there is cash for.
double affordable_mw(Parts<const Inputs, const CreditMarket, const Books, const Builders> world,
                     std::size_t b, double wanted, double share_paid) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double rounding = capex.sites ? 1.0 : 0.0;  // usd: what is split is rounded part by part
  const double cash = world.books.cash(world.builders.account[b]) - set_aside(world, b) - rounding;
  return std::min(wanted, std::max(cash, 0.0) / (share_paid * capex.shell_price));
}

/// Buildings first, then sites with what cash is left.
void sign_shells(Parts<const Inputs, const Utilities, const CreditMarket, const Builders, Books,
                       Capital, YearTally, Journal>
                     world,
                 std::size_t b) {
  const ShellStages stages = shell_stages(world.inputs.parameters.capex);
  const Builders& builders = world.builders;
  sign_buildings(world, b,
                 affordable_mw(world, b, builders.order_shell_mw[b], stages.first_share()));
  if (stages.site_years == 0) return;
  const double mw = affordable_mw(world, b, builders.order_site_mw[b], stages.site_share);
  const Money before = world.tally.shell_spend[b];
  buy_sites(world, b, mw);
  const Money paid = world.tally.shell_spend[b] - before;
  if (paid.is_zero()) return;
  record_event(world, "P10", "site", account_name(world, builders.account[b]), "", paid,
               fmt::format("sites for {:.0f} MW, to be built on from {} on", mw,
                           world.inputs.year + stages.site_years));
}

}  // namespace

void sign_orders(Parts<const Inputs, const Utilities, const CreditMarket, Books, Builders, Vendors,
                       Capital, YearTally, Journal>
                     world,
                 std::size_t b) {
  cancel_orders(world, b, world.builders.cancel_units[b]);
  Builders& builders = world.builders;
  const auto shares = builder_vendor_shares(world, b);
  for (std::size_t v = 0; v < shares.size(); ++v) {
    order_equipment(world, b, v, builders.order_units[b] * shares[v], world.inputs.year + 1);
  }
  if (!shares.empty() && builders.order_units[b] > 0.0) {
    const double favoured = vendor_families(world).favoured_share(shares);
    builders.installed_vendor_share[b] += 0.3 * (favoured - builders.installed_vendor_share[b]);
  }
  sign_shells(world, b);
}

}  // namespace overbuild
