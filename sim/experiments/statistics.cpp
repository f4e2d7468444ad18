#include "sim/experiments/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "core/random.hpp"

namespace overbuild {

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

double mean(const std::vector<double>& values) {
  double sum = 0.0, count = 0.0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  return count > 0.0 ? sum / count : std::nan("");
}

Probability probability(std::size_t successes, std::size_t trials) {
  if (trials == 0) return {std::nan(""), std::nan(""), 0};
  const double p = static_cast<double>(successes) / static_cast<double>(trials);
  return {p, std::sqrt(p * (1.0 - p) / static_cast<double>(trials)), trials};
}

Interval bootstrap(std::size_t rows, std::uint32_t resamples,
                   const std::function<double(const std::vector<std::size_t>&)>& statistic) {
  const KeyedRandom random(0, 0);
  const EntityId entity = entity_id("bootstrap", "rows");
  std::vector<double> values;
  std::vector<std::size_t> drawn(rows);
  for (std::uint32_t k = 0; k < resamples; ++k) {
    for (std::size_t r = 0; r < rows; ++r) {
      const double u = random.uniform(entity, 0, Purpose::sample_key,
                                      k * static_cast<std::uint32_t>(rows) +
                                          static_cast<std::uint32_t>(r));
      drawn[r] = std::min(static_cast<std::size_t>(u * static_cast<double>(rows)), rows - 1);
    }
    values.push_back(statistic(drawn));
  }
  return {quantile(values, 0.025), quantile(values, 0.975)};
}

}  // namespace overbuild
