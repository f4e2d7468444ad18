#include "tools/study/ensemble.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "tools/interruption.hpp"
#include "tools/scenario.hpp"

namespace overbuild::study {

namespace {

std::vector<DrawnPrior> drawn_priors(const std::string& settled) {
  std::vector<DrawnPrior> priors;
  const auto values = nlohmann::ordered_json::parse(settled);
  for (const auto& [path, value] : values.items()) {
    if (value.is_number()) priors.push_back({path, value.get<double>()});
  }
  return priors;
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

RunFirms firms_in(const Parameters& parameters, const Recording& recording) {
  RunFirms firms;
  for_each_roster(parameters, [&](const RoleInfo&, const auto& roster) {
    for (const auto& [id, firm] : roster) firms.at_start.insert(id);
  });
  for (const EventRow& event : recording.events) {
    if (event.kind == "entry") firms.came_in.insert(event.agent);
    if (event.kind == "default") firms.failed.insert(event.agent);
  }
  return firms;
}

/// Without what would fill the memory if every world of a large ensemble kept it.
Recording series_of(const Recording& recording) {
  Recording kept;
  kept.first_year = recording.first_year;
  kept.years = recording.years;
  kept.agents = recording.agents;
  kept.series = recording.series;
  kept.identities_checked = recording.identities_checked;
  kept.result_digest = recording.result_digest;
  return kept;
}

}  // namespace

std::vector<WorldSpec> seeds_from(std::uint32_t first, std::uint32_t count, bool draws) {
  std::vector<WorldSpec> specs(count);
  for (std::uint32_t k = 0; k < count; ++k) {
    specs[k].seed = first + k;
    specs[k].draws = draws;
    specs[k].replicate = draws ? k : 0;
  }
  return specs;
}

std::vector<Member> run_ensemble(const ConfigRequest& request, const std::vector<WorldSpec>& specs,
                                 bool keep_tables) {
  require_configuration(request);  // what is wrong with it is said before any world runs
  std::vector<Member> members(specs.size());
  Experiment experiment;
  experiment.scenarios = {make_scenario(request, "base")};
  experiment.read = [&](const WorldSpec& spec, const WorldSource& from,
                        const Recording& recording) {
    Member& member = members[spec.row];
    member.parameters = from.parameters();
    member.seed = spec.seed.value_or(from.seed());
    if (spec.draws) member.priors = drawn_priors(from.drawn());
    member.failures = failures_in(recording);
    member.firms = firms_in(member.parameters, recording);
    member.recording = keep_tables ? recording : series_of(recording);
  };
  const auto spec = [&](std::size_t k) {
    WorldSpec world = specs[k];
    world.row = static_cast<std::uint32_t>(k);
    return world;
  };
  CrewOptions options;
  options.interrupted = Interruption::requested;
  run_worlds(experiment, specs.size(), spec, options, [&](WorldRecord&& record) {
    members[record.row].refused = record.status == WorldRecord::Status::refused;
    members[record.row].replicate = record.replicate;
    members[record.row].broken = std::move(record.reason);
    return true;
  });
  if (!members.empty() && std::all_of(members.begin(), members.end(),
                                      [](const Member& member) { return member.refused; })) {
    throw InputError(members.front().broken);
  }
  return members;
}

double outcome(const Recording& recording, int year, Metric metric) {
  if (metric != "defaults"_metric) return recording.value(year, metric);
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

}  // namespace overbuild::study
