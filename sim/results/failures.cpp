#include "sim/results/failures.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "sim/results/wording.hpp"

namespace overbuild {

namespace {

/// What became of the firm: the next event that ends its failure.
void settle(const Recording& recording, std::size_t event, double factor, Failure& failure) {
  for (std::size_t at = event + 1; at < recording.events.size(); ++at) {
    const EventRow& ending = recording.events[at];
    if (ending.year != failure.year) return;
    const bool reorganised = ending.kind == "reorganisation";
    if (ending.agent != failure.agent || (!reorganised && ending.kind != "liquidation")) continue;
    failure.reorganised = reorganised;
    failure.recovered = std::min(ending.amount.usd() * factor, failure.claims);
    return;
  }
}

Failure failure_at(const Recording& recording, std::size_t event, double factor) {
  const EventRow& row = recording.events[event];
  const AgentName* agent = find_agent(recording, row.agent);
  Failure failure;
  failure.year = row.year;
  failure.agent = row.agent;
  failure.label = agent != nullptr ? agent->label : row.agent;
  failure.role = agent != nullptr ? agent->role : "";
  failure.cause = row.detail;
  failure.claims = row.amount.usd() * factor;
  settle(recording, event, factor, failure);
  return failure;
}

using YearAgent = std::pair<int, std::string>;

/// Creditors by year and debtor that were not paid what fell due, each once.
std::map<YearAgent, std::set<std::string>> unpaid_creditors(const Recording& recording) {
  std::map<YearAgent, std::set<std::string>> creditors;
  for (const ObligationRow& row : recording.obligations) {
    if (row.paid < row.due) creditors[{row.year, row.debtor}].insert(row.creditor);
  }
  return creditors;
}

/// Who failed in which year, to ask whether somebody left short did too.
void spread(std::vector<Failure>& failures, const Recording& recording) {
  const auto creditors = unpaid_creditors(recording);
  for (Failure& failure : failures) {
    const auto found = creditors.find({failure.year, failure.agent});
    if (found == creditors.end()) continue;
    failure.creditors_short.assign(found->second.begin(), found->second.end());
    for (const Failure& other : failures) {
      const bool soon = other.year == failure.year || other.year == failure.year + 1;
      if (soon && other.agent != failure.agent && found->second.contains(other.agent)) {
        failure.pulled.push_back(other.label);
      }
    }
  }
}

}  // namespace

const AgentName* find_agent(const Recording& recording, std::string_view id) {
  for (const AgentName& agent : recording.agents) {
    if (agent.id == id) return &agent;
  }
  return nullptr;
}

double Failure::recovery() const {
  return claims > 0.0 ? recovered / claims : std::numeric_limits<double>::quiet_NaN();
}

std::vector<Failure> failures_of(const Recording& recording, std::span<const double> factors) {
  std::vector<Failure> failures;
  for (std::size_t event = 0; event < recording.events.size(); ++event) {
    if (recording.events[event].kind != "default") continue;
    const auto row = static_cast<std::size_t>(recording.events[event].year - recording.first_year);
    failures.push_back(failure_at(recording, event, row < factors.size() ? factors[row] : 1.0));
  }
  spread(failures, recording);
  return failures;
}

std::string_view ending_text(const Failure& failure) {
  return failure.reorganised ? "reorganised" : "liquidated";
}

std::string short_cause(const Failure& failure) {
  constexpr std::string_view amounts_end = " unpaid, contagion ";
  const std::size_t end = failure.cause.find(amounts_end);
  const std::size_t begin = failure.cause.find(", ");
  if (end == std::string::npos || begin >= end) return failure.cause;
  return failure.cause.substr(0, begin) + ", " + failure.cause.substr(end + amounts_end.size());
}

std::string recovery_text(const Failure& failure) {
  return failure.claims > 0.0 ? percent_text(failure.recovery()) : "-";
}

FailureSum sum_of(const std::vector<Failure>& failures) {
  FailureSum sum;
  std::map<std::string, std::size_t> times;
  for (const Failure& failure : failures) {
    sum.firms.insert(failure.agent);
    sum.claims += failure.claims;
    sum.recovered += failure.recovered;
    sum.by_claims.push_back(&failure);
    sum.most = std::max(sum.most, ++times[failure.agent]);
  }
  std::stable_sort(sum.by_claims.begin(), sum.by_claims.end(),
                   [](const Failure* a, const Failure* b) { return a->claims > b->claims; });
  for (const Failure* failure : sum.by_claims) {
    std::size_t& left = times[failure->agent];
    if (left > 1) sum.repeated.push_back(failure);
    left = 0;
  }
  return sum;
}

double FailureSum::recovery() const {
  return claims > 0.0 ? recovered / claims : std::numeric_limits<double>::quiet_NaN();
}

namespace {

std::string how_often(const FailureSum& sum) {
  return sum.most == 2 ? "twice" : fmt::format("{} times", sum.most);
}

std::vector<std::string> labels_of(const std::vector<const Failure*>& failures) {
  std::vector<std::string> labels;
  for (const Failure* failure : failures) labels.push_back(failure->label);
  return labels;
}

/// Who failed more than once, among several firms.
std::string repeated_text(const FailureSum& sum) {
  constexpr std::size_t named = 6;
  if (sum.repeated.empty()) return {};
  std::vector<std::string> labels = labels_of(sum.repeated);
  if (labels.size() == 1) return fmt::format("; {} failed {}", labels.front(), how_often(sum));
  if (labels.size() > named) {
    labels.resize(named - 1);
    labels.push_back(fmt::format("{} others", sum.repeated.size() - labels.size()));
  }
  return fmt::format("; {} failed more than once: {}", sum.repeated.size(), list_text(labels));
}

}  // namespace

std::string failed_how_often(const FailureSum& sum) {
  if (sum.repeated.empty()) return "failed";
  if (sum.firms.size() == 1) return "failed " + how_often(sum);
  if (sum.repeated.size() == 1) return "failed, one of them " + how_often(sum);
  return fmt::format("failed, {} of them more than once", sum.repeated.size());
}

std::vector<const Failure*> largest_failures(const FailureSum& sum) {
  constexpr std::size_t named = 3;
  std::vector<const Failure*> largest;
  std::set<std::string_view> seen;
  for (const Failure* failure : sum.by_claims) {
    if (largest.size() == named) break;
    if (seen.insert(failure->agent).second) largest.push_back(failure);
  }
  return largest;
}

std::string who_failed(const FailureSum& sum) {
  const std::string firms = counted(sum.firms.size(), "firm", "firms");
  const std::string largest = list_text(labels_of(largest_failures(sum)));
  if (sum.firms.size() == 1)
    return fmt::format("{} {} ({})", firms, failed_how_often(sum), largest);
  const bool all = sum.firms.size() == largest_failures(sum).size();
  return all ? fmt::format("{} failed ({}){}", firms, largest, repeated_text(sum))
             : fmt::format("{} failed, the largest of them {}{}", firms, largest,
                           repeated_text(sum));
}

}  // namespace overbuild
