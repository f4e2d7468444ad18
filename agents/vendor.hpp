// The equipment vendor: next generation's cost, price, production and capacity.
// Owns these and the builders' choice between vendors (docs/odd.md, 7.7); refuses to know
// buyers' plans before they order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agents/roles.hpp"
#include "agents/roster.hpp"

namespace overbuild {

/// Takes thousandths of units off the backlog. Whole thousandths are no exact fractions, so what is
/// left of none may be a hair below nothing, which is nothing.
void take_off_backlog(Vendors&, std::size_t vendor, std::int64_t milli_units);

/// Price for next year's orders from what was asked for this year, delivered or not, over capacity;
/// unit cost falls by `cost_change` (ln).
void post_vendor_price(const VendorParameters&, Vendors&, std::size_t vendor, double cost_change);

/// Capacity and foundry commitment for next year from orders seen and their growth.
void plan_vendor(const VendorParameters&, Vendors&, std::size_t vendor, double orders,
                 double growth);

/// What enterprises are expected to ask for next year, from what they asked for and `before`: half
/// of its ln growth goes on, within a half.
double expected_own_orders(double asked, double before);

/// Own equipment by vendor, thousandths of a unit, where `asked` [vendors] are wanted and `stock`
/// [vendors] is there: each fills what it is asked for, then what others could not, by what it has
/// left. No vendor gives more than its stock, and in all no more than was asked for.
/// Test: tests/agents/test_vendor.cpp.
std::vector<std::int64_t> supply_own_equipment(std::span<const std::int64_t> asked,
                                               std::span<const std::int64_t> stock,
                                               std::span<const std::uint64_t> keys);

/// Units to produce this year: orders due, what may be asked for from stock, up to capacity.
double production_plan(const VendorParameters&, const Vendors&, std::size_t vendor);

/// What a customer makes of the vendor that tastes are about.
struct VendorTaste {
  double preference;                    ///< ln
  double installed;                     ///< its share of what the customer has
  std::span<const double> by_vendor{};  ///< ln preference for each, in the place of the first
};

/// Who that vendor is, and what rows split from one share.
struct VendorFamilies {
  std::vector<std::uint8_t> favoured;  ///< [vendors] 1 where tastes are about it
  std::vector<double> ln_share;        ///< [vendors] of a row in its family
  /// Share of those that tastes are about.
  [[nodiscard]] double favoured_share(std::span<const double> shares) const;
};

/// Shares of a customer's order by vendor: logit on ln price with a cost of leaving the vendor it
/// has.
std::vector<double> vendor_shares(const VendorParameters&, std::span<const double> prices,
                                  std::span<const std::uint8_t> selling, const VendorTaste&,
                                  const VendorFamilies&);

}  // namespace overbuild
