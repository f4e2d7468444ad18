#include "sim/experiments/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/function_ref.hpp"
#include "core/quasi_random.hpp"
#include "core/random.hpp"

namespace overbuild {

namespace {

constexpr int levels = 4, step = 2;  ///< of the levels

/// 0 to n - 1 in a keyed order.
std::vector<std::size_t> shuffled(std::size_t n, const KeyedRandom& random, EntityId entity) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> keys(n);
  for (std::size_t k = 0; k < n; ++k) {
    keys[k] = random.uniform(entity, 1, Purpose::sample_key, static_cast<std::uint32_t>(k));
  }
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return keys[a] < keys[b]; });
  return order;
}

Effect effect_of(std::size_t rows,
                 const std::function<double(const std::vector<std::size_t>&)>& statistic) {
  std::vector<std::size_t> all(rows);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return {statistic(all), bootstrap(rows, resamples, statistic)};
}

/// Where the blocks begin whose rows all have the outcome.
std::vector<std::size_t> whole_blocks(std::size_t rows, const std::vector<double>& outcome,
                                      DesignUse& use) {
  std::vector<std::size_t> begins;
  double lowest = HUGE_VAL, highest = -HUGE_VAL;
  for (std::size_t begin = 0; begin + rows <= outcome.size(); begin += rows) {
    const auto first = outcome.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = first + static_cast<std::ptrdiff_t>(rows);
    ++use.all;
    if (!std::all_of(first, last, [](double y) { return std::isfinite(y); })) continue;
    begins.push_back(begin);
    lowest = std::min(lowest, *std::min_element(first, last));
    highest = std::max(highest, *std::max_element(first, last));
  }
  use.used = begins.size();
  use.constant = lowest == highest;
  return begins;
}

/// The input in which two rows differ; `inputs`, which stands for luck, when in none.
std::size_t moved_input(const DesignRow& before, const DesignRow& after, std::size_t inputs) {
  for (std::size_t k = 0; k < inputs; ++k) {
    if (before.point[k] != after.point[k]) return k;
  }
  return inputs;
}

}  // namespace

std::vector<DesignRow> morris_design(std::size_t inputs, std::uint32_t trajectories,
                                     std::uint32_t seed, bool luck) {
  const KeyedRandom random(seed, 0);
  const std::size_t all = inputs + (luck ? 1 : 0);
  std::vector<DesignRow> design;
  for (std::uint32_t t = 0; t < trajectories; ++t) {
    const EntityId entity = entity_id("morris", 0, t);
    DesignRow row;
    row.replicate = luck ? 2 * t : t;
    std::vector<int> level(inputs);
    const auto place = [&](std::size_t k) { return static_cast<double>(level[k]) / (levels - 1); };
    for (std::size_t k = 0; k < inputs; ++k) {
      const double u =
          random.uniform(entity, 0, Purpose::sample_key, static_cast<std::uint32_t>(k));
      level[k] = static_cast<int>(u * levels);
      row.point.push_back(place(k));
    }
    design.push_back(row);
    for (const std::size_t k : shuffled(all, random, entity)) {
      if (k == inputs) {
        row.replicate = 2 * t + 1;
      } else {
        level[k] += level[k] < step ? step : -step;
        row.point[k] = place(k);
      }
      design.push_back(row);
    }
  }
  return design;
}

MorrisAnalysis morris_effects(const std::vector<DesignRow>& design, std::size_t inputs, bool luck,
                              const std::vector<double>& outcome) {
  const std::size_t all = inputs + (luck ? 1 : 0);
  MorrisAnalysis analysis;
  std::vector<std::vector<double>> effects(all);
  for (const std::size_t begin : whole_blocks(all + 1, outcome, analysis.use)) {
    for (std::size_t r = begin; r < begin + all; ++r) {
      const std::size_t moved = moved_input(design[r], design[r + 1], inputs);
      const double change =
          moved == inputs ? 1.0 : design[r + 1].point[moved] - design[r].point[moved];
      effects[moved].push_back((outcome[r + 1] - outcome[r]) / change);
    }
  }
  for (const std::vector<double>& of : effects) {
    const Effect size = effect_of(of.size(), [&](const std::vector<std::size_t>& rows) {
      double sum = 0.0;
      for (const std::size_t r : rows) sum += std::fabs(of[r]);
      return rows.empty() ? std::nan("") : sum / static_cast<double>(rows.size());
    });
    analysis.inputs.push_back({size, mean(of), std::sqrt(sample_variance(of))});
  }
  return analysis;
}

