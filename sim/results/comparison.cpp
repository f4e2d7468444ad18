#include "sim/results/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "core/number_text.hpp"
#include "sim/results/findings.hpp"
#include "sim/results/summary.hpp"

namespace overbuild {

namespace {

std::vector<ParameterDifference> differing_parameters(const StoredRun& a, const StoredRun& b) {
  std::map<std::string, std::string> in_b(b.parameters.begin(), b.parameters.end());
  std::vector<ParameterDifference> differences;
  for (const auto& [path, value] : a.parameters) {
    const auto other = in_b.find(path);
    if (other == in_b.end()) {
      differences.push_back({path, value, ""});
      continue;
    }
    if (other->second != value) differences.push_back({path, value, other->second});
    in_b.erase(other);
  }
  for (const auto& [path, value] : b.parameters) {
    if (in_b.contains(path)) differences.push_back({path, "", value});
  }
  return differences;
}

/// Digests of a run by (year, phase or agent); `phase` says which of the two.
std::map<std::pair<int, std::string>, std::string> digests_of(const StoredRun& run, bool phase) {
  std::map<std::pair<int, std::string>, std::string> digests;
  for (const StoredDigest& row : run.digests) {
    if (row.phase.empty() == phase) continue;
    digests[{row.year, phase ? row.phase : row.agent}] = row.digest;
  }
  return digests;
}

struct Place {
  int year;
  std::string name;
};

/// The places, in the order of A and then of B, whose digests differ or that one run lacks; only
/// those of the first such year.
std::vector<Place> first_differing(const StoredRun& a, const StoredRun& b, bool phase) {
  const auto in_a = digests_of(a, phase), in_b = digests_of(b, phase);
  std::vector<Place> places;
  const auto visit = [&](const StoredDigest& row, const auto& other, bool missing_only) {
    if (row.phase.empty() == phase) return;
    const std::string& name = phase ? row.phase : row.agent;
    const auto match = other.find({row.year, name});
    const bool differs = match == other.end() || (!missing_only && match->second != row.digest);
    if (!differs || (!places.empty() && row.year > places.front().year)) return;
    if (!places.empty() && row.year < places.front().year) places.clear();
    places.push_back({row.year, name});
  };
  for (const StoredDigest& row : a.digests) visit(row, in_b, false);
  for (const StoredDigest& row : b.digests) visit(row, in_a, true);
  return places;
}

std::vector<StateDifference> differing_states(const StoredRun& a, const StoredRun& b,
                                              const std::string& agent, int year) {
  std::vector<StateDifference> differences;
  for (const StoredState& state : a.states) {
    if (state.year != year || state.agent != agent) continue;
    const auto other = std::find_if(b.states.begin(), b.states.end(), [&](const StoredState& s) {
      return s.year == year && s.agent == agent && s.column == state.column;
    });
    if (other != b.states.end() && other->value == state.value) continue;
    differences.push_back({state.column, state.unit, state.value,
                           other != b.states.end() ? other->value : std::string()});
  }
  return differences;
}

/// The largest relative difference among them; 1 where one run has no such value.
double largest_difference(const std::vector<StateDifference>& states) {
  double largest = 0.0;
  for (const StateDifference& state : states) {
    const std::optional<double> a = parse_number(state.a), b = parse_number(state.b);
    const double size = a && b ? std::max(std::fabs(*a), std::fabs(*b)) : 0.0;
    largest = std::max(largest, size > 0.0 ? std::fabs(*a - *b) / size : 1.0);
  }
  return largest;
}

/// Agents that differ in the year, the one that differs most first.
std::vector<std::string> ranked_agents(const StoredRun& a, const StoredRun& b,
                                       const std::vector<Place>& places) {
  std::vector<std::pair<double, std::string>> ranked;
  for (const Place& place : places) {
    const auto states = differing_states(a, b, place.name, place.year);
    ranked.emplace_back(largest_difference(states), place.name);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& one, const auto& other) { return one.first > other.first; });
  std::vector<std::string> agents;
  for (auto& [size, agent] : ranked) agents.push_back(std::move(agent));
  return agents;
}

/// The first phase of the year that differs behind one that does not; empty when the state differed
/// before the year, so that no phase of it can be blamed.
std::string phase_of_parting(const StoredRun& a, const StoredRun& b, int year) {
  const auto in_b = digests_of(b, true);
  const StoredDigest* before = nullptr;
  for (const StoredDigest& row : a.digests) {
    if (row.phase.empty() || row.year > year) continue;
    const auto other = in_b.find({row.year, row.phase});
    const bool differs = other == in_b.end() || other->second != row.digest;
    if (row.year == year && differs && before == nullptr) return row.phase;
    before = differs ? &row : nullptr;
  }
  return {};
}

/// `series_year`: the first in which a metric differs.
std::optional<Parting> find_parting(const StoredRun& a, const StoredRun& b,
                                    const std::optional<int>& series_year) {
  const std::vector<Place> phases = first_differing(a, b, true);
  const std::vector<Place> agents = first_differing(a, b, false);
  if (phases.empty() && agents.empty()) return std::nullopt;
  Parting parting;
  parting.agents = ranked_agents(a, b, agents);
  if (!agents.empty()) {
    parting.agents_year = agents.front().year;
    parting.states = differing_states(a, b, parting.agents.front(), parting.agents_year);
  }
  std::optional<int> seen = series_year;
  if (!agents.empty() && (!seen || agents.front().year < *seen)) seen = agents.front().year;
  if (!phases.empty() && (!seen || phases.front().year < *seen)) {
    parting.unseen = Parting::Moment{phases.front().year, phases.front().name};
  }
  if (!seen) return parting;
  parting.seen = true;
  parting.year = *seen;
  parting.phase = phase_of_parting(a, b, *seen);
  // The opening has agents and no phases.
  const bool before_phases = phases.empty() || *seen < phases.front().year;
  if (parting.phase.empty() && before_phases) parting.phase = "opening";
  return parting;
}

double value_at(const StoredRun& run, const std::string& metric, int year) {
  const auto found = run.metrics.find(metric);
  if (found == run.metrics.end()) return std::numeric_limits<double>::quiet_NaN();
  const auto value = found->second.values.find(year);
  return value != found->second.values.end() ? value->second
                                             : std::numeric_limits<double>::quiet_NaN();
}

std::set<int> years_of(const StoredRun& run) {
  std::set<int> years;
  for (const auto& [name, metric] : run.metrics) {
    for (const auto& [year, value] : metric.values) years.insert(year);
  }
  return years;
}

bool differs(double a, double b) { return std::isnan(a) != std::isnan(b) || a < b || b < a; }

void find_first_series(const StoredRun& a, const StoredRun& b, Comparison& comparison) {
  std::vector<std::string> metrics = a.metric_order;
  for (const std::string& metric : b.metric_order) {
    if (!a.metrics.contains(metric)) metrics.push_back(metric);
  }
  std::set<int> years = years_of(a);
  years.merge(years_of(b));
  for (const int year : years) {
    for (const std::string& metric : metrics) {
      if (!differs(value_at(a, metric, year), value_at(b, metric, year))) continue;
      comparison.first_series_year = year;
      comparison.first_metrics.push_back(metric);
    }
    if (comparison.first_series_year) return;
  }
}

/// First, middle and last of the years both runs have.
std::vector<int> shown_years(const StoredRun& a, const StoredRun& b) {
  const std::set<int> in_a = years_of(a), in_b = years_of(b);
  std::vector<int> common;
  std::set_intersection(in_a.begin(), in_a.end(), in_b.begin(), in_b.end(),
                        std::back_inserter(common));
  if (common.size() <= 3) return common;
  return {common.front(), common[common.size() / 2], common.back()};
}

}  // namespace

