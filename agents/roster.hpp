// Who is in the world at the opening, and how each role behaves: the inputs of the agents.
// Owns plain numbers that the configuration fills (sim/parameters/parameters.cpp declares each
// once, with unit, range, meaning and source). Refuses to know YAML and the state that grows out of
// it. Money is in dollars here; the opening turns it into cents once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace overbuild {

template <class T>
using Roster = std::vector<std::pair<std::string, T>>;

enum class BuilderType : std::size_t { diversified, levered, pure_play };
inline constexpr std::string_view builder_type_names[] = {"diversified", "levered", "pure_play"};

struct DebtConfig {
  double secured, senior, subordinated, lease;  ///< usd outstanding at the opening
  double coupon;                                ///< mean coupon
  double maturity;  ///< longest remaining maturity, years; a level ladder
};

struct CoreUseConfig {
  double hours;           ///< H100e-hours used in the opening year
  double unlocked_share;  ///< share of the schedule's mass worth more than the opening rent
  double value_sd;        ///< sd of ln value per hour
  double growth;          ///< yearly growth of the work that could be done
  double efficiency;      ///< factor a year by which an hour does more of that work
};

/// What a builder makes of one vendor.
struct VendorTasteConfig {
  double ln;  ///< as ln cost of a unit
};

struct BuilderConfig {
  std::string label;
  std::size_t type;
  double core_cash_flow, core_cash_flow_growth, core_cash_flow_sd;
  double core_capex, core_capex_growth;
  double ai_capex;  ///< opening year
  double cash, cash_target;
  double equity_value;
  DebtConfig debt;
  double equipment_units;              ///< H100e at the opening
  std::vector<double> equipment_ages;  ///< shares by age in years, youngest first
  double shell_mw, shell_age;
  std::vector<double> equipment_orders;  ///< usd of equipment on order by year of delivery
  std::vector<double> shell_orders_mw;   ///< MW under construction by year of commissioning
  double leased_share;                   ///< of them, built by landlords and let for `lease_term`
  CoreUseConfig core;
  double vendor_preference;  ///< ln preference for the vendor that tastes are about
  Roster<VendorTasteConfig> vendor_preferences;  ///< for others, or for it in the place of that
  std::string split_of;   ///< row of the roster that it was split from, or ""
  bool enters = false;    ///< sleeps in the pool until it enters (sim/parameters/entrants.cpp)
  std::size_t model = 0;  ///< builder of the opening that an entrant is like
};

struct VendorConfig {
  std::string label;
  double revenue;                      ///< data-centre revenue of the opening year, usd
  double other_revenue, other_growth;  ///< sales to others than builders, and their trend
  double price;                        ///< usd per H100e, with its share of servers and network
  double gross_margin;
  double capacity_units;  ///< H100e a year it can deliver in the first year
  double overhead_share;  ///< operating cost over revenue
  double cash, equity_value;
  double foundry_commitment;  ///< usd of purchase commitments for the first year
  std::string split_of;       ///< row of the roster that it was split from, or ""
};

/// Shares of a customer that a vendor holds at the opening.
struct StakeConfig {
  std::string vendor, lab, builder;  ///< of a lab or of a builder
  double share;
};

struct CommitmentConfig {
  std::string lab, tenant;  ///< who pays: a lab, or a builder short of capacity
  std::string vendor;       ///< who stands behind capacity that the builder cannot sell
  std::string builder;
  std::vector<double> usd;  ///< due by year from the first simulated year
  double take_or_pay;
};

struct LabConfig {
  std::string label;
  double capability;                                        ///< points at the opening
  double api_revenue, consumer_revenue, wholesale_revenue;  ///< usd, opening year
  double research_compute;  ///< usd of research compute, opening year
  double staff_cost;        ///< research staff and other operations, usd
  double overhead_share;    ///< sales, administration: share of revenue
  double cash, valuation;
  std::string parent;  ///< builder that owns it, or ""
  double parent_share;
  std::string split_of;  ///< row of the roster that it was split from, or ""
};

