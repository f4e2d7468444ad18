// One line a metric. Its functions read the state; what is read in more than a line, or by several,
// is in sim/measure/readings.cpp.
#include "sim/measure/metrics.hpp"

#include <array>
#include <cmath>
#include <type_traits>

#include "core/diagnostics.hpp"
#include "core/invariant.hpp"
#include "core/math.hpp"
#include "sim/books/public_record.hpp"
#include "sim/compute/costs.hpp"
#include "sim/compute/tokens.hpp"
#include "sim/credit/outlook.hpp"
#include "sim/measure/readings.hpp"
#include "sim/measure/returns.hpp"

namespace overbuild {

namespace {

using View = MeasureView;
using Cohort = CohortView;

/// Who reads a metric, and when.
struct Readers {
  double (*year)(const View&) = nullptr;
  double (*opening)(const View&) = nullptr;
  double (*late)(const Cohort&) = nullptr;
  bool needs_window = false;  ///< the reader of a cohort is asked only when its window is over
};

constexpr Readers yearly(double (*read)(const View&)) { return {read}; }
/// The same reader in the opening year and later, or one for each.
constexpr Readers from_opening(double (*read)(const View&)) { return {read, read}; }
constexpr Readers from_opening(double (*opening)(const View&), double (*year)(const View&)) {
  return {year, opening};
}
/// Known when the run is over; of cohorts whose window is, or of all.
constexpr Readers after_window(double (*read)(const Cohort&)) {
  return {nullptr, nullptr, read, true};
}
constexpr Readers at_end(double (*read)(const Cohort&)) { return {nullptr, nullptr, read}; }

const Settlement& settled(const View& w) { return w.customers.enterprises->settlement(); }

double margin_share(const View& w, double Margins::*of) {
  const Margins margins = gross_margins(w);
  return share_of(std::max(margins.*of, 0.0), margins.sum());
}

/// A line: name, unit, meaning, when absent; who reads it.
struct Line {
  MetricInfo info;
  Readers read;
};

// clang-format off
constexpr Line lines[] = {
    {{"capex", "usd", "reported capital expenditure of all builders, core business included"},
     from_opening([](const View& w) { return ai_capex_of_opening(w) + core_capex_of_opening(w); }, [](const View& w) { return equipment_spend(w) + shell_spend(w) + core_spend(w); })},
    {{"ai_capex", "usd", "capital expenditure the builders decide in the model: equipment and shells"},
     from_opening(ai_capex_of_opening, [](const View& w) { return equipment_spend(w) + shell_spend(w); })},
    {{"equipment_capex", "usd", "equipment delivered to builders, at the price paid"},
     yearly(equipment_spend)},
    {{"shell_capex", "usd", "shell capital expenditure of builders, sites included: half on order, half on completion, or as it grows"},
     yearly(shell_spend)},
    {{"debt_service", "usd", "interest and scheduled principal due from builders, labs and applications"},
     yearly([](const View& w) { return w.tally.debt_service.usd(); })},
    {{"payoff_npv", "usd", "net present value at the hurdle rate of the year's capital cohort, consolidated sector, within the window of years", "the window is not over"},
     after_window([](const Cohort& c) { return present_value(c.sector, c.hurdle); })},
    {{"cohort_irr", "1", "internal rate of return of the year's capital cohort, consolidated sector, within the window of years", "the window is not over, nothing was invested, or no rate or more than one between -95 and 300 % fits"},
     after_window([](const Cohort& c) { return measured_rate(c.sector_rate); })},
    {{"commitments", "usd", "undiscounted sum of signed compute, energy and vendor commitments not yet due"},
     from_opening([](const View& w) { return w.books.commitments.total().usd() - open_facilities(w); })},
    {{"power_gw", "GW", "power capacity of commissioned shells"},
     from_opening(shells_gw)},
    {{"energy_twh", "TWh", "energy used by builders' equipment"},
     yearly(energy_twh)},
    {{"vendor_revenue", "usd", "equipment vendors' sales of data-centre equipment"},
     from_opening(vendor_sales_of_opening, [](const View& w) { return total(w.tally.vendor_sales); })},
    {{"vendor_profit", "usd", "equipment vendors' profit before tax"},
     yearly([](const View& w) { return total(w.vendors.operating_result); })},
    {{"vendor_gross_margin", "1", "vendors' gross profit over sales", "vendors sold nothing"},
     from_opening(vendor_margin_of_opening, [](const View& w) { return share_of(total(w.tally.vendor_sales) - total(w.tally.vendor_cost), total(w.tally.vendor_sales)); })},
    {{"end_user_spend", "usd", "what enterprises and consumers pay for AI, counted once"},
     from_opening([](const View& w) { return w.public_record.end_user_spend; }, [](const View& w) { return end_user_spend(w); })},
    {{"lab_revenue", "usd", "frontier labs' sales"},
     from_opening(lab_revenue_of_opening, [](const View& w) { return total(w.labs.revenue); })},
    {{"lab_profit", "usd", "frontier labs' operating result"},
     yearly([](const View& w) { return total(w.labs.operating_result); })},
    {{"app_revenue", "usd", "application vendors' sales"},
     from_opening([](const View& w) { return w.inputs.parameters.opening.app_usd; }, [](const View& w) { return total(w.apps.revenue); })},
    {{"app_gross_margin", "1", "applications' sales less inference and own costs per job, over sales", "applications sold nothing"},
     yearly([](const View& w) { return share_of(app_margin(w), total(w.apps.revenue)); })},
    {{"applications", "firms", "application vendors in business"},
     yearly(apps_in_business)},
    {{"viable_suppliers", "1", "labs and open models within 40 % of the best quality per dollar, mean over applications' sales", "applications sold nothing"},
     yearly(viable_suppliers_of_apps)},
    {{"builder_ai_revenue", "usd", "builders' receipts for compute and hosted inference from others"},
     yearly(builder_revenue)},
    {{"builder_core_value", "usd", "value of the compute builders use in their own core business"},
     yearly([](const View& w) { return total(w.builders.core_value); })},
    {{"jobs_served", "jobs", "jobs of enterprises served, all modes (one job = 1e6 reference tokens)"},
     from_opening(jobs_served)},
    {{"jobs_rationed", "jobs", "jobs asked for and not served for lack of capacity or budget"},
     from_opening([](const View& w) { return static_cast<double>(settled(w).jobs_rationed); })},
    {{"jobs_latent", "jobs", "potential jobs of workloads nobody has discovered yet"},
     from_opening([](const View& w) { return static_cast<double>(settled(w).jobs_latent); })},
    {{"share_jobs_api", "1", "share of enterprise jobs served through a proprietary API", "no job was served"},
     from_opening([](const View& w) { return share_of(jobs_by_mode(w, Mode::api), jobs_served(w)); })},
    {{"share_jobs_hosted_open", "1", "share of enterprise jobs served by a hosted open model", "no job was served"},
     from_opening([](const View& w) { return share_of(jobs_by_mode(w, Mode::hosted_open), jobs_served(w)); })},
    {{"share_jobs_self_hosted", "1", "share of enterprise jobs served on own equipment", "no job was served"},
     from_opening([](const View& w) { return share_of(jobs_by_mode(w, Mode::self_hosted) - jobs_on_rented(w), jobs_served(w)); })},
    {{"share_jobs_app", "1", "share of enterprise jobs served inside an application", "no job was served"},
     from_opening([](const View& w) { return share_of(jobs_by_mode(w, Mode::app), jobs_served(w)); })},
    {{"api_revenue", "usd", "frontier labs' list-price API sales to enterprises"},
     from_opening([](const View& w) { return usd_of_cents(settled(w).flows.api); })},
    {{"hosted_open_revenue", "usd", "builders' sales of hosted open-model inference, and of hours for models that enterprises run themselves"},
     from_opening([](const View& w) { return usd_of_cents(settled(w).flows.hosted_open); })},
    {{"consumer_revenue", "usd", "consumer subscriptions"},
     from_opening(consumer_revenue_of_opening, consumer_revenue)},
    {{"price_fixed_capability", "usd/job", "cheapest posted price of a job (of a million tokens with `blocks.buyers.tokens_per_job`) among models at least as capable as the frontier at the start", "no model on sale is as capable"},
     from_opening(fixed_capability_price)},
    {{"price_frontier", "usd/job", "posted price of a job, or of a million tokens as above, of the most capable model"},
     from_opening(frontier_price)},
    {{"rental_price", "usd/H100e-hour", "posted rental price of compute"},
     from_opening([](const View& w) { return w.compute.rental_price; })},
    {{"full_cost", "usd/H100e-hour", "hourly cost of new capacity at the hurdle rate"},
     from_opening([](const View& w) { return full_cost_of_capacity(w); })},
    {{"equipment_price", "usd/H100e", "vendors' capacity-weighted price of equipment"},
     from_opening(equipment_price_of_vendors)},
    {{"capacity", "H100e-hours", "hours builders can sell in the year at the highest sustainable load"},
     from_opening([](const View& w) { return static_cast<double>(w.compute.capacity); }, hours_to_sell)},
    {{"utilisation", "1", "hours sold or used over hours installed"},
     from_opening([](const View& w) { return w.inputs.parameters.opening.utilisation; }, [](const View& w) { return share_of(hours_sold(w), static_cast<double>(w.compute.installed)); })},
    {{"utilisation_potential", "1", "hours sold or used over hours if every shell held the newest equipment"},
     from_opening([](const View& w) { return share_of(hours_sold(w), hours_of_full_shells(w)); })},
    {{"frontier_capability", "points", "capability of the best proprietary model (1 point = 10x effective training compute)"},
     from_opening(frontier_capability)},
    {{"open_capability", "points", "capability of the best open model"},
     from_opening(open_capability)},
    {{"gap_capability", "points", "frontier less open capability"},
     from_opening(gap_capability)},
    {{"gap_months", "months", "months since the frontier had the open model's capability", "there is no open model, or the frontier had its capability before its known path begins"},
     from_opening(gap_in_months)},
    {{"leap_belief", "1/year", "builders' mean posterior rate of a qualitative leap"},
     from_opening(mean_leap_belief)},
    {{"leaps", "1", "leaps that arrived this year"},
     from_opening([](const View& w) { return static_cast<double>(w.tally.leaps); })},
    {{"debt", "usd", "debt of builders, labs, applications and vendors"},
     from_opening(debt_of_builders, debt_of_firms)},
    {{"credit_spread", "1", "mean spread over the base rate on new debt, weighted by amount", "nothing was lent"},
     yearly([](const View& w) { return share_of(w.credit.spread_sum, w.credit.lent); })},
    {{"defaults", "firms", "firms that failed this year"},
     yearly([](const View& w) { return static_cast<double>(w.tally.defaults); })},
    {{"builder_defaults", "firms", "builders that failed this year"},
     yearly([](const View& w) { return failed_in(w, Sector::builders); })},
    {{"lab_defaults", "firms", "frontier labs that failed this year"},
     yearly([](const View& w) { return failed_in(w, Sector::labs); })},
    {{"defaulted_debt", "usd", "debt of firms that failed, at failure"},
     yearly([](const View& w) { return w.tally.defaulted.owed.usd(); })},
    {{"default_rate", "1", "defaulted debt over initial debt of builders, labs and applications", "nobody had debt"},
     yearly([](const View& w) { return share_of(w.tally.defaulted.owed.usd(), w.tally.opening_debt.usd()); })},
    {{"recovery_rate", "1", "paid over claims of failed firms, all ranks", "no firm failed with debt"},
     yearly([](const View& w) { return share_of(w.tally.clearing_paid.usd(), w.tally.clearing_claims.usd()); })},
    {{"recovery_secured", "1", "cash paid over claims of failed firms' secured creditors (what collateral covers) and lessors", "nothing was claimed in this rank"},
     yearly([](const View& w) { return recovery_of(w, {rank::secured}); })},
    {{"recovery_senior", "1", "the same of senior creditors, suppliers and contract partners included", "nothing was claimed in this rank"},
     yearly([](const View& w) { return recovery_of(w, {rank::senior}); })},
    {{"recovery_subordinated", "1", "the same of subordinated creditors", "nothing was claimed in this rank"},
     yearly([](const View& w) { return recovery_of(w, {rank::subordinated}); })},
    {{"recovery_unsecured", "1", "the same of senior and subordinated creditors together", "nothing was claimed in these ranks"},
     yearly([](const View& w) { return recovery_of(w, {rank::senior, rank::subordinated}); })},
    {{"failures_illiquid", "firms", "firms that failed with unpaid dues and were worth more than they owed"},
     yearly([](const View& w) { return static_cast<double>(w.tally.failures_by_cause[0]); })},
    {{"failures_insolvent", "firms", "firms worth less than they owed that failed after a covenant breach or a refused rollover, with dues paid"},
     yearly([](const View& w) { return static_cast<double>(w.tally.failures_by_cause[1]); })},
    {{"failures_both", "firms", "firms that failed with unpaid dues and were worth less than they owed"},
     yearly([](const View& w) { return static_cast<double>(w.tally.failures_by_cause[2]); })},
    {{"reorganisations", "firms", "failed firms that went on with less debt"},
     yearly([](const View& w) { return static_cast<double>(w.tally.reorganisations); })},
    {{"cascade_depth", "1", "rounds of clearing from the first to the last failure"},
     yearly([](const View& w) { return static_cast<double>(w.tally.cascade_depth); })},
    {{"idle_power_gw", "GW", "shells of failed firms that nobody bought"},
     yearly(idle_gw)},
    {{"utilisation_resold", "1", "utilisation of builders that hold equipment bought second-hand, weighted by it", "nobody holds used equipment"},
     yearly(utilisation_of_used)},
    {{"loss_share_vendor", "1", "equipment vendors' share of value destroyed, unpaid and left contracts", "nothing was lost"},
     yearly([](const View& w) { return loss_share_of(w, Sector::vendors); })},
    {{"loss_share_lender", "1", "lenders' share of the same", "nothing was lost"},
     yearly([](const View& w) { return loss_share_of(w, Sector::lenders); })},
    {{"auction_price_to_cost", "1", "price over original cost of assets sold by estates", "no estate sold anything"},
     yearly([](const View& w) { return share_of(w.tally.auction_proceeds.usd(), w.tally.auction_cost.usd()); })},
    {{"margin_share_vendor", "1", "vendors' share of the gross margin of the stack", "the stack has no gross margin"},
     yearly([](const View& w) { return margin_share(w, &Margins::vendor); })},
    {{"margin_share_builder", "1", "builders' share of the gross margin of the stack", "the stack has no gross margin"},
     yearly([](const View& w) { return margin_share(w, &Margins::builder); })},
    {{"margin_share_lab", "1", "labs' share of the gross margin of the stack", "the stack has no gross margin"},
     yearly([](const View& w) { return margin_share(w, &Margins::lab); })},
    {{"margin_share_app", "1", "applications' share of the gross margin of the stack", "the stack has no gross margin"},
     yearly([](const View& w) { return margin_share(w, &Margins::app); })},
    {{"buyer_surplus", "usd", "enterprises' benefit from AI less what they pay for it"},
     from_opening([](const View& w) { return static_cast<double>(settled(w).buyer_surplus_cents) / 100.0; })},
    {{"external_cash_share", "1", "part of vendors' receipts for equipment since the start that is not their own money come back: what they gave customers as loans, shares and backstops, less principal and dividends returned", "vendors received nothing so far"},
     yearly(external_cash_share)},
    {{"hhi_builder", "1", "Herfindahl index of builders' capacity"},
     from_opening(builder_concentration)},
    {{"compute_sales_top5_share", "1", "share of what builders get for compute that the five with the largest sales get", "nobody pays them"},
     yearly(share_of_five_largest)},
    {{"largest_seller_margin", "1", "margin of the builder that sells most compute: sales of compute less energy, operations, wear of its capital and hours under contract with others, by the share of its hours in use that serves customers, over these sales", "nobody pays it"},
     yearly(margin_of_largest_seller)},
    {{"own_equipment_spend", "usd", "what enterprises pay for equipment that they run themselves"},
     yearly([](const View& w) { return usd_of_cents(settled(w).flows.equipment); })},
    {{"adoption_share", "1", "weighted share of enterprises with any served job"},
     from_opening([](const View& w) { return settled(w).adoption_share; })},
    {{"believed_overrun", "1", "enterprises' mean belief of ln cost of own hosting over the estimate"},
     from_opening([](const View& w) { return settled(w).believed_overrun; })},
    {{"losses", "usd", "value destroyed: impairments, write-offs and costs of estates"},
     yearly([](const View& w) { return w.books.ledger.value_destroyed().total().usd(); })},
    {{"builder_payoff_npv", "usd", "net present value at the hurdle rate of the year's capital cohort, builders only", "the window is not over"},
     after_window([](const Cohort& c) { return present_value(c.builders, c.hurdle); })},
    {{"builder_rent_npv", "usd", "the same with builders' own use of compute valued at the posted rent in place of what it is worth to them", "the window is not over"},
     after_window([](const Cohort& c) { return present_value(c.rent, c.hurdle); })},
    {{"builder_cohort_irr", "1", "internal rate of return of the year's capital cohort, builders only", "the window is not over, nothing was invested, or no rate or more than one between -95 and 300 % fits"},
     after_window([](const Cohort& c) { return measured_rate(c.builder_rate); })},
    {{"cohort_irr_beyond", "1", "1 where the year's capital, consolidated sector, brought more than 300 % a year, -1 where less than -95 %: then there is no rate; else 0", "the window is not over, nothing was invested, or several rates fit"},
     after_window([](const Cohort& c) { return side_of_range(c.sector_rate); })},
    {{"builder_cohort_irr_beyond", "1", "the same of builders only", "the window is not over, nothing was invested, or several rates fit"},
     after_window([](const Cohort& c) { return side_of_range(c.builder_rate); })},
    {{"lab_payoff_npv", "usd", "value of frontier labs' results from that year on at their cost of capital, with what they are held to be worth at the end of the window", "the window is not over"},
     after_window(lab_value)},
    {{"hurdle_rate", "1", "rate at which cohorts are discounted and judged to pay off: the configured base rate (`macro.base_rate`) with `capex.risk_premium` and `capex.hurdle_wedge`, the same in every year; the hurdle rates by which firms decide follow the base rate of the year, their credit and their own margin"},
     yearly([](const View& w) { return cohort_hurdle(w); })},
    {{"timing_gap", "years", "years by which the compute hours that builders expected for two years ahead came late", "they have not come before the run ends"},
     at_end(years_late)},
    {{"commercial_gap", "1", "success rate of the best proprietary model less that of the best open one, weighted by the value of the jobs asked for", "there is no job or no open model"},
     yearly(commercial_gap)},
    {{"routine_parity_share", "1", "share of jobs of routine classes on which the best open model succeeds at least 0.95 times as often", "no class is named as routine work, or none of it is done"},
     yearly([](const View& w) { return share_of(w.success.alike, w.success.routine_jobs); })},
    {{"api_leavers_volume", "ln jobs", "mean ln volume of workloads that left proprietary APIs for open models, less that of those that stayed", "fewer than five workloads left"},
     yearly([](const View& w) { return w.leavers.volume; })},
    {{"api_leavers_difficulty", "points", "mean difficulty of workloads that left proprietary APIs for open models, less that of those that stayed", "fewer than five workloads left"},
     yearly([](const View& w) { return w.leavers.difficulty; })},
    {{"api_revenue_growth", "ln/year", "growth of API revenue", "nothing was sold in this or the last year"},
     yearly(api_revenue_growth)},
    {{"volume_over_price", "ln", "growth of enterprises' jobs less the fall of the price paid for one, over five years", "less than five years have passed"},
     yearly(volume_over_price)},
    {{"margin_share_below_apps", "1", "labs' and builders' share of the gross margin that they and applications have on what end users pay; hours that labs rent for research are no part of it", "none of them has any"},
     yearly(margin_share_below_apps)},
    {{"leaps_so_far", "1", "leaps that have arrived since the start"},
     yearly([](const View& w) { return static_cast<double>(w.measured.leaps); })},
    {{"leap_before_parity", "1", "1 once a leap has arrived before the commercial gap first fell below 0.03"},
     yearly([](const View& w) { return w.measured.leap_first ? 1.0 : 0.0; })},
    {{"returns_to_compute", "points/decade", "capability that the next decade of effective training compute is worth at its start"},
     yearly(returns_to_compute)},
    {{"leap_order_share", "1", "share of the equipment ordered that would not have been without the belief in a leap", "nothing was ordered"},
     yearly(leap_order_share)},
    {{"vendor_loss_share", "1", "equipment vendors' share of the value destroyed so far", "nothing was lost so far"},
     yearly([](const View& w) { return share_of(w.measured.vendor_losses, w.measured.losses); })},
    {{"failure_odds_ratio", "1", "odds of failure so far of builders without another business over those of the others", "no builder has failed so far, or all are of one type"},
     yearly(failure_odds_ratio)},
    {{"cohorts_under_water", "1", "share of debt-financed cohorts of builders' capital that were worth less than their debt in two years or more", "no cohort was financed with debt"},
     yearly([](const View& w) { return share_of(w.cohort_debt.under, w.cohort_debt.financed); })},
    {{"base_rate", "1", "risk-free rate"},
     from_opening([](const View& w) { return w.exogenous.base_rate; })},
    {{"energy_price", "usd/MWh", "price of energy in new contracts"},
     from_opening([](const View& w) { return w.exogenous.energy_price; })},
    {{"rent_over_full_cost", "1", "posted rent over the hourly cost of new capacity: below 1 in a glut"},
     from_opening([](const View& w) { return w.compute.rental_price / full_cost_of_capacity(w); })},
    {{"spot_over_full_cost", "1", "rent of hours outside contracts over the hourly cost of new capacity"},
     from_opening([](const View& w) { return w.compute.spot_price / full_cost_of_capacity(w); })},
    {{"hours_below_full_cost", "H100e-hours", "hours outside contracts that were let or used for less than the hourly cost of new capacity"},
     yearly(hours_below_full_cost)},
    {{"hours_refused", "H100e-hours", "hours wanted at the going rent and not there; jobs over budget are not among them"},
     yearly([](const View& w) { return static_cast<double>(w.compute.refused); })},
    {{"hours_below_rent", "H100e-hours", "hours that nobody rented and that served builders' own uses worth less than the rent"},
     yearly(hours_below_rent)},
    {{"own_use_over_rents", "1", "value of builders' own use of compute over what others pay them", "nobody pays them"},
     yearly([](const View& w) { return share_of(total(w.builders.core_value), builder_revenue(w)); })},
    {{"compute_owed_over_sales", "1", "what labs have signed for compute of later years, over their sales", "no sales"},
     yearly(compute_owed_over_sales)},
    {{"debt_due_next_year", "1", "share of builders' debt that falls due within a year", "no debt"},
     from_opening([](const View& w) { return builder_debt_due(w, 1); })},
    {{"debt_due_in_three_years", "1", "share of builders' debt that falls due within three years", "no debt"},
     from_opening([](const View& w) { return builder_debt_due(w, 3); })},
    {{"share_reorganised", "1", "share of the firms that failed this year that went on with less debt", "nobody failed"},
     yearly([](const View& w) { return share_of(w.tally.reorganisations, w.tally.defaults); })},
    {{"debt_due_in_seven_years", "1", "share of builders' debt that falls due within seven years", "no debt"},
     from_opening([](const View& w) { return builder_debt_due(w, 7); })},
    {{"equipment_lead", "weeks", "equipment on order and not delivered at the end of the year over the year's output", "vendors made nothing"},
     yearly(equipment_lead)},
    {{"sites_gw", "GW", "power of sites that builders hold and have not built on"},
     yearly(sites_gw)},
    {{"trade_credit", "usd", "bills for equipment that was delivered within the year and is paid in the next"},
     yearly([](const View& w) { return w.books.ledger.sector_balance(Instrument::trade_credit, Sector::vendors).usd(); })},
    {{"capex_guidance", "usd", "AI capital expenditure that builders have signed and that falls due next year"},
     from_opening(capex_guidance)},
    {{"capex_over_guidance", "1", "AI capital expenditure over what was signed for the year when it began", "nothing was signed"},
     yearly([](const View& w) { return share_of(equipment_spend(w) + shell_spend(w), w.earlier("capex_guidance"_metric, 1)); })},
    {{"lab_value_over_sales", "1", "value of frontier labs over their sales", "no sales"},
     yearly([](const View& w) { return share_of(lab_value_now(w), lab_sales(w)); })},
    {{"lab_value_over_plan", "1", "value of frontier labs over their sales three years on if growth goes on and fades as builders think of it", "no sales"},
     yearly([](const View& w) { return share_of(lab_value_now(w), lab_sales_planned(w, 3.0)); })},
    {{"idle_paid_share", "1", "share of the contract hours that labs pay for that they do not use", "labs pay for none"},
     yearly([](const View& w) { return share_of(static_cast<double>(w.tally.contract_hours.idle), static_cast<double>(w.tally.contract_hours.all)); })},
    {{"hours_signed", "H100e-hours", "hours of compute under contracts signed this year, of all their years"},
     yearly([](const View& w) { return static_cast<double>(w.tally.contract_hours.this_year.all); })},
    {{"hours_signed_ahead", "H100e-hours", "of those, hours beyond what their sellers had and had on order, own uses left out"},
     yearly([](const View& w) { return static_cast<double>(w.tally.contract_hours.this_year.ahead); })},
    {{"hours_cut", "H100e-hours", "hours of later years that sellers gave back to tenants who had signed for more than they may"},
     yearly([](const View& w) { return static_cast<double>(w.tally.contract_hours.this_year.cut); })},
    {{"spread_secured", "1", "mean spread over the base rate of secured debt issued in the year, weighted by amount", "none was"},
     yearly([](const View& w) { return spread_of(w, ClaimClass::secured); })},
    {{"spread_senior", "1", "the same of senior debt", "none was"},
     yearly([](const View& w) { return spread_of(w, ClaimClass::senior); })},
    {{"spread_subordinated", "1", "the same of subordinated debt", "none was"},
     yearly([](const View& w) { return spread_of(w, ClaimClass::subordinated); })},
    {{"remembered_default_rate", "1", "mean of the last ten years' default rates, which lenders remember"},
     yearly([](const View& w) { return remembered_default_rate(w); })},
    {{"trusted_plans", "1", "part of young firms' planned earnings that lenders count on, where they look ahead"},
     yearly([](const View& w) { return w.credit.views.trust; })},
    {{"debt_age_at_failure", "years", "mean age of the debt of firms that failed this year, weighted by amount", "no firm failed with debt"},
     yearly([](const View& w) { return share_of(w.tally.defaulted.usd_years, w.tally.defaulted.owed.usd()); })},
    {{"facilities", "usd", "loans that vendors have promised with orders and not yet given"},
     yearly([](const View& w) { return open_facilities(w); })},
    {{"facilities_drawn", "usd", "lent by vendors this year on what they had promised"},
     yearly([](const View& w) { return w.credit.facilities_drawn; })},
    {{"tokens_served", "tokens", "tokens of the jobs of enterprises that were served"},
     from_opening([](const View& w) { return 1e6 * tokens_per_job(w) * jobs_served(w); })},
    {{"supplier_changes", "1", "share of enterprises' uses served last year and this that changed their supplier, by firms", "no use was served in both, or more than 100,000 enterprises"},
     yearly([](const View& w) { return settled(w).loyalty.changed[Loyalty::firms]; })},
    {{"supplier_changes_jobs", "1", "the same weighted by jobs", "no use was served in both, or more than 100,000 enterprises"},
     yearly([](const View& w) { return settled(w).loyalty.changed[Loyalty::jobs]; })},
    {{"supplier_changes_value", "1", "the same weighted by the value of the work", "no use was served in both, or more than 100,000 enterprises"},
     yearly([](const View& w) { return settled(w).loyalty.changed[Loyalty::value]; })},
    {{"supplier_returns", "1", "share of uses that left their supplier three years ago and have been back with it since, by firms", "none left then, or more than 100,000 enterprises"},
     yearly([](const View& w) { return settled(w).loyalty.returned[Loyalty::firms]; })},
    {{"supplier_returns_jobs", "1", "the same weighted by jobs", "none left then, or more than 100,000 enterprises"},
     yearly([](const View& w) { return settled(w).loyalty.returned[Loyalty::jobs]; })},
    {{"supplier_returns_value", "1", "the same weighted by the value of the work", "none left then, or more than 100,000 enterprises"},
     yearly([](const View& w) { return settled(w).loyalty.returned[Loyalty::value]; })},
    {{"lasting_move_to_open", "1", "share of uses served four years ago that went from proprietary APIs to open models a year later and stayed away, less those that came back for good, by firms", "no use was served then, or more than 100,000 enterprises"},
     yearly([](const View& w) { return settled(w).loyalty.net_to_open[Loyalty::firms]; })},
    {{"lasting_move_to_open_jobs", "1", "the same weighted by jobs", "no use was served then, or more than 100,000 enterprises"},
     yearly([](const View& w) { return settled(w).loyalty.net_to_open[Loyalty::jobs]; })},
    {{"lasting_move_to_open_value", "1", "the same weighted by the value of the work", "no use was served then, or more than 100,000 enterprises"},
     yearly([](const View& w) { return settled(w).loyalty.net_to_open[Loyalty::value]; })},
    {{"budget_bound_share", "1", "share of what enterprises pay for AI that firms pay whose budget left work undone that was worth its price"},
     from_opening([](const View& w) { return settled(w).bound_share; })},
    {{"effective_workloads", "1", "number of equal uses whose spend would be as uncertain as that of the uses simulated"},
     from_opening([](const View& w) { return settled(w).precision.effective_workloads; })},
    {{"spend_sampling_error", "1", "standard error of enterprises' spend over it, from how it varies between the enterprises of a size class"},
     from_opening([](const View& w) { return settled(w).precision.spend_error; })},
    {{"story_order_share", "1", "share of the equipment ordered that would not have been without what is told in public", "nothing was ordered, or without `blocks.orders.quantile_orders`"},
     yearly(story_order_share)},
    {{"order_quantile", "1", "quantile of the demand that builders thought possible that they ordered for, mean by equipment ordered", "nothing was ordered, or without `blocks.orders.quantile_orders`"},
     yearly([](const View& w) { return over_orders(w, w.builders.order_quantile); })},
    {{"demand_factor", "1", "that demand over the plain forecast, mean by equipment ordered", "nothing was ordered, or without `blocks.orders.quantile_orders`"},
     yearly([](const View& w) { return over_orders(w, w.builders.demand_factor); })},
    {{"capex_guidance_revised", "usd", "AI capital expenditure that builders expect of the year when they have planned in it", "without `blocks.orders.quantile_orders`"},
     yearly(guidance_revised)},
    {{"lab_price_over_best", "1", "posted price of labs' models over the price that would earn most on the published study, geometric mean by sales", "nothing was sold, or without `blocks.labs.demand_prices`"},
     from_opening(lab_price_over_best)},
    {{"plan_price_over_best", "1", "the same of labs' plans for consumers, by subscribers", "nobody pays for a plan, or without `blocks.labs.demand_prices`"},
     from_opening(plan_price_over_best)},
    {{"app_price_over_best", "1", "the same of applications' products, by sales", "nothing was sold, or without `blocks.labs.demand_prices`"},
     from_opening(app_price_over_best)},
    {{"price_guards", "prices", "prices of labs and applications that the cap on the mark-up (with `blocks.labs.demand_prices` the ends of the search or the cost) decided, and not demand"},
     yearly(price_guards)},
    {{"pool_hours_rented", "H100e-hours", "hours that enterprises rented of builders to run models themselves", "without `blocks.buyers.rented_pools`"},
     yearly(pool_hours_rented)},
    {{"share_jobs_rented_pools", "1", "share of enterprise jobs that firms run themselves on rented equipment", "no job was served, or without `blocks.buyers.rented_pools`"},
     yearly([](const View& w) { return w.inputs.parameters.demand.rented_pools ? share_of(jobs_on_rented(w), jobs_served(w)) : detail::not_a_number; })},
    {{"pool_rent_paid", "usd", "what they paid for them", "without `blocks.buyers.rented_pools`"},
     yearly(pool_rent_paid)},
    {{"builder_exits", "firms", "builders that left the business this year without failing; their debts stay with them"},
     yearly(builder_exits)},
    {{"fund_mood", "1", "mood of funds: ln of what they believe will be paid for the work of models over their lasting view, mean by appetite", "without `blocks.investors.scenarios`"},
     yearly([](const View& w) { return over_funds(w, w.investors.mood); })},
    {{"fund_payable_share", "1", "share of the value of work within reach of models that funds believe will be paid for it in the end, mean by appetite", "without `blocks.investors.scenarios`"},
     yearly([](const View& w) { return over_funds(w, w.investors.payable_share); })},
    {{"fund_sales_projected", "usd", "sales of frontier labs that funds expect next year, mean by appetite", "without `blocks.investors.scenarios`"},
     yearly([](const View& w) { return over_funds(w, w.investors.projected_sales); })},
    {{"fund_money_offered", "usd", "new money that funds offer next year"},
     yearly([](const View& w) { return total(w.investors.appetite); })},
    {{"lab_value_slope", "1", "slope of ln value on ln sales over frontier labs in the year", "fewer than three labs with value and sales"},
     yearly(lab_value_slope)},
    {{"research_limited", "firms", "labs whose research budget for the next year the limit on its yearly change, or the end of the budgets compared, decided"},
     yearly(labs_limited)},
    {{"price_limited", "firms", "labs with a price that the cap on the mark-up (with `blocks.labs.demand_prices` the ends of the search or the cost) decided, and not demand"},
     yearly(labs_at_price_guard)},
};
// clang-format on

constexpr std::size_t count = std::size(lines);

constexpr std::array<MetricInfo, count> infos = [] {
  std::array<MetricInfo, count> all{};
  for (std::size_t k = 0; k < count; ++k) {
    all[k] = lines[k].info;
    all[k].known_later = lines[k].read.late != nullptr;
  }
  return all;
}();

constexpr bool names_differ() {
  for (std::size_t k = 0; k < count; ++k) {
    for (std::size_t other = 0; other < k; ++other) {
      if (lines[k].info.name == lines[other].info.name) return false;
    }
  }
  return true;
}
static_assert(names_differ(), "two metrics have one name");

/// Values in order; not a number where nobody reads.
std::vector<double> row_of(const View& w, double (*Readers::*reader)(const View&)) {
  std::vector<double> row(count, detail::not_a_number);
  for (std::size_t k = 0; k < count; ++k) {
    if (const auto read = lines[k].read.*reader) row[k] = read(w);
  }
  return row;
}

}  // namespace

std::span<const MetricInfo> metric_list() { return infos; }

std::size_t metric_count() { return count; }

const MetricInfo& info_of(Metric metric) { return infos[static_cast<std::size_t>(metric)]; }

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const MetricInfo& info : infos) names.emplace_back(info.name);
  return names;
}

std::vector<Metric> all_metrics() {
  std::vector<Metric> metrics;
  for (std::size_t k = 0; k < count; ++k) metrics.push_back(static_cast<Metric>(k));
  return metrics;
}

std::optional<Metric> find_metric(std::string_view name) {
  for (std::size_t k = 0; k < count; ++k) {
    if (infos[k].name == name) return static_cast<Metric>(k);
  }
  return std::nullopt;
}

Metric metric_called(std::string_view name) {
  const std::optional<Metric> found = find_metric(name);
  OVERBUILD_INVARIANT(found, "no metric is called '" + std::string(name) + "'; the nearest is '" +
                                 nearest_name(name, metric_names()) + "'");
  return *found;
}

std::vector<double> read_metrics(const MeasureView& w) { return row_of(w, &Readers::year); }

std::vector<double> read_opening_metrics(const MeasureView& w) {
  return row_of(w, &Readers::opening);
}

void read_late_metrics(const CohortView& c, std::span<double> row) {
  for (std::size_t k = 0; k < count; ++k) {
    const Readers& read = lines[k].read;
    if (read.late != nullptr && (c.over || !read.needs_window)) row[k] = read.late(c);
  }
}

}  // namespace overbuild
