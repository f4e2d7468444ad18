// Why: enterprises decide which of their work to hand to models, and who serves it; all demand for
// inference that is not a consumer subscription starts here.
// Owns: the population of enterprises and workloads as columns, the opening state, and one year of
// decisions: discovery, procurement, self-hosting, budgets, and what was served and paid.
// Refuses to know: the ledger, configuration files, who the sellers are and how prices are set. It
// sees posted offers, its own rows and last year's public adoption, nothing else.
// Money per row is integer cents, jobs are integers, both already weighted: one simulated
// enterprise stands for `weight` real ones.  Randomness is keyed by entity, never by row.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agents/enterprise/loyalty.hpp"
#include "core/digest.hpp"
#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/random.hpp"

namespace overbuild {

/// How a workload is served. The names are those of files (docs/outputs.md).
enum class Mode : std::uint8_t { none, api, hosted_open, self_hosted, app };
inline constexpr std::size_t mode_count = 5;
inline constexpr std::array<std::string_view, mode_count> mode_names{"none", "api", "hosted_open",
                                                                     "self_hosted", "app"};

// ------------------------------------------------------------------------------- parameters

/// A stratum of real firms by employment.
struct SizeClass {
  double employees_lo = 1.0;   ///< smallest, >= 1
  double employees_hi = 10.0;  ///< largest, > employees_lo
  double firms = 1.0;          ///< real firms in the class
  double sample_share = 1.0;   ///< share of the simulated enterprises allotted to it
  double adoption = 0.0;       ///< share of its firms that use AI at the opening
  bool operator==(const SizeClass&) const = default;
};

struct PopulationParameters {
  std::int64_t enterprises = 20000;  ///< simulated; a stratum never gets more than its real firms
  std::vector<SizeClass> size_classes;
  double pareto_exponent = 1.06;  ///< of employment within a stratum (Axtell 2001)
  std::int64_t workloads_lo = 10, workloads_hi = 50;  ///< per enterprise, rising with ln employees
  std::int64_t sectors = 20;                          ///< industries, among which peers are heard
  double volume_sd = 1.0;             ///< sd of ln jobs per employee between workloads
  double usd_per_employee = 60000.0;  ///< yearly payroll, the size that budgets are a share of
  std::int64_t peers = 6;             ///< others in the industry that an enterprise hears of
  double peers_rewired = 0.1;         ///< share of these ties that lead elsewhere
  double hub_exponent = 1.1;          ///< power law of ties across industries
  double hub_reach = 0.1;             ///< share of all enterprises that the largest hub may reach
  bool peers_by_weight = false;       ///< whom one hears of stands for as many firms as it does
  bool neyman = false;                ///< strata are sampled by what they add to the variance
  bool operator==(const PopulationParameters&) const = default;
};

/// A kind of work.  The class is a label for reports; decisions read only the numbers of the row.
struct WorkloadClass {
  std::string label;
  double total_value_usd = 1e12;       ///< yearly value of feasible tasks, whole economy
  double value_per_job_median = 50.0;  ///< usd per job of 1e6 reference tokens
  double value_between_sd = 2.0;       ///< sd of ln median value between workloads
  double value_within_sd = 1.5;        ///< sd of ln value of the jobs of one workload
  double difficulty_mean = 0.0, difficulty_sd = 1.0;  ///< capability points
  double failure_cost_share = 0.5;   ///< cost of a failed job over the workload's median value
  double verification_share = 0.02;  ///< cost of checking a job over the workload's median value
  double sensitivity_mean = 0.02;    ///< perceived cost of leaving the house over median value
  double peak_to_mean = 3.0;         ///< mean over workloads, >= 1
  double latent_share = 0.5;         ///< share of workloads nobody has thought of at the opening
  double weight = 1.0;               ///< relative frequency among workloads
  bool operator==(const WorkloadClass&) const = default;
};

/// How enterprises decide.
struct DemandParameters {
  double discrimination = 2.5;  ///< a: slope of ln odds of success, per capability point
  double external_penalty =
      1.0;                    ///< kappa_ext: scale of the perceived cost of sensitive data outside
  double choice_noise = 0.3;  ///< scale of the Gumbel shock on ln surplus
  double mode_constant_fade =
      0.0;  ///< 1/year: of what the opening's record shows of a mode beyond attributes
  double nest_noise = 0.25;  ///< of it, scale of the shock of an offer within its nest
  std::int64_t contract_lo = 1, contract_hi = 3;       ///< years, uniform
  double adoption_base = 0.03, adoption_peers = 0.38;  ///< Bass p and q of whole enterprises
  double discovery_base = 0.03, discovery_peers = 0.25,
         discovery_apps = 0.02;     ///< eta0, eta1, eta2
  double switching_cost = 60000.0;  ///< usd, median, of a workload worth switching_reference_usd
  double switching_gsd = 1.65;      ///< geometric sd between workloads
  double switching_reference_usd = 1e6;  ///< cost grows with the square root of yearly task value
  double switching_horizon = 3.0;        ///< years over which a move has to pay for itself
  double discount = 0.10;                ///< yearly, of all enterprise decisions
  double budget_base_share = 0.01;       ///< of payroll
  double budget_benefit_share = 0.5;     ///< of last year's realised net benefit
  double budget_cap_share = 0.2;         ///< of payroll
  double potential_growth = 0.02;        ///< yearly real growth of potential jobs
  std::vector<double> first_growth;      ///< the same for the first years, where it is known
  double satiation = 1.0;                ///< elasticity of that fall
  double output_growth = 0.045;          ///< nominal, a year; as `macro.long_run_growth`
  double wage_growth = 0.03;  ///< nominal, a year: of task values, payroll, platforms, moves
  double platform_usd_per_year = 250000.0;  ///< a firm's platform for own models, whatever its use
  double staff_usd_per_year = 0.0;          ///< further staff of such a platform
  double self_host_units_min = 1.0;   ///< smallest set of equipment, H100e; 0 makes it divisible
  double self_host_load_max = 0.5;    ///< highest share of installed hours in use at the peak
  double self_host_site_share = 1.0;  ///< part of the posted site cost that is paid
  double overrun_mean = 0.2, overrun_sd = 0.25;  ///< true ln cost of own hosting over the estimate
  double belief_mean = 0.45, belief_sd = 0.5;    ///< what is believed of it at the opening
  double peer_noise = 0.4, own_noise = 0.1;      ///< sd of what peers tell, of a year's own books
  double risk_aversion = 2.0;                    ///< rho: relative, on the cost at stake
  double multiple_lo = 1.0, multiple_hi = 4.0;   ///< bounds of the real-option multiple
  double taste_change = 0.08;                    ///< chance that they are at a review
  double budget_response = 0.5;       ///< part of the way to them that a budget goes in a year
  double budget_growth_limit = 2.25;  ///< factor by which it changes in a year at most
  double measured_share = 0.25;       ///< part of the work saved that a firm can measure
  double pooled_load = 0.3;           ///< highest share of a pool's hours in use at the peak
  double app_dissimilarity = 0.5;     ///< of taste, scale of an application's own within its nest
  double app_constant_fade = 0.2;     ///< 1/year: of what the record shows of products
  bool satiating = false;             ///< value of a job falls as jobs grow, and rises with output
  bool lasting_tastes = false;        ///< tastes are redrawn now and then, not at every review
  bool binding_budgets = false;       ///< budgets follow measured benefits by and by
  bool pooled_hosting = false;        ///< a firm's own models share one pool of equipment
  bool rented_pools = false;          ///< own models also run on hours that builders rent out
  bool app_nests = false;             ///< applications for one kind of work are near substitutes
  bool modes_met = false;  ///< the start is solved down to single nearly indifferent rows
  bool operator==(const DemandParameters&) const = default;
};

/// Highest share of own hours in use at the peak.
inline double hosting_load(const DemandParameters& demand) {
  return demand.pooled_hosting ? demand.pooled_load : demand.self_host_load_max;
}
/// Smallest equipment of one workload; a pool has to reach it only as a whole.
inline double least_units_of_workload(const DemandParameters& demand) {
  return demand.pooled_hosting ? 0.0 : demand.self_host_units_min;
}

/// Potential jobs over those of the opening, `years` later.
double potential_growth(const DemandParameters& demand, int years);
/// Value of a job over that of the opening, beyond wages, `years` later: work that there is more of
/// is worth less by the job, so that the value of all work follows nominal output where `satiation`
/// is 1.
double job_value_growth(const DemandParameters& demand, int years);

// ----------------------------------------------------------------------------- posted offers

/// One posted offer.  (mode, seller, tier) is its identity: keep it stable over years.
struct ServiceOption {
  Mode mode = Mode::api;          ///< api, hosted_open, app; self_hosted on rented equipment
  std::uint16_t seller = 0;       ///< below 4096, unique within the mode
  std::uint8_t tier = 0;          ///< below 16
  EntityId entity{};              ///< of the seller: lasting tastes are keyed by it
  double capability = 0.0;        ///< points
  double capability_bonus = 0.0;  ///< points by which a workflow lowers difficulty
  double price_usd_per_job = 1.0;
  double ln_preference = 0.0;      ///< constant on ln surplus, from OpeningResult::ln_preference
  double ln_family = 0.0;          ///< the same of a row split from another
  std::uint32_t class_mask = ~0U;  ///< bit c: serves workload class c
  bool external = true;            ///< data leave the house: sensitivity counts
  bool operator==(const ServiceOption&) const = default;
};

/// A model that anyone may run.
struct OpenModel {
  double capability, hours_per_job;
  bool operator==(const OpenModel&) const = default;
};

/// The open models that can be run on own equipment, and what that costs.
struct SelfHostTerms {
  bool available = true;
  double capability = 0.0;
  double ln_preference = 0.0;     ///< constant on ln surplus, from OpeningResult::ln_preference
  double hours_per_job = 0.01;    ///< H100e-hours
  std::vector<OpenModel> others;  ///< further models, smaller ones as a rule
  double equipment_price_usd_per_unit = 40000.0;
  double site_usd_per_unit = 5000.0;  ///< once, expensed
  double power_usd_per_unit_year = 1000.0;
  double operations_share = 0.05;      ///< yearly upkeep over the posted price of equipment
  std::int64_t life_years = 5;         ///< keep constant within a run
  double expected_price_drift = -0.2;  ///< perceived ln change a year of bought-in prices
  double price_volatility = 0.4;       ///< perceived sd of that
  [[nodiscard]] std::size_t models() const { return 1 + others.size(); }
  [[nodiscard]] OpenModel model(std::size_t k) const {
    return k == 0 ? OpenModel{capability, hours_per_job} : others[k - 1];
  }
  bool operator==(const SelfHostTerms&) const = default;
};

// ------------------------------------------------------------------------------------ columns

/// Enterprises [n].
struct EnterpriseColumns {
  std::vector<EntityId> entity;
  std::vector<double> weight;          ///< real firms represented
  std::vector<float> employees;        ///< of one firm
  std::vector<float> budget_usd;       ///< AI budget of this year, one firm
  std::vector<float> net_benefit_usd;  ///< realised last year, one firm
  std::vector<std::uint16_t> sector;
  std::vector<std::uint8_t> size_class;
  std::vector<std::uint8_t> flags;   ///< bits: open to AI, has a platform, has run one
  std::vector<std::uint8_t> served;  ///< anything last year; what peers see
  std::vector<float> belief_mean, belief_variance;  ///< of ln cost of own hosting over the estimate
  std::vector<std::int64_t> integration_cents;      ///< switching cost paid this year, weighted
  std::vector<std::uint32_t> first_workload;        ///< [n + 1] CSR offsets
  [[nodiscard]] std::size_t size() const { return entity.size(); }
};

enum class Status : std::uint8_t { latent, found, known };

/// Workloads [sum over enterprises].  57 bytes a row.
struct WorkloadColumns {
  std::vector<float> potential_jobs;    ///< a year, one firm; times potential_scale(class)
  std::vector<float> ln_value;          ///< ln median usd per job
  std::vector<float> difficulty;        ///< points
  std::vector<float> failure_usd;       ///< cost of a failed job
  std::vector<float> verification_usd;  ///< per job
  std::vector<float> sensitivity_usd;   ///< per job, before external_penalty
  std::vector<float> peak_to_mean;
  std::vector<float> switching_usd;  ///< one firm
  std::vector<float> benefit_usd;    ///< mean gross benefit per served job, rework and checks paid
  std::vector<std::int64_t> jobs;    ///< asked for this year, weighted, after the budget
  std::vector<std::uint32_t> own_milli_units;  ///< own equipment of one firm
  std::vector<std::uint16_t> seller;
  std::vector<std::uint8_t> tier;
  std::vector<std::uint8_t> taste_epoch;  ///< times that lasting tastes were redrawn
  std::vector<Mode> mode;
  std::vector<Status> status;
  std::vector<std::uint8_t> workload_class;
  std::vector<std::uint8_t>
      contract_end;                   ///< calendar year less year_origin(): first year of review
  std::vector<std::uint8_t> vintage;  ///< of own equipment, same origin
  [[nodiscard]] std::size_t size() const { return potential_jobs.size(); }
};

/// Whether a workload is run by the firm itself on equipment that it rents: such offers have tiers
/// from 1 on, own equipment has tier 0.
inline bool on_rented(const WorkloadColumns& w, std::size_t row) {
  return w.mode[row] == Mode::self_hosted && w.tier[row] > 0 && w.own_milli_units[row] == 0;
}

// ----------------------------------------------------------------------------------- opening

/// Yearly spend by mode in the opening year, usd.  Self-hosting: level cost of equipment and sites
/// over their life, power, operations, platforms.
struct OpeningTargets {
  double api_usd = 0.0, hosted_open_usd = 0.0, self_hosted_usd = 0.0, app_usd = 0.0;
  /// Constants of these modes where nothing was spent on them.
  double hosted_open_preference = 0.0, self_hosted_preference = 0.0;
  double known_scale = 0.0;  ///< given instead of solved; what firms may spend is solved then
  bool operator==(const OpeningTargets&) const = default;
};

struct OpeningResult {
  double known_scale =
      0.0;  ///< kappa: a workload is known if u < 1 - exp(-kappa log10(10 + employees))
  double budget_share = 1.0;  ///< the most an enterprise spends, over its payroll
  std::array<double, mode_count>
      ln_preference{};  ///< by mode; api is 0, without a record the prior
  OpeningTargets achieved;
  double worst_misfit = 0.0;  ///< largest |achieved / target - 1| over targets above zero
  double work_scale = 1.0;    ///< work of every kind over what was configured
  bool converged = false;     ///< worst_misfit <= 0.03
  std::vector<std::int64_t> equipment_book_cents;  ///< [enterprises] at the end of the opening year
};

// ------------------------------------------------------------------------------- one year

struct DiscoveryInput {
  int year = 0;
  std::span<const double> apps_by_class;  ///< [classes] applications on offer
  bool frozen = false;
};

struct ProcurementInput {
  int year = 0;
  std::span<const ServiceOption> options;  ///< at most 255
  SelfHostTerms self_hosting;
  bool frozen = false;  ///< repeat last year's decision: modes and jobs asked for
};

/// A sum that nobody owes or owns: it may outgrow 64 bits of cents.
using MemoSum = detail::Int128;

/// What an option was asked for, all firms.
struct OptionRequest {
  std::int64_t jobs = 0;
  std::int64_t spend_cents = 0;
  MemoSum elasticity_cents = 0;  ///< sum of spend x (-d ln jobs / d ln own price), customers kept
  MemoSum exposure_cents = 0;    ///< sum of spend x spend / surplus (= -d ln surplus / d ln price)
  std::int64_t contestable_cents = 0;  ///< spend of workloads whose contract was open this year
  MemoSum job_elasticity = 0;          ///< sum of jobs x thousandths of elasticity in own price
  std::int64_t workloads = 0;          ///< rows, unweighted
  OptionRequest& operator+=(const OptionRequest&);
};

/// Result of procurement.  Identity: jobs_wanted = priced_out + over_budget + sum of requested.
struct Requests {
  std::vector<OptionRequest> options;     ///< as in ProcurementInput::options
  OptionRequest self_hosted;              ///< spend: power and operations
  std::int64_t jobs_wanted = 0;           ///< potential jobs of known workloads
  std::int64_t jobs_priced_out = 0;       ///< not worth their price, or no offer at all
  std::int64_t jobs_over_budget = 0;      ///< worth it, beyond the budget or the own equipment
  std::int64_t jobs_latent = 0;           ///< potential jobs of workloads not discovered
  std::int64_t purchase_milli_units = 0;  ///< own equipment ordered, weighted
  std::int64_t retired_milli_units = 0;   ///< own equipment scrapped, weighted
  std::int64_t workloads_reviewed = 0;
  std::int64_t evaluations = 0;  ///< eligible options looked at
  std::array<std::array<std::int64_t, mode_count>, mode_count> moves{};  ///< [from][to] rows
};

/// A change of mode of one workload.
struct Move {
  std::uint32_t enterprise;  ///< row
  std::uint32_t workload;    ///< row; number within the enterprise = workload - first_workload
  Mode from, to;
  int year;
};

/// Part of a request that can be met, num / den.
struct Fill {
  std::int64_t num = 1, den = 1;
};

struct SettlementInput {
  int year = 0;
  std::span<const ServiceOption> options;  ///< those of procurement
  std::span<const Fill> fill;              ///< [options]; empty: all served
  SelfHostTerms self_hosting;
  Fill equipment_fill;  ///< of own equipment ordered this year
};

/// Cents by enterprise [n], weighted, all >= 0 unless said.  Receipts: displaced_labour; all others
/// are payments, save depreciation and retired_book, which carry no cash.
struct EnterpriseFlows {
  std::vector<std::int64_t> app, api, hosted_open;  ///< bills; hosted_open: rented equipment, too
  std::vector<std::int64_t> energy;                 ///< of own equipment
  std::vector<std::int64_t> operations;             ///< platform, staff, upkeep, cost of moving
  std::vector<std::int64_t> equipment;              ///< purchases
  std::vector<std::int64_t> sites;                  ///< expensed
  /// Work saved, rework and checking deducted; of what is saved, as much as AI costs. What is saved
  /// beyond that changes hands nowhere: it is in `buyer_surplus_cents` only.
  std::vector<std::int64_t> displaced_labour;
  std::vector<std::int64_t> depreciation;  ///< straight line over the life, full first year
  std::vector<std::int64_t> retired_book;  ///< book value of equipment scrapped early
};

struct ServedOption {
  std::int64_t jobs = 0;
  std::int64_t cents = 0;
};

/// Own equipment of one vintage, weighted.  closing = opening + purchased - scrapped.
struct FleetVintage {
  int vintage = 0;
  std::int64_t opening_milli = 0, purchased_milli = 0, scrapped_milli = 0, closing_milli = 0;
  std::int64_t opening_book = 0, purchased_cents = 0, depreciation = 0, retired_book = 0,
               closing_book = 0;  ///< cents
};

/// How much of the economy a sample tells.
struct SamplePrecision {
  double effective_workloads = 0.0;  ///< (sum of spend)^2 over sum of its squares
  double spend_error = 0.0;  ///< standard error of spend over spend, from variation within strata
};

/// What happened.  Identity: jobs_wanted = sum of served_by_mode + jobs_rationed + jobs_priced_out.
struct Settlement {
  EnterpriseFlows flows;
  std::vector<ServedOption> options;  ///< cents sum to flows.app, api, hosted_open exactly
  std::array<std::int64_t, mode_count> served_by_mode{};
  std::array<std::int64_t, mode_count> workloads_by_mode{};  ///< known rows
  std::int64_t jobs_wanted = 0, jobs_rationed = 0, jobs_priced_out = 0, jobs_latent = 0;
  std::vector<std::int64_t> served_by_class;  ///< [classes]
  MemoSum buyer_surplus_cents = 0;   ///< all work saved less payments (equipment: its depreciation)
  double adoption_share = 0.0;       ///< weighted share of enterprises with a served job
  double believed_overrun = 0.0;     ///< weighted mean of believed ln cost over the estimate
  double belief_sd = 0.0;            ///< weighted root mean square of its sd
  std::vector<FleetVintage> fleet;   ///< vintages with any unit, oldest first
  std::int64_t own_milli_units = 0;  ///< closing, all vintages
  std::int64_t platforms = 0;        ///< weighted firms with a platform, rounded
  double bound_share =
      0.0;  ///< of payments, of firms whose budget leaves work undone; none paid: 0
  Loyalty loyalty;
  SamplePrecision precision;
};

class PopulationMemory;

/// The enterprises of a world.  Calls of a year, in order: discover, procure, settle.
class EnterprisePopulation {
 public:
  /// Draws the population: stratified sizes, weights, workloads; class values are scaled so that
  /// sum of weight x jobs x mean value equals total_value_usd.  At most 32 classes.
  /// Test: tests/agents/enterprise/test_population.cpp.
  /// With a memory, which has to stay, nothing is drawn or opened twice in a row.
  EnterprisePopulation(const PopulationParameters&, std::span<const WorkloadClass>,
                       const DemandParameters&, KeyedRandom, PopulationMemory* memory = nullptr);
  ~EnterprisePopulation();
  EnterprisePopulation(EnterprisePopulation&&) noexcept;
  EnterprisePopulation& operator=(EnterprisePopulation&&) noexcept;