double screening_uniform(double level, const std::vector<config::PriorChoice>& choices) {
  constexpr double margin = 0.01;
  if (choices.empty()) return margin + (1.0 - 2.0 * margin) * level;
  const double place = level * static_cast<double>(choices.size() - 1);
  const config::PriorChoice& choice = choices[static_cast<std::size_t>(place + 0.5)];
  return 0.5 * (choice.from + choice.to);
}

namespace {

/// `into` with each input in turn, and luck behind them, from the other row.
void add_mixed(std::vector<DesignRow>& design, const DesignRow& into, const DesignRow& from,
               bool luck) {
  for (std::size_t k = 0; k < into.point.size(); ++k) {
    DesignRow mixed = into;
    mixed.point[k] = from.point[k];
    design.push_back(std::move(mixed));
  }
  if (luck) design.push_back({into.point, from.replicate});
}

/// Outcomes of the blocks that count, as estimators read them.
class SobolRows {
 public:
  using Rows = std::vector<std::size_t>;

  SobolRows(const std::vector<double>& outcome, std::vector<std::size_t> begins,
            std::size_t all_inputs)
      : outcome_(outcome), begins_(std::move(begins)), all_(all_inputs) {}

  std::size_t count() const { return begins_.size(); }
  double a(std::size_t block) const { return outcome_[begins_[block]]; }
  double b(std::size_t block) const { return outcome_[begins_[block] + 1]; }
  /// A with an input from B.
  double a_with(std::size_t block, std::size_t input) const {
    return outcome_[begins_[block] + 2 + input];
  }
  /// B with an input from A.
  double b_with(std::size_t block, std::size_t input) const {
    return outcome_[begins_[block] + 2 + all_ + input];
  }

  /// Mean and variance of what A and B give.
  struct Spread {
    double mean, variance;
  };
  Spread spread_of(const Rows& rows) const {
    std::vector<double> values;
    for (const std::size_t r : rows) {
      values.push_back(a(r));
      values.push_back(b(r));
    }
    return {mean(values), sample_variance(values)};
  }

  double first(const Rows& rows, std::size_t input) const {
    return 1.0 - half_square(rows, input, [this](std::size_t r) { return b(r); });
  }
  double total(const Rows& rows, std::size_t input) const {
    return half_square(rows, input, [this](std::size_t r) { return a(r); });
  }
  /// Share of the variance that is not among worlds with equal inputs.
  double explained(const Rows& rows, std::size_t luck) const {
    constexpr double least = 0.01;  // below it what is left is the error of the estimate
    const double part = 1.0 - total(rows, luck);
    return part >= least ? part : std::nan("");
  }
  /// What two inputs explain together, less what each explains alone.
  double second(const Rows& rows, std::size_t one, std::size_t other) const {
    const Spread spread = spread_of(rows);
    if (!(spread.variance > 0.0)) return std::nan("");
    const auto off = [&](double value) { return value - spread.mean; };
    double sum = 0.0;
    for (const std::size_t r : rows) {
      sum += 0.5 * off(b_with(r, one)) * off(a_with(r, other)) +
             0.5 * off(b_with(r, other)) * off(a_with(r, one)) - off(a(r)) * off(b(r));
    }
    const double together = sum / (static_cast<double>(rows.size()) * spread.variance);
    return together - first(rows, one) - first(rows, other);
  }

 private:
  /// Half the mean square of what changes when only this input does (total) or all but it do
  /// (first), as a share of the variance.
  double half_square(const Rows& rows, std::size_t input,
                     FunctionRef<double(std::size_t)> from) const {
    double sum = 0.0;
    for (const std::size_t r : rows) {
      const double change = from(r) - a_with(r, input);
      sum += change * change;
    }
    const double spread = spread_of(rows).variance;
    return spread > 0.0 ? sum / (2.0 * static_cast<double>(rows.size()) * spread) : std::nan("");
  }

  const std::vector<double>& outcome_;
  std::vector<std::size_t> begins_;
  std::size_t all_;
};

}  // namespace

