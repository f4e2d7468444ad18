#include "sim/results/wording.hpp"

#include <cmath>

#include <fmt/format.h>

#include "sim/results/table.hpp"

namespace overbuild {

namespace {

/// Digits of a whole number in groups of three.
std::string grouped(double number) {
  std::string digits = fixed_text(number, 0);
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
  return digits;
}

}  // namespace

std::string billions_text(double usd) {
  const double size = std::abs(usd) / 1e9;
  const int digits = size >= 100.0 ? 0 : size >= 0.05 || size == 0.0 ? 1 : 2;
  const std::string text = digits == 0 ? grouped(size) : fixed_text(size, digits);
  return fmt::format("{}${}bn", usd < 0.0 ? "-" : "", text);
}

std::string signed_billions_text(double usd) { return (usd > 0.0 ? "+" : "") + billions_text(usd); }

std::string percent_text(double share) {
  const double shown = 100.0 * share;
  return fixed_text(shown, std::abs(shown) < 1.0 && shown != 0.0 ? 1 : 0) + "%";
}

std::string rate_text(double rate) {
  return fixed_text(100.0 * rate, std::abs(rate) < 1.0 ? 1 : 0) + "% a year";
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", grouped(static_cast<double>(count)), count == 1 ? one : many);
}

std::string list_text(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t at = 0; at < items.size(); ++at) {
    if (at > 0) text += at + 1 == items.size() ? " and " : ", ";
    text += items[at];
  }
  return text;
}

std::vector<double> metric_path(const Recording& recording, std::span<const double> factors,
                                Metric metric) {
  const auto column = static_cast<std::size_t>(metric);
  const bool money = metric_list()[column].unit.starts_with("usd");
  std::vector<double> values;
  for (std::size_t row = 0; row < recording.series.size(); ++row) {
    values.push_back(recording.series[row][column] * (money ? factors[row] : 1.0));
  }
  return values;
}

double sum_defined(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += std::isnan(value) ? 0.0 : value;
  return sum;
}

}  // namespace overbuild
