#include "sim/experiments/given_data.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/experiments/statistics.hpp"

namespace overbuild {

namespace {

constexpr std::size_t fewest_worlds = 4;
constexpr std::uint32_t error_resamples = 200;

/// The outcome less its mean, and in which part of an input's range each world lies.
struct Parted {
  const std::vector<double>& centred;  ///< [worlds]
  std::vector<std::size_t> part;       ///< [worlds]
  std::size_t parts = 0;
};

/// Ranks by value, equal values in order of world.
std::vector<std::size_t> ranked(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  return order;
}

std::size_t distinct(const std::vector<double>& values, const std::vector<std::size_t>& order) {
  std::size_t count = 1;
  for (std::size_t k = 1; k < order.size(); ++k) {
    count += values[order[k]] != values[order[k - 1]] ? 1 : 0;
  }
  return count;
}

Parted parted(const std::vector<double>& values, const std::vector<double>& centred,
              bool one_a_value) {
  const std::size_t n = values.size();
  const std::vector<std::size_t> order = ranked(values);
  const auto wanted = static_cast<std::size_t>(std::sqrt(static_cast<double>(n)));
  const bool each = one_a_value || distinct(values, order) <= wanted;
  Parted made{centred, std::vector<std::size_t>(n, 0), 1};
  std::size_t group = 0;  // of equally many worlds, by the first of equal values
  for (std::size_t k = 1; k < n; ++k) {
    if (values[order[k]] != values[order[k - 1]]) {
      const std::size_t next = k * wanted / n;
      if (each || next != group) ++made.parts;
      group = next;
    }
    made.part[order[k]] = made.parts - 1;
  }
  return made;
}

/// Of the worlds in `rows`, which may be drawn more than once.
double share_between(const Parted& of, const std::vector<std::size_t>& rows) {
  std::vector<double> counts(of.parts, 0.0), sums(of.parts, 0.0);
  double squares = 0.0, sum = 0.0;
  for (const std::size_t r : rows) {
    ++counts[of.part[r]];
    sums[of.part[r]] += of.centred[r];
    sum += of.centred[r];
    squares += of.centred[r] * of.centred[r];
  }
  const auto n = static_cast<double>(rows.size());
  double between = 0.0, used = 0.0;
  for (std::size_t p = 0; p < of.parts; ++p) {
    if (counts[p] == 0.0) continue;
    between += sums[p] * sums[p] / counts[p];
    ++used;
  }
  const double altogether = (squares - sum * sum / n) / (n - 1.0);
  const double within = (squares - between) / (n - used);
  return altogether > 0.0 && n > used ? 1.0 - within / altogether : std::nan("");
}

GivenDataIndex index_of(const SampleColumn& input, const std::vector<std::size_t>& worlds,
                        const std::vector<double>& centred, bool any) {
  std::vector<double> values;
  for (const std::size_t w : worlds) values.push_back(input.values[w]);
  const Parted by = parted(values, centred, !input.is_number());
  std::vector<std::size_t> rows(any ? worlds.size() : 0);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const double first = any ? share_between(by, rows) : std::nan("");
  const double error = bootstrap_error(
      rows.size(), error_resamples,
      [&](const std::vector<std::size_t>& drawn) { return share_between(by, drawn); });
  const double half = two_sided_95 * error;
  return {input.name, {first, {first - half, first + half}}, error, by.parts};
}

}  // namespace

GivenDataAnalysis given_data_indices(const std::vector<SampleColumn>& inputs,
                                     const std::vector<double>& outcome) {
  GivenDataAnalysis analysis;
  std::vector<std::size_t> worlds;
  std::vector<double> centred;
  for (std::size_t w = 0; w < outcome.size(); ++w) {
    if (!std::isfinite(outcome[w])) continue;
    worlds.push_back(w);
    centred.push_back(outcome[w]);
  }
  analysis.use.used = worlds.size();
  analysis.use.all = outcome.size();
  analysis.use.constant =
      std::all_of(centred.begin(), centred.end(), [&](double y) { return y == centred.front(); });
  const double middle = mean(centred);
  for (double& y : centred) y -= middle;
  const bool any = worlds.size() >= fewest_worlds && !analysis.use.constant;
  for (const SampleColumn& input : inputs) {
    analysis.inputs.push_back(index_of(input, worlds, centred, any));
  }
  return analysis;
}

}  // namespace overbuild
