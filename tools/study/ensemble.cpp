#include "tools/study/ensemble.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tools/hindcast.hpp"
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

/// A world of each spec, and why it did not start where it did not.
struct EnsembleRun {
  std::vector<Member> members;
  std::vector<std::string> refused;  ///< [specs] empty where the world started
};

EnsembleRun run_each(const ConfigRequest& request, const std::vector<WorldSpec>& specs,
                     bool keep_tables, const hindcast::Evidence* record_read) {
  require_configuration(request);  // what is wrong with it is said before any world runs
  EnsembleRun run{std::vector<Member>(specs.size()), std::vector<std::string>(specs.size())};
  Experiment experiment;
  experiment.scenarios = {make_scenario(request, "base")};
  experiment.read = [&](const WorldSpec& spec, const WorldSource& from,
                        const Recording& recording) {
    Member& member = run.members[spec.row];
    member.parameters = from.parameters();
    member.seed = spec.seed.value_or(from.seed());
    if (spec.draws) member.priors = drawn_priors(from.drawn());
    member.failures = failures_in(recording);
    member.bust = bust_in(recording);
    member.firms = firms_in(member.parameters, recording);
    if (record_read != nullptr) member.targets = hindcast::read_world(*record_read, recording);
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
    run.members[record.row].place = record.row;
    run.members[record.row].replicate = record.replicate;
    const bool refused = record.status == WorldRecord::Status::refused;
    (refused ? run.refused[record.row] : run.members[record.row].broken) = std::move(record.reason);
    return true;
  });
  return run;
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

std::vector<WorldSpec> replicates_of(std::uint32_t count) {
  std::vector<WorldSpec> specs(count);
  for (std::uint32_t k = 0; k < count; ++k) specs[k].replicate = k;
  return specs;
}

std::vector<Member> run_ensemble(const ConfigRequest& request, const std::vector<WorldSpec>& specs,
                                 LeftOut& left_out, bool keep_tables) {
  EnsembleRun run = run_each(request, specs, keep_tables, nullptr);
  std::vector<Member> started;
  LeftOut here;
  here.ask(specs.size());
  for (std::size_t k = 0; k < specs.size(); ++k) {
    if (run.refused[k].empty()) {
      started.push_back(std::move(run.members[k]));
    } else {
      here.refuse(run.refused[k]);
    }
  }
  here.require_a_start();
  left_out += here;
  return started;
}

std::vector<std::vector<Member>> run_paired(const ConfigRequest& request,
                                            const std::vector<Alternative>& alternatives,
                                            const std::vector<WorldSpec>& specs, LeftOut& left_out,
                                            const hindcast::Evidence* record) {
  std::vector<EnsembleRun> runs;
  for (const Alternative& alternative : alternatives) {
    ConfigRequest with = request;
    with.sets.insert(with.sets.end(), alternative.sets.begin(), alternative.sets.end());
    with.overlays.insert(with.overlays.end(), alternative.overlays.begin(),
                         alternative.overlays.end());
    runs.push_back(run_each(with, specs, alternative.keep_tables, record));
  }
  std::vector<std::vector<Member>> pairs(alternatives.size());
  LeftOut here;
  std::string lost;
  here.ask(specs.size());
  for (std::size_t k = 0; k < specs.size(); ++k) {
    const auto refused = std::find_if(
        runs.begin(), runs.end(), [k](const EnsembleRun& run) { return !run.refused[k].empty(); });
    const auto broken = std::find_if(runs.begin(), runs.end(), [k](const EnsembleRun& run) {
      return !run.members[k].complete();
    });
    if (refused != runs.end()) {
      here.refuse(refused->refused[k]);
    } else if (broken != runs.end()) {
      lost = broken->members[k].broken;
      const auto& name = alternatives[static_cast<std::size_t>(broken - runs.begin())].name;
      here.lose(fmt::format("World {} with {}", k, name), lost);
    } else {
      for (std::size_t v = 0; v < runs.size(); ++v) {
        pairs[v].push_back(std::move(runs[v].members[k]));
      }
    }
  }
  here.require_a_start();
  if (pairs.front().empty()) throw std::runtime_error("no world ran by all alternatives: " + lost);
  left_out += here;
  return pairs;
}

std::string targets_met(const hindcast::Evidence& evidence, const hindcast::Scorecard& card,
                        hindcast::Split split, int opening) {
  int all = 0, met = 0;
  for (std::size_t t = 0; t < evidence.targets.size(); ++t) {
    const hindcast::Target& target = evidence.targets[t];
    if (target.split != split || target.last_year <= opening) continue;
    ++all;
    met += card.targets[t].pass ? 1 : 0;
  }
  return all == 0 ? "-" : fmt::format("{} of {}", met, all);
}

std::optional<hindcast::Evidence> record_of(const ConfigRequest& request) {
  const std::filesystem::path from = find_configuration(request.config);
  const auto file = from.parent_path() / "evidence" / (from.stem().string() + ".yaml");
  if (!std::filesystem::exists(file)) return std::nullopt;
  return require_evidence(request, file.string());
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
