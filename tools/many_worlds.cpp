#include "tools/many_worlds.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "core/parallel.hpp"
#include "sim/experiments/ensemble_summary.hpp"
#include "sim/experiments/mpi_crew.hpp"
#include "sim/experiments/outcome.hpp"
#include "sim/parameters/fixed_keys.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/results/summary.hpp"
#include "sim/simulation.hpp"
#include "tools/configuration.hpp"
#include "tools/interruption.hpp"
#include "tools/memory.hpp"
#include "tools/progress.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t shown_failed_worlds = 10;

/// What the file is asked, and what the largest world needs; every scenario is bound once, so that
/// errors come before any world runs.
StoredQuestion stored_question(const ManyWorlds& worlds, MemoryNeed& need) {
  StoredQuestion question;
  question.kind = worlds.kind;
  question.design = worlds.design;
  if (const auto& joint = worlds.experiment.scenarios.front().joint) {
    question.design +=
        fmt::format("{}posterior {}", question.design.empty() ? "" : ", ", joint->digest);
  }
  for (const Metric metric : worlds.experiment.metrics) {
    question.metrics.emplace_back(info_of(metric).name);
  }
  question.tables = worlds.experiment.tables;
  std::pair<std::int64_t, std::int64_t> years;  // first one, and how many
  for (const Scenario& scenario : worlds.experiment.scenarios) {
    Parameters parameters{};
    Diagnostics problems;
    config::LoadResult loaded = scenario.bind(parameters, {}, problems);
    if (!problems.ok()) throw InputError(problems.text());
    const MemoryNeed needed = memory_need(parameters);
    if (needed.bytes > need.bytes) need = needed;
    question.config = loaded.name;
    question.seed = loaded.seed;
    const std::pair<std::int64_t, std::int64_t> covered{parameters.time.start,
                                                        parameters.run.years};
    if (!question.scenarios.empty() && covered != years) {
      throw InputError(
          fmt::format("scenario '{}' covers {} years from {}, the first scenario {} from {}: "
                      "{}",
                      scenario.name, covered.second, covered.first, years.second, years.first,
                      calendar_reason));
    }
    years = covered;
    question.scenarios.push_back(
        {scenario.name, std::move(loaded.provenance), std::move(loaded.resolved_yaml)});
  }
  return question;
}

