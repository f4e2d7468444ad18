#include "sim/experiments/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/quasi_random.hpp"
#include "core/random.hpp"

namespace overbuild {

namespace {

constexpr std::uint32_t resamples = 1000;
constexpr double levels = 4.0;
constexpr double step = 0.5;

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

double variance(const std::vector<double>& values) {
  const double middle = mean(values);
  double sum = 0.0;
  for (const double value : values) sum += (value - middle) * (value - middle);
  return values.empty() ? 0.0 : sum / static_cast<double>(values.size());
}

Effect effect_of(std::size_t rows,
                 const std::function<double(const std::vector<std::size_t>&)>& statistic) {
  std::vector<std::size_t> all(rows);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return {statistic(all), bootstrap(rows, resamples, statistic)};
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
    for (std::size_t k = 0; k < inputs; ++k) {
      const double u = random.uniform(entity, 0, Purpose::sample_key, static_cast<std::uint32_t>(k));
      row.point.push_back((std::floor(u * levels) + 0.5) / levels);
    }
    design.push_back(row);
    for (const std::size_t k : shuffled(all, random, entity)) {
      if (k == inputs) {
        row.replicate = 2 * t + 1;
      } else {
        row.point[k] += row.point[k] < step ? step : -step;
      }
      design.push_back(row);
    }
  }
  return design;
}

std::vector<MorrisResult> morris_effects(const std::vector<DesignRow>& design, std::size_t inputs,
                                         bool luck, const std::vector<double>& outcome) {
  const std::size_t all = inputs + (luck ? 1 : 0);
  std::vector<std::vector<double>> effects(all);
  for (std::size_t begin = 0; begin + all < design.size(); begin += all + 1) {
    const auto first = outcome.begin() + static_cast<std::ptrdiff_t>(begin);
    if (std::any_of(first, first + static_cast<std::ptrdiff_t>(all + 1),
                    [](double y) { return std::isnan(y); })) {
      continue;
    }
    for (std::size_t r = begin; r < begin + all; ++r) {
      const DesignRow& before = design[r];
      const DesignRow& after = design[r + 1];
      std::size_t moved = inputs;
      for (std::size_t k = 0; k < inputs; ++k) {
        if (before.point[k] != after.point[k]) moved = k;
      }
      const double change =
          moved == inputs ? 1.0 : after.point[moved] - before.point[moved];
      effects[moved].push_back((outcome[r + 1] - outcome[r]) / change);
    }
  }
  std::vector<MorrisResult> results;
  for (const std::vector<double>& of : effects) {
    const Effect size = effect_of(of.size(), [&](const std::vector<std::size_t>& rows) {
      double sum = 0.0;
      for (const std::size_t r : rows) sum += std::fabs(of[r]);
      return rows.empty() ? std::nan("") : sum / static_cast<double>(rows.size());
    });
    results.push_back({size, mean(of), std::sqrt(variance(of))});
  }
  return results;
}

std::vector<DesignRow> sobol_design(std::size_t inputs, std::uint32_t base, std::uint32_t seed,
                                    bool luck) {
  std::vector<EntityId> names;
  for (std::size_t k = 0; k < 2 * inputs; ++k) names.push_back(entity_id("saltelli", 0, static_cast<std::uint32_t>(k)));
  const ScrambledSobol sequence(seed, std::move(names));
  std::vector<DesignRow> design;
  for (std::uint32_t j = 0; j < base; ++j) {
    const std::vector<double> point = sequence.point(j);
    const auto half = point.begin() + static_cast<std::ptrdiff_t>(inputs);
    const DesignRow a{{point.begin(), half}, luck ? 2 * j : j};
    const DesignRow b{{half, point.end()}, luck ? 2 * j + 1 : j};
    design.push_back(a);
    design.push_back(b);
    for (std::size_t k = 0; k < inputs; ++k) {
      DesignRow mixed = a;
      mixed.point[k] = b.point[k];
      design.push_back(std::move(mixed));
    }
    if (luck) design.push_back({a.point, b.replicate});
  }
  return design;
}

std::vector<SobolResult> sobol_indices(std::size_t inputs, bool luck,
                                       const std::vector<double>& outcome) {
  const std::size_t all = inputs + (luck ? 1 : 0), block = all + 2;
  std::vector<std::size_t> begins;
  for (std::size_t begin = 0; begin + block <= outcome.size(); begin += block) {
    const auto first = outcome.begin() + static_cast<std::ptrdiff_t>(begin);
    const bool whole = std::none_of(first, first + static_cast<std::ptrdiff_t>(block),
                                    [](double y) { return std::isnan(y); });
    if (whole) begins.push_back(begin);
  }
  const auto spread_of = [&](const std::vector<std::size_t>& rows) {
    std::vector<double> values;
    for (const std::size_t r : rows) {
      values.push_back(outcome[begins[r]]);
      values.push_back(outcome[begins[r] + 1]);
    }
    return variance(values);
  };
  std::vector<SobolResult> results;
  for (std::size_t k = 0; k < all; ++k) {
    // Half the mean square of what changes when only input k does (total) or all but k do (first).
    const auto half_square = [&](const std::vector<std::size_t>& rows, std::size_t from) {
      double sum = 0.0;
      for (const std::size_t r : rows) {
        const double change = outcome[begins[r] + from] - outcome[begins[r] + 2 + k];
        sum += change * change;
      }
      return sum / (2.0 * static_cast<double>(rows.size()) * std::max(spread_of(rows), 1e-300));
    };
    results.push_back(
        {effect_of(begins.size(),
                   [&](const std::vector<std::size_t>& rows) { return 1.0 - half_square(rows, 1); }),
         effect_of(begins.size(),
                   [&](const std::vector<std::size_t>& rows) { return half_square(rows, 0); })});
  }
  return results;
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
      for (std::size_t k = 0; k < 4; ++k) product *= (std::fabs(4.0 * u[k] - 2.0) + a[k]) / (1.0 + a[k]);
      return product;
    };
    TestFunction sobol_g{"sobol-g", 4, g, {}, {}};
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
    return std::vector<TestFunction>{
        {"ishigami", 3, ishigami, {0.313905, 0.442411, 0.0}, {0.557589, 0.442411, 0.243684}},
        sobol_g};
  }();
  return functions;
}

}  // namespace overbuild
