// What builders' belief in a leap and the public story do to capital spending: worlds with both,
// without one, without the other and without either, over the same seeds and draws, by the first
// edition's rule of orders and where an order is a quantile of what demand could be.
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "sim/experiments/statistics.hpp"
#include "sim/measure/metrics.hpp"
#include "tools/study/ensemble.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

/// What is taken away from builders.
struct Counterfactual {
  const char* heading;
  std::vector<std::string> sets;
};

const std::vector<Counterfactual>& counterfactuals() {
  static const std::string no_belief = "expectations.leap_counted=0";
  static const std::string no_story = "expectations.signal_counted=0";
  static const std::vector<Counterfactual> all = {{"due to belief", {no_belief}},
                                                  {"due to the public story", {no_story}},
                                                  {"due to either", {no_belief, no_story}}};
  return all;
}

/// Both, then each counterfactual: [1 + counterfactuals][worlds].
std::vector<std::vector<Member>> worlds_with(const StudyRequest& request, bool quantiles,
                                             LeftOut& left_out) {
  ConfigRequest world = request.configuration;
  world.sets.push_back(fmt::format("blocks.orders.quantile_orders={}", quantiles));
  std::vector<Alternative> alternatives = {{"belief and public story", {}}};
  for (const Counterfactual& other : counterfactuals()) {
    alternatives.push_back({fmt::format("nothing {}", other.heading), other.sets});
  }
  return run_paired(world, alternatives, replicates_of(request.worlds), left_out);
}

double spent(const Recording& recording, int from, int to) {
  double usd = 0.0;
  for (int year = from; year <= to; ++year) usd += recording.value(year, "ai_capex"_metric);
  return usd;
}

/// "12.3 (0.8) %": share of what all worlds spend together that is gone in their pairs without, and
/// its standard error over pairs. A mean of shares would hang on worlds that spend next to nothing.
std::string share_text(const std::vector<Member>& with, const std::vector<Member>& without,
                       int from, int to) {
  std::vector<double> all, rest;
  for (std::size_t k = 0; k < with.size(); ++k) {
    all.push_back(spent(with[k].recording, from, to));
    rest.push_back(spent(without[k].recording, from, to));
  }
  const auto gone = [&](const std::vector<std::size_t>& pairs) {
    double before = 0.0, after = 0.0;
    for (const std::size_t k : pairs) {
      before += all[k];
      after += rest[k];
    }
    return 1.0 - after / before;
  };
  std::vector<std::size_t> every(all.size());
  std::iota(every.begin(), every.end(), std::size_t{0});
  const double error = bootstrap_error(all.size(), resamples, gone);
  return std::isnan(error) ? fmt::format("{:.1f} %", 100.0 * gone(every))
                           : fmt::format("{:.1f} ({:.1f}) %", 100.0 * gone(every), 100.0 * error);
}

double median_of(const std::vector<Member>& worlds, int year, Metric metric) {
  return median(outcomes(worlds, year, metric));
}

std::string number_text(double value) {
  return std::isnan(value) ? std::string("-") : fmt::format("{:.2f}", value);
}

std::string orders_table(const StudyRequest& request, bool quantiles, LeftOut& left_out) {
  const std::vector<std::vector<Member>> runs = worlds_with(request, quantiles, left_out);
  const std::vector<Member>& with = runs.front();
  std::vector<std::string> headings = {"year", "capital spending, bn usd"};
  for (const Counterfactual& other : counterfactuals()) headings.emplace_back(other.heading);
  if (quantiles) {
    headings.insert(headings.end(),
                    {"quantile ordered for, median", "over the plain forecast, median",
                     "spending over first guidance, median"});
  }
  MarkdownTable table(headings);
  const Recording& any = with.front().recording;
  const int first = any.first_year + 1, last = last_year(any);
  const auto add = [&](const std::string& name, int from, int to) {
    std::vector<double> usd;
    for (const Member& member : with) usd.push_back(spent(member.recording, from, to));
    std::vector<std::string> row = {name, shown("ai_capex"_metric, mean(usd))};
    for (std::size_t k = 1; k < runs.size(); ++k) {
      row.push_back(share_text(with, runs[k], from, to));
    }
    if (quantiles) {
      const auto in_year = [&](Metric metric) {
        return from == to ? median_of(with, from, metric) : std::nan("");
      };
      row.push_back(number_text(in_year("order_quantile"_metric)));
      row.push_back(number_text(in_year("demand_factor"_metric)));
      row.push_back(number_text(in_year("capex_over_guidance"_metric)));
    }
    table.add(row);
  };
  for (int year = first; year <= last; ++year) add(fmt::format("{}", year), year, year);
  add("all", first, last);
  return table.text();
}

}  // namespace

std::string orders_study(const StudyRequest& request) {
  LeftOut left_out;
  std::string text = fmt::format(
      "{} pairs of worlds with the same seed and the same drawn priors: share of the capital "
      "spending "
      "of all worlds that is gone where builders do not count on a leap, on what is told in "
      "public, "
      "or on either; standard errors over pairs in parentheses.\n\n",
      request.worlds);
  text += "Orders as quantiles of possible demand (`blocks.orders.quantile_orders`):\n\n" +
          orders_table(request, true, left_out);
  text += "The same without this rule:\n\n" + orders_table(request, false, left_out);
  return text + left_out.text();
}

}  // namespace overbuild::study
