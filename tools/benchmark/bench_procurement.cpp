#include "tools/benchmark/bench_procurement.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <memory>
#include <vector>

#include "agents/enterprise/enterprise.hpp"
#include "agents/enterprise/philox_lanes.hpp"
#include "agents/enterprise/procurement.hpp"
#include "core/multiversion.hpp"
#include "core/parallel.hpp"

namespace overbuild::bench {

namespace {

constexpr int first_year = 2026;
constexpr int years = 5;
constexpr int repeats = 5;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Of all threads of this program; other programs take none of it.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// ------------------------------------------------------------------------------- the market

/// Markets of all sizes have one composition: as many times the smallest one's firms, work and
/// spend as its enterprises, so that a workload-year is the same work at every size.
constexpr long smallest = 10000;
double market_scale(long enterprises) { return static_cast<double>(enterprises) / smallest; }

std::vector<WorkloadClass> market_classes(double scale) {
  std::vector<WorkloadClass> classes(6);
  const double difficulty[] = {-1.0, -0.6, -0.2, 0.2, 0.6, 1.0};
  for (std::size_t c = 0; c < classes.size(); ++c) {
    classes[c].total_value_usd = 1e12 * scale;
    classes[c].difficulty_mean = difficulty[c];
    classes[c].value_per_job_median = 4.0;
    classes[c].latent_share = 0.4;
  }
  return classes;
}

PopulationParameters market_population(long enterprises) {
  PopulationParameters population;
  population.enterprises = enterprises;
  const double scale = market_scale(enterprises);
  population.size_classes = {{1, 20, 2.5e7 * scale, 0.2, 0.1},
                             {20, 250, 3e6 * scale, 0.3, 0.2},
                             {250, 5000, 1.5e5 * scale, 0.35, 0.35},
                             {5000, 500000, 1e4 * scale, 0.15, 0.6}};
  return population;
}

/// Fifteen offers: three sellers of three tiers, three hosts of an open model, three applications.
std::vector<ServiceOption> market_offers(int year) {
  const double fall = std::exp(-0.5 * (year - first_year));
  const double rise = 0.5 * (year - first_year);
  std::vector<ServiceOption> offers;
  for (int seller = 0; seller < 3; ++seller) {
    for (int tier = 0; tier < 3; ++tier) {
      ServiceOption offer;
      offer.seller = static_cast<std::uint16_t>(seller);
      offer.tier = static_cast<std::uint8_t>(tier);
      offer.capability = rise - 0.5 * tier - 0.1 * seller;
      offer.price_usd_per_job = 8.0 * fall / (1.0 + 3.0 * tier);
      offers.push_back(offer);
    }
  }
  for (int seller = 0; seller < 3; ++seller) {
    ServiceOption offer;
    offer.mode = Mode::hosted_open;
    offer.seller = static_cast<std::uint16_t>(seller);
    offer.capability = rise - 0.5;
    offer.price_usd_per_job = 0.8 * fall;
    offers.push_back(offer);
    offer.mode = Mode::app;
    offer.capability = rise - 0.1;
    offer.capability_bonus = 0.3;
    offer.price_usd_per_job = 15.0 * fall;
    offers.push_back(offer);
  }
  return offers;
}

// ------------------------------------------------------------------------------- a few years

struct YearTimes {
  double discover = 0.0, procure = 0.0, settle = 0.0;
  std::int64_t evaluations = 0;
  [[nodiscard]] double total() const { return discover + procure + settle; }
};

struct RunTimes {
  double generate, calibrate;
  double misfit;
  YearTimes year;  ///< over all years
  double year_cpu;
  std::size_t workloads;
  double bytes;
};

void add_year(EnterprisePopulation& population, int year, double preference, YearTimes& times) {
  std::vector<ServiceOption> offers = market_offers(year);
  for (ServiceOption& offer : offers) {
    if (offer.mode != Mode::api) offer.ln_preference = preference;
  }
  const SelfHostTerms terms;
  const std::vector<double> apps(population.classes(), 3.0);
  auto start = std::chrono::steady_clock::now();
  population.discover({year, apps, false});
  times.discover += seconds_since(start);
  start = std::chrono::steady_clock::now();
  times.evaluations += population.procure({year, offers, terms, false}).evaluations;
  times.procure += seconds_since(start);
  start = std::chrono::steady_clock::now();
  population.settle({year, offers, {}, terms, {}});
  times.settle += seconds_since(start);
}

RunTimes run_years(long enterprises) {
  RunTimes times{};
  auto start = std::chrono::steady_clock::now();
  const double scale = market_scale(enterprises);
  EnterprisePopulation population(market_population(enterprises), market_classes(scale),
                                  DemandParameters{}, KeyedRandom(1, 0));
  times.generate = seconds_since(start);
  start = std::chrono::steady_clock::now();
  const OpeningResult opening =
      population.calibrate_opening(first_year - 1, market_offers(first_year - 1), SelfHostTerms{},
                                   {6e9 * scale, 1e9 * scale, 5e8 * scale, 6e9 * scale});
  times.calibrate = seconds_since(start);
  times.misfit = opening.worst_misfit;
  const double cpu = cpu_seconds();
  for (int year = first_year; year < first_year + years; ++year) {
    add_year(population, year, 0.0, times.year);
  }
  times.year_cpu = cpu_seconds() - cpu;
  times.workloads = population.workloads().size();
  times.bytes = population.bytes_per_workload();
  return times;
}

double ns_each(double seconds, const RunTimes& times) {
  return 1e9 * seconds / (static_cast<double>(times.workloads) * years);
}

/// One thread and two take turns, so that both meet the same machine. Returns ns of CPU a
/// workload-year on one thread.
double print_population(std::FILE* out, long enterprises) {
  std::vector<double> wall[2], cpu[2], factor, procure;
  RunTimes last{};
  for (int r = 0; r < (enterprises > 200000 ? 3 : repeats); ++r) {
    for (const int threads : {1, 2}) {
      with_threads(threads, [&] { last = run_years(enterprises); });
      wall[threads - 1].push_back(ns_each(last.year.total(), last));
      cpu[threads - 1].push_back(ns_each(last.year_cpu, last));
      if (threads == 1) procure.push_back(ns_each(last.year.procure, last));
    }
    factor.push_back(wall[0].back() / wall[1].back());
  }
  const double workloads = static_cast<double>(last.workloads);
  const double evaluations = static_cast<double>(last.year.evaluations) / (workloads * years);
  const double one = median(cpu[0]);
  std::fprintf(
      out,
      "%9ld enterprises x %.1f workloads, %.2f evaluations a workload-year: %.1f ns of CPU a "
      "workload-year, %.1f an evaluation; by the clock %.1f (procurement %.1f), on two threads "
      "%.1f (x %.2f, %.1f of CPU); generation %.0f ms, opening %.0f ms (misfit %.1f %%); "
      "%.1f bytes a workload\n",
      enterprises, workloads / static_cast<double>(enterprises), evaluations, one,
      one / evaluations, median(wall[0]), median(procure), median(wall[1]), median(factor),
      median(cpu[1]), last.generate * 1e3, last.calibrate * 1e3, last.misfit * 100.0, last.bytes);
  std::fflush(out);
  return one;
}

// ---------------------------------------------------------------------------- choice kernel

std::unique_ptr<ReviewBlock> kernel_block(std::uint64_t entity) {
  auto block = std::make_unique<ReviewBlock>();
  block->rows = block_rows;
  const KeyedRandom random(2, 0);
  for (std::size_t i = 0; i < block_rows; ++i) {
    const auto number = static_cast<std::uint32_t>(i);
    const auto draw = [&](std::uint32_t k) {
      return static_cast<float>(random.uniform({entity}, 0, Purpose::sample_key, 8 * number + k));
    };
    block->potential[i] = 1e5F * draw(0);
    block->ln_value[i] = 4.0F * draw(1);
    block->sigma[i] = 1.5F;
    block->inverse_sigma[i] = 1.0F / 1.5F;
    block->mean_value[i] = single::exp_(block->ln_value[i] + 1.125F);
    block->difficulty[i] = 2.0F * draw(2) - 1.0F;
    block->failure[i] = 5.0F * draw(3);
    block->verification[i] = draw(4);
    block->sensitivity[i] = draw(5);
    block->switching[i] = 6e4F * draw(6);
    block->peak[i] = 1.0F + 3.0F * draw(7);
    block->entity_low[i] = number * 77;
    block->entity_high[i] = number;
    block->number[i] = number % 20;
    block->moment[i] = taste_moment(first_year);
    block->incumbent[i] = seller_key(Mode::api, number % 3);
  }
  return block;
}

/// Evaluations per second of the choice kernel alone; every thread has its own block.
double limited_kernel_rate(int threads) {
  // Long enough to time, short enough to fall between the turns of other programs.
  const std::size_t rounds = threads == 1 ? 20 : 400;
  const auto count = static_cast<std::size_t>(threads);
  const OptionPlan plan = plan_options(market_offers(first_year), 0, DemandParameters{});
  const ChoiceTerms terms = choice_terms(DemandParameters{}, KeyedRandom(1, 0));
  std::vector<std::unique_ptr<ReviewBlock>> blocks;
  for (std::size_t t = 0; t < count; ++t) blocks.push_back(kernel_block(t));
  std::vector<double> rates;
  for (int r = 0; r < 10 * repeats + 1; ++r) {
    const double start = cpu_seconds();
    const auto clock = std::chrono::steady_clock::now();
    parallel_chunks(count, 1, [&](std::size_t t, std::size_t, std::size_t) {
      for (std::size_t k = 0; k < rounds; ++k) choose_options(*blocks[t], plan, terms);
    });
    rates.push_back(static_cast<double>(count * rounds * block_rows * plan.options.size()) /
                    (threads == 1 ? cpu_seconds() - start : seconds_since(clock)));
  }
  return median(rates);
}

double kernel_rate(int threads) {
  double rate = 0.0;
  with_threads(threads, [&] { rate = limited_kernel_rate(threads); });
  return rate;
}

// -------------------------------------------------------------------------------- roofline

constexpr std::size_t small_rows = 2048;

OVERBUILD_MULTIVERSION
void exp_column(const float* in, float* out, std::size_t n) {
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) out[i] = single::exp_(in[i]);
}

OVERBUILD_MULTIVERSION
void log_column(const float* in, float* out, std::size_t n) {
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) out[i] = single::log_(in[i]);
}

