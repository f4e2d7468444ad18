#include "sim/experiments/experiment.hpp"

#include <chrono>
#include <exception>
#include <new>
#include <system_error>

#include "core/digest.hpp"
#include "sim/opening/refusal.hpp"
#include "sim/results/tables.hpp"
#include "sim/simulation.hpp"

namespace overbuild {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

WorldSource& WorldRunner::source(std::uint32_t scenario) {
  if (sources_.empty()) sources_.resize(experiment_.scenarios.size());
  std::unique_ptr<WorldSource>& found = sources_.at(scenario);
  if (!found) found = std::make_unique<WorldSource>(experiment_.scenarios[scenario]);
  return *found;
}

void WorldRunner::keep(WorldRecord& record, const Recording& recording,
                       const WorldSource& from) const {
  record.status = WorldRecord::Status::complete;
  if (experiment_.digests) record.digest = digest_text(recording.result_digest);
  record.first_year = recording.first_year;
  record.series.reserve(recording.series.size() * experiment_.metrics.size());
  for (const auto& year : recording.series) {
    for (const Metric metric : experiment_.metrics) {
      record.series.push_back(year[static_cast<std::size_t>(metric)]);
    }
  }
  const RunContents contents{recording, from.loaded().provenance};
  for (const std::string& file : experiment_.tables) {
    for (const OutputTable& table : output_tables()) {
      if (table.file == file) record.tables.push_back(csv_text(table, contents));
    }
  }
}

namespace {

/// Nothing of such a world is kept, and little memory is left to say so.
void starve(WorldRecord& record, const char* reason) {
  record.status = WorldRecord::Status::starved;
  record.series.clear();
  record.readings.clear();
  record.tables.clear();
  record.reason = reason;
}

}  // namespace

WorldRecord WorldRunner::run(const WorldSpec& spec, const std::function<bool()>& interrupted) {
  WorldRecord record;
  record.scenario = spec.scenario;
  record.row = spec.row;
  record.replicate = spec.replicate;
  const Clock::time_point start = Clock::now();
  SimulationOptions options;
  options.record_tables = !experiment_.tables.empty() || experiment_.read || experiment_.readings;
  options.record_workloads = experiment_.every_workload;
  options.digests = experiment_.digests;
  options.phase_digests = !experiment_.tables.empty();
  options.memory = experiment_.memory;
  options.interrupted = interrupted;
  std::unique_ptr<WorldSource> own;
  const WorldSource* drawn_from = nullptr;
  try {
    if (!spec.overrides.empty()) {
      own = std::make_unique<WorldSource>(experiment_.scenarios.at(spec.scenario), spec.overrides);
    }
    WorldSource& from = own ? *own : source(spec.scenario);
    drawn_from = &from;
    const Recording recording =
        simulate(from.draw(spec), spec.seed.value_or(from.seed()), spec.replicate, options);
    keep(record, recording, from);
    if (experiment_.read) experiment_.read(spec, from, recording);
    if (experiment_.readings) record.readings = experiment_.readings(spec, recording);
  } catch (const DrawRefused& error) {
    record.status = WorldRecord::Status::refused;
    record.reason = error.what();
  } catch (const StartRefused& error) {
    record.status = WorldRecord::Status::refused;
    record.reason = error.what();
  } catch (const std::bad_alloc&) {
    starve(record, "memory ran out");
  } catch (const std::system_error& error) {
    starve(record, error.what());
  } catch (const std::exception& error) {
    record.reason = error.what();
  }
  if (drawn_from) record.parameters = drawn_from->drawn();
  if (!record.reason.empty()) {
    Digest digest;
    digest.add(record.reason);
    record.digest = digest.hex();
  }
  record.seconds = seconds_since(start);
  return record;
}

}  // namespace overbuild