  /// Sets who knows and uses what at the end of opening_year, such that spend by mode matches the
  /// targets; ln_preference fields of the arguments are ignored.  Ends with a settlement of the
  /// opening year (settlement()), which is not paid by anybody: the first simulated year follows.
  OpeningResult calibrate_opening(int opening_year, std::span<const ServiceOption>,
                                  const SelfHostTerms&, const OpeningTargets&);

  /// Enterprises open up to AI as their peers do; those that have find latent workloads. The next
  /// procurement tells whether any offer is worth it. Returns rows found.  Model: 7.2.
  std::int64_t discover(const DiscoveryInput&);

  /// Reviews workloads whose contract ends and re-optimises the jobs of all; `log`, when given,
  /// receives every change of mode in the order of rows and changes nothing.  Model: 7.5.
  const Requests& procure(const ProcurementInput&, std::vector<Move>* log = nullptr);

  /// Serves, bills and books the year's requests; sets next year's budgets.
  const Settlement& settle(const SettlementInput&);

  [[nodiscard]] const Requests& requests() const;
  [[nodiscard]] const Settlement& settlement() const;
  [[nodiscard]] const EnterpriseColumns& enterprises() const;
  [[nodiscard]] const WorkloadColumns& workloads() const;
  /// Potential jobs of a row and year are potential_jobs x this, one firm.
  [[nodiscard]] double potential_scale(std::size_t workload_class, int year) const;
  /// Nominal value of work in a year over that of the opening year.
  [[nodiscard]] double wage_level(int year) const;
  /// Value of a job in a year over that of the opening year, beyond wages.
  [[nodiscard]] double job_value(int year) const;
  [[nodiscard]] int year_origin() const;
  [[nodiscard]] std::size_t classes() const;

  /// Rows of a keyed sample of `count` workloads (all, if there are fewer), ascending.
  [[nodiscard]] std::vector<std::uint32_t> sample_workloads(std::size_t count) const;

  /// State columns' digest (order of rows included).
  void add_to(Digest&) const;
  [[nodiscard]] std::uint64_t digest() const;

  /// Bytes of state held between years, per workload.
  [[nodiscard]] double bytes_per_workload() const;

  /// The same enterprises in another order of rows; order[new row] = old row.  For tests.
  [[nodiscard]] EnterprisePopulation permuted(std::span<const std::uint32_t> order) const;

  struct State;

 private:
  explicit EnterprisePopulation(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
  PopulationMemory* memory_ = nullptr;
};

}  // namespace overbuild
