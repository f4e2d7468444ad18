// Readings of the state that a line of the dictionary of metrics is too short for, or that several
// lines share. usd, hours and shares of one year, by all firms in business unless said.
// Owns these sums; refuses to be seen by behaviour.
#pragma once

#include <cstdint>
#include <vector>

#include "core/money.hpp"
#include "market/sectors.hpp"
#include "sim/measure/view.hpp"

namespace overbuild {

double total(const std::vector<Money>& amounts);
double total(const std::vector<double>& values);
/// usd of counts in cents.
double usd_of_cents(const std::vector<std::int64_t>& cents);

// Capital.
double equipment_spend(const MeasureView&);
double shell_spend(const MeasureView&);
double core_spend(const MeasureView&);  ///< of builders' other business
double ai_capex_of_opening(const MeasureView&);
double core_capex_of_opening(const MeasureView&);
double shells_gw(const MeasureView&);
double idle_gw(const MeasureView&);  ///< shells of failed firms
double sites_gw(const MeasureView&);
/// Equipment and shells that fall due next year as far as they are signed.
double capex_guidance(const MeasureView&);
/// Weeks of the year's output that are on order.
double equipment_lead(const MeasureView&);
double energy_twh(const MeasureView&);

// Compute. Hours rented from another builder are sold once more and count once.
double hours_sold(const MeasureView&);
double hours_to_sell(const MeasureView&);
double hours_of_full_shells(const MeasureView&);  ///< if each held the newest equipment
double builder_concentration(const MeasureView&);
double equipment_price_of_vendors(const MeasureView&);
double utilisation_of_used(const MeasureView&);
/// Builders' own hours in use below the posted rent.
double hours_below_rent(const MeasureView&);
/// Hours outside contracts that were let or used for less than new capacity costs.
double hours_below_full_cost(const MeasureView&);
/// What labs have signed for compute of later years, over the year's sales.
double compute_owed_over_sales(const MeasureView&);

// Sellers.
/// Gross margins along the stack, each on sales to the next layer or to end users, usd.
struct Margins {
  double vendor = 0, builder = 0, lab = 0, app = 0;
  double sum() const;
};
Margins gross_margins(const MeasureView&);
/// Labs' and builders' part of what they and applications have left, before research, staff and
/// capital, of what end users pay. Labs' research is a payment between them.
double margin_share_below_apps(const MeasureView&);
double builder_revenue(const MeasureView&);
/// What the five builders that sell most compute get of what all get for it.
double share_of_five_largest(const MeasureView&);
/// Of the builder that sells most compute: sales less running, wear and hours under contract with
/// others, by the share of the hours in use that serves customers, over sales. Its own uses and its
/// other business are left out.
double margin_of_largest_seller(const MeasureView&);
/// Applications' sales less inference and own costs of the jobs they served.
double app_margin(const MeasureView&);
double apps_in_business(const MeasureView&);
double viable_suppliers_of_apps(const MeasureView&);
double vendor_sales_of_opening(const MeasureView&);
double vendor_margin_of_opening(const MeasureView&);
double lab_revenue_of_opening(const MeasureView&);
double lab_sales(const MeasureView&);
double lab_value_now(const MeasureView&);
/// Sales so many years on, as far as growth goes on as it fades in plans.
double lab_sales_planned(const MeasureView&, double years);
/// Least squares of ln value on ln sales over labs.
double lab_value_slope(const MeasureView&);
/// Mean of a column of funds that value scenarios, by appetite.
double over_funds(const MeasureView&, const std::vector<double>& column);
double consumer_revenue_of_opening(const MeasureView&);
double consumer_revenue(const MeasureView&);
/// Of vendors' receipts for equipment since the opening, the part that is not their own money come
/// back. What a failed customer never returns stays their own.
double external_cash_share(const MeasureView&);

// Demand.
double jobs_by_mode(const MeasureView&, Mode mode);
/// Of those that enterprises run themselves, on equipment that they rent.
double jobs_on_rented(const MeasureView&);
double jobs_served(const MeasureView&);
double fixed_capability_price(const MeasureView&);
double frontier_price(const MeasureView&);
/// Jobs growth less the fall of the price paid is the growth of what is paid, over five years.
double volume_over_price(const MeasureView&);
double api_revenue_growth(const MeasureView&);

// Models.
double frontier_capability(const MeasureView&);
double open_capability(const MeasureView&);
double gap_capability(const MeasureView&);
/// Months since the frontier stood where the open model stands, along the yearly path.
double gap_in_months(const MeasureView&);
double mean_leap_belief(const MeasureView&);
double commercial_gap(const MeasureView&);
double returns_to_compute(const MeasureView&);
double leap_order_share(const MeasureView&);
double story_order_share(const MeasureView&);
/// Mean of a builders' column by the equipment they ordered.
double over_orders(const MeasureView&, const std::vector<double>& column);
double guidance_revised(const MeasureView&);
double lab_price_over_best(const MeasureView&);
double plan_price_over_best(const MeasureView&);
double app_price_over_best(const MeasureView&);
double price_guards(const MeasureView&);
double pool_hours_rented(const MeasureView&);
double pool_rent_paid(const MeasureView&);
/// Labs whose next budget of research the guard on yearly change decided.
double labs_limited(const MeasureView&);
/// Labs with a price that a bound decided: the cap on the mark-up or, with prices from demand, the
/// ends of the search or the cost.
double labs_at_price_guard(const MeasureView&);
/// Builders that left the business in the year.
double builder_exits(const MeasureView&);

// Finance, failures and losses.
double debt_of_firms(const MeasureView&);
double open_facilities(const MeasureView&);
double debt_of_builders(const MeasureView&);
/// Part of builders' debt that falls due within so many years.
double builder_debt_due(const MeasureView&, int years);
/// Mean spread of debt of a rank issued this year.
double spread_of(const MeasureView&, ClaimClass);
double failed_in(const MeasureView&, Sector sector);
/// Cash paid over claims of these ranks.
double recovery_of(const MeasureView&, std::initializer_list<std::uint8_t> ranks);
/// Part of what was lost that a sector bore, memo channels included: a bill unpaid is a loss to its
/// supplier.
double loss_share_of(const MeasureView&, Sector sector);
/// Odds of failure so far of builders without a business beside this one, over those of the others;
/// a half is added to each count so that none is zero.
double failure_odds_ratio(const MeasureView&);
/// Rate at which cohorts are discounted.
double cohort_hurdle(Parts<const Inputs>);

}  // namespace overbuild
