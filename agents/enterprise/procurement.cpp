#include "agents/enterprise/procurement.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "agents/enterprise/philox_lanes.hpp"
#include "core/multiversion.hpp"
#include "market/rental.hpp"

namespace overbuild {

namespace {

/// Jobs bought and surplus per potential job, in float; the identity
/// success * mean_value * pdf(z + sigma) = cost * pdf(z) leaves one exponential for both tails.
struct Share {
  float jobs, surplus;
};

OVERBUILD_INLINED Share share_of_jobs(float ln_value, float sigma, float inverse_sigma,
                                      float success_value, float cost, float ln_threshold) {
  const float z = (ln_value - ln_threshold) * inverse_sigma;
  const float y = z + sigma;
  const float density = 0.398942280F * single::exp_(-0.5F * z * z);
  const float tail_z = density * single::mills_ratio(z < 0.0F ? -z : z);
  const float tail_y = density * single::mills_ratio(y < 0.0F ? -y : y);
  const float jobs = z < 0.0F ? tail_z : 1.0F - tail_z;
  const float lost = cost * jobs;
  const float value = y < 0.0F ? cost * tail_y : success_value - cost * tail_y;
  return {jobs, value - lost};
}

OVERBUILD_INLINED float gumbel(std::uint32_t word) {
  return -single::log_(-single::log_(single::uniform(word)));
}

struct ShockWords {
  alignas(64) std::uint32_t words[4][block_rows];
};

OVERBUILD_INLINED void draw_shocks(const ReviewBlock& block, const ShockPlace& place,
                                   const ChoiceTerms& terms, ShockWords& out) {
  const std::size_t rows = whole_vectors(block.rows);
  const std::uint32_t group = place.group;
  const auto low = static_cast<std::uint32_t>(place.seller.value);
  const auto high = static_cast<std::uint32_t>(place.seller.value >> 32);
  const std::uint32_t key_0 = terms.key[0], key_1 = terms.key[1];
#pragma omp simd
  for (std::size_t i = 0; i < rows; ++i) {
    const RandomLanes words =
        philox_lanes(block.entity_low[i] ^ low, block.entity_high[i] ^ high, block.moment[i],
                     (block.number[i] << 20) | group, key_0, key_1);
    out.words[0][i] = words.word_0;
    out.words[1][i] = words.word_1;
    out.words[2][i] = words.word_2;
    out.words[3][i] = words.word_3;
  }
}

OVERBUILD_INLINED void evaluate_option(ReviewBlock& block, const PlannedOption& option,
                                       const ChoiceTerms& terms, const float* of_nest,
                                       const std::uint32_t* words) {
  const std::size_t rows = whole_vectors(block.rows);
  const float slope = terms.discrimination, noise = option.noise;
  const float switching_annuity = terms.switching_annuity;
  const float capability = option.capability, price = option.price;
  const float preference = option.ln_preference, external = option.external;
  const std::uint32_t seller = option.seller, index = option.index;
#pragma omp simd
  for (std::size_t i = 0; i < rows; ++i) {
    const float odds_against = single::exp_(slope * (block.difficulty[i] - capability));
    const float success = 1.0F / (1.0F + odds_against);
    const float summed = price + block.verification[i] + external * block.sensitivity[i] +
                         block.failure[i] * (odds_against * success);
    const float cost = summed > 1e-20F ? summed : 1e-20F;
    const Share share = share_of_jobs(block.ln_value[i], block.sigma[i], block.inverse_sigma[i],
                                      success * block.mean_value[i], cost,
                                      single::log_(cost * (1.0F + odds_against)));
    const float move = block.incumbent[i] == seller ? 0.0F : block.switching[i] * switching_annuity;
    const float surplus = block.potential[i] * share.surplus - move;
    const bool worth = surplus > 1e-30F;
    const float utility = single::log_(worth ? surplus : 1.0F) +
                          (preference + (of_nest[i] + noise * gumbel(words[i])));
    const bool better = worth & (utility > block.best_utility[i]);
    block.best_utility[i] = better ? utility : block.best_utility[i];
    block.best[i] = better ? index : block.best[i];
  }
}

/// One open model on own equipment, against the best offer and the best model so far.
OVERBUILD_INLINED void screen_model(ReviewBlock& block, const SelfHostScreen& screen,
                                    std::uint32_t model, const ChoiceTerms& terms,
                                    const std::uint32_t* words) {
  const std::size_t rows = whole_vectors(block.rows);
  const float slope = terms.discrimination, noise = terms.noise;
  const float capability = screen.models[model].capability;
  const float hours_per_job = screen.models[model].hours_per_job;
  const float job_hours_price = screen.job_hours_price, load_hours = screen.load_hours;
  const float units_min = screen.units_min, running_per_unit = screen.running_per_unit;
  const float hurdle_per_unit = screen.hurdle_per_unit, hurdle_per_usd = screen.hurdle_per_usd;
  const float preference = screen.ln_preference;
  const std::uint32_t own = seller_key(Mode::self_hosted, 0);
#pragma omp simd
  for (std::size_t i = 0; i < rows; ++i) {
    const float odds_against = single::exp_(slope * (block.difficulty[i] - capability));
    const float success = 1.0F / (1.0F + odds_against);
    const float peak_hours = hours_per_job * block.peak[i];
    const float full_price = peak_hours * (job_hours_price * block.own_cost[i]);
    const float summed =
        full_price + block.verification[i] + block.failure[i] * (odds_against * success);
    const float cost = summed > 1e-20F ? summed : 1e-20F;
    const Share share = share_of_jobs(block.ln_value[i], block.sigma[i], block.inverse_sigma[i],
                                      success * block.mean_value[i], cost,
                                      single::log_(cost * (1.0F + odds_against)));
    const float jobs = block.potential[i] * share.jobs;
    const float needed = jobs * peak_hours / load_hours;
    const float whole = std::ceil(needed);
    const float bought = whole > units_min ? whole : units_min;
    const float units = units_min > 0.0F ? bought : needed;
    const float gross = block.potential[i] * share.surplus + full_price * jobs;
    const float surplus = gross - units * running_per_unit * block.own_cost[i];
    const bool worth = surplus > 1e-30F;
    const float utility =
        single::log_(worth ? surplus : 1.0F) + (preference + noise * gumbel(words[i]));
    const float hurdle = units * hurdle_per_unit * block.own_cost[i];
    const bool stays = block.incumbent[i] == own;
    const float move = stays ? 0.0F : block.switching[i] * hurdle_per_usd;
    const float value = worth ? utility : no_utility;
    const float net = single::exp_(value) - single::exp_(block.best_utility[i]) - hurdle - move;
    const bool better = net > block.self_net[i];
    block.self_utility[i] = better ? value : block.self_utility[i];
    block.self_hurdle[i] = better ? hurdle : block.self_hurdle[i];
    block.self_units[i] = better ? units : block.self_units[i];
    block.self_model[i] = better ? model : block.self_model[i];
    block.self_net[i] = better ? net : block.self_net[i];
  }
}

}  // namespace

OVERBUILD_MULTIVERSION
void choose_options(ReviewBlock& block, const OptionPlan& plan, const ChoiceTerms& terms) {
#pragma omp simd
  for (std::size_t i = 0; i < whole_vectors(block.rows); ++i) {
    block.mean_value[i] = single::exp_(block.ln_value[i] + 0.5F * block.sigma[i] * block.sigma[i]);
    block.best_utility[i] = no_utility;
    block.best[i] = no_option;
  }
  ShockWords of_offers, of_nests;
  alignas(64) float nest_term[block_rows];
  ShockPlace offers_block{~0U, 0}, nests_block{~0U, 0};
  std::uint32_t nest = ~0U;
  for (const PlannedOption& option : plan.options) {
    if (!option.nest.same_block(nests_block)) {
      draw_shocks(block, nests_block = option.nest, terms, of_nests);
    }
    const bool shared = option.shock.same_block(nests_block);
    if (!shared && !option.shock.same_block(offers_block)) {
      draw_shocks(block, offers_block = option.shock, terms, of_offers);
    }
    if (option.nest_key != nest) {
      nest = option.nest_key;
      const std::uint32_t* words = of_nests.words[option.nest.word];
#pragma omp simd
      for (std::size_t i = 0; i < whole_vectors(block.rows); ++i) {
        nest_term[i] = terms.noise * gumbel(words[i]);
      }
    }
    evaluate_option(block, option, terms, nest_term,
                    (shared ? of_nests : of_offers).words[option.shock.word]);
  }
}

OVERBUILD_MULTIVERSION
void draw_contracts(const ReviewBlock& block, std::uint32_t lo, std::uint32_t span,
                    std::uint32_t year_and_purpose, PhiloxKey key, std::uint32_t* years) {
  const std::size_t rows = whole_vectors(block.rows);
  const std::uint32_t key_0 = key[0], key_1 = key[1];
#pragma omp simd
  for (std::size_t i = 0; i < rows; ++i) {
    const RandomLanes words = philox_lanes(block.entity_low[i], block.entity_high[i],
                                           year_and_purpose, block.number[i] >> 2, key_0, key_1);
    const std::uint32_t place = block.number[i] & 3U;
    const std::uint32_t low = (place & 1U) == 0 ? words.word_0 : words.word_1;
    const std::uint32_t high = (place & 1U) == 0 ? words.word_2 : words.word_3;
    const std::uint64_t word = place < 2U ? low : high;
    years[i] = lo + static_cast<std::uint32_t>((word * span) >> 32);
  }
}

OVERBUILD_MULTIVERSION
void screen_self_hosting(ReviewBlock& block, const SelfHostScreen& screen,
                         const ChoiceTerms& terms) {
  ShockWords shocks;
  draw_shocks(block, nest_shock(Mode::self_hosted, 0), terms, shocks);
  for (std::size_t i = 0; i < block.rows; ++i) {
    block.self_net[i] = -3e38F;
    block.self_utility[i] = no_utility;
    block.self_hurdle[i] = block.self_units[i] = 0.0F;
    block.self_model[i] = 0;
  }
  for (std::uint32_t m = 0; m < screen.models.size(); ++m) {
    screen_model(block, screen, m, terms, shocks.words[0]);
  }
}

namespace {

/// What own hosting could at most be worth a year, against what it at least has to beat.
OVERBUILD_INLINED void bound_gains(const ReviewBlock& block, const SelfHostScreen& screen,
                                   const ChoiceTerms& terms, const std::uint32_t* words,
                                   std::uint32_t* possible) {
  const float noise = terms.noise, preference = screen.ln_preference;
  const float least_hurdle = screen.units_min * screen.hurdle_per_unit;
  constexpr float rounding = 0.99F;
#pragma omp simd
  for (std::size_t i = 0; i < whole_vectors(block.rows); ++i) {
    const float most = block.potential[i] * block.mean_value[i] *
                       single::exp_(preference + noise * gumbel(words[i]));
    const float least = least_hurdle * block.own_cost[i] + single::exp_(block.best_utility[i]);
    possible[i] = most > rounding * least ? 1U : 0U;
  }
}

/// Rows `places` [to.rows], column by column: a row's places in the columns of a block share lines
/// of the cache.
void copy_rows(const ReviewBlock& from, const std::uint32_t* places, ReviewBlock& to) {
  const auto copy = [&](const auto& column, auto& copied) {
    for (std::size_t k = 0; k < to.rows; ++k) copied[k] = column[places[k]];
  };
  copy(from.potential, to.potential);
  copy(from.ln_value, to.ln_value);
  copy(from.sigma, to.sigma);
  copy(from.inverse_sigma, to.inverse_sigma);
  copy(from.mean_value, to.mean_value);
  copy(from.difficulty, to.difficulty);
  copy(from.failure, to.failure);
  copy(from.verification, to.verification);
  copy(from.switching, to.switching);
  copy(from.peak, to.peak);
  copy(from.own_cost, to.own_cost);
  copy(from.entity_low, to.entity_low);
  copy(from.entity_high, to.entity_high);
  copy(from.number, to.number);
  copy(from.moment, to.moment);
  copy(from.incumbent, to.incumbent);
  copy(from.best_utility, to.best_utility);
}

}  // namespace

OVERBUILD_MULTIVERSION
void screen_gains(ReviewBlock& block, ReviewBlock& few, const SelfHostScreen& screen,
                  const ChoiceTerms& terms) {
  ShockWords shocks;
  draw_shocks(block, nest_shock(Mode::self_hosted, 0), terms, shocks);
  alignas(64) std::uint32_t possible[block_rows];
  bound_gains(block, screen, terms, shocks.words[0], possible);
  few.rows = 0;
  std::uint32_t places[block_rows];
  for (std::uint32_t i = 0; i < block.rows; ++i) {
    block.self_net[i] = -3e38F;
    block.self_units[i] = 0.0F;
    block.self_model[i] = 0;
    places[few.rows] = i;
    few.rows += possible[i];  // no branch: it could not be foretold
  }
  if (few.rows == 0) return;
  copy_rows(block, places, few);
  screen_self_hosting(few, screen, terms);
  for (std::size_t k = 0; k < few.rows; ++k) {
    block.self_net[places[k]] = few.self_net[k];
    block.self_units[places[k]] = few.self_units[k];
    block.self_model[places[k]] = few.self_model[k];
  }
}

OVERBUILD_MULTIVERSION
void evaluate_decisions(DecisionBlock& block, double discrimination) {
  const std::size_t rows = whole_vectors(block.rows);
#pragma omp simd
  for (std::size_t i = 0; i < rows; ++i) {
    const JobOutcome outcome =
        evaluate_jobs({block.potential[i], block.ln_value[i], block.sigma[i], block.difficulty[i],
                       block.failure[i], block.verification[i], block.capability[i], block.price[i],
                       block.outside_cost[i]},
                      discrimination);
    block.jobs[i] = outcome.jobs;
    block.surplus[i] = outcome.surplus;
    block.elasticity[i] = outcome.elasticity;
    block.benefit[i] = outcome.benefit;
  }
}

namespace {

/// Nest and shocks of an offer.
void place_option(const ServiceOption& option, const DemandParameters& demand,
                  PlannedOption& planned) {
  const bool app_nest = demand.app_nests && option.mode == Mode::app;
  const double within = app_nest ? demand.app_dissimilarity : demand.nest_noise;
  planned.noise = static_cast<float>(demand.choice_noise * within);
  planned.seller = seller_key(option.mode, option.seller);
  planned.nest_key = nest_key(option.mode, option.seller, demand);
  if (option.mode == Mode::self_hosted) {  // tastes are about hosting, not about who owns it
    planned.noise = 0.0F;
    planned.nest = planned.shock = nest_shock(option.mode, 0);
    return;
  }
  if (!demand.lasting_tastes) {
    planned.nest = nest_shock(option.mode, planned.nest_key & 0xffffU);
    planned.shock = offer_shock(option.mode, option.seller, option.tier);
    return;
  }
  const bool many_sellers = app_nest || option.mode == Mode::hosted_open;
  planned.nest = lasting_shock(option.mode, many_sellers ? EntityId{} : option.entity, 0);
  planned.shock = lasting_shock(option.mode, option.entity, 1U + option.tier);
}

}  // namespace

OptionPlan plan_options(std::span<const ServiceOption> options, std::size_t workload_class,
                        const DemandParameters& demand, Mode only, double price_level) {
  OptionPlan plan;
  for (std::size_t k = 0; k < options.size(); ++k) {
    const ServiceOption& option = options[k];
    if (((option.class_mask >> workload_class) & 1U) == 0) continue;
    if (only != Mode::none && option.mode != only) continue;
    if (only == Mode::none && option.mode == Mode::self_hosted) continue;  // needs a platform
    PlannedOption planned{};
    planned.capability = static_cast<float>(option.capability + option.capability_bonus);
    planned.price = static_cast<float>(option.price_usd_per_job / price_level);
    planned.ln_preference = static_cast<float>(option.ln_preference + option.ln_family);
    planned.external = option.external ? 1.0F : 0.0F;
    planned.index = static_cast<std::uint32_t>(k);
    place_option(option, demand, planned);
    plan.options.push_back(planned);
  }
  std::sort(plan.options.begin(), plan.options.end(),
            [](const PlannedOption& a, const PlannedOption& b) {
              return std::tie(a.nest_key, a.seller, a.shock.seller, a.shock.group, a.shock.word) <
                     std::tie(b.nest_key, b.seller, b.shock.seller, b.shock.group, b.shock.word);
            });
  return plan;
}

double real_option_multiple(double drift, double volatility, double discount, double lo,
                            double hi) {
  const double variance = volatility * volatility;
  if (variance < 1e-12) {  // certainty: waiting pays only while the project grows
    const double certain = drift > 0.0 ? discount / std::max(discount - drift, 1e-12) : 1.0;
    return std::clamp(certain, lo, hi);
  }
  const double half = 0.5 - drift / variance;
  const double beta = half + std::sqrt(half * half + 2.0 * discount / variance);
  if (beta <= 1.0) return hi;
  return std::clamp(beta / (beta - 1.0), lo, hi);
}

ChoiceTerms choice_terms(const DemandParameters& demand, const KeyedRandom& random) {
  return {static_cast<float>(demand.discrimination), static_cast<float>(demand.choice_noise),
          static_cast<float>(annuity(demand.discount, demand.switching_horizon)), random.key()};
}

double self_host_present_value(const DemandParameters& demand, const SelfHostTerms& terms) {
  const double step = exp_(terms.expected_price_drift) / (1.0 + demand.discount);
  double factor = 1.0, sum = 0.0;
  for (std::int64_t k = 0; k < terms.life_years; ++k) {
    sum += factor;
    factor *= step;
  }
  return sum;
}

UnitCosts unit_costs(const DemandParameters& demand, const SelfHostTerms& terms) {
  const double outlay =
      terms.equipment_price_usd_per_unit + demand.self_host_site_share * terms.site_usd_per_unit;
  const double running =
      terms.power_usd_per_unit_year + terms.operations_share * terms.equipment_price_usd_per_unit;
  const double years = static_cast<double>(terms.life_years);
  return {outlay, running, running + outlay * annuity(demand.discount, years)};
}

double self_host_hurdle(const DemandParameters& demand, const SelfHostTerms& terms) {
  return real_option_multiple(terms.expected_price_drift, terms.price_volatility, demand.discount,
                              demand.multiple_lo, demand.multiple_hi) /
         self_host_present_value(demand, terms);
}

float self_host_shock(const ChoiceTerms& terms, EntityId entity, std::uint32_t number,
                      std::uint32_t moment) {
  const PhiloxCounter words = philox4x32_10(
      {static_cast<std::uint32_t>(entity.value), static_cast<std::uint32_t>(entity.value >> 32),
       moment, (number << 20) | nest_shock(Mode::self_hosted, 0).group},
      terms.key);
  return terms.noise * gumbel(words[0]);
}

SelfHostScreen self_host_screen(const DemandParameters& demand, const SelfHostTerms& terms) {
  const UnitCosts costs = unit_costs(demand, terms);
  const double load_hours = hours_a_year * hosting_load(demand);
  SelfHostScreen screen;
  for (std::size_t m = 0; m < terms.models(); ++m) {
    screen.models.push_back({static_cast<float>(terms.model(m).capability),
                             static_cast<float>(terms.model(m).hours_per_job)});
  }
  screen.ln_preference = static_cast<float>(terms.ln_preference);
  screen.job_hours_price = static_cast<float>(costs.level / load_hours);
  screen.load_hours = static_cast<float>(load_hours);
  screen.units_min = static_cast<float>(least_units_of_workload(demand));
  screen.running_per_unit = static_cast<float>(costs.running);
  screen.hurdle_per_unit = static_cast<float>(costs.outlay * self_host_hurdle(demand, terms));
  screen.hurdle_per_usd = static_cast<float>(self_host_hurdle(demand, terms));
  return screen;
}

namespace {

/// Units that the peak of `jobs` keeps busy.
double units_needed(double jobs, double peak_to_mean, const DemandParameters& demand,
                    const OpenModel& model) {
  const double load_hours = hours_a_year * hosting_load(demand);
  return jobs * (model.hours_per_job * peak_to_mean) / load_hours;
}

}  // namespace

JobTerms purchase_terms(JobTerms workload, double peak_to_mean, const DemandParameters& demand,
                        const OpenModel& model, const UnitCosts& costs, double cost_factor) {
  const double load_hours = hours_a_year * hosting_load(demand);
  workload.capability = model.capability;
  workload.outside_cost = 0.0;
  workload.price = model.hours_per_job * peak_to_mean * costs.level * cost_factor / load_hours;
  return workload;
}

double units_for(double jobs, double peak_to_mean, const DemandParameters& demand,
                 const OpenModel& model) {
  const double needed = units_needed(jobs, peak_to_mean, demand, model);
  const double least = least_units_of_workload(demand);
  return least > 0.0 ? std::max(least, std::ceil(needed)) : needed;
}

SelfHostOutcome evaluate_self_hosting(JobTerms workload, double peak_to_mean, double owned,
                                      const DemandParameters& demand, const SelfHostTerms& terms,
                                      std::size_t model, double cost_factor) {
  const OpenModel run = terms.model(model);
  workload =
      purchase_terms(workload, peak_to_mean, demand, run, unit_costs(demand, terms), cost_factor);
  if (owned > 0.0) workload.price = 0.0;
  SelfHostOutcome result;
  result.outcome = evaluate_jobs(workload, demand.discrimination);
  result.wanted = result.outcome.jobs;
  const double needed = units_needed(result.wanted, peak_to_mean, demand, run);
  result.units = owned > 0.0 ? owned : units_for(result.wanted, peak_to_mean, demand, run);
  if (owned > 0.0 && needed > owned) {
    // The best jobs that fit: a shadow price at which exactly they are worth running.
    const double fit = owned / needed * result.wanted / workload.potential;
    const double z = normal_quantile(std::max(fit, 1e-300));
    const double success =
        logistic(demand.discrimination * (workload.capability - workload.difficulty));
    const double rework = workload.failure * (1.0 - success) + workload.verification;
    const double threshold = exp_(workload.ln_value - z * workload.sigma) * success;
    workload.price = std::max(threshold - rework, 0.0);
    result.outcome = evaluate_jobs(workload, demand.discrimination);
  }
  // Whoever owns the equipment keeps what the shadow price would have charged.
  result.outcome.surplus = result.outcome.benefit * result.outcome.jobs;
  return result;
}

}  // namespace overbuild
