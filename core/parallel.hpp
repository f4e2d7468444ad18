// Why: threads may change the speed of a run and nothing else.
// Owns: how many threads there are, loops over fixed chunks, and sums folded in chunk order.
// Refuses to know: what a row is; and the scheduler stays in parallel.cpp.
// Contract: the chunks depend on n and grain only, never on threads.  A body may write its own rows
// and its own chunk's slot, nothing else.  Loops may nest (rows inside worlds).
#pragma once

#include <cstddef>
#include <vector>

#include "core/function_ref.hpp"

namespace overbuild {

/// Rows a chunk should hold when the work of a row is small (tens of nanoseconds).
inline constexpr std::size_t default_grain = 4096;

/// Calls work() on this thread with so many threads for every loop that it starts; 0: all cores,
/// more is allowed up to 32 a core (tests), fewer work where the system grants no more.  A limit
/// ends with the call, so limits of one thread nest and none outlives another.  Not to be called
/// inside a loop.
void with_threads(int threads, FunctionRef<void()> work);

/// Threads a loop started now may use.
int thread_limit();

/// Number of chunks of a loop over n rows; a grain of zero counts as one.
constexpr std::size_t chunk_count(std::size_t n, std::size_t grain) {
  const std::size_t rows = grain == 0 ? 1 : grain;
  return n / rows + (n % rows == 0 ? 0 : 1);
}

/// Calls body(chunk, begin, end) once for every chunk [chunk * grain, ...) of [0, n), in any order.
/// Runs on the calling thread when there is one chunk or one thread.  When bodies throw, the
/// exception of the lowest chunk is rethrown.
void parallel_chunks(std::size_t n, std::size_t grain,
                     FunctionRef<void(std::size_t chunk, std::size_t begin, std::size_t end)> body);

/// Sum over [0, n) of partial(begin, end), folded in chunk order starting from T{}: the same bits
/// for every number of threads.  T needs += and a default value of zero.
template <class T, class F>
T ordered_sum(std::size_t n, std::size_t grain, F&& partial) {
  std::vector<T> partials(chunk_count(n, grain));
  parallel_chunks(n, grain, [&](std::size_t chunk, std::size_t begin, std::size_t end) {
    partials[chunk] = partial(begin, end);
  });
  T total{};
  for (const T& part : partials) total += part;
  return total;
}

}  // namespace overbuild
