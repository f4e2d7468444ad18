#include "sim/experiments/factorial.hpp"

#include <bit>
#include <cmath>
#include <numeric>

namespace overbuild {

namespace {

std::size_t conditions_of(const std::vector<double>& of_cell) {
  return static_cast<std::size_t>(std::countr_zero(of_cell.size()));
}

std::vector<double> of_rows(const std::vector<double>& cell, const std::vector<std::size_t>& rows) {
  std::vector<double> values;
  values.reserve(rows.size());
  for (const std::size_t row : rows) values.push_back(cell[row]);
  return values;
}

}  // namespace

std::vector<double> cell_means(const Cells& cells, const std::vector<std::size_t>& rows) {
  std::vector<double> means;
  for (const auto& cell : cells) means.push_back(mean(of_rows(cell, rows)));
  return means;
}

std::vector<double> cell_medians(const Cells& cells, const std::vector<std::size_t>& rows) {
  std::vector<double> medians;
  for (const auto& cell : cells) medians.push_back(median(of_rows(cell, rows)));
  return medians;
}

std::vector<double> shapley_values(const std::vector<double>& of_cell) {
  const std::size_t n = conditions_of(of_cell);
  std::vector<double> factorial(n + 1, 1.0);
  for (std::size_t k = 1; k <= n; ++k) factorial[k] = factorial[k - 1] * static_cast<double>(k);
  std::vector<double> values(n, 0.0);
  for (std::size_t cell = 0; cell < of_cell.size(); ++cell) {
    const auto size = static_cast<std::size_t>(std::popcount(cell));
    for (std::size_t i = 0; i < n; ++i) {
      if (((cell >> i) & 1U) != 0) continue;
      const double weight = factorial[size] * factorial[n - size - 1] / factorial[n];
      values[i] += weight * (of_cell[cell | only_one(i)] - of_cell[cell]);
    }
  }
  return values;
}

Interaction strongest_interaction(const std::vector<double>& of_cell) {
  const std::size_t n = conditions_of(of_cell);
  Interaction strongest;
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = a + 1; b < n; ++b) {
      const std::size_t both = only_one(a) | only_one(b);
      double sum = 0.0, count = 0.0;
      for (std::size_t rest = 0; rest < of_cell.size(); ++rest) {
        if ((rest & both) != 0) continue;
        sum += of_cell[rest | both] - of_cell[rest | only_one(a)] - of_cell[rest | only_one(b)] +
               of_cell[rest];
        ++count;
      }
      const double value = sum / count;
      if (std::fabs(value) > std::fabs(strongest.value)) strongest = {a, b, value};
    }
  }
  return strongest;
}

double conjunction_index(const std::vector<double>& of_cell) {
  const std::size_t n = conditions_of(of_cell);
  double best = -HUGE_VAL;
  for (std::size_t i = 0; i < n; ++i) best = std::max(best, of_cell[minus_one(n, i)]);
  return of_cell[all_cell(n)] - best;
}

PairedEffect paired_effect(const Cells& cells, std::size_t with, std::size_t without,
                           std::vector<double> (*summary)(const Cells&,
                                                          const std::vector<std::size_t>&)) {
  const Cells pair = {cells[with], cells[without]};
  const auto difference = [&](const std::vector<std::size_t>& rows) {
    const std::vector<double> both = summary(pair, rows);
    return both[0] - both[1];
  };
  std::vector<std::size_t> all(pair[0].size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return {difference(all), bootstrap(all.size(), resamples, difference)};
}

}  // namespace overbuild
