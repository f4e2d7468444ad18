// Who there is, and the state of each role as named columns.
// Owns the one list of roles, from which everything that names them all is made (role_list), and
// the columns of each with their units in one registration (`columns`), from which the digest,
// agents.csv and the documentation are made. Refuses to know how a decision is taken: one file a
// role holds its rules, and each rule reads its own row and the Observables only.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/type_list.hpp"
#include "market/sectors.hpp"

namespace overbuild {

/// In the order of their accounts. Enterprises are many and lie in columns of their own.
enum class Role : std::uint8_t {
  builder,
  vendor,
  lab,
  open_lab,
  app,
  lender,
  investor,
  utility,
  enterprise
};
inline constexpr std::size_t role_count = static_cast<std::size_t>(Role::enterprise) + 1;

/// What is said of a role once, for every list of roles.
struct RoleInfo {
  Role role;
  std::string_view name;      ///< the stem: `frozen_roles`, `names`, results
  std::string_view roster;    ///< the map of its firms in a configuration; empty: has none
  std::string_view label;     ///< in front of people, unless `names` says otherwise
  std::string_view meaning;   ///< for the documentation of `names`
  std::string_view firms;     ///< for the documentation of the roster
  std::string_view drawn_as;  ///< keys its random draws, so it stays what it once was
  Sector sector;
  bool needed;        ///< a market without any makes no sense
  bool raises_money;  ///< has an equity value, asks lenders and investors, is taxed
};

inline constexpr std::array<RoleInfo, role_count> role_list{{
    {Role::builder, "builder", "builders", "builder", "An owner of shells and equipment.",
     "Owners of shells and equipment, by id.", "builder", Sector::builders, true, true},
    {Role::vendor, "vendor", "vendors", "equipment vendor", "A maker of equipment.",
     "Sellers of equipment, by id; the first is the one preferences name.", "equipment_vendor",
     Sector::vendors, true, true},
    {Role::lab, "lab", "labs", "frontier lab", "A seller of its own service.",
     "Frontier labs with proprietary models, by id.", "frontier_lab", Sector::labs, true, true},
    {Role::open_lab, "open_lab", "open_labs", "open lab", "A lab that releases its models freely.",
     "Labs that release open weights, by id.", "open_lab", Sector::open_labs, false, false},
    {Role::app, "app", "apps", "app vendor", "A seller of finished products.",
     "Application vendors, by id.", "app_vendor", Sector::apps, true, true},
    {Role::lender, "lender", "lenders", "lender", "A holder of debt.",
     "Buyers of bonds and makers of loans, by id.", "lender", Sector::lenders, true, false},
    {Role::investor, "investor", "investors", "investor", "A holder of shares.",
     "Providers of equity, by id.", "investor", Sector::investors, true, false},
    {Role::utility, "utility", "utilities", "utility", "A supplier of the data centres' power.",
     "Sellers of power to data centres, by id.", "utility", Sector::utilities, true, false},
    {Role::enterprise, "enterprise", "", "enterprises", "Buyers with work to do.", "", "enterprise",
     Sector::enterprises, false, false},
}};

constexpr const RoleInfo& info_of(Role role) { return role_list[static_cast<std::size_t>(role)]; }

namespace roles_detail {

constexpr bool complete() {
  for (std::size_t k = 0; k < role_count; ++k) {
    const RoleInfo& info = role_list[k];
    if (static_cast<std::size_t>(info.role) != k || info.name.empty()) return false;
    for (std::size_t j = 0; j < k; ++j) {
      if (role_list[j].sector == info.sector || role_list[j].name == info.name) return false;
    }
  }
  return true;
}
static_assert(complete(), "a role has no line of its own, or shares its name or sector");

}  // namespace roles_detail

/// The line of a role's name, or null.
constexpr const RoleInfo* find_role(std::string_view name) {
  for (const RoleInfo& info : role_list) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

/// Whether the firms of a role are funds, whose owners bear what they lose.
constexpr bool is_fund(Role role) { return is_fund(info_of(role).sector); }

inline constexpr std::size_t heuristic_count = 6;
/// Forecasting rules (docs/odd.md, 7.5), in this order.
enum class Heuristic : std::size_t { trend, adaptive, anchor, peers, signal, fundamentals };

/// One side of an application's traffic.
struct Route {
  std::uint32_t back_end;  ///< row of the menu of back ends
  double share;            ///< of its jobs
  double price;            ///< usd per job
};

/// What every firm has.
struct Firms {
  std::vector<AccountId> account;
  std::vector<EntityId> entity;
  std::vector<std::uint8_t> alive;
  std::vector<Money> operating_result;  ///< receipts less payments of current rows, this year
  std::vector<double> equity_value;     ///< usd, own valuation or last round
  std::size_t size() const { return account.size(); }
  void add(AccountId of_account, EntityId of_entity) {
    account.push_back(of_account);
    entity.push_back(of_entity);
    alive.push_back(1);
    operating_result.push_back(Money::zero());
    equity_value.push_back(0.0);
  }
};

struct Builders : Firms {
  static constexpr Role role = Role::builder;
  // core business
  std::vector<double> core_cash_flow, core_capex;     ///< usd a year
  std::vector<double> capex;                          ///< usd, all that was booked in the year
  std::vector<double> core_mass, core_ln_value;       ///< hours of the schedule, mean ln value
  std::vector<std::int64_t> core_hours, core_wanted;  ///< used of its own; worth using at the rent
  std::vector<std::int64_t> core_rented;              ///< bought from other builders for core use
  std::vector<double> core_adopted;        ///< share of own uses worth their rent taken up
  std::vector<double> core_adopted_hours;  ///< those, H100e-hours a year
  std::vector<std::int64_t> core_idle;     ///< own hours nobody rents, in use below the rent
  std::vector<Money> core_idle_value;      ///< what they bring, part of core_value
  std::vector<Money> core_value;
  // capacity
  std::vector<std::int64_t> capacity_hours, contract_hours, spot_hours, sold_hours;
  std::vector<std::int64_t> rented_hours;  ///< from other builders, sold on or used
  std::vector<double> utilisation;
  // expectations
  std::vector<std::array<double, heuristic_count>> weight, fitness, forecast;
  std::vector<std::array<double, heuristic_count>> predisposition;  ///< lasting ln preference
  std::vector<double> adaptive_growth;
  std::vector<double> own_demand, own_growth;  ///< hours ordered from it, ln change
  std::vector<double> private_view;            ///< idiosyncratic signal on growth, ln a year
  std::vector<double> expected_growth;         ///< of compute demand, log a year
  std::vector<double> leap_strength,
      leap_exposure;  ///< gamma posterior: mean = strength / exposure
  // the plan
  std::vector<double> hurdle, hurdle_wedge;  ///< rate; what it adds to its cost of capital
  std::vector<double> density_growth;        ///< ln growth of units per MW it counts on
  std::vector<double> target_share;
  std::vector<std::uint8_t> dormant;       ///< in the pool, not entered yet
  std::vector<double> entered;             ///< year of entry, 0 for firms there at the start
  std::vector<double> entry_target_share;  ///< market share in the business plan of an entrant
  std::vector<double> profitability;       ///< index of the marginal tranche
  std::vector<double> approved;            ///< share of the wanted order approved
  std::vector<double> order_units, order_shell_mw;  ///< signed this year
  std::vector<double> order_site_mw;                ///< MW of sites bought this year
  std::vector<double> cancel_units;                 ///< left this year, of what was on order
  std::vector<double> order_usd;                    ///< spending on those units
  std::vector<double> order_without_leap;      ///< units it would order with the belief at zero
  std::vector<double> order_without_story;     ///< the same without what is told in public
  std::vector<double> order_quantile;          ///< of the demand it thought possible, ordered for
  std::vector<double> demand_factor;           ///< that demand over its plain forecast
  std::vector<double> guidance;                ///< usd of capital spending said for next year
  std::vector<double> guidance_revised;        ///< usd said for this year when it was planned
  std::vector<double> years_below_hurdle;      ///< in a row, in which its capital earned less
  std::vector<double> left;                    ///< year in which it left the business, or 0
  std::vector<std::uint8_t> leaving;           ///< offers its capital at the next sale
  std::vector<double> funding_room;            ///< usd it expects to be able to spend
  std::vector<double> installed_vendor_share;  ///< of the vendor that tastes are about

  template <class Self, class F>
  static void columns(Self& self, F&& f) {
    f("core_cash_flow", "usd", self.core_cash_flow);
    f("core_capex", "usd", self.core_capex);
    f("capex", "usd", self.capex);
    f("core_hours", "H100e-hours", self.core_hours);
    f("core_rented", "H100e-hours", self.core_rented);
    f("core_value", "usd", self.core_value);
    f("capacity_hours", "H100e-hours", self.capacity_hours);
    f("contract_hours", "H100e-hours", self.contract_hours);
    f("spot_hours", "H100e-hours", self.spot_hours);
    f("sold_hours", "H100e-hours", self.sold_hours);
    f("rented_hours", "H100e-hours", self.rented_hours);
    f("utilisation", "1", self.utilisation);
    f("expected_growth", "ln/year", self.expected_growth);
    f("own_growth", "ln/year", self.own_growth);
    f("leap_strength", "1", self.leap_strength);
    f("leap_exposure", "decades", self.leap_exposure);
    f("hurdle", "1/year", self.hurdle);
    f("density_growth", "ln/year", self.density_growth);
    f("target_share", "1", self.target_share);
    f("entered", "year", self.entered);
    f("entry_target_share", "1", self.entry_target_share);
    f("profitability", "1", self.profitability);
    f("approved", "1", self.approved);
    f("order_units", "H100e", self.order_units);
    f("cancel_units", "H100e", self.cancel_units);
    f("order_shell_mw", "MW", self.order_shell_mw);
    f("order_without_leap", "H100e", self.order_without_leap);
    f("funding_room", "usd", self.funding_room);
    f("operating_result", "usd", self.operating_result);
    f("equity_value", "usd", self.equity_value);
  }

  /// The columns that agents.csv leaves out.
  template <class Self, class F>
  static void hidden(Self& self, F&& f) {
    f(self.core_mass);
    f(self.core_ln_value);
    f(self.core_wanted);
    f(self.core_adopted);
    f(self.core_adopted_hours);
    f(self.core_idle);
    f(self.core_idle_value);
    f(self.weight);
    f(self.fitness);
    f(self.forecast);
    f(self.predisposition);
    f(self.adaptive_growth);
    f(self.own_demand);
    f(self.private_view);
    f(self.hurdle_wedge);
    f(self.dormant);
    f(self.order_usd);
    f(self.order_site_mw);
    f(self.order_without_story);
    f(self.order_quantile);
    f(self.demand_factor);
    f(self.guidance);
    f(self.guidance_revised);
    f(self.years_below_hurdle);
    f(self.left);
    f(self.leaving);
    f(self.installed_vendor_share);
  }
};

struct Vendors : Firms {
  static constexpr Role role = Role::vendor;
  std::vector<double> price, unit_cost, markup;
  std::vector<double> capacity_units;         ///< H100e a year
  std::vector<double> backlog_units;          ///< orders not yet delivered
  std::vector<std::int64_t> inventory_units;  ///< thousandths
  std::vector<std::int64_t> produced_units, delivered_units;
  std::vector<double> foundry_commitment;     ///< usd due next year whatever is sold
  std::vector<double> foundry_promised;       ///< usd due the year after that
  std::vector<double> expected_orders;        ///< units
  std::vector<double> own_asked, own_missed;  ///< units enterprises asked for; could not be had
  std::vector<double> own_expected;           ///< units they are expected to ask for next year
  std::vector<double> own_share;              ///< of enterprises' own equipment
  std::vector<double> other_revenue;          ///< usd, sales outside the model
  std::vector<double> revenue;                ///< usd, those and deliveries of the year

  template <class Self, class F>
  static void columns(Self& self, F&& f) {
    f("price", "usd/H100e", self.price);
    f("unit_cost", "usd/H100e", self.unit_cost);
    f("markup", "1", self.markup);
    f("capacity_units", "H100e", self.capacity_units);
    f("backlog_units", "H100e", self.backlog_units);
    f("inventory_units", "mH100e", self.inventory_units);
    f("produced_units", "mH100e", self.produced_units);
    f("delivered_units", "mH100e", self.delivered_units);
    f("foundry_commitment", "usd", self.foundry_commitment);
    f("foundry_promised", "usd", self.foundry_promised);
    f("other_revenue", "usd", self.other_revenue);
    f("revenue", "usd", self.revenue);
    f("operating_result", "usd", self.operating_result);
    f("equity_value", "usd", self.equity_value);
  }

  /// The columns that agents.csv leaves out.
  template <class Self, class F>
  static void hidden(Self& self, F&& f) {
    f(self.expected_orders);
    f(self.own_asked);
    f(self.own_missed);
    f(self.own_expected);
    f(self.own_share);
  }
};

struct Labs : Firms {
  static constexpr Role role = Role::lab;
  std::vector<double> capability, algorithm, inference;  ///< points; efficiency relative to opening
  std::vector<double> trained;             ///< points that own runs alone have reached
  std::vector<double> effective_flop;      ///< of the best own run
  std::vector<double> run_effective_flop;  ///< of the run that finishes next
  std::vector<double> run_scale;           ///< what a FLOP of this lab's runs is worth
  std::vector<double> leap_points, leap_hidden_points,
      leap_hidden_until;                        ///< points; year they spread
  std::vector<std::vector<double>> tier_below;  ///< [labs][tiers] points below the best model
  std::vector<std::vector<std::uint8_t>> tier_on_sale;  ///< tier 0, the best model, always is
  std::vector<double> tiers;                            ///< on sale
  std::vector<std::vector<double>> tier_price;          ///< [labs][tiers] usd per job
  std::vector<std::vector<double>> tier_elasticity;     ///< own-price elasticity seen last year
  std::vector<std::vector<double>>
      tier_elasticity_multiplier;  ///< elasticity implied by the opening price over that seen
  std::vector<double> plan_price;  ///< consumer plan, usd a year
  std::vector<double> plan_elasticity_multiplier;  ///< as of tiers
  // with prices from demand: ln initial price over the best one, and the best one this year
  std::vector<std::vector<double>> tier_wedge, tier_best;  ///< [labs][tiers]; usd per job, or 0
  std::vector<double> plan_wedge, plan_best;
  std::vector<double> price_guards;  ///< prices of the year that a bound decided
  std::vector<double> subscribers;
  std::vector<double> research_usd;  ///< compute budget for research
  std::vector<double> staff_usd;
  std::vector<std::int64_t> wanted_hours, contract_hours, spot_hours, research_hours,
      inference_hours;
  std::vector<double> fill;                     ///< share of jobs served
  std::vector<double> revenue, inference_cost;  ///< usd, this year
  std::vector<double> expected_inference_hours;
  std::vector<double> research_stock;          ///< hours of past research that still count
  std::vector<std::uint8_t> research_limited;  ///< the guard on its yearly change decided
  std::vector<double> valuation_growth;        ///< last return to its holders
  std::vector<double> funding_gap;             ///< asked for and not raised
  std::vector<double> lowest_fund_value, highest_fund_value;  ///< usd, of funds with money
  std::vector<double> value_without_leap;  ///< usd, of the fund whose value is the price
  std::vector<double> priced_payable;      ///< share of reach that this fund expects to be paid

  template <class Self, class F>
  static void columns(Self& self, F&& f) {
    f("capability", "points", self.capability);
    f("algorithm", "1", self.algorithm);
    f("inference", "1", self.inference);
    f("trained", "points", self.trained);
    f("effective_flop", "FLOP", self.effective_flop);
    f("leap_points", "points", self.leap_points);
    f("tiers", "1", self.tiers);
    f("plan_price", "usd/year", self.plan_price);
    f("subscribers", "people", self.subscribers);
    f("research_usd", "usd", self.research_usd);
    f("staff_usd", "usd", self.staff_usd);
    f("wanted_hours", "H100e-hours", self.wanted_hours);
    f("contract_hours", "H100e-hours", self.contract_hours);
    f("spot_hours", "H100e-hours", self.spot_hours);
    f("research_hours", "H100e-hours", self.research_hours);
    f("inference_hours", "H100e-hours", self.inference_hours);
    f("fill", "1", self.fill);
    f("revenue", "usd", self.revenue);
    f("inference_cost", "usd", self.inference_cost);
    f("funding_gap", "usd", self.funding_gap);
    f("operating_result", "usd", self.operating_result);
    f("equity_value", "usd", self.equity_value);
  }

  /// The columns that agents.csv leaves out.
  template <class Self, class F>
  static void hidden(Self& self, F&& f) {
    f(self.run_effective_flop);
    f(self.run_scale);
    f(self.leap_hidden_points);
    f(self.leap_hidden_until);
    f(self.tier_below);
    f(self.tier_on_sale);
    f(self.tier_price);
    f(self.tier_elasticity);
    f(self.tier_elasticity_multiplier);
    f(self.plan_elasticity_multiplier);
    f(self.tier_wedge);
    f(self.tier_best);
    f(self.plan_wedge);
    f(self.plan_best);
    f(self.price_guards);
    f(self.expected_inference_hours);
    f(self.research_stock);
    f(self.research_limited);
    f(self.valuation_growth);
    f(self.lowest_fund_value);
    f(self.highest_fund_value);
    f(self.value_without_leap);
    f(self.priced_payable);
  }
};

struct OpenLabs : Firms {
  static constexpr Role role = Role::open_lab;
  std::vector<double> capability, algorithm, inference;
  std::vector<double> released;  ///< capability of the best model that anyone may host, for good
  std::vector<double> past_released, past_inference;  ///< the release before, kept on offer
  std::vector<double> effective_flop;
  std::vector<double> budget;  ///< usd a year from sponsors
  std::vector<std::int64_t> research_hours;

  template <class Self, class F>
  static void columns(Self& self, F&& f) {
    f("capability", "points", self.capability);
    f("algorithm", "1", self.algorithm);
    f("inference", "1", self.inference);
    f("released", "points", self.released);
    f("effective_flop", "FLOP", self.effective_flop);
    f("budget", "usd", self.budget);
    f("research_hours", "H100e-hours", self.research_hours);
  }

  /// The columns that agents.csv leaves out.
  template <class Self, class F>
  static void hidden(Self& self, F&& f) {
    f(self.past_released);
    f(self.past_inference);
    f(self.equity_value);
    f(self.operating_result);
  }
};

struct Apps : Firms {
  static constexpr Role role = Role::app;
  std::vector<std::uint32_t> class_mask;
  std::vector<double> workflow_quality;
  std::vector<double> price;       ///< usd per job
  std::vector<double> job_cost;    ///< own cost per job beside inference, usd
  std::vector<double> elasticity;  ///< own-price elasticity seen last year
  std::vector<double>
      elasticity_multiplier;  ///< elasticity implied by the opening price over that seen
  std::vector<double> price_wedge, best_price, price_guards;  ///< as of labs
  std::vector<std::vector<Route>> routes;                     ///< [apps][models in use]
  std::vector<std::vector<double>> discount;    ///< [apps][labs] agreed price over list
  std::vector<std::vector<int>> discount_ends;  ///< [apps][labs] last year of the contract
  std::vector<double> backend_price, backend_capability;  ///< usd per job, points; mean over routes
  std::vector<double> viable_suppliers;  ///< labs and open models near the best per dollar
  std::vector<double> runs_models;       ///< 1: has a team that hosts for itself
  std::vector<double> loss_years;        ///< in a row; below 0: has not come in yet
  std::vector<double> overhead_usd;
  std::vector<double> revenue, inference_cost;
  std::vector<double> fill;

  template <class Self, class F>
  static void columns(Self& self, F&& f) {
    f("price", "usd/job", self.price);
    f("job_cost", "usd/job", self.job_cost);
    f("elasticity", "1", self.elasticity);
    f("backend_price", "usd/job", self.backend_price);
    f("backend_capability", "points", self.backend_capability);
    f("viable_suppliers", "1", self.viable_suppliers);
    f("runs_models", "1", self.runs_models);
    f("loss_years", "years", self.loss_years);
    f("overhead_usd", "usd", self.overhead_usd);
    f("revenue", "usd", self.revenue);
    f("inference_cost", "usd", self.inference_cost);
    f("fill", "1", self.fill);
    f("operating_result", "usd", self.operating_result);
    f("equity_value", "usd", self.equity_value);
  }

  /// The columns that agents.csv leaves out.
  template <class Self, class F>
  static void hidden(Self& self, F&& f) {
    f(self.class_mask);
    f(self.workflow_quality);
    f(self.elasticity_multiplier);
    f(self.price_wedge);
    f(self.best_price);
    f(self.price_guards);
    f(self.routes);
    f(self.discount);
    f(self.discount_ends);
  }
};

struct Lenders : Firms {
  static constexpr Role role = Role::lender;
  std::vector<double> capital, appetite, lent, spread_add, realised_return;
  std::vector<double> opening_capital;
  std::vector<double> worst_default_probability;
  std::vector<std::uint8_t> bonds;

  template <class Self, class F>
  static void columns(Self& self, F&& f) {
    f("capital", "usd", self.capital);
    f("opening_capital", "usd", self.opening_capital);
    f("appetite", "usd", self.appetite);
    f("lent", "usd", self.lent);
    f("spread_add", "1", self.spread_add);
    f("realised_return", "1", self.realised_return);
  }

  /// The columns that agents.csv leaves out.
  template <class Self, class F>
  static void hidden(Self& self, F&& f) {
    f(self.worst_default_probability);
    f(self.bonds);
    f(self.equity_value);
    f(self.operating_result);
  }
};

struct Investors : Firms {
  static constexpr Role role = Role::investor;
  std::vector<double> appetite, invested, realised_return, required_return;
  std::vector<double> fundamentals_weight, error_fundamentals, error_extrapolation;
  // what a fund believes of demand
  std::vector<double> view;           ///< lasting, in sd of ln of what will be paid in the end
  std::vector<double> mood;           ///< ln of what it believes over its lasting view
  std::vector<double> payable_share;  ///< of the value of work within reach, paid in the end
  std::vector<double> expected_growth, expected_rental_growth;  ///< of labs' and builders' sales
  std::vector<double> expected_gain, seen_frontier;             ///< points a year; points
  std::vector<double> projected_sales;                          ///< usd, of all labs next year
  std::vector<double> leap_strength, leap_exposure;             ///< as of builders

  template <class Self, class F>
  static void columns(Self& self, F&& f) {
    f("appetite", "usd", self.appetite);
    f("invested", "usd", self.invested);
    f("realised_return", "1", self.realised_return);
    f("fundamentals_weight", "1", self.fundamentals_weight);
  }

  /// The columns that agents.csv leaves out.
  template <class Self, class F>
  static void hidden(Self& self, F&& f) {
    f(self.required_return);
    f(self.error_fundamentals);
    f(self.error_extrapolation);
    f(self.view);
    f(self.mood);
    f(self.payable_share);
    f(self.expected_growth);
    f(self.expected_rental_growth);
    f(self.expected_gain);
    f(self.seen_frontier);
    f(self.projected_sales);
    f(self.leap_strength);
    f(self.leap_exposure);
    f(self.equity_value);
    f(self.operating_result);
  }
};

struct Utilities : Firms {
  static constexpr Role role = Role::utility;
  std::vector<double> capacity_mw, contracted_mw, requested_mw, addition_mw;
  std::vector<std::vector<double>> under_way;  ///< [utilities][years ahead] MW

  template <class Self, class F>
  static void columns(Self& self, F&& f) {
    f("capacity_mw", "MW", self.capacity_mw);
    f("contracted_mw", "MW", self.contracted_mw);
    f("requested_mw", "MW", self.requested_mw);
    f("addition_mw", "MW", self.addition_mw);
  }

  /// The columns that agents.csv leaves out.
  template <class Self, class F>
  static void hidden(Self& self, F&& f) {
    f(self.under_way);
    f(self.equity_value);
    f(self.operating_result);
  }
};

/// Roles whose firms lie in columns, in the order of role_list.
using RolesWithFirms =
    TypeList<Builders, Vendors, Labs, OpenLabs, Apps, Lenders, Investors, Utilities>;

namespace roles_detail {

template <class... AnyFirms>
constexpr bool in_order(TypeList<AnyFirms...>) {
  std::size_t k = 0;
  return ((static_cast<std::size_t>(AnyFirms::role) == k++) && ...);
}
static_assert(RolesWithFirms::size == role_count - 1, "a role is missing in RolesWithFirms");
static_assert(in_order(RolesWithFirms{}), "RolesWithFirms has another order than role_list");

}  // namespace roles_detail

/// The consumer block of the rest of the economy: income cohorts and their adoption.
struct Consumers {
  double users = 0, ln_willingness = 0;  ///< people; median ln willingness to pay, usd a year
  std::vector<double> cohort_income;     ///< ln income relative to the median, [cohorts]
  double payers = 0;
};

}  // namespace overbuild
