// The pair of histories: how often telecom from 1996 and cloud computing from 2009 end in a bust
// with the same behaviour, and how often with one input at a time of the other, or with all of
// them.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/experiments/statistics.hpp"
#include "tools/study/bust.hpp"
#include "tools/study/ensemble.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

/// An input that both histories have, and the lesson that gives one of them the other's.
struct SwappedInput {
  const char* name;
  const char* lesson;
};

struct PairHistory {
  const char* title;
  const char* config;
  std::vector<SwappedInput> swaps;
};

const std::vector<PairHistory>& histories_of_pair() {
  static const std::vector<PairHistory> both = {
      {"Telecom from 1996, with inputs of cloud computing",
       "telecom-1996",
       {{"balance sheets: everybody has another business", "lessons/telecom-diversified"},
        {"public signal: what is told is true", "lessons/telecom-signal-is-truth"},
        {"lives of capital", "lessons/telecom-cloud-lives"},
        {"lead times", "lessons/telecom-cloud-leads"}}},
      {"Cloud computing from 2009, with inputs of telecom",
       "cloud-2009",
       {{"balance sheets: nobody has another business", "lessons/cloud-no-other-business"},
        {"public signal: exaggerated as fibre's was", "lessons/cloud-exaggerated"},
        {"lives of capital", "lessons/cloud-fibre-lives"},
        {"lead times", "lessons/cloud-fibre-leads"}}}};
  return both;
}

std::vector<Alternative> alternatives_of(const PairHistory& history) {
  std::vector<Alternative> alternatives = {{"as it was", {}}};
  Alternative all{"all four", {}};
  for (const SwappedInput& swap : history.swaps) {
    alternatives.push_back({swap.name, {}, false, {swap.lesson}});
    all.overlays.emplace_back(swap.lesson);
  }
  alternatives.push_back(all);
  return alternatives;
}

/// Of each world, 1 or 0.
std::vector<double> busts_in(const std::vector<Member>& worlds) {
  std::vector<double> busts;
  for (const Member& world : worlds) busts.push_back(world.bust.is_bust() ? 1.0 : 0.0);
  return busts;
}

std::string median_per_cent(const std::vector<Member>& worlds, double Bust::*share) {
  std::vector<double> values;
  for (const Member& world : worlds) values.push_back(world.bust.*share);
  const double middle = median(std::move(values));
  return std::isnan(middle) ? "-" : fmt::format("{:.0f} %", 100.0 * middle);
}

std::string points_text(const ShareDifference& difference) {
  return fmt::format("{:+.0f} [{:+.0f}, {:+.0f}]", 100.0 * difference.value,
                     100.0 * difference.interval.lo, 100.0 * difference.interval.hi);
}

std::string history_text(const StudyRequest& request, const PairHistory& history,
                         LeftOut& left_out) {
  ConfigRequest configuration = request.configuration;
  configuration.config = history.config;
  const std::vector<Alternative> alternatives = alternatives_of(history);
  const auto runs =
      run_paired(configuration, alternatives, replicates_of(request.worlds), left_out);
  MarkdownTable table({"input of the other history", "worlds with a bust",
                       "less as it was, percentage points", "worst fall of spending in three years",
                       "builders' debt that fails, of its peak"});
  const std::vector<double> base = busts_in(runs.front());
  for (std::size_t k = 0; k < runs.size(); ++k) {
    const std::vector<double> busts = busts_in(runs[k]);
    const auto count = static_cast<std::size_t>(std::count(busts.begin(), busts.end(), 1.0));
    table.add({alternatives[k].name, probability_text(count, busts.size()),
               k == 0 ? "-" : points_text(paired_difference(busts, base)),
               median_per_cent(runs[k], &Bust::fall),
               median_per_cent(runs[k], &Bust::debt_failed)});
  }
  return fmt::format("### {}\n\n", history.title) + table.text();
}

}  // namespace

std::string pair_study(const StudyRequest& request) {
  LeftOut left_out;
  std::string text = fmt::format(
      "{} worlds a row with drawn priors, the same draws in every row of a table, and the same "
      "behaviour in both histories. {} Shares with their interval at 95 % (Wilson), differences "
      "over the same worlds (Newcombe); fall and debt are medians of worlds.\n\n",
      request.worlds, bust_definition());
  for (const PairHistory& history : histories_of_pair()) {
    text += history_text(request, history, left_out);
  }
  return text + left_out.text();
}

}  // namespace overbuild::study
