// Why: choosing a supplier for every open workload is the hot loop of a world, so it works on
// blocks of gathered rows with the offers in the outer loop. Owns: jobs and surplus of one offer
// (double), the choice kernel over blocks (float), the screening of self-hosting, and the order in
// which offers share random blocks. Refuses to know: enterprises, budgets, contracts; rows come in
// gathered and results go out. Model: 7.2 (jobs bought), 7.5 (procurement).  Test:
// tests/agents/enterprise/test_procurement.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agents/enterprise/enterprise.hpp"
#include "agents/enterprise/single_precision.hpp"
#include "core/math.hpp"
#include "core/random.hpp"

namespace overbuild {

inline constexpr std::size_t block_rows = 256;
/// Rows as blocks are walked: whole vectors, the places behind the last row hold what they held.
constexpr std::size_t whole_vectors(std::size_t rows) { return (rows + 15) & ~std::size_t{15}; }
inline constexpr std::uint32_t no_option = 0xffU;
inline constexpr float no_utility = -300.0F;  ///< ln usd: below any offer that can be chosen

// ------------------------------------------------------------------------- one offer, in double

/// A workload of one firm and the terms of one offer.
struct JobTerms {
  double potential, ln_value, sigma, difficulty, failure, verification;  ///< the workload
  double capability, price,
      outside_cost;  ///< the offer; perceived cost of leaving the house per job
};

struct JobOutcome {
  double jobs;        ///< with positive net value
  double surplus;     ///< usd a year after price and perceived costs
  double elasticity;  ///< -d ln jobs / d ln price
  double benefit;     ///< usd per job bought, after rework and checks, before price
};

/// Jobs bought and surplus when the value of a job is lognormal around its median (model 7.2).
OVERBUILD_INLINED JobOutcome evaluate_jobs(const JobTerms& terms, double discrimination) {
  const double success = logistic(discrimination * (terms.capability - terms.difficulty));
  const double rework = terms.failure * (1.0 - success) + terms.verification;
  const double summed = terms.price + rework + terms.outside_cost;
  const double cost = summed > 1e-30 ? summed : 1e-30;
  const double z = (terms.ln_value - log_(cost / success)) / terms.sigma;
  const double share = normal_cdf(z);
  const double mean_value = exp_(terms.ln_value + 0.5 * terms.sigma * terms.sigma);
  const double value = success * mean_value * normal_cdf(z + terms.sigma);
  const double surplus = value - cost * share;
  const double bought = share > 1e-290 ? share : 1e-290;
  JobOutcome outcome;
  outcome.jobs = terms.potential * share;
  outcome.surplus = terms.potential * (surplus > 0.0 ? surplus : 0.0);
  outcome.elasticity = terms.price / cost * normal_pdf(z) / (bought * terms.sigma);
  outcome.benefit = (value - rework * share) / bought;
  return outcome;
}

/// Rows with their present offer, gathered; outputs beside.
struct DecisionBlock {
  std::size_t rows = 0;
  alignas(64) double potential[block_rows], ln_value[block_rows], sigma[block_rows],
      difficulty[block_rows], failure[block_rows], verification[block_rows],
      capability[block_rows], price[block_rows], outside_cost[block_rows];
  alignas(64) double jobs[block_rows], surplus[block_rows],
      elasticity[block_rows], benefit[block_rows];

