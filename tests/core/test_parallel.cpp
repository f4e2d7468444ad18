#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/math.hpp"
#include "core/money.hpp"
#include "core/parallel.hpp"

namespace parallel_test {

using overbuild::chunk_count;
using overbuild::ordered_sum;
using overbuild::parallel_chunks;
using overbuild::with_threads;

constexpr std::array<int, 5> thread_counts{1, 2, 3, 8, 0};

double row(std::size_t i) {
  return overbuild::exp_(30.0 * static_cast<double>(i % 977) / 977.0 - 15.0);
}

double sum_rows(std::size_t n, std::size_t grain) {
  return ordered_sum<double>(n, grain, [](std::size_t begin, std::size_t end) {
    double part = 0.0;
    for (std::size_t i = begin; i < end; ++i) part += row(i);
    return part;
  });
}

TEST_CASE("chunks cover every row once and depend on n and grain only") {
  for (const int threads : thread_counts) {
    with_threads(threads, [&] {
      for (const std::size_t n : {0UL, 1UL, 7UL, 64UL, 1000UL}) {
        for (const std::size_t grain : {0UL, 1UL, 7UL, 64UL, 5000UL}) {
          std::vector<int> visits(n, 0);
          std::vector<int> chunks(chunk_count(n, grain), 0);
          std::atomic<int> misplaced = 0;
          parallel_chunks(n, grain, [&](std::size_t chunk, std::size_t begin, std::size_t end) {
            const std::size_t rows = grain == 0 ? 1 : grain;
            if (begin != chunk * rows || end <= begin || end > n || end - begin > rows) ++misplaced;
            ++chunks[chunk];
            for (std::size_t i = begin; i < end; ++i) ++visits[i];
          });
          CHECK(misplaced == 0);
          CHECK(visits == std::vector<int>(n, 1));
          CHECK(chunks == std::vector<int>(chunks.size(), 1));
        }
      }
    });
  }
}

TEST_CASE("an ordered sum has the same bits for every number of threads and in every run") {
  constexpr std::size_t n = 200'003;
  double serial = 0.0;
  for (std::size_t chunk = 0; chunk < chunk_count(n, 512); ++chunk) {
    double part = 0.0;
    for (std::size_t i = chunk * 512; i < std::min(n, (chunk + 1) * 512); ++i) part += row(i);
    serial += part;
  }
  for (const int threads : thread_counts) {
    with_threads(threads, [&] {
      for (int run = 0; run < 10; ++run) {
        CHECK(std::bit_cast<std::uint64_t>(sum_rows(n, 512)) ==
              std::bit_cast<std::uint64_t>(serial));
      }
    });
  }
  // The test can fail: another chunking gives other bits.
  CHECK(std::bit_cast<std::uint64_t>(sum_rows(n, 4096)) != std::bit_cast<std::uint64_t>(serial));
}

TEST_CASE("an ordered sum adds money and starts from zero") {
  using overbuild::Money;
  const auto cents = [](std::size_t begin, std::size_t end) {
    return Money::from_cents(static_cast<std::int64_t>(end - begin));
  };
  CHECK(ordered_sum<Money>(10'000, 10, cents).cents() == 10'000);
  CHECK(ordered_sum<Money>(0, 10, cents).is_zero());
}

TEST_CASE("rows inside worlds give what worlds alone give") {
  constexpr std::size_t worlds = 12;
  std::vector<double> alone(worlds);
  for (std::size_t w = 0; w < worlds; ++w) alone[w] = sum_rows(5000 + w, 100);
  for (const int threads : thread_counts) {
    with_threads(threads, [&] {
      std::vector<double> nested(worlds);
      // A thread that waits for its rows must not start another world in the meantime.
      thread_local int depth = 0;
      std::atomic<int> deepest = 0;
      parallel_chunks(worlds, 1, [&](std::size_t w, std::size_t, std::size_t) {
        if (++depth > deepest) deepest = depth;
        nested[w] = sum_rows(5000 + w, 100);
        --depth;
      });
      CHECK(nested == alone);
      CHECK(deepest == 1);
    });
  }
}

TEST_CASE("the exception of the lowest chunk is the one that arrives") {
  for (const int threads : thread_counts) {
    with_threads(threads, [&] {
      for (int run = 0; run < 20; ++run) {
        std::string message;
        try {
          parallel_chunks(1000, 10, [](std::size_t chunk, std::size_t, std::size_t) {
            if (chunk % 3 == 2) throw std::runtime_error(std::to_string(chunk));
          });
        } catch (const std::runtime_error& error) {
          message = error.what();
        }
        CHECK(message == "2");
      }
    });
  }
}

TEST_CASE("thread limits nest and end with their call, however it ends") {
  const int outside = overbuild::thread_limit();
  int inside = 0, deepest = 0, after = 0;
  with_threads(3, [&] {
    inside = overbuild::thread_limit();
    with_threads(1, [&] { deepest = overbuild::thread_limit(); });
    after = overbuild::thread_limit();
  });
  CHECK(inside == 3);
  CHECK(deepest == 1);
  CHECK(after == 3);
  CHECK(overbuild::thread_limit() == outside);
  CHECK(outside >= 1);
  CHECK_THROWS_AS(with_threads(2, [] { throw std::runtime_error("stop"); }), std::runtime_error);
  CHECK(overbuild::thread_limit() == outside);
}

TEST_CASE("limits of different threads may end in any order and do not reach each other") {
  const int outside = overbuild::thread_limit();
  int seen_first = 0, seen_alone = 0, seen_after = 0, mine = 0;
  std::promise<void> made, gone;
  std::thread thread([&] {
    with_threads(5, [&] {
      seen_first = overbuild::thread_limit();
      made.set_value();
      gone.get_future().wait();
      seen_alone = overbuild::thread_limit();
    });
    seen_after = overbuild::thread_limit();
  });
  with_threads(2, [&] {
    made.get_future().wait();
    mine = overbuild::thread_limit();
  });
  CHECK(overbuild::thread_limit() == outside);  // the other's still holds
  gone.set_value();
  thread.join();
  CHECK(mine == 2);
  CHECK(seen_first == 5);
  CHECK(seen_alone == 5);
  CHECK(seen_after == outside);
}

}  // namespace parallel_test
