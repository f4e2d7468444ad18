#include "tools/study/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "sim/results/table.hpp"

namespace overbuild::study {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::sort(order.begin(), order.end(),
            [&](std::size_t x, std::size_t y) { return values[x] < values[y]; });
  std::vector<double> rank(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double mean = 0.5 * static_cast<double>(begin + end - 1);
    for (std::size_t k = begin; k < end; ++k) rank[order[k]] = mean;
    begin = end;
  }
  return rank;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<double>(a.size());
  double mean_a = 0.0, mean_b = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    mean_a += a[k] / n;
    mean_b += b[k] / n;
  }
  double ab = 0.0, aa = 0.0, bb = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    ab += (a[k] - mean_a) * (b[k] - mean_b);
    aa += (a[k] - mean_a) * (a[k] - mean_a);
    bb += (b[k] - mean_b) * (b[k] - mean_b);
  }
  return aa > 0.0 && bb > 0.0 ? ab / std::sqrt(aa * bb) : undefined;
}

}  // namespace

double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> left, right;
  for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) {
    if (std::isnan(a[k]) || std::isnan(b[k])) continue;
    left.push_back(a[k]);
    right.push_back(b[k]);
  }
  return left.size() < 3 ? undefined : correlation(ranks(left), ranks(right));
}

std::string shown(Metric metric, double value) {
  if (std::isnan(value)) return "-";
  if (info_of(metric).unit == "usd") return significant_text(value / 1e9, 3);
  const bool share = info_of(metric).unit == "1" && metric != "leaps"_metric;
  return significant_text(share ? 100.0 * value : value, 3);
}

std::string shown_unit(Metric metric) {
  const std::string_view unit = info_of(metric).unit;
  if (unit == "usd") return "bn usd";
  if (unit == "1" && metric != "leaps"_metric) return "%";
  return std::string(unit);
}

MarkdownTable::MarkdownTable(std::vector<std::string> headings, std::vector<std::size_t> left)
    : headings_(std::move(headings)), left_(std::move(left)) {}

void MarkdownTable::add(std::vector<std::string> row) {
  row.resize(headings_.size());
  rows_.push_back(std::move(row));
}

std::string MarkdownTable::text() const {
  std::string text = fmt::format("| {} |\n|---", fmt::join(headings_, " | "));
  for (std::size_t k = 1; k < headings_.size(); ++k) {
    text += std::find(left_.begin(), left_.end(), k) == left_.end() ? "|--:" : "|---";
  }
  text += "|\n";
  for (const auto& row : rows_) text += fmt::format("| {} |\n", fmt::join(row, " | "));
  return text + "\n";
}

}  // namespace overbuild::study