struct OpenLabConfig {
  std::string label;
  double capability;
  double budget;        ///< usd a year
  std::string sponsor;  ///< builder, or "" for outside sponsors
  std::string split_of;
};

struct AppConfig {
  std::string label;
  std::vector<std::string> classes;  ///< ids of workload classes it serves
  double workflow_quality;           ///< points by which the workflow lowers difficulty
  double price_to_inference;         ///< opening product price over inference cost
  double job_cost_share;  ///< own cost per job (support, sales, software) over the opening price
  double overhead_share;
  double cash, equity_value;
  std::string parent;
  std::string split_of;
};

struct LenderConfig {
  std::string label;
  double capital;                    ///< usd
  double appetite;                   ///< new lending a year at the opening, usd
  double worst_default_probability;  ///< riskiest borrower it takes
  bool bonds;                        ///< buys bonds; otherwise lends
  std::string split_of;
};

struct InvestorConfig {
  std::string label;
  double assets;    ///< usd
  double appetite;  ///< new money a year at the opening, usd
  double required_return;
  std::string split_of;
};

struct UtilityConfig {
  std::string label;
  double capacity_mw;     ///< power it can deliver to data centres at the opening
  double addition_mw;     ///< MW it adds a year at the opening
  double reserve_margin;  ///< margin below which it builds
  std::string split_of;
};

/// The firms of a configuration by role, in the order of role_list; enterprises are drawn.
struct Rosters {
  Roster<BuilderConfig> builders;
  Roster<VendorConfig> vendors;
  Roster<LabConfig> labs;
  Roster<OpenLabConfig> open_labs;
  Roster<AppConfig> apps;
  Roster<LenderConfig> lenders;
  Roster<InvestorConfig> investors;
  Roster<UtilityConfig> utilities;
};

struct ExpectationParameters {
  double trend_weight;  ///< gamma: extrapolation of last growth
  double adaptive_speed;
  double anchor_growth;  ///< long-run growth of compute demand, log a year
  double mean_reversion_speed;
  double fundamentals_speed;
  double intensity;               ///< beta of heuristic switching
  double inertia;                 ///< iota
  double error_clip;              ///< largest log error that counts
  double fade;                    ///< phi: growth expected k years ahead is g phi^k
  double neglect;                 ///< omega: share of rivals' announced capacity left out
  double announced_weight;        ///< weight of the price implied by announced capacity
  double predisposition_sd;       ///< sd of a builder's lasting ln preference for each rule
  double private_view_sd;         ///< sd of what a builder reads into the news, ln a year
  double buyer_price_volatility;  ///< sd of yearly ln price changes expected by buyers of own
                                  ///< equipment, opening
  double buyer_price_speed;       ///< weight of the last year in what they expect of drift and sd
  double leap_counted = 1.0;      ///< part of a builder's belief in a leap that its plans count on
  double signal_counted = 1.0;    ///< part of the public signal's weight that its plans leave to it
};

