// Why: g++ gives up vectorising a loop that passes std::array by value, and random words are a
// third of the cost of a choice; the same generator with four plain numbers runs ten times faster.
// Owns: philox_lanes, word for word equal to philox4x32_10 of core/random.hpp.
// Refuses to know: what is drawn.  Test: tests/agents/enterprise/test_procurement.cpp.
#pragma once

#include <cstdint>

#include "agents/enterprise/single_precision.hpp"

namespace overbuild {

struct RandomLanes {
  std::uint32_t word_0, word_1, word_2, word_3;
};

/// Philox4x32-10 for loops over rows.
OVERBUILD_INLINED RandomLanes philox_lanes(std::uint32_t counter_0, std::uint32_t counter_1,
                                           std::uint32_t counter_2, std::uint32_t counter_3,
                                           std::uint32_t key_0, std::uint32_t key_1) {
  constexpr std::uint64_t low = 0xffffffff;
  std::uint64_t c0 = counter_0, c1 = counter_1, c2 = counter_2, c3 = counter_3;
  std::uint32_t k0 = key_0, k1 = key_1;
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product_0 = 0xD2511F53ULL * (c0 & low);
    const std::uint64_t product_1 = 0xCD9E8D57ULL * (c2 & low);
    c0 = (product_1 >> 32) ^ c1 ^ k0;
    c1 = product_1 & low;
    c2 = (product_0 >> 32) ^ c3 ^ k1;
    c3 = product_0 & low;
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  return {static_cast<std::uint32_t>(c0), static_cast<std::uint32_t>(c1),
          static_cast<std::uint32_t>(c2), static_cast<std::uint32_t>(c3)};
}

}  // namespace overbuild
