// What a person wants to know first about an ensemble: quantiles by year, fans, and probabilities
// with their intervals. Owns the selection; refuses to know terminals.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/experiments/conditioning.hpp"
#include "sim/experiments/ensemble_store.hpp"
#include "sim/experiments/statistics.hpp"
#include "sim/results/table.hpp"

namespace overbuild {

/// Said with every probability.
inline constexpr std::string_view probability_statement = "within this model and these priors";

/// Headline metrics that a file stores.
std::vector<std::string> headline_metrics(const EnsembleStore& store);
/// The years one, five and ten after the first, as far as there are so many.
std::vector<int> years_told(int first_year, int years);

/// Median and 10 to 90 % of headline metrics in some years; `rows` limits the replicates read.
Table quantile_table(const EnsembleStore& store, const std::string& scenario, std::uint32_t rows);
/// The worlds of a scenario held against what is known already.
struct KnownAlready {
  hindcast::Evidence evidence;
  std::vector<std::uint32_t> rows;  ///< [worlds] replicates
  hindcast::Conditioning conditioning;
};
/// The same with each replicate weighted by how near its world there comes to what is known.
Table weighted_quantile_table(const EnsembleStore& store, const std::string& scenario,
                              std::uint32_t rows, const KnownAlready& known);
/// Holds the stored metrics of a scenario against targets with `split: known`; what is a firm's, or
/// of a metric that is not stored, has no value.
KnownAlready known_already(const EnsembleStore& store, const std::string& scenario,
                           std::uint32_t rows, const hindcast::Evidence& evidence);
/// One line each for the 90 %, 50 % and 10 % quantile over the years, on one scale a metric.
Table fan_table(const EnsembleStore& store, const std::string& scenario, std::uint32_t rows,
                bool unicode);
/// How often some events came about until the last year, by event, then by scenario.
struct EventCount {
  std::string event, scenario;
  Probability probability;
};
std::vector<EventCount> event_counts(const EnsembleStore& store, std::uint32_t rows);
/// [{event, scenario, successes, trials, value, low, high}].
nlohmann::ordered_json event_counts_json(const std::vector<EventCount>& counts);
/// The same as text, one column a scenario.
Table probability_table(const EnsembleStore& store, std::uint32_t rows);
/// Worlds that did not end, with the command that repeats each.
Table failed_worlds_table(const EnsembleStore& store, std::uint32_t rows = UINT32_MAX);

}  // namespace overbuild
