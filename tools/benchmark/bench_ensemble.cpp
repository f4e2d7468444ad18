#include "tools/benchmark/bench_ensemble.hpp"

#include <sys/resource.h>
#include <time.h>  // NOLINT(modernize-deprecated-headers): clock_gettime is of POSIX, not of C++
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>

#include "core/parallel.hpp"
#include "sim/experiments/crew.hpp"
#include "sim/experiments/store_writer.hpp"
#include "tools/scenario.hpp"

namespace overbuild::bench {

namespace {

namespace fs = std::filesystem;

constexpr int rounds = 3;

double seconds(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Timing {
  double wall = 0.0, cpu = 0.0, store = 0.0;  ///< seconds; of the process, of writing
};

StoredQuestion question_of(const Experiment& experiment) {
  StoredQuestion question;
  question.kind = "ensemble";
  for (const Metric metric : experiment.metrics) {
    question.metrics.emplace_back(info_of(metric).name);
  }
  const WorldSource source(experiment.scenarios[0]);
  question.config = source.loaded().name;
  question.seed = source.seed();
  question.scenarios = {{experiment.scenarios[0].name, source.loaded().provenance}};
  return question;
}

Timing run(const Experiment& experiment, std::uint32_t worlds, int threads, const fs::path& file) {
  const StoredQuestion question = question_of(experiment);
  StoreWriter store(file, question, ExistingFile::replace);
  const auto spec = [](std::size_t k) {
    WorldSpec world;
    world.row = world.replicate = static_cast<std::uint32_t>(k);
    return world;
  };
  CrewOptions options;
  options.threads = threads;
  Timing timing;
  const auto written = [&](auto&& write) {
    const double begin = seconds(CLOCK_THREAD_CPUTIME_ID);
    write();
    timing.store += seconds(CLOCK_THREAD_CPUTIME_ID) - begin;
  };
  const double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  run_worlds(experiment, worlds, spec, options, [&](WorldRecord&& record) {
    if (record.status != WorldRecord::Status::complete) throw std::runtime_error(record.reason);
    written([&] { store.add(record, ""); });
    return true;
  });
  written([&] { store.finish(); });
  timing.wall = seconds(CLOCK_MONOTONIC) - wall;
  timing.cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  return timing;
}

double peak_mebibytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

}  // namespace

void ensemble(std::FILE* out, const std::string& config, const std::vector<std::string>& sets,
              std::uint32_t worlds) {
  ConfigRequest request;
  request.config = config;
  request.sets = sets;
  Experiment experiment;
  experiment.scenarios = {make_scenario(request, "base")};
  experiment.metrics = all_metrics();
  const fs::path file =
      fs::temp_directory_path() / ("overbuild_bench_" + std::to_string(::getpid()) + ".db");
  const int threads = thread_limit();
  Timing one, all;
  for (int round = 0; round < rounds; ++round) {
    const auto keep_best = [](Timing& best, const Timing& timing) {
      if (best.wall == 0.0 || timing.wall < best.wall) best = timing;
    };
    keep_best(one, run(experiment, worlds, 1, file));
    keep_best(all, run(experiment, worlds, threads, file));
  }
  std::error_code ignored;
  fs::remove(file, ignored);
  const auto print = [&](int number, const Timing& timing) {
    std::fprintf(out, "  %d thread%s  %7.1f worlds/s  %7.2f ms of CPU a world  store %.1f %%\n",
                 number, number == 1 ? " " : "s", worlds / timing.wall,
                 1000.0 * timing.cpu / worlds, 100.0 * timing.store / timing.cpu);
  };
  std::fprintf(out, "ensemble: %u worlds of %s, stored, best of %d\n", worlds, config.c_str(),
               rounds);
  print(1, one);
  print(threads, all);
  std::fprintf(out, "  %.2f times as fast on %d; peak memory %.0f MiB\n", one.wall / all.wall,
               threads, peak_mebibytes());
}

}  // namespace overbuild::bench
