// The dictionary of yearly metrics: name, unit and meaning are declared once, here.
// series.csv, `overbuild explain`, docs/outputs.md and the stores all read this list.
// Refuses to know how a metric is computed (sim/measure/measure.cpp does) or shown.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace overbuild {

#define OVERBUILD_METRICS(X)                                                                       \
  X(capex, "usd", "reported capital expenditure of all builders, core business included")          \
  X(ai_capex, "usd", "capital expenditure the builders decide in the model: equipment and shells") \
  X(equipment_capex, "usd", "equipment delivered to builders, at the price paid")                  \
  X(shell_capex, "usd", "shell capital expenditure of builders: half on order, half on completion") \
  X(debt_service, "usd", "interest and scheduled principal due from builders, labs and applications") \
  X(payoff_npv, "usd", "net present value at the hurdle rate of the year's capital cohort, consolidated sector, within the window of years") \
  X(cohort_irr, "1", "internal rate of return of the year's capital cohort, consolidated sector, within the window of years") \
  X(commitments, "usd", "undiscounted sum of signed compute, energy and vendor commitments not yet due") \
  X(power_gw, "GW", "power capacity of commissioned shells")                                       \
  X(energy_twh, "TWh", "energy used by builders' equipment")                                       \
  X(vendor_revenue, "usd", "equipment vendors' sales of data-centre equipment")                    \
  X(vendor_profit, "usd", "equipment vendors' profit before tax")                                  \
  X(vendor_gross_margin, "1", "vendors' gross profit over sales")                                  \
  X(end_user_spend, "usd", "what enterprises and consumers pay for AI, counted once")              \
  X(lab_revenue, "usd", "frontier labs' sales")                                                    \
  X(lab_profit, "usd", "frontier labs' operating result")                                          \
  X(app_revenue, "usd", "application vendors' sales")                                              \
  X(app_gross_margin, "1", "applications' sales less inference and own costs per job, over sales")                  \
  X(applications, "firms", "application vendors in business")                                      \
  X(viable_suppliers, "1", "labs and open models within 40 % of the best quality per dollar, mean over applications' sales") \
  X(builder_ai_revenue, "usd", "builders' receipts for compute and hosted inference from others")  \
  X(builder_core_value, "usd", "value of the compute builders use in their own core business")     \
  X(jobs_served, "jobs", "jobs of enterprises served, all modes (one job = 1e6 reference tokens)") \
  X(jobs_rationed, "jobs", "jobs asked for and not served for lack of capacity or budget")         \
  X(jobs_latent, "jobs", "potential jobs of workloads nobody has discovered yet")                  \
  X(share_jobs_api, "1", "share of enterprise jobs served through a proprietary API")              \
  X(share_jobs_hosted_open, "1", "share of enterprise jobs served by a hosted open model")         \
  X(share_jobs_self_hosted, "1", "share of enterprise jobs served on own equipment")               \
  X(share_jobs_app, "1", "share of enterprise jobs served inside an application")                  \
  X(api_revenue, "usd", "frontier labs' list-price API sales to enterprises")                      \
  X(hosted_open_revenue, "usd", "builders' sales of hosted open-model inference")                  \
  X(consumer_revenue, "usd", "consumer subscriptions")                                             \
  X(price_fixed_capability, "usd/job", "cheapest posted price per job among models at least as capable as the frontier at opening") \
  X(price_frontier, "usd/job", "posted price per job of the most capable model")                   \
  X(rental_price, "usd/H100e-hour", "posted rental price of compute")                              \
  X(full_cost, "usd/H100e-hour", "hourly cost of new capacity at the hurdle rate")                 \
  X(equipment_price, "usd/H100e", "vendors' capacity-weighted price of equipment")                 \
  X(capacity, "H100e-hours", "hours builders can sell in the year at the highest sustainable load") \
  X(utilisation, "1", "hours sold or used over hours installed")                                   \
  X(utilisation_potential, "1", "hours sold or used over hours if every shell held the newest equipment") \
  X(frontier_capability, "points", "capability of the best proprietary model (1 point = 10x effective training compute)") \
  X(open_capability, "points", "capability of the best open model")                                \
  X(gap_capability, "points", "frontier less open capability")                                     \
  X(gap_months, "months", "months since the frontier had the open model's capability")             \
  X(leap_belief, "1/year", "builders' mean posterior rate of a qualitative leap")                  \
  X(leaps, "1", "leaps that arrived this year")                                                    \
  X(debt, "usd", "debt of builders, labs, applications and vendors")                               \
  X(credit_spread, "1", "mean spread over the base rate on new debt, weighted by amount")          \
  X(defaults, "firms", "firms that failed this year")                                              \
  X(builder_defaults, "firms", "builders that failed this year")                                   \
  X(lab_defaults, "firms", "frontier labs that failed this year")                                  \
  X(defaulted_debt, "usd", "debt of firms that failed, at failure")                                \
  X(default_rate, "1", "defaulted debt over opening debt of builders, labs and applications")      \
  X(recovery_rate, "1", "paid over claims of failed firms, all ranks")                             \
  X(recovery_secured, "1", "cash paid over claims of failed firms' secured creditors (what collateral covers) and lessors") \
  X(recovery_senior, "1", "the same of senior creditors, suppliers and contract partners included")  \
  X(recovery_subordinated, "1", "the same of subordinated creditors")                             \
  X(recovery_unsecured, "1", "the same of senior and subordinated creditors together")            \
  X(failures_illiquid, "firms", "firms that failed with unpaid dues and were worth more than they owed") \
  X(failures_insolvent, "firms", "firms worth less than they owed that failed after a covenant breach or a refused rollover, with dues paid") \
  X(failures_both, "firms", "firms that failed with unpaid dues and were worth less than they owed") \
  X(reorganisations, "firms", "failed firms that went on with less debt")                           \
  X(cascade_depth, "1", "rounds of clearing from the first to the last failure")                   \
  X(idle_power_gw, "GW", "shells of failed firms that nobody bought")                              \
  X(utilisation_resold, "1", "utilisation of builders that hold equipment bought second-hand, weighted by it") \
  X(loss_share_vendor, "1", "equipment vendors' share of value destroyed, unpaid and left contracts") \
  X(loss_share_lender, "1", "lenders' share of the same")                                          \
  X(auction_price_to_cost, "1", "price over original cost of assets sold by estates")              \
  X(margin_share_vendor, "1", "vendors' share of the gross margin of the stack")                   \
  X(margin_share_builder, "1", "builders' share of the gross margin of the stack")                 \
  X(margin_share_lab, "1", "labs' share of the gross margin of the stack")                         \
  X(margin_share_app, "1", "applications' share of the gross margin of the stack")                 \
  X(buyer_surplus, "usd", "enterprises' benefit from AI less what they pay for it")                \
  X(external_cash_share, "1", "part of vendors' receipts for equipment since the opening that is not their own money come back: what they gave customers as loans, shares and backstops, less principal and dividends returned") \
  X(hhi_builder, "1", "Herfindahl index of builders' capacity")                                    \
  X(adoption_share, "1", "weighted share of enterprises with any served job")                      \
  X(believed_overrun, "1", "enterprises' mean belief of ln cost of own hosting over the estimate") \
  X(losses, "usd", "value destroyed: impairments, write-offs and costs of estates")                \
  X(builder_payoff_npv, "usd", "net present value at the hurdle rate of the year's capital cohort, builders only") \
  X(builder_rent_npv, "usd", "the same with builders' own use of compute valued at the posted rent in place of what it is worth to them") \
  X(builder_cohort_irr, "1", "internal rate of return of the year's capital cohort, builders only") \
  X(cohort_irr_beyond, "1", "1 where the year's capital, consolidated sector, brought more than 300 % a year, -1 where less than -95 %: then there is no rate; else 0") \
  X(builder_cohort_irr_beyond, "1", "the same of builders only") \
  X(lab_payoff_npv, "usd", "value of frontier labs' results from that year on at their cost of capital, with what they are held to be worth at the end of the window") \
  X(hurdle_rate, "1", "rate at which cohorts are discounted")                                      \
  X(timing_gap, "years", "years by which the compute hours that builders expected for two years ahead came late") \
  X(commercial_gap, "1", "success rate of the best proprietary model less that of the best open one, weighted by the value of the jobs asked for") \
  X(routine_parity_share, "1", "share of jobs of routine classes on which the best open model succeeds at least 0.95 times as often") \
  X(api_leavers_volume, "ln jobs", "mean ln volume of workloads that left proprietary APIs for open models, less that of those that stayed") \
  X(api_leavers_difficulty, "points", "mean difficulty of workloads that left proprietary APIs for open models, less that of those that stayed") \
  X(api_revenue_growth, "ln/year", "growth of API revenue")                                        \
  X(volume_over_price, "ln", "growth of enterprises' jobs less the fall of the price paid for one, over five years") \
  X(margin_share_lab_builder, "1", "labs' and builders' share of the gross margin of the stack")   \
  X(leaps_so_far, "1", "leaps that have arrived since the opening")                                \
  X(leap_before_parity, "1", "1 once a leap has arrived before the commercial gap first fell below 0.03") \
  X(returns_to_compute, "points/decade", "capability that the next decade of effective training compute is worth at its start") \
  X(leap_order_share, "1", "share of the equipment ordered that would not have been without the belief in a leap") \
  X(vendor_loss_share, "1", "equipment vendors' share of the value destroyed so far")              \
  X(failure_odds_ratio, "1", "odds of failure so far of builders without another business over those of the others") \
  X(cohorts_under_water, "1", "share of debt-financed cohorts of builders' capital that were worth less than their debt in two years or more") \
  X(base_rate, "1", "risk-free rate")                                                              \
  X(energy_price, "usd/MWh", "price of energy in new contracts")

