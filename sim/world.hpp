// The state of one world: accounts, roles, markets, and what the year hands from phase to phase.
// Owns the composition only; the rules are in agents/ and market/, their order in sim/year.cpp.
// Refuses to know files, terminals and experiments.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agents/consumer.hpp"
#include "agents/enterprise/enterprise.hpp"
#include "agents/roles.hpp"
#include "core/random.hpp"
#include "market/auction.hpp"
#include "market/cap_table.hpp"
#include "market/clearing.hpp"
#include "market/commitments.hpp"
#include "market/debt_book.hpp"
#include "market/fleet.hpp"
#include "market/ledger.hpp"
#include "market/losses.hpp"
#include "market/observables.hpp"
#include "sim/measure/state.hpp"
#include "sim/parameters/parameters.hpp"
#include "sim/results/recording.hpp"

namespace overbuild {

enum class Role : std::size_t {
  builder,
  equipment_vendor,
  frontier_lab,
  open_lab,
  app_vendor,
  enterprise,
  utility,
  lender,
  investor
};

/// Equipment ordered and not yet delivered.
struct EquipmentOrder {
  std::size_t builder, vendor;
  std::int64_t milli_units;
  double price;  ///< usd per H100e, fixed at the order
  int due;       ///< year of delivery if the vendor can
  CommitmentId commitment;
};

/// Shells under construction; half is paid on order, half on completion.
struct ShellOrder {
  std::size_t builder, utility;
  std::int64_t milli_mw;
  Money paid;  ///< on order, capitalised
  Money second_half;
  int ready;  ///< first year it can be commissioned, power permitting
  CommitmentId commitment;
};

/// A model behind an application: a lab's tier, an open model (tier is its size) hosted by others or
/// on hours that the application rents.
enum class BackEndKind : std::uint8_t { lab, hosted, own };
struct BackEndSource {
  BackEndKind kind;
  std::size_t lab, tier;
};

/// Dues of the year with the reason that events and `obligations.csv` show.
struct Dues {
  std::vector<Obligation> list;
  void add(AccountId debtor, AccountId creditor, FlowRow row, std::uint8_t rank, Money due,
           std::uint32_t tag = 0) {
    if (due > Money::zero()) list.push_back({debtor, creditor, rank, due, row, tag});
  }
};

/// Order in which claims are paid.
namespace rank {
inline constexpr std::uint8_t administrative = 0, secured = 1, senior = 2, subordinated = 3;
}
/// Tags of dues: claim row + 1 where principal is repaid, contract_tag | commitment for compute
/// contracts, zero for everything else.
inline constexpr std::uint32_t contract_tag = 0x80000000U;

/// Energy used and paid by one builder in the year, for identity I9 (kWh).
struct EnergyUse {
  std::int64_t used = 0, contracted_used = 0, spot = 0, contracted = 0, floor = 0, paid_for = 0;
};

/// Estate of a failed firm, for identity I11.
struct Estate {
  AccountId firm;
  Money cash, proceeds, received, costs, distributed, left;
};

/// What creditors of one rank were owed by estates, and what cash they got.
struct RankRecovery {
  Money claims, paid;
};

/// Used capital that changed hands, for later utilisation.
struct UsedSale {
  int year;
  std::size_t buyer;  ///< builder
  LotClass of;
  std::int64_t milli_units;
};

/// The compute market of the year.
struct ComputeYear {
  std::int64_t capacity = 0, installed = 0, contract_used = 0, core = 0, spot_offered = 0,
               spot_wanted = 0, spot_sold = 0, hosted_wanted = 0, hosted_sold = 0, ordered = 0;
  Fill hosted_fill{};
  std::vector<Fill> lab_fill;                                               ///< [labs]
  std::vector<std::int64_t> contract_hours_used, contract_hours_available;  ///< [open contracts]
};

/// What one firm asked for in P8 and what it got, for finance.csv and `overbuild why`. usd.
struct FundingRecord {
  AccountId firm;
  double cash = 0, dues = 0, principal_due = 0, need = 0;
  double default_probability = 0, spread = 0, interest_cover = 0, loan_to_value = 0;
  double offered = 0, borrowed = 0, from_parent = 0, from_vendor = 0, equity = 0;
  double equity_value = 0;  ///< before the money, as investors saw it; 0 when nobody was asked
  double missing = 0;       ///< dues for which there was still no cash
};

/// Credit of the year.
struct CreditYear {
  double lent = 0, spread_sum = 0;     ///< usd; spread x usd
  std::vector<double> borrowing_room;  ///< [accounts] what lenders would add next year
  std::vector<double> spread;          ///< [accounts] what more debt would cost over the base rate
  std::vector<double> room_left;       ///< [accounts] offered this year and not drawn
  std::vector<double> appetite_left;   ///< [lenders] usd
  std::vector<double> equity_left;     ///< [investors] usd
  std::vector<std::uint8_t> breached, refused;  ///< [accounts] covenant; rollover
  std::vector<FundingRecord> records;
};

/// How steady a firm's earnings were: moving averages of yearly earnings and of their surprises.
struct EarningsRecord {
  double mean = 0, surprise = 0;
  bool known = false;
};

/// The business plan on which a builder that enters asks for its first money.
struct Founding {
  double need = 0;      ///< usd this year, for its first sites and what they will hold
  double earnings = 0;  ///< usd a year that it will earn if rents stay what they are
  int until = 0;        ///< last year in which its plan does not yet pay for itself
  double reserve = 0;   ///< usd beside that, for interest and losses until then
};

/// Cash flows by cohort: row 0 is capital from before the run, row k the capital spending of the
/// k-th simulated year; cash is attributed by hours sold. Totals are kept apart (I16).
struct Cohorts {
  std::vector<std::vector<Money>> builder_cash, sector_cash;  ///< [cohort][simulated year]
  std::vector<std::vector<Money>> rent_cash;  ///< builders', own use valued at the posted rent
  std::vector<Money> invested;                                ///< [simulated year]
  std::vector<Money> builder_total, sector_total;             ///< [simulated year]
};

struct World {
  World(const Parameters&, std::uint32_t seed, std::uint32_t replicate);

