#include "sim/compute/own_equipment.hpp"

#include <algorithm>

#include "agents/vendor.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "sim/compute/families.hpp"
#include "sim/compute/stock.hpp"

namespace overbuild {

namespace {

constexpr const char* own_text = "own equipment of enterprises";

bool planned(Parts<const Inputs> world) { return world.inputs.parameters.vendor.own_equipment; }

/// Whether enterprises choose between vendors; otherwise they buy of the first.
bool chosen(Parts<const Inputs> world) {
  return planned(world) || world.inputs.parameters.family_shares;
}

std::vector<double> shares(Parts<const Inputs, const Vendors> world) {
  const VendorParameters& rules = world.inputs.parameters.vendor;
  const VendorFamilies families = vendor_families(world);
  return vendor_shares(rules, world.vendors.price, world.vendors.alive,
                       {rules.own_preference, families.favoured_share(world.vendors.own_share)},
                       families);
}

std::vector<std::uint64_t> vendor_keys(Parts<const Vendors> world) {
  std::vector<std::uint64_t> keys;
  for (const EntityId entity : world.vendors.entity) keys.push_back(entity.value);
  return keys;
}

std::vector<std::int64_t> stock(Parts<const Vendors> world) {
  std::vector<std::int64_t> there = world.vendors.inventory_units;
  for (std::size_t v = 0; v < there.size(); ++v) {
    if (!world.vendors.alive[v]) there[v] = 0;
  }
  return there;
}

/// `milli` thousandths by the vendors they are asked of; none where nobody sells.
std::vector<std::int64_t> asked_of(Parts<const Inputs, const Vendors> world, std::int64_t milli) {
  std::vector<std::int64_t> weights;
  for (const double share : shares(world)) weights.push_back(whole_part(share * 1e9, own_text));
  if (sum_of_counts(weights, own_text) == 0) return std::vector<std::int64_t>(weights.size(), 0);
  return apportion(milli, weights, vendor_keys(world));
}

/// Payments in proportion to the value of what each vendor gave; all pay the mean price.
std::vector<Money> shared_out(Parts<const Vendors> world, std::int64_t cents,
                              const std::vector<std::int64_t>& given) {
  std::vector<std::int64_t> value(given.size());
  for (std::size_t v = 0; v < given.size(); ++v) {
    value[v] = price_times(world.vendors.price[v] / 1000.0, given[v]).cents();
  }
  const bool worth = sum_of_counts(value, own_text) > 0;
  std::vector<Money> paid;
  for (const std::int64_t part : apportion(cents, worth ? value : given, vendor_keys(world))) {
    paid.push_back(Money::from_cents(part));
  }
  return paid;
}

}  // namespace

double own_equipment_price(Parts<const Inputs, const Vendors> world) {
  if (!chosen(world)) return world.vendors.price.front();
  const std::vector<double> share = shares(world);
  double price = 0.0;
  for (std::size_t v = 0; v < share.size(); ++v) price += share[v] * world.vendors.price[v];
  return price > 0.0 ? price : world.vendors.price.front();
}

Fill own_equipment_fill(Parts<const Inputs, const Vendors, const Customers> world) {
  const Requests& requests = world.customers.enterprises->requests();
  const std::int64_t wanted = requests.purchase_milli_units;
  if (wanted <= 0) return {1, 1};
  const std::vector<std::int64_t> there = stock(world);
  const std::int64_t available =
      chosen(world) ? sum_of_counts(there, "equipment in stock") : there.front();
  if (available >= wanted) return {1, 1};
  return {std::max<std::int64_t>(available - requests.self_hosted.workloads, 0), wanted};
}

OwnSales sell_own_equipment(Parts<const Inputs, const Customers, Books, Vendors, YearTally> world,
                            std::int64_t cents) {
  Vendors& vendors = world.vendors;
  const std::int64_t bought = own_purchases(world);
  OwnSales sales{std::vector<Money>(vendors.size(), Money::zero())};
  if (!chosen(world)) {
    sales.paid.front() = Money::from_cents(cents);
    sell_from_stock(world, 0, bought);
    world.tally.vendor_sales.front() += sales.paid.front();
    return sales;
  }
  const auto asked = asked_of(world, world.customers.enterprises->requests().purchase_milli_units);
  const auto given =
      supply_own_equipment(asked_of(world, bought), stock(world), vendor_keys(world));
  if (bought > 0) sales.paid = shared_out(world, cents, given);
  const std::vector<double> share = shares(world);
  for (std::size_t v = 0; v < vendors.size(); ++v) {
    sell_from_stock(world, v, given[v]);
    world.tally.vendor_sales[v] += sales.paid[v];
    if (planned(world)) {
      vendors.own_asked[v] = static_cast<double>(asked[v]) / 1000.0;
      vendors.own_missed[v] =
          static_cast<double>(std::max<std::int64_t>(asked[v] - given[v], 0)) / 1000.0;
    }
    // What they have changes as fast as builders' does.
    if (bought > 0) vendors.own_share[v] += 0.3 * (share[v] - vendors.own_share[v]);
  }
  return sales;
}

void open_own_orders(Parts<const Inputs, const Customers, Vendors> world) {
  if (!planned(world)) return;
  Vendors& vendors = world.vendors;
  const double units =
      static_cast<double>(world.customers.enterprises->settlement().own_milli_units) / 1000.0;
  const double a_year = units / std::max(world.inputs.parameters.capex.planned_life, 1.0);
  for (std::size_t v = 0; v < vendors.size(); ++v) {
    const double own = a_year * vendors.own_share[v];
    vendors.own_asked[v] = vendors.own_expected[v] = own;
    vendors.expected_orders[v] += own;
    vendors.capacity_units[v] += own;
    vendors.other_revenue[v] = std::max(vendors.other_revenue[v] - own * vendors.price[v], 0.0);
  }
}

}  // namespace overbuild