  void set(std::size_t i, const JobTerms& terms) {
    potential[i] = terms.potential;
    ln_value[i] = terms.ln_value;
    sigma[i] = terms.sigma;
    difficulty[i] = terms.difficulty;
    failure[i] = terms.failure;
    verification[i] = terms.verification;
    capability[i] = terms.capability;
    price[i] = terms.price;
    outside_cost[i] = terms.outside_cost;
  }
};

/// evaluate_jobs for every row.
void evaluate_decisions(DecisionBlock&, double discrimination);

// --------------------------------------------------------------------------- choice, in float

/// Open workloads of one class, gathered.  Money in usd a year of one firm.
struct ReviewBlock {
  std::size_t rows = 0;
  alignas(64) float potential[block_rows], ln_value[block_rows], sigma[block_rows],
      inverse_sigma[block_rows],
      mean_value[block_rows],  ///< of a job; choose_options sets it
      difficulty[block_rows], failure[block_rows], verification[block_rows],
      sensitivity[block_rows], switching[block_rows], peak[block_rows],
      own_cost[block_rows];  ///< believed cost of own hosting over the estimate, risk included
  alignas(64) std::uint32_t entity_low[block_rows], entity_high[block_rows],
      number[block_rows],     ///< of the workload within its enterprise
      moment[block_rows],     ///< third word of the random counter of its tastes
      incumbent[block_rows];  ///< seller_key of the present supplier
  // out
  alignas(64) float best_utility[block_rows];  ///< ln perceived usd a year; no_utility: none
  alignas(64) std::uint32_t best[block_rows];  ///< index of the offer; no_option: none
  alignas(64) float self_utility[block_rows];  ///< ln perceived usd a year, outlay not deducted
  alignas(
      64) float self_hurdle[block_rows];     ///< usd a year that the gain must exceed for the units
  alignas(64) float self_net[block_rows];    ///< gain less hurdle, the cost of moving included
  alignas(64) float self_units[block_rows];  ///< H100e that would be bought
  alignas(64) std::uint32_t self_model[block_rows];  ///< open model that is best run on them
};

/// Suppliers are the same if mode and seller are: changing the tier is not a move, nor is it a move
/// to have the hosts run another open model.
constexpr std::uint32_t seller_key(Mode mode, std::uint32_t seller) {
  const bool any_open = mode == Mode::hosted_open || mode == Mode::self_hosted;
  return (static_cast<std::uint32_t>(mode) << 16) | (any_open ? 0 : seller);
}

/// Offers whose tastes share a part: the tiers of a lab, all hosted open models, own hosting, an
/// application or, where they are near substitutes, all applications.
constexpr std::uint32_t nest_key(Mode mode, std::uint32_t seller, const DemandParameters& demand) {
  return demand.app_nests && mode == Mode::app ? seller_key(mode, 0) : seller_key(mode, seller);
}

/// One random block and word of it; the block of a seller if tastes for it last.
struct ShockPlace {
  std::uint32_t group, word;
  EntityId seller{};
  [[nodiscard]] bool same_block(const ShockPlace& other) const {
    return group == other.group && seller == other.seller;
  }
};

/// Shock of an offer: four tiers of a seller, or four applications, share one block.
constexpr ShockPlace offer_shock(Mode mode, std::uint32_t seller, std::uint32_t tier) {
  const std::uint32_t place = mode == Mode::app ? seller : (seller << 4) | tier;
  return {(static_cast<std::uint32_t>(mode) << 17) | (place >> 2), place & 3U};
}

/// Shock of a nest: the tiers of a lab, all hosted open models, one application, own hosting.
constexpr ShockPlace nest_shock(Mode mode, std::uint32_t seller) {
  const std::uint32_t nest = seller_key(mode, seller) & 0xffffU;
  return {(static_cast<std::uint32_t>(mode) << 17) | (1U << 16) | (nest >> 2), nest & 3U};
}

/// The same of tastes that last: the first word is the nest's, the others are the tiers', so that
/// no other seller, added or gone, changes them.
constexpr ShockPlace lasting_shock(Mode mode, EntityId seller, std::uint32_t place) {
  return {(static_cast<std::uint32_t>(mode) << 17) | (place >> 2), place & 3U, seller};
}

struct PlannedOption {
  float capability, price, ln_preference, external;
  float noise;           ///< scale of its own shock within its nest
  std::uint32_t seller;  ///< seller_key
  std::uint32_t nest_key;
  ShockPlace nest, shock;
  std::uint32_t index;  ///< in the caller's list
};

/// The offers open to one class, in the order of their identity.
struct OptionPlan {
  std::vector<PlannedOption> options;
};

/// Offers that serve the class (and the mode, unless `only` is none); prices over `price_level`.
OptionPlan plan_options(std::span<const ServiceOption>, std::size_t workload_class,
                        const DemandParameters&, Mode only = Mode::none, double price_level = 1.0);

struct ChoiceTerms {
  float discrimination;
  float noise;              ///< scale of nests' shocks
  float switching_annuity;  ///< yearly share of the switching cost that a move has to earn
  PhiloxKey key;
};

/// Third word of the random counter of tastes drawn in `epoch`: a year, or how often those that
/// last were redrawn.
constexpr std::uint32_t taste_moment(std::uint32_t epoch) {
  return KeyedRandom::counter({0}, epoch, Purpose::choice_shock, 0)[2];
}

ChoiceTerms choice_terms(const DemandParameters&, const KeyedRandom&);

/// Best offer of every row: largest ln(surplus less switching) + preference + keyed Gumbel shocks
/// of nest and offer.
/// Cost: rows x offers evaluations, about 5 ns each without and 1.5 ns with wide vectors.
void choose_options(ReviewBlock&, const OptionPlan&, const ChoiceTerms&);

/// Contract lengths of all rows, in years from `lo` on, `span` of them equally likely: word
/// (number mod 4) of the block (number / 4) that is keyed by the third word `year_and_purpose`.
void draw_contracts(const ReviewBlock&, std::uint32_t lo, std::uint32_t span,
                    std::uint32_t year_and_purpose, PhiloxKey, std::uint32_t* years);

struct SelfHostScreen {
  struct Model {
    float capability, hours_per_job;
  };
  std::vector<Model> models;
  float ln_preference;
  float job_hours_price;   ///< usd per H100e-hour of peak need at full cost
  float load_hours;        ///< hours a unit can serve a year at the peak limit
  float units_min;         ///< 0: divisible
  float running_per_unit;  ///< usd a year
  float hurdle_per_unit;   ///< usd a year that a unit's outlay asks for
  float hurdle_per_usd;    ///< the same per usd of the cost of moving
};

/// Real-option multiple beta1 / (beta1 - 1) on the outlay (Dixit & Pindyck 1994), within [lo, hi].
/// Test: 1.35 at drift -0.2, volatility 0.4, discount 0.1.
double real_option_multiple(double drift, double volatility, double discount, double lo, double hi);

/// Yearly gain that one usd of outlay asks for: real-option multiple over present value.
double self_host_hurdle(const DemandParameters&, const SelfHostTerms&);

/// Level yearly cost of one unit, outlay included, and its running cost alone; usd.
struct UnitCosts {
  double outlay, running, level;
};
UnitCosts unit_costs(const DemandParameters&, const SelfHostTerms&);

/// The shock that screening uses, for one row.
float self_host_shock(const ChoiceTerms&, EntityId, std::uint32_t number, std::uint32_t moment);

SelfHostScreen self_host_screen(const DemandParameters&, const SelfHostTerms&);

/// Yearly gain of own equipment over the best offer for every row, as if it had none, with the open
/// model that is best for it; after choose_options.
void screen_self_hosting(ReviewBlock&, const SelfHostScreen&, const ChoiceTerms&);

/// self_net, self_units and self_model alone, the same where own hosting gains; rows for which it
/// cannot are left out. `few` is room to work in.
void screen_gains(ReviewBlock&, ReviewBlock& few, const SelfHostScreen&, const ChoiceTerms&);

/// Own equipment of one workload: what it can serve and what that is worth.
struct SelfHostOutcome {
  double units;        ///< H100e of one firm
  double wanted;       ///< jobs worth running
  JobOutcome outcome;  ///< jobs run on the units; surplus before any cost of equipment
};

/// Terms of a purchase, which is sized for the jobs worth their full cost, at `cost_factor` over
/// the estimated cost; and the units for `jobs` of them.
JobTerms purchase_terms(JobTerms workload, double peak_to_mean, const DemandParameters&,
                        const OpenModel&, const UnitCosts&, double cost_factor);
double units_for(double jobs, double peak_to_mean, const DemandParameters&, const OpenModel&);

/// Outcome of a model with `owned` units (> 0) or with the units that would be bought (0), at
/// `cost_factor` over the estimated cost.
SelfHostOutcome evaluate_self_hosting(JobTerms workload, double peak_to_mean, double owned,
                                      const DemandParameters&, const SelfHostTerms&,
                                      std::size_t model = 0, double cost_factor = 1.0);

/// Cost of own hosting over the estimate that a cautious enterprise reckons with: the mean of a
/// lognormal belief and rho/2 of its variance on top (certainty equivalent at relative aversion
/// rho).
OVERBUILD_INLINED double reckoned_cost(const DemandParameters& demand, double mean, double variance,
                                       bool experienced) {
  const double own = experienced ? 0.0 : demand.overrun_sd * demand.overrun_sd;
  return exp_(mean + 0.5 * (1.0 + demand.risk_aversion) * (variance + own));
}

/// Present value of 1 usd a year over the life of equipment, falling with perceived prices.
double self_host_present_value(const DemandParameters&, const SelfHostTerms&);

}  // namespace overbuild