struct CapexParameters {
  double hurdle_wedge;    ///< hurdle rate over the cost of capital, mean over builders
  double hurdle_sd;       ///< sd of builders' wedges
  double risk_premium;    ///< cost of equity over the base rate
  double share_ambition;  ///< rise of the announced target share per unit of ln profitability
  double approval_low, approval_high;  ///< profitability index where approval starts, is complete
  double volume_exponent, volume_low, volume_high;
  double
      order_adjustment_speed;  ///< share of the way from last year's spending to this year's plan
  double shell_horizon;        ///< years of expected growth a shell order covers
  double shell_minimum;        ///< MW of the smallest site worth starting
  double shell_lead;           ///< years (whole)
  double shell_price;          ///< usd per MW
  double shell_life, equipment_book_life, equipment_failure;
  double planned_life;       ///< years of use assumed in the budget
  double operations_per_kw;  ///< usd a year per kW of equipment, without energy
  double sustainable_load;   ///< highest share of installed hours that can be sold
  double power_per_unit;     ///< kW per H100e of the newest generation at the opening
  double power_decline;      ///< yearly fall of kW per H100e
  std::vector<double> first_power_changes;  ///< ln changes of it known for the first years
  double energy_term;                       ///< years
  double energy_take_or_pay;
  double load_factor;  ///< share of contracted power drawn at full use
  double tax_rate;
  double payout_share;      ///< share of cash above target paid out
  double debt_share;        ///< share of new capital that a builder pays for with debt if it can
  double issue_share;       ///< part of its equity that a builder counts on selling in a year
  double term;              ///< years of new debt
  bool expected_load;       ///< plans count on the load that growth and announcements imply
  bool gradual_retirement;  ///< shells leave service by age, not all at the same one
  double refit_share;       ///< cost of refitting a shell over that of a new one
  bool sites;               ///< shells need a site, and are paid as they grow
  bool begun_shells;        ///< equipment is ordered for shells that are begun with it
  double site_lead;         ///< years of shell_lead in which the site is prepared (whole)
  double site_share;        ///< of the price of a shell, paid for its site
  double long_run_power_decline;   ///< yearly fall of kW per H100e to which it fades
  double lease_term, lease_yield;  ///< years of a lease; yearly return landlords ask
  bool quantile_orders;            ///< an order is a quantile of what demand could be
  double customer_persistence;  ///< years of margin that a customer lost for want of room is worth
  bool exit;        ///< who has another business leaves this one when it does not pay for long
  double patience;  ///< years below the hurdle before that
};

struct VendorParameters {
  double unit_cost_decline;  ///< yearly fall of unit cost per H100e
  double unit_cost_sd;
  std::vector<double> first_cost_changes;  ///< ln changes of unit cost known for the first years
  double markup_speed;                     ///< response of markup to backlog over capacity
  double markup_low, markup_high;
  double capacity_speed;         ///< share of the wanted capacity change made a year
  double capacity_growth_limit;  ///< factor a year that foundries can add
  double choice_noise;           ///< logit scale of builders on ln cost
  double switching_cost;         ///< ln cost of moving away from the installed vendor
  double inventory_share;        ///< stock kept, share of a year's sales
  double foundry_cover;        ///< share of expected production committed to foundries a year ahead
  double finance_share;        ///< largest claims on customers over a year's sales
  double finance_term;         ///< years of such support
  bool facilities;             ///< loans for bills are promised with the order
  double facility_share;       ///< largest such promise over the price of the order
  double cancellation_charge;  ///< part of the price of equipment owed when its order is left
  bool own_equipment;          ///< production and plant follow enterprises' own purchases, too
  bool ships_within_year;      ///< what plant is left for is delivered in the year of the order
  double shortest_lead;        ///< years from order to delivery where plant is left
  double own_preference;       ///< ln preference of enterprises for the vendor tastes are about
  std::string tastes_about;    ///< its id; "" for the first of the roster
  double long_run_cost_decline;  ///< yearly fall of unit cost to which it fades
};

/// Builders' own uses of compute: what could be done, what has been taken up, what idle hours
/// serve.
struct OwnUseParameters {
  bool idle_hours;          ///< hours nobody rents serve adopted uses worth more than running them
  bool adopted;             ///< uses follow what models can do, and are taken up by and by
  double reach_elasticity;  ///< of own uses in the tasks within reach of models
  double adoption_speed;    ///< share of the way to all uses worth their rent, a year
  double opening_adoption;  ///< share of them in use at the opening
  double plans_on_potential;  ///< share of those not taken up that plans count on
};

