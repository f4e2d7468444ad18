// Rank correlation and markdown tables for the studies.
// Owns arithmetic on plain numbers; refuses to know what they mean beyond their unit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/experiments/statistics.hpp"
#include "sim/measure/metrics.hpp"

namespace overbuild::study {

/// Spearman's rank correlation; pairs with a NaN are left out, ties share their mean rank.
double rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

/// A value of the metric for the eye, without its unit: dollars in billions, shares in per cent.
std::string shown(Metric, double value);
/// The unit that `shown` uses.
std::string shown_unit(Metric);

class MarkdownTable {
 public:
  /// The first column stands left, the others right unless named in `left`.
  explicit MarkdownTable(std::vector<std::string> headings, std::vector<std::size_t> left = {});
  void add(std::vector<std::string> row);
  /// Ends in an empty line.
  std::string text() const;

 private:
  std::vector<std::string> headings_;
  std::vector<std::size_t> left_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace overbuild::study
