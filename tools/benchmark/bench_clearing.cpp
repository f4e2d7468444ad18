#include "tools/benchmark/bench_clearing.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "core/random.hpp"
#include "market/clearing.hpp"

namespace overbuild::bench {

namespace {

constexpr std::uint32_t firms = 10'000, degree = 10;

struct Case {
  std::vector<Obligation> dues;
  std::vector<Endowment> endowments;
};

/// Every firm has as much cash as it owes beyond what it is owed, and a tenth of its dues more or,
/// one firm in ten, nothing at all.
Case draw_case(std::uint32_t seed) {
  const KeyedRandom random(seed, 0);
  Case drawn;
  std::vector<std::int64_t> owed(firms, 0), receivable(firms, 0);
  for (std::uint32_t i = 0; i < firms; ++i) {
    for (std::uint32_t k = 0; k < degree; ++k) {
      const auto block = random.block(entity_id("bench", i, 0), k, Purpose{}, 0);
      const std::uint32_t creditor = block[0] % firms;
      if (creditor == i) continue;
      const std::int64_t due = 1'000'000 + block[1] % 200'000'000;
      drawn.dues.push_back({AccountId(i), AccountId(creditor),
                            static_cast<std::uint8_t>(block[2] % 3), Money::from_cents(due),
                            FlowRow::loans, k});
      owed[i] += due;
      receivable[creditor] += due;
    }
  }
  for (std::uint32_t i = 0; i < firms; ++i) {
    const bool broke = random.block(entity_id("bench", i, 0), degree, Purpose{}, 0)[0] % 10 == 0;
    const std::int64_t cash = std::max<std::int64_t>(owed[i] - receivable[i], 0) + owed[i] / 10;
    drawn.endowments.push_back(
        {AccountId(i), Money::from_cents(broke ? 0 : cash), broke, 800'000, 900'000});
  }
  return drawn;
}

}  // namespace

void clearing(std::FILE* out) {
  const auto key = [](AccountId account) { return entity_id("bench", account.value, 0).value; };
  std::vector<double> times;
  ClearingResult result;
  std::size_t obligations = 0;
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    const Case drawn = draw_case(seed);
    obligations = drawn.dues.size();
    for (int repeat = 0; repeat < 15; ++repeat) {
      const auto begin = std::chrono::steady_clock::now();
      result = clear_obligations(drawn.dues, drawn.endowments, key);
      times.push_back(
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
              .count());
    }
  }
  std::sort(times.begin(), times.end());
  std::fprintf(out,
               "clearing: %u firms, %zu obligations in 3 ranks, costs 20/10 %%, 10 %% in default "
               "from the start\n  median %.1f ms, best %.1f ms; %u rounds, %zu defaults\n",
               firms, obligations, times[times.size() / 2], times.front(), result.iterations,
               result.defaulted.size());
}

}  // namespace overbuild::bench