Comparison compare(const StoredRun& a, const StoredRun& b) {
  const Manifest &one = a.manifest, &other = b.manifest;
  Comparison comparison;
  comparison.parameters = differing_parameters(a, b);
  comparison.same_input = one.config_digest == other.config_digest && one.seed == other.seed &&
                          one.replicate == other.replicate;
  comparison.same_build = one.build.same_as(other.build);
  find_first_series(a, b, comparison);
  comparison.parting = find_parting(a, b, comparison.first_series_year);
  comparison.identical = one.result_digest == other.result_digest && !comparison.parting &&
                         !comparison.first_series_year;
  return comparison;
}

Table outcome_table(const Recording& a, const Recording& b) {
  Table table{"outcomes", "Outcomes", {}, {}};
  table.columns = {text_column("outcome", "outcome"), text_column("unit", "unit"),
                   number_column("a", "unit", "A", "", 4), number_column("b", "unit", "B", "", 4),
                   number_column("difference", "unit", "B - A", "", 3)};
  const auto findings = [](const Recording& of) {
    return findings_json(of, price_factors(of, std::nullopt));
  };
  const auto in_a = findings(a), in_b = findings(b);
  struct Outcome {
    const char *name, *unit, *finding, *number;
    double scale;
  };
  const bool same_words = a.names == b.names;
  const Names names = same_words ? a.names : Names{};
  const std::string spending =
      "peak of capital spending" + (same_words ? " on " + names.stack : std::string());
  const std::string money = names.money("$bn");
  const Outcome outcomes[] = {
      {spending.c_str(), money.c_str(), "return", "peak_usd", 1e9},
      {"year of that peak", "", "return", "peak_year", 1.0},
      {"committed ahead of revenue", money.c_str(), "shortfall", "total_usd", 1e9},
      {"return on the capital of the peak", "%", "return", "rate", 0.01},
      {"firms failed", "", "failures", "firms", 1.0},
      {"claims on them", money.c_str(), "failures", "claims_usd", 1e9},
      {"recovered of the claims", "%", "failures", "recovery", 0.01},
      {"value destroyed", money.c_str(), "losses", "total_usd", 1e9}};
  for (const Outcome& outcome : outcomes) {
    const auto value = [&](const nlohmann::ordered_json& of) {
      const auto& number = of[outcome.finding][outcome.number];
      return number.is_number() ? number.get<double>() / outcome.scale : std::nan("");
    };
    table.rows.push_back({std::string(outcome.name), std::string(outcome.unit), value(in_a),
                          value(in_b), value(in_b) - value(in_a)});
  }
  return table;
}