struct LabParameters {
  double price_speed;        ///< partial adjustment of posted prices
  std::vector<double> menu;  ///< points below the best model, by tier on sale at the opening
  std::vector<double> further_tiers;  ///< points below it of tiers that a lab could put on sale
  double tier_cost;       ///< yearly cost of a tier, share of the lab's gross profit on the API
  double opening_margin;  ///< gross margin on list price at the opening
  double contract_cover;  ///< share of expected compute bought under contract
  double contract_term;   ///< years
  double take_or_pay;
  double cost_of_capital;
  std::vector<double> budget_factors;  ///< training budgets considered, over the last
  double smallest_research_share;      ///< share of planned research kept when short of compute
  double runway_years;                 ///< cash a lab wants to hold, in years of burn
  double capability_taste;             ///< logit slope of lab choice in points
  double staff_response;               ///< elasticity of staff cost in the research budget
  double leap_share;                   ///< share of a leap's margin a lab expects to keep
  double slowest_closing;  ///< points a year that labs count on losing of a lead at the least
  double open_weight;      ///< weight of open models among a lab's rivals, in revenue shares
  double markup_cap;       ///< largest price over marginal cost
  double inference_growth_expected;  ///< share of market growth that becomes inference hours
  bool steady_research;              ///< budgets move part of the way, with owed hours as sunk
  double research_speed;             ///< share of the ln way to the best budget that a year goes
  double research_growth_limit;      ///< factor by which a budget changes in a year at most
  double reserve_years;              ///< years of running costs that research does not touch
  double knowledge_kept;             ///< share of past research that still counts a year later
  double customer_stay;              ///< years for which customers stay after a lead has gone
  bool contracts_ahead;              ///< compute is signed for years ahead, before builders order
  double cover_kept;      ///< share of a year's cover that is signed for the year after it
  double commitment_cap;  ///< largest commitments over value, cash and a year's sales
  bool demand_prices;     ///< prices follow the best ones on the published market study
  double conduct_fade;    ///< share of the distance from the best price that goes in a year
};

struct OpenLabParameters {
  double rent_response;  ///< how sponsors' budgets follow proprietary margins
  double budget_growth_limit;
  bool hosted;           ///< somebody hosts open models for others
  double hosted_markup;  ///< mark-up of clones over cost
  std::vector<double>
      further_sizes;   ///< points below its best model of smaller ones a lab releases
  double release_lag;  ///< share of a year a new model is held back
  bool own_hours;      ///< a job takes open models other hours than labs' models as good
  double hours_share;  ///< over theirs
};

struct AppParameters {
  double price_speed;
  double bargaining_power;    ///< b of the lab
  double backend_switching;   ///< share of inference cost
  double overhead_response;   ///< how fast overhead follows sales
  double markup_cap;          ///< largest price over inference cost
  std::int64_t back_ends;     ///< models that a product runs on at once, at most
  double routing_noise;       ///< logit scale of traffic on ln quality per dollar
  double platform_usd;        ///< yearly cost of a team that hosts open models, opening wages
  bool labs_sell_seats;       ///< labs can sell to an application's customers themselves
  double patience;            ///< years of losses before an application without cash closes
  double entrants;            ///< newcomers that could come in over the run
  double entry_speed;         ///< entrants a year per incumbent and unit of margin over the hurdle
  double entry_hurdle;        ///< margin on sales that draws nobody
  double entry_capital;       ///< usd paid in by owners
  double entrant_quality_sd;  ///< points around the workflow that a newcomer imitates
};

struct ConsumerParameters {
  double people;  ///< people who could use an assistant
  double adoption, adoption_ceiling, adoption_speed;
  double plan_price;            ///< usd a year
  double paying_share;          ///< share of users who pay at the opening
  double willingness_sd;        ///< sd of ln willingness to pay within a cohort
  double income_sd;             ///< sd of ln income between cohorts
  double capability_value;      ///< rise of ln willingness to pay per point
  double jobs_paid, jobs_free;  ///< jobs per user-year
  double jobs_growth;           ///< ln a year, for `growth_years`; `later_growth` from then on
  std::int64_t growth_years;
  double later_growth;
  double free_tier;  ///< points below the best model served to free users
  std::int64_t cohorts;
};

