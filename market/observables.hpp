// What everybody can see: posted prices, published accounts of last year, announcements.
// Owns the public record that decisions read beside their own row; refuses to hold anybody's
// intentions, beliefs or books of the current year. Rebuilt once a year by
// sim/books/public_record.cpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace overbuild {

/// One model that anyone can buy by the job.
struct PostedModel {
  double capability, price;  ///< points, usd per job
};

struct Observables {
  int year = 0;
  // money
  double base_rate = 0, energy_price = 0, public_signal = 0;
  // compute market, last year
  double rental_price = 0, rental_change = 0;  ///< usd/H100e-hour, ln change
  double tightness = 0;                        ///< orders over capacity, uncapped
  double compute_demand = 0;                   ///< H100e-hours ordered
  double compute_growth = 0;                   ///< ln change of compute_demand
  double capacity_hours = 0;
  double return_on_capital = 0;  ///< of capital in service: sales less running and wear, over book
  double announced_capacity_growth = 0;  ///< ln growth implied by published orders
  double expected_growth = 0;      ///< of compute demand, as builders published it, mean by hours
  double announced_share_sum = 0;  ///< sum of builders' announced target shares
  double full_cost = 0, full_cost_change = 0, cash_cost = 0, spare_price = 0;
  std::vector<double> builder_share;   ///< share of hours sold, [builders]
  std::vector<double> builder_orders;  ///< units ordered last year, published, [builders]
  /// usd of capital spending that builders say falls due next year, [builders]; none where nothing
  /// is said
  std::vector<double> builder_guidance;
  // equipment
  std::vector<double> vendor_price;  ///< usd per H100e, [vendors]
  double power_per_unit = 0;         ///< kW per H100e of new equipment
  double density_change = 0;         ///< ln change of equipment per kW over the last generation
  double power_margin = 0;           ///< free share of utilities' capacity
  // models
  double frontier_capability = 0, open_capability = 0;
  double open_growth = 0;  ///< points that the best open model gained
  double gap_closing = 0;  ///< points by which the open gap narrowed
  std::vector<double> lab_capability, lab_growth, lab_revenue;  ///< [labs], published
  double lab_margin = 0;                         ///< industry gross margin on inference
  double lab_market = 0, lab_market_growth = 0;  ///< usd of lab sales, ln change
  std::vector<PostedModel> models;
  double price_fixed_capability = 0;  ///< usd per job
  double price_drift = 0;             ///< ln change a year of price at fixed capability, smoothed
  double price_volatility = 0;        ///< sd of it, smoothed
  double hosted_price = 0;            ///< usd per job of the best hosted open model
  double hours_per_frontier_job = 0;
  // demand
  double end_user_spend = 0, end_user_growth = 0;
  double feasible_value = 0;  ///< usd a year of tasks within reach of the best model
  double latent_growth = 0;   ///< ln growth of feasible value over the year
  /// usd a year of tasks within reach of a model that is 0, 1/4, ... 4 points better than the best.
  std::array<double, 17> reach{};

  /// Factor on tasks within reach if the best model were `points` better.
  [[nodiscard]] double reach_factor(double points) const {
    const double at = std::clamp(points * 4.0, 0.0, 16.0);
    const auto k = std::min(static_cast<std::size_t>(at), std::size_t{15});
    const double part = at - static_cast<double>(k);
    const double usd = reach[k] + part * (reach[k + 1] - reach[k]);
    return reach[0] > 0.0 ? usd / reach[0] : 1.0;
  }
  // leap
  int leaps = 0;                             ///< arrivals known so far this year
  double exposure = 0, exposure_change = 0;  ///< decades of industry training compute since opening
  // finance
  double sale_price_to_book = 0;  ///< last auction price over book of comparable assets
  double labs_recent_return = 0;
};

}  // namespace overbuild
