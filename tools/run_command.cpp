#include <algorithm>
#include <chrono>
#include <memory>
#include <new>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/native/shipped.hpp"
#include "core/count.hpp"
#include "core/invariant.hpp"
#include "core/parallel.hpp"
#include "sim/opening/refusal.hpp"
#include "sim/results/run_files.hpp"
#include "sim/results/summary.hpp"
#include "sim/simulation.hpp"
#include "tools/commands.hpp"
#include "tools/configuration.hpp"
#include "tools/interruption.hpp"
#include "tools/memory.hpp"
#include "tools/progress.hpp"
#include "tools/run_report.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

/// What `--record` may ask for beyond the standard tables.
const std::vector<std::string> recordable = {"workloads"};

/// Names of a list, each of which can be recorded.
std::vector<std::string> recorded_names(const std::string& list) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    names.push_back(list.substr(begin, end - begin));
    begin = end + 1;
    if (std::find(recordable.begin(), recordable.end(), names.back()) != recordable.end()) continue;
    refuse_input("", fmt::format("--record {}: unknown name", names.back()),
                 fmt::format("{}", fmt::join(recordable, ", ")),
                 nearest_name(names.back(), recordable));
  }
  return names;
}

/// The directory asked for, or the default one, which gets a number rather than replace another.
std::unique_ptr<RunDirectory> choose_directory(const RunRequest& request,
                                               const config::LoadResult& loaded) {
  if (!request.output.empty()) {
    return std::make_unique<RunDirectory>(request.output,
                                          request.force ? Existing::replace : Existing::refuse);
  }
  std::string name = fmt::format("runs/{}-s{}", loaded.name, loaded.seed);
  if (request.configuration.replicate) {
    name += fmt::format("-r{}", *request.configuration.replicate);
  }
  return std::make_unique<RunDirectory>(name, request.force ? Existing::replace : Existing::number);
}

/// A path as the user would type it from here.
std::filesystem::path shown_path(const std::filesystem::path& path) {
  std::error_code error;  // the folder may be gone
  const std::filesystem::path here = std::filesystem::current_path(error);
  const std::filesystem::path relative = path.lexically_relative(here);
  const bool below = !here.empty() && !relative.empty() && *relative.begin() != "..";
  return below ? relative : path;
}

void write_files(RunDirectory& directory, const std::vector<RunFile>& files) {
  for (const RunFile& file : files) {
    if (Interruption::requested()) throw Interrupted{};
    directory.write(file);
  }
  if (Interruption::requested()) throw Interrupted{};
}

/// One run from its checked request on.
class Run {
 public:
  Run(const RunRequest& request, Configuration configuration)
      : request_(request), configuration_(std::move(configuration)), started_(utc_now()) {}

  /// Simulates; a broken promise of the program leaves a failed directory behind and goes on up.
  Recording simulate_into(RunDirectory& directory, SimulationOptions options) {
    Recording partial;
    options.on_failure = [&](Recording&& until_then) { partial = std::move(until_then); };
    const config::LoadResult& loaded = configuration_.loaded;
    try {
      return simulate(configuration_.parameters, loaded.seed, loaded.replicate, options);
    } catch (const std::bad_alloc&) {  // no bug, and nothing worth keeping
      throw;
    } catch (const std::system_error&) {
      throw;
    } catch (const std::exception& error) {
      keep_failed(directory, partial, error.what());
      throw;
    }
  }

  Manifest manifest_now(const Recording& recording) const {
    const config::LoadResult& from = configuration_.loaded;
    const bool replicate_given =
        request_.configuration.replicate || from.positions.contains("run.replicate");
    Manifest manifest = manifest_of(from, recording, replicate_given);
    manifest.overrides = configuration_.overrides;
    manifest.record = recorded_names(request_.record);
    manifest.started = started_;
    manifest.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - clock_).count();
    manifest.threads = thread_limit();
    return manifest;
  }

  const config::LoadResult& loaded() const { return configuration_.loaded; }
  const std::filesystem::path& failed() const { return failed_; }

 private:
  /// Best effort: a full disk must not hide the bug.
  void keep_failed(RunDirectory& directory, const Recording& partial, const char* message) {
    Manifest manifest = manifest_now(partial);
    manifest.status = "failed";
    manifest.message = message;
    try {
      write_files(directory, run_files(manifest, configuration_.loaded, partial));
      failed_ = directory.publish_failed();
    } catch (const OutputError&) {
      failed_.clear();
    }
  }

  const RunRequest& request_;
  Configuration configuration_;
  std::string started_;
  std::chrono::steady_clock::time_point clock_ = std::chrono::steady_clock::now();
  std::filesystem::path failed_;
};

