// Who hears whom: enterprises listen to peers of their industry, with a few ties elsewhere, and to
// a few that everybody has heard of.
// Owns the making of that graph and its compressed form; the only agent file that knows
// Boost.Graph. Refuses to know what is told. Built once from keyed draws, so that it is the same in
// every scenario of a seed. Model: 7.5.6 (Watts & Strogatz 1998; PLOD of Palmer & Steffan 2000).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/random.hpp"

namespace overbuild {

struct NetworkShape {
  std::int64_t peers;   ///< neighbours on the ring of an industry, even
  double rewired;       ///< share of ring ties that lead elsewhere in the industry
  double hub_exponent;  ///< of the power law of ties across industries
  double hub_reach;     ///< share of all enterprises that the largest hub may reach
};

/// Neighbours of every enterprise, both ways, without repetition; row k hears
/// neighbours[first[k] .. first[k + 1]), in an order that stays with the enterprise.
struct PeerNetwork {
  std::vector<std::uint32_t> first, neighbours;
  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t row) const {
    return std::span(neighbours).subspan(first[row], first[row + 1] - first[row]);
  }
};

/// `sector`: [enterprises] in the order of their identity.  Cost: about 0.5 us an enterprise.
/// Test: tests/agents/enterprise/test_network.cpp.
PeerNetwork make_network(std::span<const std::uint16_t> sector, const NetworkShape&, KeyedRandom);

/// Everybody hears `peers` others of its industry, drawn by `weight`, so that what it hears is what
/// so many real firms do whatever the sample; and who has reach across industries hears as many of
/// those that do, by weight and reach. Ties go one way. `weight`: [enterprises] real firms.
PeerNetwork make_weighted_network(std::span<const std::uint16_t> sector,
                                  std::span<const double> weight, const NetworkShape&, KeyedRandom);

/// The same ties when rows are in another order; order[new row] = old row.
PeerNetwork permuted(const PeerNetwork&, std::span<const std::uint32_t> order);

}  // namespace overbuild
