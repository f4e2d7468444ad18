#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "agents/enterprise/network.hpp"

namespace network_test {

using namespace overbuild;

std::vector<std::uint16_t> sectors(std::size_t n, std::uint32_t count) {
  std::vector<std::uint16_t> sector;
  const KeyedRandom random(5, 0);
  for (std::size_t k = 0; k < n; ++k) {
    sector.push_back(
        static_cast<std::uint16_t>(random.block({k}, 0, Purpose::sample_key, 0)[0] % count));
  }
  return sector;
}

bool hears(const PeerNetwork& network, std::uint32_t a, std::uint32_t b) {
  const auto peers = network.of(a);
  return std::find(peers.begin(), peers.end(), b) != peers.end();
}

TEST_CASE("network: ties go both ways, once, and never to oneself") {
  const auto sector = sectors(700, 9);
  const PeerNetwork network = make_network(sector, {6, 0.1, 1.1, 0.1}, KeyedRandom(1, 0));
  REQUIRE(network.first.size() == 701);
  for (std::uint32_t k = 0; k < 700; ++k) {
    const auto peers = network.of(k);
    for (std::size_t i = 0; i < peers.size(); ++i) {
      CHECK(peers[i] != k);
      CHECK((i == 0 || peers[i - 1] < peers[i]));
      CHECK(hears(network, peers[i], k));
    }
  }
}

TEST_CASE("network: a ring of an industry without rewiring, hubs beyond it") {
  const auto sector = sectors(400, 4);
  const PeerNetwork ring = make_network(sector, {6, 0.0, 0.0, 0.0}, KeyedRandom(1, 0));
  for (std::uint32_t k = 0; k < 400; ++k) {
    CHECK(ring.of(k).size() == 6);
    for (const std::uint32_t peer : ring.of(k)) CHECK(sector[peer] == sector[k]);
  }
  const PeerNetwork hubs = make_network(sector, {6, 0.0, 1.1, 0.2}, KeyedRandom(1, 0));
  std::size_t largest = 0;
  for (std::uint32_t k = 0; k < 400; ++k) largest = std::max(largest, hubs.of(k).size());
  CHECK(largest > 20);
}

TEST_CASE("network: keyed by the seed, small and empty worlds included") {
  const auto sector = sectors(300, 3);
  const NetworkShape shape{6, 0.2, 1.1, 0.1};
  const PeerNetwork a = make_network(sector, shape, KeyedRandom(1, 0));
  CHECK(a.neighbours == make_network(sector, shape, KeyedRandom(1, 0)).neighbours);
  CHECK(a.neighbours != make_network(sector, shape, KeyedRandom(2, 0)).neighbours);
  for (std::size_t n = 0; n < 12; ++n) {
    const PeerNetwork tiny = make_network(sectors(n, 2), shape, KeyedRandom(1, 0));
    CHECK(tiny.first.size() == n + 1);
  }
}

TEST_CASE("network: ties stay with enterprises when rows move") {
  const auto sector = sectors(120, 3);
  const PeerNetwork network = make_network(sector, {4, 0.1, 1.1, 0.1}, KeyedRandom(1, 0));
  std::vector<std::uint32_t> order(120);
  std::iota(order.begin(), order.end(), 0U);
  std::reverse(order.begin(), order.end());
  const PeerNetwork moved = permuted(network, order);
  for (std::uint32_t k = 0; k < 120; ++k) {
    const auto now = moved.of(k), before = network.of(order[k]);
    REQUIRE(now.size() == before.size());
    for (std::size_t i = 0; i < now.size(); ++i) CHECK(order[now[i]] == before[i]);
  }
}

TEST_CASE("network by weight: within the industry, once, never oneself, and keyed by the seed") {
  const auto sector = sectors(500, 5);
  const std::vector<double> weight(500, 3.0);
  const NetworkShape shape{6, 0.1, 1.1, 0.0};
  const PeerNetwork network = make_weighted_network(sector, weight, shape, KeyedRandom(1, 0));
  REQUIRE(network.first.size() == 501);
  for (std::uint32_t k = 0; k < 500; ++k) {
    std::vector<std::uint32_t> peers(network.of(k).begin(), network.of(k).end());
    CHECK(peers.size() == 6);
    for (const std::uint32_t peer : peers) {
      CHECK(peer != k);
      CHECK(sector[peer] == sector[k]);
    }
    std::sort(peers.begin(), peers.end());
    CHECK(std::adjacent_find(peers.begin(), peers.end()) == peers.end());
  }
  CHECK(network.neighbours ==
        make_weighted_network(sector, weight, shape, KeyedRandom(1, 0)).neighbours);
  CHECK(network.neighbours !=
        make_weighted_network(sector, weight, shape, KeyedRandom(2, 0)).neighbours);
}

TEST_CASE("network by weight: what is heard is what real firms do, whatever the sample") {
  // A tenth of the real firms say yes: one row in two that stands for one, or one in eleven.
  for (const std::size_t yes : {1000U, 182U}) {
    const std::size_t n = 2000;
    std::vector<double> weight(n);
    for (std::size_t k = 0; k < n; ++k) {
      weight[k] = k < yes ? 100.0 / static_cast<double>(yes) : 900.0 / static_cast<double>(n - yes);
    }
    const auto sector = sectors(n, 4);
    const PeerNetwork network =
        make_weighted_network(sector, weight, {6, 0.1, 1.1, 0.1}, KeyedRandom(1, 0));
    double heard = 0.0;
    for (const std::uint32_t peer : network.neighbours) heard += peer < yes ? 1.0 : 0.0;
    CHECK(heard / static_cast<double>(network.neighbours.size()) ==
          doctest::Approx(0.1).epsilon(0.1));
  }
}

TEST_CASE("network by weight: one firm that stands for nearly all, small and empty worlds") {
  const std::vector<std::uint16_t> sector(5, 0);
  const std::vector<double> weight{1e12, 1.0, 1.0, 1.0, 1.0};
  const PeerNetwork few =
      make_weighted_network(sector, weight, {6, 0, 1.1, 0.5}, KeyedRandom(1, 0));
  for (std::uint32_t k = 1; k < 5; ++k) {
    CHECK(std::find(few.of(k).begin(), few.of(k).end(), 0U) != few.of(k).end());
  }
  CHECK(make_weighted_network({}, {}, {6, 0, 1.1, 0.5}, KeyedRandom(1, 0)).neighbours.empty());
}

}  // namespace network_test