void check_real_year(const RunRequest& request, const Parameters& parameters) {
  if (!request.real_year) return;
  const std::int64_t opening = parameters.time.start - 1;
  const std::int64_t last = opening + parameters.run.years;
  if (*request.real_year >= opening && *request.real_year <= last) return;
  throw InputError(fmt::format("--real {}: the run has prices for {} to {} only",
                               *request.real_year, opening, last));
}

/// What the ensemble command takes for the same; empty where that is the name of a shipped
/// configuration, and where there is no file.
std::string given_arguments(ConfigRequest request) {
  if (request.config == "-") return {};
  const std::filesystem::path file = find_configuration(request.config);
  const auto shipped = shipped_below(file);
  std::error_code error;
  if (shipped && request.overlays.empty() &&
      std::filesystem::equivalent(shipped->file, file, error)) {
    return {};
  }
  request.seed.reset();
  request.replicate.reset();
  return scenario_arguments(request);
}

int finish(const RunRequest& request, Run& run, RunDirectory& directory, const Recording& recording,
           Console& console) {
  write_files(directory, run_files(run.manifest_now(recording), run.loaded(), recording));
  const std::filesystem::path place = directory.publish();
  const Manifest manifest = run.manifest_now(recording);
  const RunReport report{manifest,          recording,
                         shown_path(place), request.real_year,
                         request.details,   given_arguments(request.configuration)};
  console.deliver(request.quiet ? story_text(report, console) : report_text(report, console),
                  report_json(report), request.json);
  if (request.quiet) return exit_done;
  console.note(fmt::format("{:.2f} s on {} thread{}", manifest.seconds, manifest.threads,
                           manifest.threads == 1 ? "" : "s"));
  return exit_done;
}

/// The run, with the number of threads that was asked for.
int run_in_directory(const RunRequest& request, Configuration configuration, const MemoryNeed& need,
                     Console& console) {
  SimulationOptions options;
  options.interrupted = Interruption::requested;
  options.record_workloads = !recorded_names(request.record).empty();
  const std::unique_ptr<RunDirectory> directory = choose_directory(request, configuration.loaded);
  for (const std::filesystem::path& partial : directory->left_over()) {
    console.note(fmt::format("{}: left by a run that was killed while it wrote; it can be deleted",
                             shown_path(partial).string()));
  }
  ProgressLine progress(0, static_cast<std::size_t>(configuration.parameters.run.years), "years");
  options.after_year = [&](std::int64_t done, std::int64_t) {
    progress.reach(static_cast<std::size_t>(done));
    if (!request.quiet) progress.show();
  };
  Run run(request, std::move(configuration));
  try {
    const Recording recording = run.simulate_into(*directory, options);
    progress.clear();
    return finish(request, run, *directory, recording, console);
  } catch (const OutputError&) {
    throw;
  } catch (const std::system_error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw InputError("memory ran out: " + memory_text(need, memory_limit()));
  } catch (const StartRefused&) {
    throw;
  } catch (const std::exception& error) {
    const bool too_large = dynamic_cast<const Overflow*>(&error) != nullptr;
    console.error(fmt::format(
        "overbuild: {}: {}",
        too_large ? "this world outgrows its numbers" : "internal error (please report)",
        error.what()));
    if (!run.failed().empty()) {
      console.note(
          fmt::format("what was recorded until then is in {}", shown_path(run.failed()).string()));
    }
    return too_large ? exit_wrong_input : exit_wrong_program;
  }
}

}  // namespace

int run_command(const RunRequest& request, Console& console) {
  const Interruption interruption;
  check_deliverable(request.json);
  Configuration configuration = require_configuration(request.configuration);
  check_real_year(request, configuration.parameters);
  const MemoryNeed need = memory_need(configuration.parameters);
  check_memory(need, memory_limit());
  const int threads =
      request.threads.value_or(static_cast<int>(configuration.parameters.run.threads));
  int code = exit_done;
  with_threads(threads,
               [&] { code = run_in_directory(request, std::move(configuration), need, console); });
  return code;
}

}  // namespace overbuild
