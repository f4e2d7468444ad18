#include "tools/many_worlds.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/parallel.hpp"
#include "sim/experiments/ensemble_summary.hpp"
#include "sim/experiments/mpi_crew.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/simulation.hpp"
#include "tools/configuration.hpp"
#include "tools/interruption.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t shown_failed_worlds = 10;

std::string time_text(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole < 100) return fmt::format("{} s", whole);
  if (whole < 6000) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

/// How far it is, on a terminal only, a few times a second.
class Progress {
 public:
  Progress(std::size_t stored, std::size_t total) : stored_(stored), total_(total) {}
  ~Progress() {
    if (shown_) std::fputs("\r\033[K", stderr);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void one_more() { ++made_; }
  std::size_t made() const { return made_; }
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  double rate() const { return static_cast<double>(made_) / std::max(seconds(), 1e-9); }

  void show() {
    if (!terminal_ || Clock::now() - last_ < std::chrono::milliseconds(200)) return;
    last_ = Clock::now();
    shown_ = true;
    const std::size_t left = total_ - stored_ - made_;
    const std::string when =
        made_ == 0 ? std::string("...")
                   : time_text(static_cast<double>(left) / rate()) + " left";
    const std::string line = fmt::format("\r\033[K{} of {} worlds, {:.1f} a second, {}",
                                         stored_ + made_, total_, rate(), when);
    std::fputs(line.c_str(), stderr);
  }

 private:
  std::size_t stored_, total_, made_ = 0;
  bool terminal_ = isatty(STDERR_FILENO) != 0, shown_ = false;
  Clock::time_point start_ = Clock::now(), last_ = start_;
};

/// What the file is asked; every scenario is bound once, so that errors come before any world runs.
StoredQuestion question_of(const ManyWorlds& worlds) {
  StoredQuestion question;
  question.kind = worlds.kind;
  question.design = worlds.design;
  for (const Metric metric : worlds.experiment.metrics) {
    question.metrics.emplace_back(metric_table[static_cast<std::size_t>(metric)].name);
  }
  question.tables = worlds.experiment.tables;
  for (const Scenario& scenario : worlds.experiment.scenarios) {
    Parameters parameters{};
    Diagnostics problems;
    config::LoadResult loaded = scenario.bind(parameters, {}, problems);
    if (!problems.ok()) throw InputError(problems.text());
    question.config = loaded.name;
    question.seed = loaded.seed;
    question.scenarios.push_back({scenario.name, std::move(loaded.provenance)});
  }
  return question;
}

/// What runs this world alone: its own settings, and what a design drew in the place of the
/// replicate's own priors.
std::string command_of(const Scenario& scenario, const WorldSpec& spec, const WorldRecord& record) {
  std::string command = fmt::format("overbuild run {} --replicate {}", scenario.arguments, spec.replicate);
  for (const config::Override& over : spec.overrides) {
    command += " --set " + shell_word(over.path + "=" + over.value);
  }
  if (spec.uniforms.empty() || record.parameters.empty()) return command;
  const auto drawn = nlohmann::ordered_json::parse(record.parameters);
  for (const auto& [path, value] : drawn.items()) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    command += " --set " + shell_word(path + "=" + text);
  }
  return command;
}

std::string size_text(const std::string& file, std::size_t worlds) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(file, error);
  if (error || worlds == 0) return "";
  return fmt::format(", {:.0f} kB of disk a world",
                     static_cast<double>(bytes) / 1000.0 / static_cast<double>(worlds));
}

}  // namespace

std::vector<Metric> metrics_of(const std::string& list) {
  std::vector<Metric> metrics;
  std::vector<std::string> names;
  for (const MetricInfo& info : metric_table) names.emplace_back(info.name);
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string name = list.substr(begin, end - begin);
    begin = end + 1;
    const std::optional<Metric> metric = find_metric(name);
    if (!metric) {
      refuse_input("", fmt::format("--metrics {}: unknown metric", name),
                   "names that `overbuild explain metrics` lists", nearest_name(name, names));
    }
    if (std::find(metrics.begin(), metrics.end(), *metric) == metrics.end()) {
      metrics.push_back(*metric);
    }
  }
  if (!metrics.empty()) return metrics;
  for (std::size_t k = 0; k < metric_count; ++k) metrics.push_back(static_cast<Metric>(k));
  return metrics;
}

