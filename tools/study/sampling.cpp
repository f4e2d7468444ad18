#include <array>
#include <cmath>
#include <map>

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
                           {"jobs by API, initial year", "share_jobs_api"_metric, 0},
                           {"enterprises that use it, first year", "adoption_share"_metric, 1}};

/// By the place of the world.
std::map<std::size_t, double> outcomes_of(const std::vector<Member>& worlds,
                                          const Sampled& outcome) {
  std::map<std::size_t, double> values;
  for (const Member& world : worlds) {
    if (!world.complete()) throw std::runtime_error("a world failed: " + world.broken);
    const Recording& recording = world.recording;
    values[world.place] = recording.value(recording.first_year + outcome.year, outcome.metric);
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
  LeftOut left_out;
  for (const int size : sizes) {
    ConfigRequest configuration = request.configuration;
    configuration.years = years;
    configuration.sets.push_back(fmt::format("population.enterprises={}", size));
    worlds.push_back(run_ensemble(configuration,
                                  seeds_from(configuration.seed.value_or(1), request.worlds, false),
                                  left_out));
  }
  MarkdownTable table({"outcome", "enterprises", "mean", "unit", "s.d. over seeds",
                       "less the largest: mean", "standard error", "s.d."},
                      {3});
  for (const Sampled& outcome : sampled) {
    const std::map<std::size_t, double> largest = outcomes_of(worlds.back(), outcome);
    std::vector<double> all;
    for (const auto& [place, value] : largest) all.push_back(value);
    const double whole = mean(all);
    for (std::size_t at = 0; at < sizes.size(); ++at) {
      std::vector<double> values, differences;
      for (const auto& [place, value] : outcomes_of(worlds[at], outcome)) {
        const auto pair = largest.find(place);
        if (pair == largest.end()) continue;
        values.push_back(value);
        differences.push_back(value - pair->second);
      }
      const double apart = std::sqrt(sample_variance(differences));
      const double error = apart / std::sqrt(static_cast<double>(values.size()));
      table.add({outcome.name, fmt::format("{}", sizes[at]), shown(outcome.metric, mean(values)),
                 shown_unit(outcome.metric), percent_of(std::sqrt(sample_variance(values)), whole),
                 percent_of(mean(differences), whole), percent_of(error, whole),
                 percent_of(apart, whole)});
    }
  }
  return fmt::format(
             "### {} populations of each size, priors at their medians\n\nA seed draws the "
             "population and the luck of firms. Per cent of the mean at {} enterprises; "
             "differences are taken seed by seed, so that what the seed does to firms cancels in "
             "part.\n\n",
             request.worlds, sizes.back()) +
         table.text() + left_out.text();
}

}  // namespace overbuild::study