enum class Metric : std::size_t {
#define OVERBUILD_METRIC_ENUM(name, unit, meaning) name,
  OVERBUILD_METRICS(OVERBUILD_METRIC_ENUM)
#undef OVERBUILD_METRIC_ENUM
};

struct MetricInfo {
  std::string_view name, unit, meaning;
};

inline constexpr MetricInfo metric_table[] = {
#define OVERBUILD_METRIC_ROW(name, unit, meaning) {#name, unit, meaning},
    OVERBUILD_METRICS(OVERBUILD_METRIC_ROW)
#undef OVERBUILD_METRIC_ROW
};

inline constexpr std::size_t metric_count = sizeof(metric_table) / sizeof(metric_table[0]);

/// What has no value in some years. Nothing describes the opening year that needs a year before it;
/// every metric that is not named here has a value in every later year.
struct MetricAbsence {
  Metric metric;
  std::string_view when;
};
inline constexpr MetricAbsence metric_absences[] = {
    {Metric::payoff_npv, "the window is not over"},
    {Metric::builder_payoff_npv, "the window is not over"},
    {Metric::builder_rent_npv, "the window is not over"},
    {Metric::lab_payoff_npv, "the window is not over"},
    {Metric::cohort_irr, "the window is not over, nothing was invested, or no rate or more than one between -95 and 300 % fits"},
    {Metric::builder_cohort_irr, "the window is not over, nothing was invested, or no rate or more than one between -95 and 300 % fits"},
    {Metric::cohort_irr_beyond, "the window is not over, nothing was invested, or several rates fit"},
    {Metric::builder_cohort_irr_beyond, "the window is not over, nothing was invested, or several rates fit"},
    {Metric::timing_gap, "they have not come before the run ends"},
    {Metric::vendor_gross_margin, "vendors sold nothing"},
    {Metric::app_gross_margin, "applications sold nothing"},
    {Metric::share_jobs_api, "no job was served"},
    {Metric::share_jobs_hosted_open, "no job was served"},
    {Metric::share_jobs_self_hosted, "no job was served"},
    {Metric::share_jobs_app, "no job was served"},
    {Metric::price_fixed_capability, "no model on sale is as capable"},
    {Metric::credit_spread, "nothing was lent"},
    {Metric::default_rate, "nobody had debt"},
    {Metric::recovery_rate, "no firm failed with debt"},
    {Metric::recovery_secured, "nothing was claimed in this rank"},
    {Metric::recovery_senior, "nothing was claimed in this rank"},
    {Metric::recovery_subordinated, "nothing was claimed in this rank"},
    {Metric::recovery_unsecured, "nothing was claimed in these ranks"},
    {Metric::auction_price_to_cost, "no estate sold anything"},
    {Metric::utilisation_resold, "nobody holds used equipment"},
    {Metric::loss_share_vendor, "nothing was lost"},
    {Metric::loss_share_lender, "nothing was lost"},
    {Metric::vendor_loss_share, "nothing was lost so far"},
    {Metric::external_cash_share, "vendors received nothing so far"},
    {Metric::routine_parity_share, "no class is named as routine work, or none of it is done"},
    {Metric::commercial_gap, "there is no job or no open model"},
    {Metric::api_leavers_volume, "fewer than five workloads left"},
    {Metric::api_leavers_difficulty, "fewer than five workloads left"},
    {Metric::api_revenue_growth, "nothing was sold in this or the last year"},
    {Metric::volume_over_price, "less than five years have passed"},
    {Metric::margin_share_vendor, "the stack has no gross margin"},
    {Metric::margin_share_builder, "the stack has no gross margin"},
    {Metric::margin_share_lab, "the stack has no gross margin"},
    {Metric::margin_share_app, "the stack has no gross margin"},
    {Metric::margin_share_lab_builder, "the stack has no gross margin"},
    {Metric::leap_order_share, "nothing was ordered"},
    {Metric::failure_odds_ratio, "no builder has failed so far, or all are of one type"},
    {Metric::cohorts_under_water, "no cohort was financed with debt"},
    {Metric::viable_suppliers, "applications sold nothing"},
};

/// What is told of a year only when later ones are over. A longer run may know it where a shorter one
/// does not; where both do, and for every other metric, they say the same.
inline constexpr Metric known_later[] = {
    Metric::payoff_npv,         Metric::builder_payoff_npv, Metric::builder_rent_npv,
    Metric::lab_payoff_npv,     Metric::cohort_irr,         Metric::cohort_irr_beyond,
    Metric::builder_cohort_irr, Metric::builder_cohort_irr_beyond, Metric::timing_gap};

/// When it has no value; empty if it always has one.
constexpr std::string_view absent_when(Metric metric) {
  for (const MetricAbsence& absence : metric_absences) {
    if (absence.metric == metric) return absence.when;
  }
  return {};
}

/// The metric of that name, if there is one.
constexpr std::optional<Metric> find_metric(std::string_view name) {
  for (std::size_t i = 0; i < metric_count; ++i) {
    if (metric_table[i].name == name) return static_cast<Metric>(i);
  }
  return std::nullopt;
}

}  // namespace overbuild