void pair_replicates(ManyWorlds& worlds, std::uint32_t replicates) {
  const std::size_t scenarios = worlds.experiment.scenarios.size();
  worlds.count = replicates * scenarios;
  worlds.spec = [scenarios](std::size_t k) {
    WorldSpec spec;
    spec.scenario = static_cast<std::uint32_t>(k % scenarios);
    spec.row = spec.replicate = static_cast<std::uint32_t>(k / scenarios);
    return spec;
  };
}

std::unique_ptr<EnsembleStore> run_into_store(const ManyWorldsRequest& request,
                                              const ManyWorlds& worlds, Console& console) {
  const StoredQuestion question = question_of(worlds);
  const MpiSession session;
  CrewOptions options;
  options.threads = request.threads.value_or(0);
  options.interrupted = Interruption::requested;
  const auto leave = [](WorldRecord&&) { return true; };
  if (session.rank() > 0) {
    session.run(worlds.experiment, {}, worlds.spec, options, leave);
    return nullptr;
  }
  std::unique_ptr<EnsembleStore> store;
  try {
    store = std::make_unique<EnsembleStore>(
        request.output, question,
        request.force ? ExistingFile::replace : ExistingFile::continue_or_refuse);
  } catch (const OutputError&) {
    if (session.ranks() > 1) session.run(worlds.experiment, {}, worlds.spec, options, leave);
    throw;
  }
  std::vector<std::size_t> missing;
  for (std::size_t k = 0; k < worlds.count; ++k) {
    const WorldSpec spec = worlds.spec(k);
    if (!store->has(spec.scenario, spec.row)) missing.push_back(k);
  }
  const std::size_t stored = worlds.count - missing.size();
  if (stored > 0) {
    console.note(fmt::format("{} holds {} of {} worlds; going on", request.output, stored, worlds.count));
  }
  Progress progress(stored, worlds.count);
  options.tick = [&] { progress.show(); };
  const SpecOf spec = [&](std::size_t k) { return worlds.spec(missing[k]); };
  const auto take = [&](WorldRecord&& record) {
    WorldSpec of;
    of.scenario = record.scenario;
    of.replicate = record.replicate;
    if (record.status != WorldRecord::Status::complete) {
      for (const std::size_t k : missing) {  // rare: the specification again, for its command
        of = worlds.spec(k);
        if (of.scenario == record.scenario && of.row == record.row) break;
      }
    }
    store->add(record, command_of(worlds.experiment.scenarios[record.scenario], of, record));
    progress.one_more();
    return record.status == WorldRecord::Status::complete || !request.stop_on_error;
  };
  try {
    if (session.ranks() > 1) {
      session.run(worlds.experiment, missing, worlds.spec, options, take);
    } else {
      run_worlds(worlds.experiment, missing.size(), spec, options, take);
    }
  } catch (const Interrupted&) {
    store->commit();
    console.note(fmt::format("\ninterrupted with {} of {} worlds stored; the same command goes on",
                             stored + progress.made(), worlds.count));
    throw Interrupted{true};
  }
  store->finish();
  if (!missing.empty()) {
    console.note(fmt::format("{} worlds in {:.1f} s, {:.1f} a second{}", progress.made(),
                             progress.seconds(), progress.rate(),
                             size_text(request.output, store->worlds())));
  }
  return store;
}

int exit_code_of(const EnsembleStore& store, Console& console) {
  const std::vector<StoredFailure> failures = store.failures();
  int code = exit_done;
  for (std::size_t k = 0; k < failures.size(); ++k) {
    const StoredFailure& failure = failures[k];
    if (code != exit_wrong_program) {
      code = failure.status == "failed" ? exit_wrong_program : exit_wrong_input;
    }
    if (k == shown_failed_worlds) {
      console.error(fmt::format("and {} more: SELECT * FROM runs WHERE status <> 'complete'",
                                failures.size() - k));
    }
    if (k >= shown_failed_worlds) continue;
    console.error(fmt::format("{}, replicate {} {}: {}\n  again with: {}", failure.scenario,
                              failure.row, failure.status,
                              failure.reason.substr(0, failure.reason.find('\n')), failure.command));
  }
  return code;
}

}  // namespace overbuild
