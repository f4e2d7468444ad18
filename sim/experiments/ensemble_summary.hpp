// What a person wants to know first about an ensemble: quantiles by year, fans, and probabilities
// with their standard errors. Owns the selection; refuses to know terminals.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/experiments/ensemble_store.hpp"
#include "sim/results/table.hpp"

namespace overbuild {

/// Said with every probability.
inline constexpr std::string_view probability_statement = "within this model and these priors";

/// Median and 10 to 90 % of headline metrics in some years; `rows` limits the replicates read.
Table quantile_table(const EnsembleStore& store, const std::string& scenario, std::uint32_t rows);
/// One line each for the 90 %, 50 % and 10 % quantile over the years, on one scale a metric.
Table fan_table(const EnsembleStore& store, const std::string& scenario, std::uint32_t rows,
                bool unicode);
/// Probabilities of some events until the last year, one column a scenario.
Table probability_table(const EnsembleStore& store, std::uint32_t rows);
/// Worlds that did not end, with the command that repeats each.
Table failed_worlds_table(const EnsembleStore& store);

/// "12.5 % (s.e. 1.5)".
std::string probability_text(std::size_t successes, std::size_t trials);

}  // namespace overbuild
