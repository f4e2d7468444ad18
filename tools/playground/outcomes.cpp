#include "tools/playground/outcomes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/invariant.hpp"

// The list as the page's front end reads it.
asm(R"(
  .pushsection .rodata
  .global overbuild_outcomes_begin, overbuild_outcomes_end
overbuild_outcomes_begin:
  .incbin ")" OVERBUILD_OUTCOMES R"("
overbuild_outcomes_end:
  .popsection
)");
extern "C" const char overbuild_outcomes_begin[], overbuild_outcomes_end[];

namespace overbuild {

namespace {

std::vector<PageOutcome> read_outcomes() {
  std::vector<PageOutcome> outcomes;
  for (const auto& json : nlohmann::json::parse(overbuild_outcomes_begin, overbuild_outcomes_end)) {
    PageOutcome outcome{
        json["id"], json["take"], {}, json.value("years", std::numeric_limits<std::size_t>::max())};
    for (const std::string name : json["metrics"]) outcome.metrics.push_back(metric_called(name));
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

double total(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += std::isfinite(value) ? value : 0.0;
  return sum;
}

double greatest(const std::vector<double>& values) {
  double most = -std::numeric_limits<double>::infinity();
  for (const double value : values) {
    if (std::isfinite(value)) most = std::max(most, value);
  }
  return most;
}

/// Of a whole that `weights` are the parts of by year.
double share_of(std::vector<double> shares, const std::vector<double>& weights) {
  for (std::size_t year = 0; year < shares.size(); ++year) shares[year] *= weights[year];
  return total(shares) / total(weights);
}

}  // namespace

const std::vector<PageOutcome>& page_outcomes() {
  static const std::vector<PageOutcome> outcomes = read_outcomes();
  return outcomes;
}

double page_outcome_of(const PageOutcome& outcome, std::span<const double> series) {
  const std::size_t width = metric_count();
  const std::size_t years = std::min(outcome.years, series.size() / width);
  std::vector<std::vector<double>> paths;
  for (const Metric one : outcome.metrics) {
    std::vector<double>& path = paths.emplace_back(years);
    for (std::size_t year = 0; year < years; ++year) {
      path[year] = series[year * width + static_cast<std::size_t>(one)];
    }
  }
  if (outcome.take == "total") return total(paths[0]);
  if (outcome.take == "greatest") return greatest(paths[0]);
  if (outcome.take == "any") return total(paths[0]) > 0.0 ? 1.0 : 0.0;
  if (outcome.take == "share") return share_of(paths[0], paths[1]);
  OVERBUILD_INVARIANT(outcome.take == "last", "an outcome is taken in a way that is known");
  double sum = 0.0;
  for (const std::vector<double>& path : paths) sum += path.back();
  return sum;
}

}  // namespace overbuild
