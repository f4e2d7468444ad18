#include "agents/vendor.hpp"

#include <algorithm>
#include <cmath>

#include "core/count.hpp"
#include "core/math.hpp"

namespace overbuild {

void take_off_backlog(Vendors& vendors, std::size_t vendor, std::int64_t milli_units) {
  double& backlog = vendors.backlog_units[vendor];
  backlog = std::max(backlog - static_cast<double>(milli_units) / 1000.0, 0.0);
}

void post_vendor_price(const VendorParameters& rules, Vendors& vendors, std::size_t vendor,
                       double cost_change) {
  const double asked = vendors.backlog_units[vendor] +
                       static_cast<double>(vendors.delivered_units[vendor]) / 1000.0 +
                       vendors.own_missed[vendor];
  const double pressure =
      std::clamp(asked / std::max(vendors.capacity_units[vendor], 1.0), 0.0, 2.0) - 1.0;
  vendors.markup[vendor] = std::clamp(vendors.markup[vendor] * exp_(rules.markup_speed * pressure),
                                      rules.markup_low, rules.markup_high);
  vendors.unit_cost[vendor] *= exp_(cost_change);
  // A cheaper unit takes less of the same plant: a generation that does more fills as many racks.
  vendors.capacity_units[vendor] *= exp_(-cost_change);
  vendors.price[vendor] = vendors.unit_cost[vendor] * (1.0 + vendors.markup[vendor]);
}

void plan_vendor(const VendorParameters& rules, Vendors& vendors, std::size_t vendor, double orders,
                 double growth) {
  vendors.expected_orders[vendor] = orders * exp_(std::clamp(growth, -0.5, 0.5));
  const double wanted = std::max(vendors.expected_orders[vendor], vendors.backlog_units[vendor]);
  double& capacity = vendors.capacity_units[vendor];
  const double moved =
      capacity * exp_(rules.capacity_speed * log_(std::max(wanted, 1.0) / capacity));
  capacity = std::clamp(moved, capacity / rules.capacity_growth_limit,
                        capacity * rules.capacity_growth_limit);
  // Foundries take two years: what was promised a year ago falls due next year, whatever is sold,
  // and what is promised now, on the forecast, the year after.
  vendors.foundry_commitment[vendor] = vendors.foundry_promised[vendor];
  vendors.foundry_promised[vendor] = rules.foundry_cover * vendors.unit_cost[vendor] *
                                     std::min(vendors.expected_orders[vendor], capacity);
}

double expected_own_orders(double asked, double before) {
  if (asked <= 0.0) return 0.0;
  const double growth = before > 0.0 ? 0.5 * log_(asked / before) : 0.0;
  return asked * exp_(std::clamp(growth, -0.5, 0.5));
}

std::vector<std::int64_t> supply_own_equipment(std::span<const std::int64_t> asked,
                                               std::span<const std::int64_t> stock,
                                               std::span<const std::uint64_t> keys) {
  std::vector<std::int64_t> given(asked.size()), left(asked.size());
  std::int64_t missing = 0;
  for (std::size_t v = 0; v < asked.size(); ++v) {
    given[v] = std::min(asked[v], std::max<std::int64_t>(stock[v], 0));
    left[v] = std::max<std::int64_t>(stock[v], 0) - given[v];
    add_count(missing, asked[v] - given[v], "equipment that vendors lack");
  }
  const std::int64_t more = std::min(missing, sum_of_counts(left, "equipment in stock"));
  if (more <= 0) return given;
  const auto parts = apportion(more, left, keys);
  for (std::size_t v = 0; v < given.size(); ++v) given[v] += parts[v];
  return given;
}

double production_plan(const VendorParameters& rules, const Vendors& vendors, std::size_t vendor) {
  const double stock = static_cast<double>(vendors.inventory_units[vendor]) / 1000.0;
  const double wanted = vendors.backlog_units[vendor] +
                        rules.inventory_share * vendors.expected_orders[vendor] - stock +
                        vendors.own_expected[vendor];
  const double committed =
      vendors.foundry_commitment[vendor] / std::max(vendors.unit_cost[vendor], 1.0);
  return std::clamp(std::max(wanted, committed), 0.0, vendors.capacity_units[vendor]);
}

double VendorFamilies::favoured_share(std::span<const double> shares) const {
  double sum = 0.0;
  for (std::size_t v = 0; v < shares.size(); ++v) sum += favoured[v] != 0 ? shares[v] : 0.0;
  return sum;
}

std::vector<double> vendor_shares(const VendorParameters& rules, std::span<const double> prices,
                                  std::span<const std::uint8_t> selling, const VendorTaste& taste,
                                  const VendorFamilies& families) {
  std::vector<double> share(prices.size(), 0.0);
  double best = -HUGE_VAL;
  for (std::size_t v = 0; v < prices.size(); ++v) {
    if (!selling[v]) continue;
    const bool favoured = families.favoured[v] != 0;
    const double preference = !taste.by_vendor.empty() ? taste.by_vendor[v]
                              : favoured               ? taste.preference
                                                       : 0.0;
    const double leaving =
        rules.switching_cost * (favoured ? 1.0 - taste.installed : taste.installed);
    share[v] = (preference - log_(prices[v]) - leaving) / rules.choice_noise + families.ln_share[v];
    best = std::max(best, share[v]);
  }
  double sum = 0.0;
  for (std::size_t v = 0; v < prices.size(); ++v) {
    share[v] = selling[v] ? exp_(share[v] - best) : 0.0;
    sum += share[v];
  }
  if (sum > 0.0) {
    for (double& s : share) s /= sum;
  }
  return share;
}

}  // namespace overbuild
