// Loops over chunks where there is one thread: the chunks of core/parallel.cpp, one after another.
#include <algorithm>

#include "core/parallel.hpp"

namespace overbuild {

void with_threads(int, FunctionRef<void()> work) { work(); }

int thread_limit() { return 1; }

void parallel_chunks(
    std::size_t n, std::size_t grain,
    FunctionRef<void(std::size_t chunk, std::size_t begin, std::size_t end)> body) {
  const std::size_t rows = std::max<std::size_t>(grain, 1);
  const std::size_t chunks = chunk_count(n, rows);
  for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
    const std::size_t begin = chunk * rows;
    body(chunk, begin, n - begin < rows ? n : begin + rows);
  }
}

}  // namespace overbuild
