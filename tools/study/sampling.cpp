#include <array>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "core/math.hpp"
#include "tools/study/ensemble.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

/// Simulated enterprises; the last is what the others are held against.
constexpr std::array sizes = {500, 1000, 2000, 5000, 10000, 20000, 50000, 100000};
/// Years of a world: the outcomes lie in the opening, the first and the fifth.
constexpr int years = 5;

struct Sampled {
  const char* name;
  Metric metric;
  int year;  ///< after the opening
};

const Sampled sampled[] = {{"end-user spend, first year", "end_user_spend"_metric, 1},
                           {"end-user spend, fifth year", "end_user_spend"_metric, 5},
                           {"jobs by API, opening", "share_jobs_api"_metric, 0},
                           {"enterprises that use it, first year", "adoption_share"_metric, 1}};

struct Moments {
  double mean, sd;
};

Moments moments_of(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0.0, squares = 0.0;
  for (const double value : values) sum += value;
  for (const double value : values) squares += (value - sum / n) * (value - sum / n);
  return {sum / n, std::sqrt(squares / (n - 1.0))};
}

std::vector<double> outcomes_of(const std::vector<Member>& worlds, const Sampled& outcome) {
  std::vector<double> values;
  for (const Member& world : worlds) {
    if (!world.complete()) throw std::runtime_error("a world failed: " + world.broken);
    const Recording& recording = world.recording;
    values.push_back(recording.value(recording.first_year + outcome.year, outcome.metric));
  }
  return values;
}

/// Per cent of `whole`.
std::string percent_of(double part, double whole) {
  return fmt::format("{:.1f} %", 100.0 * part / whole);
}

}  // namespace

std::string sampling_study(const StudyRequest& request) {
  std::vector<std::vector<Member>> worlds;
  for (const int size : sizes) {
    ConfigRequest configuration = request.configuration;
    configuration.years = years;
    configuration.sets.push_back(fmt::format("population.enterprises={}", size));
    worlds.push_back(run_ensemble(
        configuration, seeds_from(configuration.seed.value_or(1), request.worlds, false)));
  }
  MarkdownTable table({"outcome", "enterprises", "mean", "unit", "s.d. over seeds",
                       "less the largest: mean", "standard error", "s.d."},
                      {3});
  for (const Sampled& outcome : sampled) {
    const std::vector<double> largest = outcomes_of(worlds.back(), outcome);
    const double whole = moments_of(largest).mean;
    for (std::size_t at = 0; at < sizes.size(); ++at) {
      const std::vector<double> values = outcomes_of(worlds[at], outcome);
      std::vector<double> differences(values);
      for (std::size_t k = 0; k < values.size(); ++k) differences[k] -= largest[k];
      const Moments all = moments_of(values), apart = moments_of(differences);
      const double error = apart.sd / std::sqrt(static_cast<double>(values.size()));
      table.add({outcome.name, fmt::format("{}", sizes[at]), shown(outcome.metric, all.mean),
                 shown_unit(outcome.metric), percent_of(all.sd, whole),
                 percent_of(apart.mean, whole), percent_of(error, whole),
                 percent_of(apart.sd, whole)});
    }
  }
  return fmt::format(
             "### {} populations of each size, priors at their medians\n\nA seed draws the "
             "population and the luck of firms. Per cent of the mean at {} enterprises; "
             "differences "
             "are taken seed by seed, so that what the seed does to firms cancels in part.\n\n",
             request.worlds, sizes.back()) +
         table.text();
}

}  // namespace overbuild::study
