#include "tools/study/migration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace overbuild::study {

namespace {

bool is_open(std::string_view mode) { return mode == "hosted_open" || mode == "self_hosted"; }

/// Spell in the history of one workload, whose rows stand in the order of years.
bool spell_of(std::span<const WorkloadRow* const> history, int last_year, Spell& spell) {
  std::size_t k = 0;
  while (k < history.size() && history[k]->mode != "api") ++k;
  if (k == history.size()) return false;
  const WorkloadRow& row = *history[k];
  const WorkloadRow* next = k + 1 < history.size() ? history[k + 1] : nullptr;
  spell = {row.enterprise,
           row.workload_class,
           {std::log(row.volume), row.difficulty, -std::log(row.duty_cycle),
            std::log(std::max(row.sensitivity, 1e-12))},
           (next != nullptr ? next->year : last_year) - row.year,
           next != nullptr && is_open(next->mode),
           row.workload};
  return true;
}

/// Weights by rank, with prefix sums in logarithmic time.
class RankWeights {
 public:
  explicit RankWeights(std::size_t n) : tree_(n + 1, 0.0) {}
  void add(std::size_t rank, double weight) {
    for (std::size_t i = rank + 1; i < tree_.size(); i += i & (~i + 1)) tree_[i] += weight;
    total_ += weight;
  }
  /// Of ranks below `rank`.
  [[nodiscard]] double below(std::size_t rank) const {
    double sum = 0.0;
    for (std::size_t i = rank; i > 0; i -= i & (~i + 1)) sum += tree_[i];
    return sum;
  }
  [[nodiscard]] double total() const { return total_; }

 private:
  std::vector<double> tree_;
  double total_ = 0.0;
};

}  // namespace

/// Dense ranks: equal values share one.
std::vector<std::size_t> ranks_of(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::vector<std::size_t> ranks;
  for (const double v : values) {
    ranks.push_back(static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), v) -
                                             sorted.begin()));
  }
  return ranks;
}

/// Indices of spells, longest first; of equal length, those that stayed come first.
std::vector<std::size_t> longest_first(std::span<const Spell> spells) {
  std::vector<std::size_t> order(spells.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (spells[a].years != spells[b].years) return spells[a].years > spells[b].years;
    return !spells[a].left && spells[b].left;
  });
  return order;
}

std::vector<Spell> api_spells(const Recording& recording) {
  std::vector<const WorkloadRow*> rows;
  for (const WorkloadRow& row : recording.workloads) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(), [](const WorkloadRow* a, const WorkloadRow* b) {
    return a->enterprise != b->enterprise ? a->enterprise < b->enterprise
                                          : a->workload < b->workload;
  });
  const int last_year = recording.first_year + recording.years - 1;
  std::vector<Spell> spells;
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin;
    while (end < rows.size() && rows[end]->enterprise == rows[begin]->enterprise &&
           rows[end]->workload == rows[begin]->workload) {
      ++end;
    }
    Spell spell{};
    if (spell_of(std::span(rows).subspan(begin, end - begin), last_year, spell)) {
      spells.push_back(spell);
    }
    begin = end;
  }
  return spells;
}

Concordance concordance(std::span<const Spell> spells, std::span<const double> values) {
  return concordance(spells, longest_first(spells), ranks_of(values));
}

Concordance concordance(std::span<const Spell> spells, std::span<const std::size_t> order,
                        std::span<const std::size_t> ranks, std::span<const double> weights) {
  const auto weight = [&](std::size_t k) { return weights.empty() ? 1.0 : weights[k]; };
  RankWeights longer(spells.size());
  Concordance sum;
  for (std::size_t begin = 0; begin < order.size();) {
    // Those that stay are counted before those that leave after as many years are compared.
    std::size_t end = begin;
    const Spell& first = spells[order[begin]];
    while (end < order.size() && spells[order[end]].years == first.years &&
           spells[order[end]].left == first.left) {
      ++end;
    }
    if (first.left) {
      for (std::size_t k = begin; k < end; ++k) {
        const std::size_t rank = ranks[order[k]];
        const double mine = weight(order[k]);
        const double lower = longer.below(rank), upto = longer.below(rank + 1);
        sum.concordant += mine * (lower + 0.5 * (upto - lower));
        sum.pairs += mine * longer.total();
      }
    }
    for (std::size_t k = begin; k < end; ++k) longer.add(ranks[order[k]], weight(order[k]));
    begin = end;
  }
  return sum;
}

std::vector<double> values_of(std::span<const Spell> spells, Trait trait) {
  std::vector<double> values;
  for (const Spell& spell : spells) values.push_back(spell.trait[static_cast<std::size_t>(trait)]);
  return values;
}

std::vector<double> values_within_kind(std::span<const Spell> spells, Trait trait) {
  std::map<std::string_view, std::pair<double, double>> sums;
  std::vector<double> values = values_of(spells, trait);
  for (std::size_t k = 0; k < spells.size(); ++k) {
    auto& [sum, count] = sums[spells[k].kind];
    sum += values[k];
    count += 1.0;
  }
  for (std::size_t k = 0; k < spells.size(); ++k) {
    const auto& [sum, count] = sums[spells[k].kind];
    values[k] -= sum / count;
  }
  return values;
}