OVERBUILD_MULTIVERSION
void mills_column(const float* in, float* out, std::size_t n) {
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) out[i] = single::mills_ratio(in[i]);
}

OVERBUILD_MULTIVERSION
void philox_column(const std::uint32_t* in, std::uint32_t* out, std::size_t n) {
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) {
    const RandomLanes words = philox_lanes(in[i], 1, 2, 3, 4, 5);
    out[i] = words.word_0 ^ words.word_1 ^ words.word_2 ^ words.word_3;
  }
}

template <class T>
double column_rate(void (*column)(const T*, T*, std::size_t)) {
  std::vector<T> in(small_rows), result(small_rows);
  for (std::size_t i = 0; i < small_rows; ++i) in[i] = static_cast<T>(1 + i % 7);
  std::vector<double> rates;
  constexpr int rounds = 500;
  for (int r = 0; r < repeats; ++r) {
    const double start = cpu_seconds();
    for (int k = 0; k < rounds; ++k) column(in.data(), result.data(), small_rows);
    rates.push_back(small_rows * rounds / (cpu_seconds() - start));
  }
  return median(rates);
}

OVERBUILD_MULTIVERSION
double sum_column(const double* in, std::size_t n) {
  double sum = 0.0;
#pragma omp simd reduction(+ : sum)
  for (std::size_t i = 0; i < n; ++i) sum += in[i];
  return sum;
}

