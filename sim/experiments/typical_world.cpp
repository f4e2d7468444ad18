#include "sim/experiments/typical_world.hpp"

#include <algorithm>
#include <cmath>

#include "sim/measure/metrics.hpp"

namespace overbuild {

namespace {

/// An outcome over the simulated years: their largest value or their sum.
struct Judged {
  std::string_view name;
  Metric metric;
  bool largest;
};

const Judged judged[] = {
    {"peak of capital spending", "ai_capex"_metric, true},
    {"end users pay, all years", "end_user_spend"_metric, false},
    {"value destroyed", "losses"_metric, false},
    {"firms that fail", "defaults"_metric, false},
    {"net present value of investment", "payoff_npv"_metric, false},
    {"largest debt", "debt"_metric, true},
};

double outcome_of(const StoredSeries& series, std::size_t world, std::size_t metric, bool largest) {
  double outcome = std::nan("");
  for (int year = series.first_year + 1; year < series.first_year + series.years; ++year) {
    const double value = series.at(world, year, metric);
    if (std::isnan(value)) continue;
    outcome = std::isnan(outcome) ? value : largest ? std::max(outcome, value) : outcome + value;
  }
  return outcome;
}

}  // namespace

std::vector<double> mid_ranks(std::span<const double> values) {
  std::vector<double> defined;
  for (const double value : values) {
    if (!std::isnan(value)) defined.push_back(value);
  }
  std::sort(defined.begin(), defined.end());
  std::vector<double> ranks;
  for (const double value : values) {
    const auto [first, last] = std::equal_range(defined.begin(), defined.end(), value);
    const auto below = static_cast<double>(first - defined.begin());
    const auto equal = static_cast<double>(last - first);
    ranks.push_back(std::isnan(value) || defined.empty()
                        ? 0.5
                        : (below + 0.5 * equal) / static_cast<double>(defined.size()));
  }
  return ranks;
}

std::optional<TypicalWorld> typical_world(const EnsembleStore& store, const std::string& scenario,
                                          std::uint32_t rows) {
  std::vector<Judged> known;
  std::vector<std::string> names;
  const std::vector<std::string> stored = store.metrics();
  for (const Judged& outcome : judged) {
    const std::string name(info_of(outcome.metric).name);
    if (std::find(stored.begin(), stored.end(), name) == stored.end()) continue;
    known.push_back(outcome);
    names.push_back(name);
  }
  const StoredSeries series = store.series(scenario, names, rows);
  if (names.empty() || series.rows.empty()) return std::nullopt;
  std::vector<std::vector<double>> ranks;  // [outcomes][worlds]
  for (std::size_t k = 0; k < known.size(); ++k) {
    std::vector<double> values;
    for (std::size_t w = 0; w < series.rows.size(); ++w) {
      values.push_back(outcome_of(series, w, k, known[k].largest));
    }
    ranks.push_back(mid_ranks(values));
  }
  std::size_t best = 0;
  double nearest = INFINITY;
  for (std::size_t w = 0; w < series.rows.size(); ++w) {
    double distance = 0.0;
    for (const auto& of_outcome : ranks) {
      distance += (of_outcome[w] - 0.5) * (of_outcome[w] - 0.5);
    }
    if (distance >= nearest) continue;
    nearest = distance;
    best = w;
  }
  TypicalWorld found{series.rows[best], series.rows.size(), {}};
  for (std::size_t k = 0; k < known.size(); ++k) {
    found.outcomes.push_back({std::string(known[k].name), ranks[k][best]});
  }
  return found;
}

}  // namespace overbuild
