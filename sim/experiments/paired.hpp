// Two ensembles world by world: worlds of the same replicate share their draws and their luck, so
// that their differences are those of the settings. Owns which worlds are pairs and what is told of
// their differences; refuses to know terminals.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/diagnostics.hpp"
#include "sim/experiments/ensemble_store.hpp"

namespace overbuild {

/// One scenario of a file.
struct EnsembleSide {
  const EnsembleStore& store;
  std::string scenario;
};

/// Quantiles of a difference over pairs, NaN left out (type 7, as quantile()).
struct DifferenceSpread {
  double q10, median, q90;
  double share_above;     ///< of the pairs with a value, those in which it is above zero
  std::size_t pairs = 0;  ///< with a value
};
DifferenceSpread spread_of(const std::vector<double>& differences);

/// Differences of the metrics that both files store, second less first.
struct PairedSeries {
  std::vector<std::uint32_t> rows;   ///< [pairs] complete in both, ascending
  std::vector<std::string> metrics;  ///< in the order of the first file
  int first_year = 0, years = 0;     ///< of both
  std::vector<double> values;        ///< [pairs][years][metrics]; NaN where either has no value

  /// Of all pairs: [pairs].
  std::vector<double> differences(std::size_t metric, int year) const;
};

/// Problems where worlds of the same replicate do not share their draws (another seed or sampling,
/// points of a design), and where no world or year is in both. The same numbers as
/// second.paired(first) of the Python package. Test: tests/sim/experiments/test_paired.cpp,
/// tests/python/test_results.py.
PairedSeries pair_worlds(const EnsembleSide& first, const EnsembleSide& second,
                         Diagnostics& problems);

/// Difference of an outcome in each pair, second less first: [pairs].
std::vector<double> paired_outcome(const EnsembleSide& first, const EnsembleSide& second,
                                   const std::string& outcome, Diagnostics& problems);

}  // namespace overbuild
