#include "sim/parts/markets.hpp"

#include "sim/parts/state.hpp"

namespace overbuild {

void Catalogue::add_to(Digest& digest) const { add_fields(digest, *this); }
void Demand::add_to(Digest& digest) const { add_fields(digest, *this); }
void ComputeMarket::add_to(Digest& digest) const { add_fields(digest, *this); }
void CreditMarket::add_to(Digest& digest) const { add_fields(digest, *this); }
void Progress::add_to(Digest& digest) const { add_fields(digest, *this); }

void PublicRecord::add_to(Digest& digest) const {
  // All of them: one too few or too many does not compile.
  const auto& [year, base_rate, energy_price, public_signal, rental_price, rental_change, tightness,
               compute_demand, compute_growth, capacity_hours, return_on_capital,
               announced_capacity_growth, expected_growth, announced_share_sum, full_cost,
               full_cost_change, cash_cost, spare_price, builder_share, builder_orders,
               builder_guidance, vendor_price, power_per_unit, density_change, power_margin,
               frontier_capability, open_capability, open_growth, gap_closing, lab_capability,
               lab_growth, lab_revenue, lab_margin, lab_market, lab_market_growth, models,
               price_fixed_capability, price_drift, price_volatility, hosted_price,
               hours_per_frontier_job, end_user_spend, end_user_growth, feasible_value,
               latent_growth, reach, leaps, exposure, exposure_change, sale_price_to_book,
               labs_recent_return] = static_cast<const Observables&>(*this);
  const auto add = [&](const auto&... member) { (add_state(digest, member), ...); };
  add(year, base_rate, energy_price, public_signal, rental_price, rental_change, tightness,
      compute_demand, compute_growth, capacity_hours, return_on_capital, announced_capacity_growth,
      expected_growth, announced_share_sum, full_cost, full_cost_change, cash_cost, spare_price,
      builder_share, builder_orders, builder_guidance, vendor_price, power_per_unit, density_change,
      power_margin, frontier_capability, open_capability, open_growth, gap_closing, lab_capability,
      lab_growth, lab_revenue, lab_margin, lab_market, lab_market_growth, models,
      price_fixed_capability, price_drift, price_volatility, hosted_price, hours_per_frontier_job,
      end_user_spend, end_user_growth, feasible_value, latent_growth, reach, leaps, exposure,
      exposure_change, sale_price_to_book, labs_recent_return);
}

}  // namespace overbuild
