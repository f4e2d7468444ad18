// Why: how often work changes its supplier, and how much of it comes back, is on record.
// Owns: suppliers of every workload over the last years, and the shares read from them.
// Refuses to know: why anyone moves (agents/enterprise/review.cpp).
// Test: tests/agents/enterprise/test_loyalty.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace overbuild {

/// Shares of work served, weighted by real firms, by potential jobs and by what they are worth; not
/// a number where there is nothing to take a share of.
struct Loyalty {
  enum Weight : std::size_t { firms, jobs, value, weights };
  using Shares = std::array<double, weights>;
  Shares changed{};      ///< has another supplier than a year ago, of what was served then and now
  Shares returned{};     ///< of what left its supplier three years ago: was back with it since
  Shares net_to_open{};  ///< went from proprietary APIs to open models three years ago and stayed
                         ///< away, less what came from there and stayed; of all served before
};

/// Suppliers are remembered in populations up to this size: in larger ones they would be a fifth of
/// the memory, and no share would be told better.
inline constexpr std::size_t most_followed = 100'000;

/// seller_key of the supplier at the end of the last four years, the latest first; 0 for none.
using PastSuppliers = std::array<std::uint32_t, 4>;

/// What one workload that weighs `weight` adds to the sums behind the shares.
struct LoyaltySums {
  using Sums = std::array<double, Loyalty::weights>;
  Sums stayed_or_changed{}, changed{}, left{}, returned{}, served{}, net{};
  void add(const PastSuppliers& past, std::uint32_t now, const Sums& weight);
  LoyaltySums& operator+=(const LoyaltySums&);
  [[nodiscard]] Loyalty shares() const;
};

}  // namespace overbuild
