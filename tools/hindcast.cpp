#include "tools/hindcast.hpp"

#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/config/reader.hpp"
#include "sim/experiments/crew.hpp"
#include "tools/configuration.hpp"
#include "tools/interruption.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

ConfigRequest with_overrides(const hindcast::Evidence& evidence, ConfigRequest request) {
  request.sets.insert(request.sets.begin(), evidence.overrides.begin(), evidence.overrides.end());
  return request;
}

/// Whether the run covers what the evidence asks for, before any world is run.
void check_covered(const hindcast::Evidence& evidence, const ConfigRequest& request,
                   Diagnostics& problems) {
  Parameters parameters{};
  Diagnostics binding;
  bind_configuration(request, parameters, binding);
  for (const Diagnostic& problem : binding.all()) problems.add(problem);
  if (!binding.ok()) return;
  const int first = static_cast<int>(parameters.time.start);
  hindcast::check_years(evidence, first, first + static_cast<int>(parameters.run.years) - 1,
                        problems);
}

}  // namespace

namespace {

std::filesystem::path evidence_beside(const ConfigRequest& request) {
  const std::filesystem::path from = find_configuration(request.config);
  return from.parent_path() / "evidence" / (from.stem().string() + ".yaml");
}

}  // namespace

std::optional<hindcast::Evidence> find_evidence(const ConfigRequest& request) {
  if (request.text) return std::nullopt;  // from standard input: beside nothing
  const std::filesystem::path path = evidence_beside(request);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::nullopt;
  Diagnostics diagnostics;
  hindcast::Evidence evidence;
  if (const auto text = config::read_file(path, {}, diagnostics)) {
    evidence = hindcast::read_evidence(path.string(), *text, diagnostics);
  }
  if (!diagnostics.ok()) throw InputError(diagnostics.text());
  return evidence;
}

hindcast::Evidence require_evidence(const ConfigRequest& request, const std::string& file) {
  std::filesystem::path path = file;
  if (file.empty()) {
    path = evidence_beside(request);
    if (!std::filesystem::exists(path)) {
      throw InputError(
          fmt::format("{}: no record to score it against, as there is no {}; name one with "
                      "--evidence, or take telecom-1996, cloud-2009 or ai-2022",
                      request.config, path.string()));
    }
  }
  Diagnostics diagnostics;
  hindcast::Evidence evidence;
  if (const auto text = config::read_file(path, {}, diagnostics)) {
    evidence = hindcast::read_evidence(path.string(), *text, diagnostics);
    check_covered(evidence, with_overrides(evidence, request), diagnostics);
  }
  if (!diagnostics.ok()) throw InputError(diagnostics.text());
  return evidence;
}

std::vector<hindcast::WorldReading> run_replicates(const hindcast::Evidence& evidence,
                                                   ConfigRequest request, std::uint32_t first,
                                                   std::uint32_t count,
                                                   const std::function<void(std::size_t)>& watch,
                                                   std::map<std::uint32_t, std::string>* refused) {
  request = with_overrides(evidence, std::move(request));
  Diagnostics problems;
  check_covered(evidence, request, problems);
  if (!problems.ok()) throw InputError(problems.text());
  Experiment experiment;
  experiment.scenarios = {make_scenario(request, "record")};
  std::vector<hindcast::WorldReading> readings(count);
  experiment.read = [&](const WorldSpec& world, const WorldSource&, const Recording& recording) {
    readings[world.row] = hindcast::read_world(evidence, recording);
  };
  const auto spec = [&](std::size_t k) {
    WorldSpec world;
    world.row = static_cast<std::uint32_t>(k);
    world.replicate = first + world.row;
    return world;
  };
  CrewOptions options;
  options.interrupted = Interruption::requested;
  std::size_t done = 0;
  std::map<std::uint32_t, std::string> left_out;
  options.tick = [&] { watch(done); };
  run_worlds(experiment, count, spec, options, [&](WorldRecord&& record) {
    if (record.status == WorldRecord::Status::refused) {
      if (refused == nullptr) throw InputError(record.reason);
      left_out.emplace(record.row, record.reason);
    }
    if (record.status == WorldRecord::Status::starved) {
      throw InputError(
          fmt::format("world {}: {}; fewer --threads or population.enterprises need less",
                      record.row, record.reason));
    }
    if (record.status == WorldRecord::Status::failed) throw std::runtime_error(record.reason);
    ++done;
    return true;
  });
  if (left_out.size() == count) throw InputError(left_out.begin()->second);
  std::vector<hindcast::WorldReading> started;
  for (std::uint32_t row = 0; row < count; ++row) {
    const auto found = left_out.find(row);
    if (found == left_out.end()) {
      started.push_back(std::move(readings[row]));
    } else {
      refused->emplace(first + row, found->second);
    }
  }
  return started;
}

}  // namespace overbuild
