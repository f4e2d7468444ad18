#include "sim/experiments/paired.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "sim/experiments/statistics.hpp"
#include "sim/experiments/stored_sample.hpp"

namespace overbuild {

namespace {

/// Adds a problem unless worlds of the same replicate share their draws.
void check_pairing(const EnsembleStore& a, const EnsembleStore& b, Diagnostics& problems) {
  for (const EnsembleStore* store : {&a, &b}) {
    if (store->meta("kind") != "sensitivity") continue;
    problems.add({}, "worlds of a sensitivity file are points of a design and not pairs",
                 "files of ensembles");
    return;
  }
  if (a.meta("seed") != b.meta("seed")) {
    problems.add({},
                 fmt::format("seeds {} and {} differ: worlds of the same replicate do not share "
                             "their draws",
                             a.meta("seed"), b.meta("seed")));
  } else if (a.meta("kind") == "ensemble" && b.meta("kind") == "ensemble" &&
             a.meta("design") != b.meta("design")) {
    const auto sampling = [](const EnsembleStore& store) {
      const std::string design = store.meta("design");
      return design.empty() ? std::string("Sobol sequence") : design;
    };
    problems.add({},
                 fmt::format("priors are drawn otherwise ({}; {}): worlds of the same replicate "
                             "do not share their draws",
                             sampling(a), sampling(b)));
  }
}

std::vector<std::string> common_metrics(const EnsembleStore& a, const EnsembleStore& b) {
  const std::vector<std::string> of_b = b.metrics();
  std::vector<std::string> common;
  for (std::string& metric : a.metrics()) {
    if (std::find(of_b.begin(), of_b.end(), metric) != of_b.end())
      common.push_back(std::move(metric));
  }
  return common;
}

/// Places of rows in a list of them.
std::map<std::uint32_t, std::size_t> places_of(const std::vector<std::uint32_t>& rows) {
  std::map<std::uint32_t, std::size_t> places;
  for (std::size_t k = 0; k < rows.size(); ++k) places.emplace(rows[k], k);
  return places;
}

}  // namespace

DifferenceSpread spread_of(const std::vector<double>& differences) {
  DifferenceSpread spread{quantile(differences, 0.1), quantile(differences, 0.5),
                          quantile(differences, 0.9), std::nan("")};
  std::size_t above = 0;
  for (const double difference : differences) {
    spread.pairs += std::isnan(difference) ? 0 : 1;
    above += difference > 0.0 ? 1 : 0;
  }
  if (spread.pairs > 0) {
    spread.share_above = static_cast<double>(above) / static_cast<double>(spread.pairs);
  }
  return spread;
}

std::vector<double> PairedSeries::differences(std::size_t metric, int year) const {
  const auto y = static_cast<std::size_t>(year - first_year);
  std::vector<double> all;
  for (std::size_t pair = 0; pair < rows.size(); ++pair) {
    all.push_back(values[(pair * static_cast<std::size_t>(years) + y) * metrics.size() + metric]);
  }
  return all;
}

PairedSeries pair_worlds(const EnsembleSide& first, const EnsembleSide& second,
                         Diagnostics& problems) {
  PairedSeries paired;
  check_pairing(first.store, second.store, problems);
  if (!problems.ok()) return paired;
  paired.metrics = common_metrics(first.store, second.store);
  const StoredSeries a = first.store.series(first.scenario, paired.metrics);
  const StoredSeries b = second.store.series(second.scenario, paired.metrics);
  std::set_intersection(a.rows.begin(), a.rows.end(), b.rows.begin(), b.rows.end(),
                        std::back_inserter(paired.rows));
  paired.first_year = std::max(a.first_year, b.first_year);
  paired.years = std::min(a.first_year + a.years, b.first_year + b.years) - paired.first_year;
  if (paired.rows.empty() || paired.years <= 0) {
    problems.add({}, "there is no world of the same replicate and year in both");
    return paired;
  }
  const auto in_a = places_of(a.rows), in_b = places_of(b.rows);
  for (const std::uint32_t row : paired.rows) {
    for (int y = paired.first_year; y < paired.first_year + paired.years; ++y) {
      for (std::size_t m = 0; m < paired.metrics.size(); ++m) {
        paired.values.push_back(b.at(in_b.at(row), y, m) - a.at(in_a.at(row), y, m));
      }
    }
  }
  return paired;
}

std::vector<double> paired_outcome(const EnsembleSide& first, const EnsembleSide& second,
                                   const std::string& outcome, Diagnostics& problems) {
  const Outcome asked = outcome_of_store(first.store, first.scenario, outcome, problems);
  if (problems.ok()) outcome_of_store(second.store, second.scenario, outcome, problems);
  if (!problems.ok()) return {};
  const StoredOutcome a = stored_outcome(first.store, first.scenario, asked);
  const StoredOutcome b = stored_outcome(second.store, second.scenario, asked);
  const auto in_b = places_of(b.rows);
  std::vector<double> differences;
  for (std::size_t k = 0; k < a.rows.size(); ++k) {
    const auto other = in_b.find(a.rows[k]);
    if (other != in_b.end()) differences.push_back(b.values[other->second] - a.values[k]);
  }
  return differences;
}

}  // namespace overbuild
