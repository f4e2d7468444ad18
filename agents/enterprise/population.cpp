#include "agents/enterprise/population.hpp"

#include <algorithm>
#include <cmath>

#include "agents/enterprise/philox_lanes.hpp"
#include "agents/enterprise/single_precision.hpp"
#include "core/invariant.hpp"
#include "core/math.hpp"
#include "core/multiversion.hpp"
#include "core/parallel.hpp"

namespace overbuild {

namespace {

/// Simulated enterprises of every stratum: shares of the total, never more than the real firms.
std::vector<std::int64_t> stratum_counts(const PopulationParameters& population) {
  const std::size_t n = population.size_classes.size();
  std::vector<std::int64_t> counts(n, 0);
  std::vector<bool> full(n, false);
  std::int64_t left = population.enterprises;
  for (std::size_t round = 0; round < n && left > 0; ++round) {
    double open_share = 0.0;
    for (std::size_t c = 0; c < n; ++c) {
      if (!full[c]) open_share += population.size_classes[c].sample_share;
    }
    if (open_share <= 0.0) break;
    double cumulative = 0.0;
    std::int64_t given = 0;
    const std::int64_t pool = left;
    for (std::size_t c = 0; c < n; ++c) {
      if (full[c]) continue;
      cumulative += population.size_classes[c].sample_share / open_share;
      const std::int64_t upto = whole(cumulative * static_cast<double>(pool));
      const std::int64_t real = std::max<std::int64_t>(1, whole(population.size_classes[c].firms));
      const std::int64_t add = std::min(upto - given, real - counts[c]);
      given = upto;
      counts[c] += add;
      left -= add;
      full[c] = counts[c] == real;
    }
  }
  return counts;
}

/// Mean of a truncated Pareto distribution.
double pareto_mean(double lo, double hi, double exponent) {
  const double tail = pow_(lo / hi, exponent);
  const double power = 1.0 - exponent;
  const double span =
      std::fabs(power) < 1e-9 ? log_(hi / lo) : (pow_(hi / lo, power) - 1.0) / power;
  return lo * exponent * span / (1.0 - tail);
}

double mean_employees(const PopulationParameters& population, const SizeClass& stratum) {
  return pareto_mean(stratum.employees_lo, stratum.employees_hi, population.pareto_exponent);
}

/// Inverse of the truncated Pareto distribution function.
double pareto_quantile(double u, double lo, double hi, double exponent) {
  const double tail = pow_(lo / hi, exponent);
  return lo * pow_(1.0 - u * (1.0 - tail), -1.0 / exponent);
}

std::size_t workload_count(const PopulationParameters& population, double employees,
                           double jitter) {
  const double lo = static_cast<double>(population.workloads_lo);
  const double hi = static_cast<double>(population.workloads_hi);
  const double position = log10_(employees) / 8.0 + 0.25 * (jitter - 0.5);
  return static_cast<std::size_t>(whole(lo + (hi - lo) * std::clamp(position, 0.0, 1.0)));
}

/// Firms of each stratum in proportion to real firms times the standard deviation of what one
/// spends (Neyman 1934): its size, by the root of how often it spends over how many uses it has. A
/// firm of the sample may stand for less than one.
std::vector<std::int64_t> neyman_counts(const PopulationParameters& population) {
  std::vector<double> parts;
  double sum = 0.0;
  for (const SizeClass& stratum : population.size_classes) {
    const double size = mean_employees(population, stratum);
    const auto uses = static_cast<double>(workload_count(population, size, 0.5));
    parts.push_back(stratum.firms * size * std::sqrt(std::max(stratum.adoption, 0.05) / uses));
    sum += parts.back();
  }
  std::vector<std::int64_t> counts;
  for (const double part : parts) {
    const double share = sum > 0.0 ? part / sum : 1.0 / static_cast<double>(parts.size());
    counts.push_back(
        std::max<std::int64_t>(1, whole(share * static_cast<double>(population.enterprises))));
  }
  return counts;
}

void generate_enterprises(EnterprisePopulation::State& state) {
  EnterpriseColumns& e = state.enterprise;
  const PopulationParameters& population = state.population;
  const std::vector<std::int64_t> counts =
      population.neyman ? neyman_counts(population) : stratum_counts(population);
  std::uint32_t k = 0;
  e.first_workload.push_back(0);
  for (std::size_t c = 0; c < counts.size(); ++c) {
    const SizeClass& stratum = population.size_classes[c];
    for (std::int64_t j = 0; j < counts[c]; ++j, ++k) {
      const EntityId entity = entity_id("enterprise", 0, k);
      const double count = static_cast<double>(counts[c]);
      const double u = (static_cast<double>(j) + 0.5) / count;
      const double employees = pareto_quantile(u, stratum.employees_lo, stratum.employees_hi,
                                               population.pareto_exponent);
      const auto draws = state.random.uniform_pair(entity, 0, Purpose::population_workloads, 0);
      const double adopts = state.random.uniform(entity, 0, Purpose::adoption, 0);
      const auto sector = static_cast<std::uint16_t>(
          draws[1] * static_cast<double>(std::max<std::int64_t>(1, population.sectors)));
      e.entity.push_back(entity);
      e.weight.push_back(stratum.firms / count);
      e.employees.push_back(static_cast<float>(employees));
      e.budget_usd.push_back(0.0F);
      e.net_benefit_usd.push_back(0.0F);
      e.sector.push_back(sector);
      e.size_class.push_back(static_cast<std::uint8_t>(c));
      e.flags.push_back(adopts < stratum.adoption ? flag_adopter : std::uint8_t{0});
      e.belief_mean.push_back(static_cast<float>(state.demand.belief_mean));
      e.belief_variance.push_back(
          static_cast<float>(state.demand.belief_sd * state.demand.belief_sd));
      e.served.push_back(0);
      e.integration_cents.push_back(0);
      const std::size_t rows = workload_count(population, employees, draws[0]);
      e.first_workload.push_back(e.first_workload.back() + static_cast<std::uint32_t>(rows));
    }
  }
}

void resize_workloads(WorkloadColumns& w, std::size_t n) {
  for (auto* column :
       {&w.potential_jobs, &w.ln_value, &w.difficulty, &w.failure_usd, &w.verification_usd,
        &w.sensitivity_usd, &w.peak_to_mean, &w.switching_usd, &w.benefit_usd}) {
    column->assign(n, 0.0F);
  }
  w.jobs.assign(n, 0);
  w.own_milli_units.assign(n, 0);
  w.seller.assign(n, 0);
  w.tier.assign(n, 0);
  w.taste_epoch.assign(n, 0);
  w.mode.assign(n, Mode::none);
  w.status.assign(n, Status::latent);
  w.workload_class.assign(n, 0);
  w.contract_end.assign(n, 0);
  w.vintage.assign(n, 0);
}

constexpr std::size_t draw_rows = 64;

/// Draws of up to draw_rows workloads of one enterprise.
struct AttributeDraws {
  alignas(64) double of_class[draw_rows], latent[draw_rows];
  alignas(64) double volume[draw_rows], value[draw_rows], difficulty[draw_rows], failure[draw_rows],
      sensitivity[draw_rows], switching[draw_rows];
  alignas(64) double peak[draw_rows], spare[draw_rows];
};

/// Fills two columns with uniforms, or with normals, from one random block a row; whole vectors,
/// draws behind the last row are nobody's.
template <bool normal>
OVERBUILD_INLINED void draw_pair(KeyedRandom random, EntityId entity, std::uint32_t first,
                                 std::size_t rows, std::uint32_t stream, double* out_a,
                                 double* out_b) {
  const PhiloxCounter counter =
      KeyedRandom::counter(entity, 0, Purpose::workload_attributes, (first << 3) | stream);
  const std::uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  const std::uint32_t key_0 = random.key()[0], key_1 = random.key()[1];
#pragma omp simd
  for (std::size_t i = 0; i < rows; ++i) {
    const RandomLanes words =
        philox_lanes(c0, c1, c2, c3 + (static_cast<std::uint32_t>(i) << 3), key_0, key_1);
    const double a = uniform_from_words(words.word_0, words.word_1);
    const double b = uniform_from_words(words.word_2, words.word_3);
    out_a[i] = normal ? normal_quantile(a) : a;
    out_b[i] = normal ? normal_quantile(b) : b;
  }
}

OVERBUILD_MULTIVERSION
void draw_attributes(KeyedRandom random, EntityId entity, std::uint32_t first, std::size_t rows,
                     AttributeDraws& out) {
  rows = (rows + 7) & ~std::size_t{7};
  draw_pair<false>(random, entity, first, rows, 0, out.of_class, out.latent);
  draw_pair<true>(random, entity, first, rows, 1, out.volume, out.value);
  draw_pair<true>(random, entity, first, rows, 2, out.difficulty, out.failure);
  draw_pair<true>(random, entity, first, rows, 3, out.sensitivity, out.switching);
  draw_pair<false>(random, entity, first, rows, 4, out.peak, out.spare);
}

struct ClassConstants {
  double cumulative_weight, ln_value;
};

std::vector<ClassConstants> class_constants(std::span<const WorkloadClass> classes) {
  std::vector<ClassConstants> constants;
  double total = 0.0, cumulative = 0.0;
  for (const WorkloadClass& c : classes) total += c.weight;
  for (const WorkloadClass& c : classes) {
    cumulative += c.weight / total;
    constants.push_back({cumulative, log_(c.value_per_job_median)});
  }
  constants.back().cumulative_weight = 2.0;
  return constants;
}

/// Writes what of one workload does not depend on the firm.
void write_workload(WorkloadColumns& w, std::size_t row, const AttributeDraws& draws, std::size_t i,
                    const WorkloadClass& c, const ClassConstants& constants) {
  const double ln_value = constants.ln_value + c.value_between_sd * draws.value[i];
  const double median = exp_(ln_value);
  w.ln_value[row] = static_cast<float>(ln_value);
  w.difficulty[row] = static_cast<float>(c.difficulty_mean + c.difficulty_sd * draws.difficulty[i]);
  // Lognormal spreads of mean one around the class's share of the workload's own median value.
  w.failure_usd[row] =
      static_cast<float>(c.failure_cost_share * median * exp_(0.5 * draws.failure[i] - 0.125));
  w.verification_usd[row] = static_cast<float>(c.verification_share * median);
  w.sensitivity_usd[row] =
      static_cast<float>(c.sensitivity_mean * median * exp_(draws.sensitivity[i] - 0.5));
  const double peak_draw = exponential_from_uniform(draws.peak[i]);
  w.peak_to_mean[row] = static_cast<float>(1.0 + (c.peak_to_mean - 1.0) * std::min(peak_draw, 5.0));
  w.switching_usd[row] = static_cast<float>(draws.switching[i]);  // scaled once values are known
}

void generate_workloads(EnterprisePopulation::State& state) {
  EnterpriseColumns& e = state.enterprise;
  WorkloadColumns& w = state.workload;
  resize_workloads(w, e.first_workload.back());
  const std::vector<ClassConstants> constants = class_constants(state.classes);
  const auto body = [&](std::size_t, std::size_t begin, std::size_t end) {
    AttributeDraws draws;
    for (std::size_t k = begin; k < end; ++k) {
      const std::size_t first = e.first_workload[k];
      const std::size_t count = e.first_workload[k + 1] - first;
      for (std::size_t done = 0; done < count; done += draw_rows) {
        const std::size_t rows = std::min(draw_rows, count - done);
        draw_attributes(state.random, e.entity[k], static_cast<std::uint32_t>(done), rows, draws);
        for (std::size_t i = 0; i < rows; ++i) {
          std::size_t c = 0;
          while (draws.of_class[i] > constants[c].cumulative_weight) ++c;
          const std::size_t row = first + done + i;
          w.workload_class[row] = static_cast<std::uint8_t>(c);
          w.potential_jobs[row] =
              static_cast<float>(static_cast<double>(e.employees[k]) *
                                 exp_(state.population.volume_sd * draws.volume[i]));
          write_workload(w, row, draws, i, state.classes[c], constants[c]);
          // Whether it could be known at the opening is settled there; a byte keeps the draw.
          w.tier[row] = draws.latent[i] < state.classes[c].latent_share ? 1 : 0;
        }
      }
    }
  };
  parallel_chunks(e.size(), enterprise_grain(e.size()), body);
}

/// Yearly task value of a row at scale one, one firm.
double raw_value(const EnterprisePopulation::State& state, std::size_t row) {
  const WorkloadColumns& w = state.workload;
  const double sigma = static_cast<double>(state.class_sigma[w.workload_class[row]]);
  return static_cast<double>(w.potential_jobs[row]) *
         exp_(static_cast<double>(w.ln_value[row]) + 0.5 * sigma * sigma);
}

struct ClassTotals {
  std::vector<double> value;
  ClassTotals& operator+=(const ClassTotals& other) {
    if (value.size() < other.value.size()) value.resize(other.value.size(), 0.0);
    for (std::size_t c = 0; c < other.value.size(); ++c) value[c] += other.value[c];
    return *this;
  }
};

/// Brings every class to its total value, then turns switching draws into dollars.
void scale_values(EnterprisePopulation::State& state) {
  const EnterpriseColumns& e = state.enterprise;
  WorkloadColumns& w = state.workload;
  // Sums of doubles: another grain would be other bits.
  const std::size_t grain = std::clamp<std::size_t>(e.size() / 64, 64, 2048);
  const auto totals =
      ordered_sum<ClassTotals>(e.size(), grain, [&](std::size_t b, std::size_t end) {
        ClassTotals sum;
        sum.value.assign(state.classes.size(), 0.0);
        for (std::size_t k = b; k < end; ++k) {
          for (std::size_t row = e.first_workload[k]; row < e.first_workload[k + 1]; ++row) {
            sum.value[w.workload_class[row]] += e.weight[k] * raw_value(state, row);
          }
        }
        return sum;
      });
  state.class_scale.assign(state.classes.size(), 0.0);
  for (std::size_t c = 0; c < state.classes.size(); ++c) {
    if (c < totals.value.size() && totals.value[c] > 0.0) {
      state.class_scale[c] = state.classes[c].total_value_usd / totals.value[c];
    }
  }
  const double ln_gsd = log_(state.demand.switching_gsd);
  parallel_chunks(w.size(), default_grain, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {
      const double value = raw_value(state, row) * state.class_scale[w.workload_class[row]];
      const double relative = std::sqrt(value / state.demand.switching_reference_usd);
      w.switching_usd[row] =
          static_cast<float>(state.demand.switching_cost * relative *
                             exp_(ln_gsd * static_cast<double>(w.switching_usd[row])));
    }
  });
}

void draw_true_costs(EnterprisePopulation::State& state) {
  const EnterpriseColumns& e = state.enterprise;
  state.true_cost.resize(e.size());
  state.ln_true_cost.resize(e.size());
  parallel_chunks(e.size(), default_grain, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      state.true_cost[k] =
          exp_(state.demand.overrun_mean +
               state.demand.overrun_sd *
                   state.random.normal(e.entity[k], 0, Purpose::self_host_belief, 0));
      state.ln_true_cost[k] = log_(state.true_cost[k]);
    }
  });
}

