// How a configuration ends, world by world: the fall of capital spending, hours used, rents beside
// full cost, and who failed; as distributions over worlds with drawn priors.
#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/experiments/statistics.hpp"
#include "tools/study/ensemble.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

/// One number of a world, and how it is told.
struct Number {
  const char* name;
  std::function<double(const Recording&)> read;
  bool share;  ///< in per cent
};

const std::vector<Number>& numbers() {
  static const std::vector<Number> all = {
      {"capital spending, peak to the lowest year after it", fall_after_peak, true},
      {"capital spending, worst three years", worst_three_years, true},
      {"hours used, mean of years",
       [](const Recording& r) { return mean_over_years(r, "utilisation"_metric); }, true},
      {"hours used, lowest year",
       [](const Recording& r) { return lowest_over_years(r, "utilisation"_metric); }, true},
      {"spot rent over full cost, lowest year",
       [](const Recording& r) { return lowest_over_years(r, "spot_over_full_cost"_metric); },
       false},
      {"years with a spot rent below full cost",
       [](const Recording& r) { return years_below(r, "spot_over_full_cost"_metric, 1.0); },
       false}};
  return all;
}

/// Quantiles, mean and its standard error, as cells.
std::vector<std::string> spread(const std::vector<double>& values, bool share) {
  std::vector<std::string> cells;
  const auto add = [&](double value) {
    if (std::isnan(value)) return cells.emplace_back("-");
    return cells.emplace_back(share ? fmt::format("{:.1f} %", 100.0 * value)
                                    : fmt::format("{:.2f}", value));
  };
  for (const double part : {0.1, 0.25, 0.5, 0.75, 0.9}) add(quantile(values, part));
  add(mean(values));
  std::vector<double> defined = values;
  std::erase_if(defined, [](double value) { return std::isnan(value); });
  add(std::sqrt(sample_variance(defined) / static_cast<double>(defined.size())));
  return cells;
}

std::vector<std::string> headings(std::vector<std::string> first,
                                  const std::vector<std::string>& last) {
  first.insert(first.end(), {"10 %", "25 %", "50 %", "75 %", "90 %", "mean", "s.e."});
  first.insert(first.end(), last.begin(), last.end());
  return first;
}

std::string numbers_table(const std::vector<Member>& worlds) {
  MarkdownTable table(headings({"of a world"}, {}));
  for (const Number& number : numbers()) {
    std::vector<double> values;
    for (const Member& world : worlds) {
      if (world.complete()) values.push_back(number.read(world.recording));
    }
    std::vector<std::string> row = {number.name};
    const std::vector<std::string> cells = spread(values, number.share);
    row.insert(row.end(), cells.begin(), cells.end());
    table.add(row);
  }
  return table.text();
}

std::string failures_table(const std::vector<Member>& worlds) {
  MarkdownTable table(
      headings({"firms that failed", "stood, mean"}, {"share failed", "worlds with none"}));
  for (const FirmClass& of : firm_classes()) {
    std::vector<double> failed;
    double stood = 0.0, none = 0.0;
    for (const Member& world : worlds) {
      if (!world.complete()) continue;
      const Fate fate = fate_of(of, world.recording.agents, world.firms);
      stood += fate.stood;
      none += fate.failed == 0.0 ? 1.0 : 0.0;
      failed.push_back(fate.failed);
    }
    const auto n = static_cast<double>(failed.size());
    if (stood == 0.0) continue;
    std::vector<std::string> row = {std::string(of.name), fmt::format("{:.1f}", stood / n)};
    const std::vector<std::string> cells = spread(failed, false);
    row.insert(row.end(), cells.begin(), cells.end());
    row.push_back(fmt::format("{:.1f} %", 100.0 * mean(failed) * n / stood));
    row.push_back(fmt::format("{:.0f} %", 100.0 * none / n));
    table.add(row);
  }
  return table.text();
}

}  // namespace

std::string outcomes_study(const StudyRequest& request) {
  LeftOut left_out;
  const std::vector<Member> worlds =
      run_ensemble(request.configuration, replicates_of(request.worlds), left_out);
  const auto complete = std::count_if(worlds.begin(), worlds.end(),
                                      [](const Member& world) { return world.complete(); });
  const auto any =
      std::find_if(worlds.begin(), worlds.end(), [](const Member& m) { return m.complete(); });
  if (any == worlds.end()) throw std::runtime_error("no world ran: " + worlds.front().broken);
  for (const Member& world : worlds) {
    if (!world.complete()) left_out.lose(fmt::format("World {}", world.replicate), world.broken);
  }
  return fmt::format(
             "{} worlds with drawn priors, {} to {}: quantiles over worlds, mean and its standard "
             "error.\n\n",
             complete, any->recording.first_year + 1, last_year(any->recording)) +
         numbers_table(worlds) +
         "Firms that failed at least once in the run, of those that stood at any time; one that "
         "leaves without failing, as applications do that lose money, has not failed.\n\n" +
         failures_table(worlds) + left_out.text();
}

}  // namespace overbuild::study
