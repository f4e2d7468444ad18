// Conditions crossed with each other: what each contributes to an outcome when all others hold,
// when none does, and on average over all orders. Owns the arithmetic on a full two-level design
// with paired replicates; refuses to know what the conditions are.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/experiments/statistics.hpp"

namespace overbuild {

/// Outcome of each paired replicate in each cell; bit i of a cell says whether condition i holds.
using Cells = std::vector<std::vector<double>>;  ///< [2^conditions][replicates]

/// Mean over replicates by cell, of the rows given.
std::vector<double> cell_means(const Cells& cells, const std::vector<std::size_t>& rows);
/// Medians, NaN left out.
std::vector<double> cell_medians(const Cells& cells, const std::vector<std::size_t>& rows);

/// All conditions, and all but `condition`.
inline std::size_t all_cell(std::size_t conditions) { return (std::size_t{1} << conditions) - 1; }
inline std::size_t minus_one(std::size_t conditions, std::size_t condition) {
  return all_cell(conditions) & ~(std::size_t{1} << condition);
}
inline std::size_t only_one(std::size_t condition) { return std::size_t{1} << condition; }

/// Shapley (1953) value of each condition for a set function over cells: adds up to the difference
/// between all and none.
std::vector<double> shapley_values(const std::vector<double>& of_cell);

struct Interaction {
  std::size_t a = 0, b = 0;
  double value = 0.0;
};
/// The pair whose joint effect differs most from the sum of both, on average over the others.
Interaction strongest_interaction(const std::vector<double>& of_cell);

/// What all have together over the best of those that lack one.
double conjunction_index(const std::vector<double>& of_cell);

/// Difference between two cells with a paired bootstrap interval; `summary` is cell_means or
/// cell_medians.
struct PairedEffect {
  double value;
  Interval interval;
};
PairedEffect paired_effect(const Cells& cells, std::size_t with, std::size_t without,
                           std::vector<double> (*summary)(const Cells&,
                                                          const std::vector<std::size_t>&));

}  // namespace overbuild
