#include "sim/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace overbuild {

double quantile(std::vector<double> values, double probability) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const double position = probability * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  const double part = position - static_cast<double>(below);
  return part > 0.0 ? values[below] + part * (values[above] - values[below]) : values[below];
}

double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

}  // namespace overbuild