std::vector<DesignRow> sobol_design(std::size_t inputs, std::uint32_t base, std::uint32_t seed,
                                    bool luck, SobolOrder order) {
  std::vector<EntityId> names;
  for (std::size_t k = 0; k < 2 * inputs; ++k)
    names.push_back(entity_id("saltelli", 0, static_cast<std::uint32_t>(k)));
  const ScrambledSobol sequence(seed, std::move(names));
  std::vector<DesignRow> design;
  for (std::uint32_t j = 0; j < base; ++j) {
    const std::vector<double> point = sequence.point(j);
    const auto half = point.begin() + static_cast<std::ptrdiff_t>(inputs);
    const DesignRow a{{point.begin(), half}, luck ? 2 * j : j};
    const DesignRow b{{half, point.end()}, luck ? 2 * j + 1 : j};
    design.push_back(a);
    design.push_back(b);
    add_mixed(design, a, b, luck);
    if (order == SobolOrder::second) add_mixed(design, b, a, luck);
  }
  return design;
}

SobolAnalysis sobol_indices(std::size_t inputs, bool luck, const std::vector<double>& outcome,
                            SobolOrder order) {
  const std::size_t all = inputs + (luck ? 1 : 0);
  const bool pairs = order == SobolOrder::second;
  SobolAnalysis analysis;
  const SobolRows blocks(outcome, whole_blocks((pairs ? 2 * all : all) + 2, outcome, analysis.use),
                         all);
  using Rows = SobolRows::Rows;
  // Indices of as many rows as there are, or of none: shares of a variance that is not there.
  const std::size_t rows_used = blocks.count() < 2 || analysis.use.constant ? 0 : blocks.count();
  for (std::size_t k = 0; k < all; ++k) {
    const auto first = [&](const Rows& rows) { return blocks.first(rows, k); };
    const auto total = [&](const Rows& rows) { return blocks.total(rows, k); };
    const bool of_luck = !luck || k == inputs;
    const auto first_left = [&](const Rows& rows) {
      return of_luck ? std::nan("") : first(rows) / blocks.explained(rows, inputs);
    };
    const auto total_left = [&](const Rows& rows) {
      return of_luck ? std::nan("") : total(rows) / blocks.explained(rows, inputs);
    };
    analysis.inputs.push_back({effect_of(rows_used, first), effect_of(rows_used, total),
                               effect_of(rows_used, first_left), effect_of(rows_used, total_left)});
  }
  for (std::size_t one = 0; pairs && one < all; ++one) {
    for (std::size_t other = one + 1; other < all; ++other) {
      const auto second = [&](const Rows& rows) { return blocks.second(rows, one, other); };
      analysis.pairs.push_back({one, other, effect_of(rows_used, second)});
    }
  }
  return analysis;
}

const std::vector<TestFunction>& test_functions() {
  static const std::vector<TestFunction> functions = [] {
    const auto ishigami = [](const std::vector<double>& u) {
      const auto x = [&](std::size_t k) { return std::numbers::pi * (2.0 * u[k] - 1.0); };
      const double s = std::sin(x(1));
      return std::sin(x(0)) + 7.0 * s * s + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
    };
    const auto g = [](const std::vector<double>& u) {
      const double a[] = {0.0, 1.0, 4.5, 9.0};
      double product = 1.0;
      for (std::size_t k = 0; k < 4; ++k)
        product *= (std::fabs(4.0 * u[k] - 2.0) + a[k]) / (1.0 + a[k]);
      return product;
    };
    TestFunction sobol_g{"sobol-g", 4, g, {}, {}, {}};
    double all = 1.0, parts[4];
    for (std::size_t k = 0; k < 4; ++k) {
      const double a[] = {0.0, 1.0, 4.5, 9.0};
      parts[k] = 1.0 / (3.0 * (1.0 + a[k]) * (1.0 + a[k]));
      all *= 1.0 + parts[k];
    }
    for (const double part : parts) {
      sobol_g.first.push_back(part / (all - 1.0));
      sobol_g.total.push_back(part * (all / (1.0 + part)) / (all - 1.0));
    }
    for (std::size_t one = 0; one < 4; ++one) {
      for (std::size_t other = one + 1; other < 4; ++other)
        sobol_g.second.push_back(parts[one] * parts[other] / (all - 1.0));
    }
    return std::vector<TestFunction>{{"ishigami",
                                      3,
                                      ishigami,
                                      {0.313905, 0.442411, 0.0},
                                      {0.557589, 0.442411, 0.243684},
                                      {0.0, 0.243684, 0.0}},
                                     sobol_g};
  }();
  return functions;
}

}  // namespace overbuild