struct CreditParameters {
  double pd_constant, pd_leverage, pd_coverage, pd_runway;  ///< logit of default probability
  double pd_collateral, pd_volatility;
  double loan_to_value;  ///< largest secured loan over what its collateral would fetch now
  double covenant_loan_to_value,
      covenant_interest_cover;  ///< of loans; beyond them they are in breach
  double thin_capital;          ///< spread per unit of capital lost over capital kept
  double capital_response;      ///< spread per unit of appetite used
  double
      collateral_value_share;  ///< opening belief: value in a sale over book, revised by auctions
  double single_name_limit;    ///< largest exposure to one borrower over capital
  double appetite_response;    ///< growth of appetite per point of return above the required
  double appetite_growth_limit;
  double required_return;
  bool risk_price;           ///< spreads ask for bearing risk, over the life of the loan
  double price_of_risk;      ///< shift of a default probability on the scale of the normal, kappa
  double plan_learning;      ///< speed at which plans are believed less or more
  bool lenders_live_on;      ///< capital lost is replaced, and more than the appetite costs more
  double capital_refill;     ///< share of the capital missing that comes back a year
  double appetite_stretch;   ///< most that is lent over the appetite
  double scarcity_response;  ///< rise of the price of risk per unit of ln lent over appetite
  double loss_response;      ///< its rise per unit of capital lost over capital left
  bool instalments;          ///< new debt falls due in equal parts, year by year
  double loan_years, equipment_loan_years, bond_first_year, bond_last_year;
};

struct EquityParameters {
  double dilution_cap;         ///< largest share of a firm sold in one round
  double fundamentals_weight;  ///< opening weight of discounted cash flow in valuations
  double extrapolation;        ///< share of the last return expected to repeat
  double switching;            ///< intensity with which investors move to the rule that erred less
  double discount;             ///< discount rate of labs' cash flows
  double terminal_margin;      ///< long-run operating margin assumed for a lab
  double price_speed;          ///< share of the gap to fundamentals that share prices close a year
  double appetite_response, appetite_growth_limit;
  bool scenarios;             ///< funds value the demand that they believe in
  double payable_share;       ///< of the value of work within reach, paid to sellers in the end
  double payable_spread;      ///< sd of its logarithm over funds
  double mood_kept;           ///< of a fund's mood, a year later
  double mood_response;       ///< of mood to ln sales over what was projected
  double herding;             ///< of its appetite that a fund places above what it believes in
  double growth_learning;     ///< share of the surprise in growth by which its estimate moves
  double gains_kept;          ///< of the frontier's expected gain, a year later
  double largest_gain;        ///< points that the frontier is expected to gain in all
  double appetite_surge;      ///< largest yearly factor of appetite of funds that hold
  double leap_counted = 1.0;  ///< part of a fund's belief in a leap that its values count on
};

struct UtilityParameters {
  double lead;             ///< years from decision to power
  double expansion_speed;  ///< share of unserved requests built a year
  double growth_limit;     ///< largest addition over the last one
  double unit_capital;     ///< usd per MW
  double operating_share;  ///< fuel and operations over energy sales
};

struct ResolutionParameters {
  double reorganisation_cost,
      liquidation_cost;  ///< deadweight cost over an estate's cash and proceeds
  bool on_lenders_path;  ///< who is reorganised is judged once, on what lenders expect
  double outside_money;  ///< part of investors' unused appetite that may bid for used capital
  std::size_t clearing_vector;  ///< ClearingVector
  double energy_claim_years;    ///< years of take-or-pay claimed when a contract is rejected
  double contract_claim_years;
};

struct MacroParameters {
  std::vector<double> base_rates;  ///< known from the first simulated year on
  double base_rate, base_rate_mean, base_rate_reversion, base_rate_sd;
  double deposit_margin;
  double energy_price, energy_growth, energy_sd;
  double inflation;
  double long_run_growth;   ///< nominal growth a year to which core businesses converge
  double growth_fade;       ///< share of the difference to it that remains after a year
  double economy_deposits;  ///< usd on deposit of everybody outside the model at the opening
  std::vector<double> public_signal;  ///< log growth of compute demand told in public, by year
  double signal_tail;                 ///< its value after the list ends
};

}  // namespace overbuild
