#include "sim/experiments/statistics.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/random.hpp"

namespace overbuild {

namespace {

/// Correlation of two shares of the same worlds, with Newcombe's correction of continuity where
/// they agree more than by chance; 0 where one of them does not vary.
double phi_of(std::size_t both, std::size_t first, std::size_t second, std::size_t all) {
  const auto n = static_cast<double>(all), a = static_cast<double>(both);
  const double b = static_cast<double>(first) - a, c = static_cast<double>(second) - a;
  const double d = n - a - b - c;
  const double margins = (a + b) * (c + d) * (a + c) * (b + d);
  if (margins <= 0.0) return 0.0;
  const double cross = a * d - b * c;
  const double corrected = cross > 0.0 ? std::max(cross - 0.5 * n, 0.0) : cross;
  return corrected / std::sqrt(margins);
}

/// Decimals that tell the ends of an interval of per cent from 0 and from 100.
int digits_inside(double lo, double hi) {
  int digits = 1;
  for (double half = 0.05; digits < 6 && (lo < half || hi >= 100.0 - half); half /= 10.0) ++digits;
  return digits;
}

/// The statistic of rows drawn with replacement, by resample.
std::vector<double> resampled(
    std::size_t rows, std::uint32_t count,
    const std::function<double(const std::vector<std::size_t>&)>& statistic) {
  const KeyedRandom random(0, 0);
  const EntityId entity = entity_id("bootstrap", "rows");
  std::vector<double> values;
  std::vector<std::size_t> drawn(rows);
  for (std::uint32_t k = 0; k < count; ++k) {
    for (std::size_t r = 0; r < rows; ++r) {
      const double u =
          random.uniform(entity, 0, Purpose::sample_key,
                         k * static_cast<std::uint32_t>(rows) + static_cast<std::uint32_t>(r));
      drawn[r] = std::min(static_cast<std::size_t>(u * static_cast<double>(rows)), rows - 1);
    }
    values.push_back(statistic(drawn));
  }
  return values;
}

}  // namespace

double quantile(std::vector<double> values, double probability) {
  values.erase(std::remove_if(values.begin(), values.end(), [](double v) { return std::isnan(v); }),
               values.end());
  if (values.empty()) return std::nan("");
  std::sort(values.begin(), values.end());
  const double place = probability * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const double part = place - static_cast<double>(below), lo = values[below];
  if (part <= 0.0) return lo;
  const double hi = values[below + 1];
  // A difference of infinities is no number.
  return lo == hi || (std::isinf(lo) && std::isfinite(hi)) ? lo : lo + part * (hi - lo);
}

double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

double weighted_quantile(std::vector<double> values, const std::vector<double>& weights,
                         double probability) {
  std::vector<std::pair<double, double>> rows;  // value, weight
  double sum = 0.0, squares = 0.0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (std::isnan(values[k]) || !(weights[k] > 0.0)) continue;
    rows.emplace_back(values[k], weights[k]);
    sum += weights[k];
    squares += weights[k] * weights[k];
  }
  if (rows.empty()) return std::nan("");
  std::sort(rows.begin(), rows.end());
  const double n = sum * sum / squares, place = probability * (n - 1.0);
  // The quantile of an order statistic's window, one over n wide, that begins at place/n.
  const auto mixed_up_to = [&](double share) { return std::clamp(share * n - place, 0.0, 1.0); };
  double result = 0.0, below = 0.0, mixed = 0.0;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    below += rows[k].second / sum;
    const double up_to = k + 1 == rows.size() ? 1.0 : mixed_up_to(below);
    // An infinity that is not mixed in must not become not a number.
    if (up_to > mixed) result += (up_to - mixed) * rows[k].first;
    mixed = std::max(mixed, up_to);
  }
  return result;
}

double mean(const std::vector<double>& values) {
  double sum = 0.0, count = 0.0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  return count > 0.0 ? sum / count : std::nan("");
}

double sample_variance(const std::vector<double>& values) {
  const double middle = mean(values);
  double sum = 0.0;
  for (const double value : values) sum += (value - middle) * (value - middle);
  return values.size() < 2 ? std::nan("") : sum / static_cast<double>(values.size() - 1);
}

Probability probability(std::size_t successes, std::size_t trials) {
  const double nothing = std::nan("");
  if (trials == 0) return {0, 0, nothing, {nothing, nothing}};
  constexpr double z = two_sided_95, zz = z * z;
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double middle = (p + zz / (2.0 * n)) / (1.0 + zz / n);
  const double half = z / (1.0 + zz / n) * std::sqrt(p * (1.0 - p) / n + zz / (4.0 * n * n));
  return {successes,
          trials,
          p,
          {successes == 0 ? 0.0 : middle - half, successes == trials ? 1.0 : middle + half}};
}

ShareDifference paired_difference(const std::vector<double>& with,
                                  const std::vector<double>& without) {
  const std::size_t n = with.size();
  if (n == 0) return {std::nan(""), {std::nan(""), std::nan("")}};
  std::size_t both = 0, first = 0, second = 0;
  for (std::size_t k = 0; k < n; ++k) {
    first += with[k] > 0.0 ? 1 : 0;
    second += without[k] > 0.0 ? 1 : 0;
    both += with[k] > 0.0 && without[k] > 0.0 ? 1 : 0;
  }
  const Probability a = probability(first, n), b = probability(second, n);
  const double agreement = phi_of(both, first, second, n);
  const auto reach = [&](double of_a, double of_b) {
    return std::sqrt(std::max(0.0, of_a * of_a - 2.0 * agreement * of_a * of_b + of_b * of_b));
  };
  const double value = a.value - b.value;
  return {value,
          {value - reach(a.value - a.interval.lo, b.interval.hi - b.value),
           value + reach(a.interval.hi - a.value, b.value - b.interval.lo)}};
}

std::string probability_text(std::size_t successes, std::size_t trials) {
  if (trials == 0) return "-";
  const Probability p = probability(successes, trials);
  const std::string count = fmt::format("{} of {}: ", successes, trials);
  const double lo = 100.0 * p.interval.lo, hi = 100.0 * p.interval.hi;
  if (successes == 0) return fmt::format("{}below {:.1f} %", count, hi);
  if (successes == trials) return fmt::format("{}above {:.1f} %", count, lo);
  const int digits = digits_inside(lo, hi);
  return fmt::format("{}{:.{}f} % [{:.{}f}, {:.{}f}]", count, 100.0 * p.value, digits, lo, digits,
                     hi, digits);
}

Interval bootstrap(std::size_t rows, std::uint32_t resamples,
                   const std::function<double(const std::vector<std::size_t>&)>& statistic) {
  const std::vector<double> values = resampled(rows, resamples, statistic);
  const Interval interval{quantile(values, 0.025), quantile(values, 0.975)};
  return interval.lo < interval.hi ? interval : Interval{std::nan(""), std::nan("")};
}

double bootstrap_error(std::size_t rows, std::uint32_t resamples,
                       const std::function<double(const std::vector<std::size_t>&)>& statistic) {
  const double error = std::sqrt(sample_variance(resampled(rows, resamples, statistic)));
  return error > 0.0 ? error : std::nan("");
}

}  // namespace overbuild