  // inputs
  const Parameters& parameters;
  KeyedRandom random;
  int year = 0;
  std::array<bool, 9> frozen{};
  bool is_frozen(Role role) const { return frozen[static_cast<std::size_t>(role)]; }

  // books
  Ledger ledger;
  DebtBook debt;
  CapTable shares;
  CommitmentBook commitments;
  LossRecorder losses;
  AccountId economy, government, bank;
  AccountRange enterprise_accounts;

  // roles
  Builders builders;
  Vendors vendors;
  Labs labs;
  OpenLabs open_labs;
  Apps apps;
  Roster<AppConfig> app_configs;  ///< [apps] those of the configuration, then who could come in
  Lenders lenders;
  Investors investors;
  Utilities utilities;
  Consumers consumers;
  std::unique_ptr<EnterprisePopulation> enterprises;

  // capital
  Fleet equipment, shells;  ///< [builders]; shells in thousandths of a MW by commissioning year
  std::vector<double> vintage_power;  ///< kW per H100e by vintage, from Fleet::first_vintage
  std::vector<EquipmentOrder> equipment_orders;
  std::vector<ShellOrder> shell_orders;
  std::vector<double> builder_utility_mw;  ///< contracted power by builder

  // markets
  Observables seen;  ///< public record of last year
  double base_rate = 0, energy_price = 0, rental_price = 0;
  double spread_shock = 0;           ///< added to every new coupon this year
  std::vector<double> output_shock;  ///< [vendors] factor on what they can produce this year
  double hours_reference = 0;       ///< H100e-hours per job of the reference capability
  double capability_reference = 0;  ///< best model at the opening
  double flop_reference = 0;        ///< effective FLOP of the best run at the opening
  double open_run_scale = 1;        ///< worth of a FLOP to open labs: that to the mean frontier lab
  double research_reference = 0;    ///< usd of research by a lab at the opening
  double knee_growth = 1.0;
  double opening_lab_margin = 0;
  double hosted_price = 0;
  std::array<double, mode_count> mode_preference{};
  std::vector<double> consumer_preference;  ///< [labs]
  std::vector<double> frontier_path;        ///< best capability by year, for gap_months
  int frontier_path_start = 0;
  double threshold_decades = 0;                     ///< where the leap threshold lies, or infinity
  std::vector<double> leap_hazard_sum, leap_clock;  ///< [labs]
  std::vector<std::uint32_t> leap_count;
  double cumulative_training = 0, cumulative_training_reference = 0;

