#include "tools/study/ensemble.hpp"

#include <algorithm>
#include <charconv>
#include <exception>

#include "core/parallel.hpp"
#include "sim/simulation.hpp"
#include "tools/interruption.hpp"

namespace overbuild::study {

namespace {

std::vector<DrawnPrior> drawn_priors(const config::LoadResult& loaded) {
  std::vector<DrawnPrior> priors;
  for (const config::ProvenanceRow& row : loaded.provenance) {
    if (row.prior.empty()) continue;
    double value = 0.0;
    const char* end = row.value.data() + row.value.size();
    const auto parsed = std::from_chars(row.value.data(), end, value);
    if (parsed.ec == std::errc{} && parsed.ptr == end) priors.push_back({row.path, value});
  }
  return priors;
}

Member load_member(const ConfigRequest& request) {
  Configuration configuration = require_configuration(request);
  Member member;
  member.parameters = std::move(configuration.parameters);
  member.seed = configuration.loaded.seed;
  member.replicate = configuration.loaded.replicate;
  member.priors = drawn_priors(configuration.loaded);
  return member;
}

std::vector<Failure> failures_in(const Recording& recording) {
  std::vector<Failure> failures;
  for (const EventRow& event : recording.events) {
    if (event.kind != "default") continue;
    const auto agent = std::find_if(recording.agents.begin(), recording.agents.end(),
                                    [&](const AgentName& name) { return name.id == event.agent; });
    failures.push_back(
        {event.year, event.agent, agent == recording.agents.end() ? "" : agent->role});
  }
  return failures;
}

/// Drops what would fill the memory if every world of a large ensemble kept it.
void keep_series(Recording& recording) {
  Recording kept;
  kept.first_year = recording.first_year;
  kept.years = recording.years;
  kept.agents = std::move(recording.agents);
  kept.series = std::move(recording.series);
  kept.identities_checked = recording.identities_checked;
  kept.result_digest = recording.result_digest;
  recording = std::move(kept);
}

void run_member(Member& member, bool keep_tables) {
  SimulationOptions options;
  options.interrupted = Interruption::requested;
  try {
    member.recording = simulate(member.parameters, member.seed, member.replicate, options);
    member.failures = failures_in(member.recording);
    if (!keep_tables) keep_series(member.recording);
  } catch (const std::exception& error) {
    member.broken = error.what();
  }
}

}  // namespace

std::vector<Member> run_ensemble(const std::vector<ConfigRequest>& requests, bool keep_tables) {
  std::vector<Member> members(requests.size());
  parallel_chunks(members.size(), 1, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      members[k] = load_member(requests[k]);
      run_member(members[k], keep_tables);
    }
  });
  return members;
}

double outcome(const Recording& recording, int year, Metric metric) {
  if (metric != Metric::defaults) return recording.value(year, metric);
  double failures = 0.0;
  for (int y = recording.first_year + 1; y <= year; ++y) failures += recording.value(y, metric);
  return failures;
}

std::vector<double> outcomes(const std::vector<Member>& members, int year, Metric metric) {
  std::vector<double> values;
  for (const Member& member : members) {
    if (member.complete()) values.push_back(outcome(member.recording, year, metric));
  }
  return values;
}

int last_year(const Recording& recording) { return recording.first_year + recording.years - 1; }

}  // namespace overbuild::study