/// Workloads of equal size whose peaks would even out as much as the firm's do.
void count_pooled_workloads(EnterprisePopulation::State& state) {
  const EnterpriseColumns& e = state.enterprise;
  state.pooled_workloads.assign(e.size(), 1.0F);
  for (std::size_t k = 0; k < e.size(); ++k) {
    double sum = 0.0, squares = 0.0;
    for (std::size_t row = e.first_workload[k]; row < e.first_workload[k + 1]; ++row) {
      const auto jobs = static_cast<double>(state.workload.potential_jobs[row]);
      sum += jobs;
      squares += jobs * jobs;
    }
    if (squares > 0.0) state.pooled_workloads[k] = static_cast<float>(sum * sum / squares);
  }
}

}  // namespace

double opening_payroll(const PopulationParameters& population) {
  double people = 0.0;
  for (const SizeClass& stratum : population.size_classes) {
    people += stratum.firms * mean_employees(population, stratum);
  }
  return people * population.usd_per_employee;
}

std::size_t enterprise_grain(std::size_t enterprises) {
  return std::clamp<std::size_t>(enterprises / 64, 256, 2048);
}

void generate_population(EnterprisePopulation::State& state) {
  OVERBUILD_INVARIANT(!state.classes.empty() && state.classes.size() <= 32, "workload classes");
  OVERBUILD_INVARIANT(!state.population.size_classes.empty(), "size classes");
  for (const WorkloadClass& c : state.classes) {
    state.class_sigma.push_back(static_cast<float>(std::max(c.value_within_sd, 0.01)));
  }
  generate_enterprises(state);
  draw_true_costs(state);
  const NetworkShape shape{state.population.peers, state.population.peers_rewired,
                           state.population.hub_exponent, state.population.hub_reach};
  state.network = state.population.peers_by_weight
                      ? make_weighted_network(state.enterprise.sector, state.enterprise.weight,
                                              shape, state.random)
                      : make_network(state.enterprise.sector, shape, state.random);
  generate_workloads(state);
  scale_values(state);
  count_pooled_workloads(state);
  state.bound.assign(state.enterprise.size(), 0);
  if (state.enterprise.size() <= most_followed) {
    state.suppliers.assign(state.workload.size(), PastSuppliers{});
  }
}

}  // namespace overbuild
