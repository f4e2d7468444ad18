#include "core/parallel.hpp"

#include <algorithm>
#include <exception>
#include <latch>
#include <mutex>
#include <new>
#include <optional>
#include <semaphore>
#include <system_error>
#include <thread>
#include <utility>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

namespace overbuild {

namespace {

int all_cores() { return std::max(1, tbb::info::default_concurrency()); }

/// More threads than this for each core only cost memory.
constexpr int most_threads_per_core = 32;

/// As many threads as the system lets this process have at once, the calling one included. TBB ends
/// the process where it cannot start one that it was promised. Where the system grants fewer than
/// wanted, half of those are left alone: their stacks are the room in which the others work.
int startable_threads(int asked) {
  const int wanted = std::min(asked, most_threads_per_core * all_cores());
  std::latch all_counted(1);
  std::binary_semaphore has_piece(0);  // the next one has what room that leaves
  std::vector<std::thread> probes;
  try {
    while (static_cast<int>(probes.size()) + 1 < wanted) {
      probes.emplace_back([&] {
        // The first piece of memory: a thread that works reserves much more with it.
        void* volatile piece = ::operator new(1, std::nothrow);
        ::operator delete(piece);
        has_piece.release();
        all_counted.wait();
      });
      has_piece.acquire();
    }
  } catch (const std::system_error&) {
  } catch (const std::bad_alloc&) {
  }
  all_counted.count_down();
  for (std::thread& probe : probes) probe.join();
  const int started = static_cast<int>(probes.size()) + 1;
  return started < wanted ? std::max(started / 2, 1) : started;
}

/// A number of threads, and the arena that has them.
struct Limit {
  explicit Limit(int threads_wanted) : threads(threads_wanted), arena(threads_wanted) {
    // Lets the arena be wider than the machine. The least of all controls in a process holds, so
    // one thread, which needs no arena, has none.
    if (threads > 1) {
      control.emplace(tbb::global_control::max_allowed_parallelism,
                      static_cast<std::size_t>(threads));
    }
  }

  int threads;
  std::optional<tbb::global_control> control;
  tbb::task_arena arena;  // costs nothing until it is used
};

thread_local Limit* current_limit = nullptr;

/// The limit that holds on this thread until the call that set it ends, however it ends.
class Within {
 public:
  explicit Within(Limit& limit) : outer_(std::exchange(current_limit, &limit)) {}
  ~Within() { current_limit = outer_; }
  Within(const Within&) = delete;
  Within& operator=(const Within&) = delete;

 private:
  Limit* outer_;
};

/// Keeps the exception of the lowest chunk, so that a failure does not depend on scheduling.
class FirstFailure {
 public:
  void keep(std::size_t chunk, std::exception_ptr failure) {
    const std::scoped_lock lock(mutex_);
    if (!failure_ || chunk < chunk_) {
      chunk_ = chunk;
      failure_ = std::move(failure);
    }
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::size_t chunk_ = 0;
  std::exception_ptr failure_;
};

using Body = FunctionRef<void(std::size_t, std::size_t, std::size_t)>;

void run_chunk(std::size_t chunk, std::size_t n, std::size_t grain, const Body& body) {
  const std::size_t begin = chunk * grain;
  body(chunk, begin, n - begin < grain ? n : begin + grain);
}

void run_in_arena(std::size_t chunks, std::size_t n, std::size_t grain, const Body& body) {
  FirstFailure failure;
  const auto loop = [&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, chunks, 1),
        [&](const tbb::blocked_range<std::size_t>& range) {
          for (std::size_t chunk = range.begin(); chunk != range.end(); ++chunk) {
            try {
              run_chunk(chunk, n, grain, body);
            } catch (...) {
              failure.keep(chunk, std::current_exception());
            }
          }
        },
        tbb::simple_partitioner());
  };
  // Isolated: a thread that waits for the rows of its world must not start another world meanwhile.
  const auto isolated = [&] { tbb::this_task_arena::isolate(loop); };
  if (current_limit != nullptr) {
    current_limit->arena.execute(isolated);
  } else {
    isolated();
  }
  failure.rethrow();
}

}  // namespace

void with_threads(int threads, FunctionRef<void()> work) {
  Limit limit(startable_threads(threads > 0 ? threads : all_cores()));
  const Within within(limit);
  work();
}

int thread_limit() { return current_limit != nullptr ? current_limit->threads : all_cores(); }

void parallel_chunks(std::size_t n, std::size_t grain, Body body) {
  const std::size_t rows = std::max<std::size_t>(grain, 1);
  const std::size_t chunks = chunk_count(n, rows);
  if (chunks <= 1 || thread_limit() == 1) {
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) run_chunk(chunk, n, rows, body);
    return;
  }
  run_in_arena(chunks, n, rows, body);
}

}  // namespace overbuild