/// Bytes read per second from a table larger than the caches.
double limited_read_bandwidth() {
  constexpr std::size_t doubles = std::size_t{1} << 24;
  std::vector<double> table(doubles, 1.0), rates;
  for (int r = 0; r < repeats; ++r) {
    const auto start = std::chrono::steady_clock::now();
    const double sum = ordered_sum<double>(
        doubles, doubles / 16,
        [&](std::size_t b, std::size_t e) { return sum_column(table.data() + b, e - b); });
    if (sum > 0.0) rates.push_back(8.0 * doubles / seconds_since(start));
  }
  return median(rates);
}

double read_bandwidth(int threads) {
  double bandwidth = 0.0;
  with_threads(threads, [&] { bandwidth = limited_read_bandwidth(); });
  return bandwidth;
}

void print_roofline(std::FILE* out) {
  const double exp_rate = column_rate<float>(exp_column);
  const double log_rate = column_rate<float>(log_column);
  const double mills_rate = column_rate<float>(mills_column);
  const double block_rate = column_rate<std::uint32_t>(philox_column);
  const OptionPlan plan = plan_options(market_offers(first_year), 0, DemandParameters{});
  std::size_t groups = 0, nests = 0;
  for (std::size_t k = 0; k < plan.options.size(); ++k) {
    const PlannedOption& option = plan.options[k];
    const PlannedOption* before = k == 0 ? nullptr : &plan.options[k - 1];
    groups += before == nullptr || option.shock.group != before->shock.group ? 1 : 0;
    groups += before == nullptr || option.nest.group != before->nest.group ? 1 : 0;
    nests += before == nullptr || option.seller != before->seller ? 1 : 0;
  }
  const double offers = static_cast<double>(plan.options.size());
  const double blocks = static_cast<double>(groups) / offers;
  const double nest_logs = 2.0 * static_cast<double>(nests) / offers;
  // One evaluation: success and density (2 exp), threshold, surplus and shock (4 log), its part of
  // the nest's shock, two tails (2 Mills ratios), and its part of random blocks.
  const double roof = 1.0 / (2.0 / exp_rate + (4.0 + nest_logs) / log_rate + 2.0 / mills_rate +
                             blocks / block_rate);
  const double one = kernel_rate(1), two = kernel_rate(2);
  std::fprintf(out, "memory read %.1f GB/s on one thread, %.1f on two\n", read_bandwidth(1) * 1e-9,
               read_bandwidth(2) * 1e-9);
  std::fprintf(out,
               "float exp %.0f M/s, log %.0f M/s, Mills ratio %.0f M/s, Philox block %.0f M/s\n",
               exp_rate * 1e-6, log_rate * 1e-6, mills_rate * 1e-6, block_rate * 1e-6);
  std::fprintf(out,
               "roofline of one evaluation = 1 / (2/exp + %.2f/log + 2/Mills + %.2f/block) = %.0f "
               "M/s per core\n",
               4.0 + nest_logs, blocks, roof * 1e-6);
  std::fprintf(out,
               "choice kernel %.0f M evaluations/s per core (%.0f %% of the roofline), two threads "
               "%.0f M/s (x %.2f)\n",
               one * 1e-6, 100.0 * one / roof, two * 1e-6, two / one);
}

}  // namespace

void procurement(std::FILE* out, long largest) {
  print_roofline(out);
  std::fprintf(out,
               "whole years of markets of one composition, so that differences between sizes are "
               "the machine's:\n");
  double least = HUGE_VAL, most = 0.0;
  for (const long n : {smallest, 20000L, 100000L, 1000000L}) {
    if (n > largest) break;
    const double ns = print_population(out, n);
    least = std::min(least, ns);
    most = std::max(most, ns);
  }
  if (most > 0.0) {
    std::fprintf(out, "the dearest size costs %.0f %% more a workload-year than the cheapest\n",
                 100.0 * (most / least - 1.0));
  }
}

}  // namespace overbuild::bench