/// What runs this world alone: its own settings, and what a design drew in the place of the
/// replicate's own priors.
std::string command_of(const Scenario& scenario, const WorldSpec& spec, const WorldRecord& record) {
  std::string command =
      fmt::format("overbuild run {} --replicate {}", scenario.arguments, spec.replicate);
  for (const config::Override& over : spec.overrides) {
    command += " --set " + shell_word(over.path + "=" + over.value);
  }
  if (spec.uniforms.empty() && spec.hypercube == 0 && !scenario.joint) return command;
  for (const config::Override& drawn : drawn_overrides(record.parameters)) {
    command += " --set " + shell_word(drawn.path + "=" + drawn.value);
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
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string name = list.substr(begin, end - begin);
    begin = end + 1;
    const std::optional<Metric> metric = find_metric(name);
    if (!metric) {
      refuse_input("", fmt::format("--metrics {}: unknown metric", name),
                   std::string(metric_expected), nearest_metric(name));
    }
    if (std::find(metrics.begin(), metrics.end(), *metric) == metrics.end()) {
      metrics.push_back(*metric);
    }
  }
  return metrics.empty() ? all_metrics() : metrics;
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

namespace {

/// Runs what a file still lacks and puts it there.
class Work {
 public:
  Work(const ManyWorldsRequest& request, const ManyWorlds& worlds, const MpiSession& session,
       Console& console)
      : request_(request), worlds_(worlds), session_(session), console_(console) {
    options_.threads = request.threads.value_or(0);
    options_.interrupted = Interruption::requested;
  }

  std::unique_ptr<StoreWriter> run() {
    try {
      open();
    } catch (const std::exception&) {
      if (session_.ranks() > 1) run_no_worlds();
      throw;
    }
    ProgressLine progress(worlds_.count - missing_.size(), worlds_.count, "worlds");
    progress_ = &progress;
    options_.tick = [&] { progress.show(); };
    try {
      run_missing();
    } catch (const Interrupted&) {
      store_->commit();
      console_.note(
          fmt::format("\ninterrupted with {} of {} worlds stored; the same command goes on",
                      worlds_.count - missing_.size() + progress.made(), worlds_.count));
      throw Interrupted{true};
    }
    store_->finish();
    if (!missing_.empty()) {
      console_.note(fmt::format("{} worlds in {:.1f} s, {:.1f} a second{}", progress.made(),
                                progress.seconds(), progress.rate(),
                                size_text(request_.output, store_->worlds())));
    }
    return std::move(store_);
  }

  /// Other ranks than the first wait for worlds; the first sends them home when there is no file.
  void run_no_worlds() {
    const auto leave = [](WorldRecord&&) { return true; };
    session_.run(worlds_.experiment, {}, worlds_.spec, options_, leave);
  }

 private:
  void open() {
    const StoredQuestion question = stored_question(worlds_, need_);
    fit_threads();
    store_ = std::make_unique<StoreWriter>(
        request_.output, question,
        request_.force ? ExistingFile::replace : ExistingFile::continue_or_refuse,
        request_.mix_builds ? OtherBuild::mix : OtherBuild::refuse);
    store_->on_waiting(
        {[this](const std::string& text) { console_.note(text); }, Interruption::requested});
    for (std::size_t k = 0; k < worlds_.count; ++k) {
      const WorldSpec spec = worlds_.spec(k);
      if (!store_->has(spec.scenario, spec.row)) missing_.push_back(k);
    }
    if (store_->worlds() == 0) return;
    const std::size_t failed = store_->failed_before();
    console_.note(fmt::format(
        "{} holds {} of {} worlds{}; going on", request_.output, worlds_.count - missing_.size(),
        worlds_.count,
        failed > 0 ? fmt::format(" ({} that failed are tried again)", failed) : std::string()));
  }

  bool take(WorldRecord&& record) {
    if (record.status == WorldRecord::Status::starved) {
      starved_.push_back(index_of(record));
      return !request_.stop_on_error;
    }
    const bool complete = record.status == WorldRecord::Status::complete;
    std::string command;
    if (!complete) {  // rare: the specification again, for its command
      command = command_of(worlds_.experiment.scenarios[record.scenario],
                           worlds_.spec(index_of(record)), record);
    }
    store_->add(std::move(record), command);
    progress_->one_more();
    return complete || !request_.stop_on_error;
  }

  std::size_t index_of(const WorldRecord& record) const {
    for (const std::size_t k : missing_) {
      const WorldSpec spec = worlds_.spec(k);
      if (spec.scenario == record.scenario && spec.row == record.row) return k;
    }
    return 0;
  }

  void run_missing() {
    const auto take_it = [this](WorldRecord&& record) { return take(std::move(record)); };
    if (session_.ranks() > 1) {
      session_.run(worlds_.experiment, missing_, worlds_.spec, options_, take_it);
    } else {
      run_worlds(
          worlds_.experiment, missing_.size(),
          [this](std::size_t k) { return worlds_.spec(missing_[k]); }, options_, take_it);
    }
    if (!starved_.empty()) run_starved();
  }

  /// What memory or threads ran out for, once more and one after another; never kept as a result.
  void run_starved() {
    const std::vector<std::size_t> again = std::exchange(starved_, {});
    std::string reason;
    CrewOptions alone = options_;
    alone.threads = 1;
    if (!request_.stop_on_error) {
      run_worlds(
          worlds_.experiment, again.size(), [&](std::size_t k) { return worlds_.spec(again[k]); },
          alone,
          [&](WorldRecord&& record) {
            if (record.status == WorldRecord::Status::starved) reason = record.reason;
            return take(std::move(record));
          });
    }
    const std::size_t lost = request_.stop_on_error ? again.size() : starved_.size();
    if (lost == 0) return;
    store_->commit();
    throw OutputError(fmt::format(
        "{}: {} of {} worlds could not be run ({}) and are not stored; the same command tries them "
        "again\n{}",
        request_.output, lost, worlds_.count, reason.empty() ? "memory or threads ran out" : reason,
        memory_text(need_, memory_limit())));
  }

  /// No more worlds at a time than memory holds.
  void fit_threads() {
    const MemoryLimit limit = memory_limit();
    check_memory(need_, limit);
    const int wanted = options_.threads > 0 ? options_.threads : thread_limit();
    const std::uint64_t each = need_.bytes + limit.bytes_of_thread;
    const auto fitting = static_cast<int>(
        std::clamp<std::uint64_t>(limit.bytes / std::max<std::uint64_t>(each, 1), 1, 4096));
    if (session_.ranks() > 1 || wanted <= fitting) return;
    options_.threads = fitting;
    console_.note(fmt::format("{} worlds at a time and not {}: {}", fitting, wanted,
                              memory_text(need_, limit)));
  }

  const ManyWorldsRequest& request_;
  const ManyWorlds& worlds_;
  const MpiSession& session_;
  Console& console_;
  CrewOptions options_;
  MemoryNeed need_;
  std::unique_ptr<StoreWriter> store_;
  std::vector<std::size_t> missing_, starved_;
  ProgressLine* progress_ = nullptr;
};

}  // namespace

std::unique_ptr<StoreWriter> run_into_store(const ManyWorldsRequest& request,
                                            const ManyWorlds& worlds, Console& console) {
  const MpiSession session;
  Work work(request, worlds, session, console);
  if (session.rank() > 0) {
    work.run_no_worlds();
    return nullptr;
  }
  return work.run();
}

int exit_code_of(const EnsembleStore& store, Console& console, std::uint32_t rows) {
  const std::vector<StoredFailure> failures = store.failures(rows);
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
    console.error(fmt::format(
        "{}, replicate {} {}: {}\n  again with: {}", failure.scenario, failure.row, failure.status,
        failure.reason.substr(0, failure.reason.find('\n')), failure.command));
  }
  return code;
}

std::vector<std::string> builds_of(const EnsembleStore& store) {
  std::vector<std::string> texts;
  for (const Build& build : store.builds()) texts.push_back(short_text(build));
  return texts;
}

std::string digest_lines(const EnsembleStore& store, std::uint32_t rows) {
  std::string text = fmt::format("content digest  {}\n", store.content_digest(rows));
  if (const std::size_t all = store.worlds(); all > store.worlds(rows)) {
    text +=
        fmt::format("The file holds {} worlds; these are {} of them.\n", all, store.worlds(rows));
  }
  const std::vector<std::string> builds = builds_of(store);
  if (builds.size() > 1)
    text += fmt::format("Worlds of several builds: {}\n", fmt::join(builds, "; "));
  return text + wrapped(std::string(conditional_statement), line_width());
}

}  // namespace overbuild
