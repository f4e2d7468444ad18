#include "sim/experiments/crew.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "core/parallel.hpp"
#include "sim/simulation.hpp"

namespace overbuild {

namespace {

/// Records on their way from the threads that make them to the one that takes them; short, so that
/// memory does not depend on how fast they are taken.
class Belt {
 public:
  explicit Belt(std::size_t capacity) : capacity_(capacity) {}

  /// False when the belt was stopped.
  bool put(WorldRecord&& record) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return stopped_ || records_.size() < capacity_; });
    if (stopped_) return false;
    records_.push_back(std::move(record));
    filled_.notify_one();
    return true;
  }

  std::optional<WorldRecord> take(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, patience, [&] { return !records_.empty(); });
    if (records_.empty()) return std::nullopt;
    std::optional<WorldRecord> record(std::move(records_.front()));
    records_.pop_front();
    room_.notify_one();
    return record;
  }

  void stop() {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    room_.notify_all();
  }

 private:
  std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable room_, filled_;
  std::deque<WorldRecord> records_;
  bool stopped_ = false;
};

/// Threads that run worlds until there are none left or they are told to stop.
class Crew {
 public:
  Crew(const Experiment& experiment, std::size_t count, const SpecOf& spec,
       const CrewOptions& options, int threads)
      : belt_(2 * static_cast<std::size_t>(threads)) {
    const auto interrupted = [this, &options] { return stop_.load() || options.interrupted(); };
    const auto work = [this, &experiment, count, &spec, interrupted] {
      try {
        WorldRunner runner(experiment);
        for (std::size_t k = next_++; k < count && !interrupted(); k = next_++) {
          if (!belt_.put(runner.run(spec(k), interrupted))) return;
        }
      } catch (const Interrupted&) {
      } catch (...) {
        const std::scoped_lock lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        stop_ = true;
      }
    };
    // Worlds share the cores; inside a world there is one thread.
    const auto alone = [work] { with_threads(1, work); };
    threads_.reserve(static_cast<std::size_t>(threads));
    try {
      while (threads_.size() < static_cast<std::size_t>(threads)) threads_.emplace_back(alone);
    } catch (const std::system_error&) {  // no more threads are to be had: fewer do it
      if (threads_.empty()) throw;
    }
  }
  ~Crew() {
    stop_ = true;
    belt_.stop();
    for (std::thread& thread : threads_) thread.join();
  }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  std::optional<WorldRecord> take() { return belt_.take(std::chrono::milliseconds(50)); }

  void rethrow() {
    const std::scoped_lock lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  Belt belt_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

std::size_t run_in_turn(const Experiment& experiment, std::size_t count, const SpecOf& spec,
                        const CrewOptions& options, FunctionRef<bool(WorldRecord&&)> take) {
  WorldRunner runner(experiment);
  std::size_t taken = 0;
  while (taken < count) {
    if (options.interrupted()) throw Interrupted{};
    const bool go_on = take(runner.run(spec(taken), options.interrupted));
    ++taken;
    options.tick();
    if (!go_on) break;
  }
  return taken;
}

}  // namespace

std::size_t run_worlds(const Experiment& experiment, std::size_t count, const SpecOf& spec,
                       const CrewOptions& options, FunctionRef<bool(WorldRecord&&)> take) {
  const int threads = options.threads > 0 ? options.threads : thread_limit();
  if (threads == 1 || count < static_cast<std::size_t>(threads)) {
    std::size_t taken = 0;
    with_threads(threads, [&] { taken = run_in_turn(experiment, count, spec, options, take); });
    return taken;
  }
  Crew crew(experiment, count, spec, options, threads);
  std::size_t taken = 0;
  while (taken < count) {
    std::optional<WorldRecord> record = crew.take();
    options.tick();
    if (!record) {
      crew.rethrow();
      if (options.interrupted()) throw Interrupted{};
      continue;
    }
    ++taken;
    if (!take(std::move(*record))) break;
  }
  return taken;
}

}  // namespace overbuild