Names shared_names(const StoredRun& a, const StoredRun& b) {
  return a.names == b.names ? a.names : Names{};
}

Table headline_table(const StoredRun& a, const StoredRun& b, bool for_people) {
  Table table{"headlines", "Headline metrics", {}, {}};
  table.columns = {text_column("metric", "metric"),
                   text_column("unit", "unit"),
                   year_column(),
                   number_column("a", "unit", "A", "", 4),
                   number_column("b", "unit", "B", "", 4),
                   number_column("difference", "unit", "B - A", "", 3),
                   percent_column("relative", "B / A - 1")};
  const std::vector<int> years = shown_years(a, b);
  for (const Metric headline : headline_metrics()) {
    const std::string metric(info_of(headline).name);
    const auto stored = a.metrics.find(metric);
    if (stored == a.metrics.end()) continue;
    ShownUnit shown{stored->second.unit, 1.0};
    if (for_people) {
      shown = shown_unit(shown.name);
      shown.name = shared_names(a, b).unit(shown.name);
    }
    for (const int year : years) {
      const double in_a = value_at(a, metric, year), in_b = value_at(b, metric, year);
      table.rows.push_back({metric, shown.name, static_cast<std::int64_t>(year), in_a / shown.scale,
                            in_b / shown.scale, (in_b - in_a) / shown.scale,
                            in_a != 0.0 ? in_b / in_a - 1.0 : std::nan("")});
    }
  }
  return table;
}

}  // namespace overbuild