std::vector<std::size_t> shuffled(std::span<const Spell> spells, std::vector<std::size_t> ranks,
                                  Shuffle how, KeyedRandom random, std::uint32_t round) {
  RandomBits bits(random, {round}, 0, Purpose::sample_key);
  for (std::size_t begin = 0; begin < spells.size();) {
    std::size_t end = how == Shuffle::everywhere ? spells.size() : begin;
    while (end < spells.size() && spells[end].enterprise == spells[begin].enterprise) ++end;
    for (std::size_t k = end - begin; k > 1; --k) {
      const std::size_t j = (static_cast<std::uint64_t>(bits()) * k) >> 32;
      std::swap(ranks[begin + k - 1], ranks[begin + j]);
    }
    begin = end;
  }
  return ranks;
}

namespace {

using Row = std::array<double, trait_count>;
using Matrix = std::array<Row, trait_count>;

/// Gradient and information of the partial likelihood at `beta`.
struct Likelihood {
  Row gradient{};
  Matrix information{};
};

Likelihood likelihood_at(const std::vector<Row>& x, std::span<const Spell> spells,
                         const std::vector<std::size_t>& order, const Row& beta) {
  Likelihood sum;
  double s0 = 0.0;
  Row s1{};
  Matrix s2{};
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && spells[order[end]].years == spells[order[begin]].years) ++end;
    double events = 0.0;
    for (std::size_t k = begin; k < end; ++k) {
      const Row& row = x[order[k]];
      double linear = 0.0;
      for (std::size_t p = 0; p < trait_count; ++p) linear += beta[p] * row[p];
      const double risk = std::exp(linear);
      s0 += risk;
      for (std::size_t p = 0; p < trait_count; ++p) {
        s1[p] += risk * row[p];
        for (std::size_t q = 0; q < trait_count; ++q) s2[p][q] += risk * row[p] * row[q];
      }
      if (!spells[order[k]].left) continue;
      events += 1.0;
      for (std::size_t p = 0; p < trait_count; ++p) sum.gradient[p] += row[p];
    }
    for (std::size_t p = 0; p < trait_count; ++p) {
      sum.gradient[p] -= events * s1[p] / s0;
      for (std::size_t q = 0; q < trait_count; ++q) {
        sum.information[p][q] += events * (s2[p][q] / s0 - s1[p] * s1[q] / (s0 * s0));
      }
    }
    begin = end;
  }
  return sum;
}

/// Inverse by Gauss-Jordan elimination with pivots; false if there is none.
bool invert(Matrix a, Matrix& inverse) {
  inverse = {};
  for (std::size_t p = 0; p < trait_count; ++p) inverse[p][p] = 1.0;
  for (std::size_t c = 0; c < trait_count; ++c) {
    std::size_t pivot = c;
    for (std::size_t r = c + 1; r < trait_count; ++r) {
      if (std::fabs(a[r][c]) > std::fabs(a[pivot][c])) pivot = r;
    }
    if (std::fabs(a[pivot][c]) < 1e-12) return false;
    std::swap(a[c], a[pivot]);
    std::swap(inverse[c], inverse[pivot]);
    const double scale = 1.0 / a[c][c];
    for (std::size_t k = 0; k < trait_count; ++k) {
      a[c][k] *= scale;
      inverse[c][k] *= scale;
    }
    for (std::size_t r = 0; r < trait_count; ++r) {
      if (r == c) continue;
      const double factor = a[r][c];
      for (std::size_t k = 0; k < trait_count; ++k) {
        a[r][k] -= factor * a[c][k];
        inverse[r][k] -= factor * inverse[c][k];
      }
    }
  }
  return true;
}

std::vector<Row> standardised(std::span<const Spell> spells) {
  std::vector<Row> x(spells.size());
  for (std::size_t p = 0; p < trait_count; ++p) {
    double mean = 0.0, square = 0.0;
    for (const Spell& spell : spells) mean += spell.trait[p];
    mean /= static_cast<double>(spells.size());
    for (const Spell& spell : spells) square += (spell.trait[p] - mean) * (spell.trait[p] - mean);
    const double sd = std::sqrt(square / static_cast<double>(spells.size()));
    for (std::size_t k = 0; k < spells.size(); ++k) {
      x[k][p] = sd > 0.0 ? (spells[k].trait[p] - mean) / sd : 0.0;
    }
  }
  return x;
}

}  // namespace

std::array<HazardRatio, trait_count> hazard_ratios(std::span<const Spell> spells) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  std::array<HazardRatio, trait_count> ratios;
  ratios.fill({none, none, none});
  if (spells.empty()) return ratios;
  const std::vector<Row> x = standardised(spells);
  const std::vector<std::size_t> order = longest_first(spells);
  Row beta{};
  Matrix covariance{};
  for (int step = 0; step < 25; ++step) {
    const Likelihood at = likelihood_at(x, spells, order, beta);
    if (!invert(at.information, covariance)) return ratios;
    double largest = 0.0;
    for (std::size_t p = 0; p < trait_count; ++p) {
      double change = 0.0;
      for (std::size_t q = 0; q < trait_count; ++q) change += covariance[p][q] * at.gradient[q];
      change = std::clamp(change, -1.0, 1.0);
      beta[p] += change;
      largest = std::max(largest, std::fabs(change));
    }
    if (largest < 1e-8) break;
  }
  for (std::size_t p = 0; p < trait_count; ++p) {
    const double error = 1.96 * std::sqrt(std::max(covariance[p][p], 0.0));
    ratios[p] = {std::exp(beta[p]), std::exp(beta[p] - error), std::exp(beta[p] + error)};
  }
  return ratios;
}

}  // namespace overbuild::study
