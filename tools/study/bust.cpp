#include "tools/study/bust.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "sim/measure/metrics.hpp"

namespace overbuild::study {

namespace {

double worst_fall(const Recording& recording) {
  const int end = recording.first_year + recording.years;
  double worst = std::numeric_limits<double>::quiet_NaN();
  for (int from = recording.first_year; from < end; ++from) {
    const double before = recording.value(from, "ai_capex"_metric);
    if (!(before > 0.0)) continue;
    for (int to = from + 1; to < std::min(from + 1 + years_of_a_fall, end); ++to) {
      const double change = recording.value(to, "ai_capex"_metric) / before - 1.0;
      if (!(change >= worst)) worst = change;
    }
  }
  return worst;
}

double share_of_debt_failed(const Recording& recording) {
  std::set<std::pair<int, std::string>> failures;
  for (const EventRow& event : recording.events) {
    if (event.kind == "default") failures.emplace(event.year, event.agent);
  }
  std::map<int, double> all;
  double failed = 0.0, highest = 0.0;
  for (const AgentRow& row : recording.agent_rows) {
    const AgentName& agent = recording.agents[row.agent];
    if (agent.role != "builder" || recording.columns[row.column].name != "debt") continue;
    highest = std::max(highest, all[row.year] += row.value);
    if (failures.contains({row.year + 1, agent.id})) failed += row.value;
  }
  return highest > 0.0 ? failed / highest : 0.0;
}

}  // namespace

Bust bust_in(const Recording& recording) {
  return {worst_fall(recording), share_of_debt_failed(recording)};
}

std::string bust_definition() {
  return "A bust: spending on the network or on computing (`ai_capex`) falls by a third or more "
         "from any year of the run to one of the three years after it, and builders fail whose "
         "debt, at the end of the year before, adds up to a tenth or more of the highest debt that "
         "all builders had at the end of a year.";
}

}  // namespace overbuild::study