  // the year, in the order of its phases
  std::vector<ServiceOption> options;
  SelfHostTerms self_hosting;
  std::vector<BackEndSource> back_ends;
  ConsumerDemand consumer_demand;
  std::vector<std::int64_t> app_jobs;  ///< [apps] asked for
  ComputeYear compute;
  Dues dues;
  std::vector<EnergyUse> energy;  ///< [builders]
  CreditYear credit;
  std::vector<EarningsRecord> earnings;  ///< [accounts]
  std::vector<Founding> founding;  ///< [builders]
  std::vector<Estate> estates;
  Cohorts cohorts;
  std::map<std::pair<AccountId, AccountId>, Money> stake_value;  ///< (issuer, holder): carried at
  std::vector<double> equity_multiple, vendor_multiple,
      app_multiple;  ///< value over earnings, opening
  std::vector<Move> moves;
  std::vector<double> tax_base;                     ///< [named accounts] last year's taxable result
  std::vector<Money> equipment_spend, shell_spend;  ///< [builders] booked this year
  std::vector<Money> vendor_sales, vendor_cost;     ///< [vendors] delivered this year
  std::vector<std::int64_t> vendor_opening_stock,
      vendor_scrapped;                   ///< [vendors] thousandths, for I7
  Money clearing_claims, clearing_paid;  ///< of firms that failed
  Money defaulted_debt;
  std::array<RankRecovery, 4> recoveries{};     ///< [rank] cash of estates
  std::array<int, 3> failures_by_cause{};       ///< illiquid, insolvent, both
  int cascade_depth = 0, reorganisations = 0;
  std::vector<UsedSale> sold_used;              ///< whole run
  Money auction_proceeds, auction_cost, auction_book;
  Money opening_debt, debt_service;
  std::vector<double> vendor_stakes_bought;     ///< [vendors] usd, this year
  int defaults = 0, leaps_this_year = 0;

  MeasureState measured;

  // results
  Recording recording;
  bool record_workloads = false, record_tables = true;
  std::vector<std::uint8_t> workload_recorded;  ///< [workloads] in the keyed sample
  std::vector<Mode> opening_modes;              ///< [workloads]
  AuditReport audit_report;
  std::vector<std::uint32_t> agent_of_account;  ///< row of recording.agents, or UINT32_MAX

  // small readings used by several phases
  std::uint32_t key_year() const { return static_cast<std::uint32_t>(year); }
  std::string name(AccountId account) const;
  double cash(AccountId account) const { return ledger.cash(account).usd(); }
  void event(std::string_view phase, std::string_view kind, std::string agent,
             std::string counterparty, Money amount, std::string detail);
  double vintage_kw(int vintage) const;
  /// Yearly growth in `of_year` of what grew by `opening_growth` at the opening: nothing outgrows
  /// the economy for ever.
  double faded_growth(double opening_growth, int of_year) const;
  /// H100e of a builder that run at the start of the year.
  double units(std::size_t builder) const;
  double used_mw(std::size_t builder) const;
};

/// Draws the enterprises.
void populate(World&);

/// Opening balance sheets, fleets, prices, menus and commitments of a populated world, posted and
/// solved so that the opening year reproduces the record (sim/opening/).
void open_world(World&);

/// One year, phases P0 to P12 (sim/year.cpp).
struct YearHooks {
  std::function<bool()> interrupted;
  std::function<void(World&, int)> tamper;
};
void advance(World&, const YearHooks&);

/// Builders that enter ask for money with everybody else in P8; who gets none sleeps on
/// (sim/credit/entry.cpp).
void found_builders(World&);
void confirm_founders(World&);

/// Draws what a builder believes before it has a record of its own (sim/credit/fresh_beliefs.cpp).
void fresh_beliefs(World&, std::size_t builder);

/// Hours of inference behind the opening year's sales, and the labs' first research plans.
void need_opening_inference(World&);
void plan_labs(World&);

// The phases, one function each; sim/phases/*.cpp.
void draw_exogenous(World&);     // P0
void deliver_and_scrap(World&);  // P1
void finish_training(World&);    // P2
void post_prices(World&);        // P3
void bargain_wholesale(World&);  // P4
void procure(World&);            // P5
void allocate_capacity(World&);  // P6
void bill(World&);               // P7
void finance(World&);            // P8
void clear_and_resolve(World&);  // P9
void plan_and_sign(World&);      // P10
void learn(World&);              // P11
void close_books(World&);        // P12

/// The year's results by firm, from the ledger (sim/books/accounts.cpp).
void measure_results(World&);

/// Entry and exit of applications, part of P10 (sim/compute/wholesale.cpp).
void enter_and_leave(World&);

/// Identities I7 to I9, I11, I16, from the state that other layers own (sim/books/audit_units.cpp).
void audit_units(World&);
/// The year's metrics and tables into the recording (sim/measure/measure.cpp).
void measure(World&);
void measure_predicates(World&);  // what hypotheses are stated in
void measure_opening(World&);
/// Returns of cohorts, known at the end (sim/measure/returns.cpp).
void measure_returns(World&);
/// Rows of the run directory for the year just closed (sim/measure/tables.cpp).
void record_tables(World&);
void record_opening_tables(World&);
/// Digest of the state that a phase can change.
std::uint64_t state_digest(const World&);

}  // namespace overbuild
