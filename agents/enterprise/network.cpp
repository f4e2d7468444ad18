#include "agents/enterprise/network.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/plod_generator.hpp>
#include <boost/graph/small_world_generator.hpp>

#include "core/math.hpp"

namespace overbuild {

namespace {

using Csr = boost::compressed_sparse_row_graph<boost::bidirectionalS, boost::no_property,
                                               boost::no_property, boost::no_property,
                                               std::uint32_t, std::uint32_t>;
using Tie = std::pair<std::uint32_t, std::uint32_t>;

/// Members of each industry, in the order of their identity.
std::vector<std::vector<std::uint32_t>> industries(std::span<const std::uint16_t> sector) {
  std::vector<std::vector<std::uint32_t>> members;
  for (std::uint32_t k = 0; k < sector.size(); ++k) {
    if (sector[k] >= members.size()) members.resize(sector[k] + std::size_t{1});
    members[sector[k]].push_back(k);
  }
  return members;
}

void add_ring(const std::vector<std::uint32_t>& members, const NetworkShape& shape,
              RandomBits& bits, std::vector<Tie>& ties) {
  using Ring = boost::small_world_iterator<RandomBits, Csr>;
  const auto n = static_cast<std::uint32_t>(members.size());
  if (n < 4 || shape.peers < 2) return;
  // A tie that is rewired needs somebody outside the neighbourhood.
  const auto k = static_cast<std::uint32_t>(std::min<std::int64_t>(shape.peers, n - 2)) & ~1U;
  for (auto tie = Ring(bits, n, k, shape.rewired, false); tie != Ring(); ++tie) {
    ties.emplace_back(members[tie->first], members[tie->second]);
  }
}

/// Ties over all industries, most of them to a few.
void add_hubs(std::uint32_t n, const NetworkShape& shape, RandomBits& bits,
              std::vector<Tie>& ties) {
  using Hubs = boost::plod_iterator<RandomBits, Csr>;
  if (n < 3 || shape.hub_reach <= 0.0) return;
  const double most = shape.hub_reach * static_cast<double>(n);
  for (auto tie = Hubs(bits, n, shape.hub_exponent, most, true); tie != Hubs(); ++tie) {
    ties.emplace_back(static_cast<std::uint32_t>(tie->first),
                      static_cast<std::uint32_t>(tie->second));
  }
}

}  // namespace

PeerNetwork make_network(std::span<const std::uint16_t> sector, const NetworkShape& shape,
                         KeyedRandom random) {
  const auto n = static_cast<std::uint32_t>(sector.size());
  std::vector<Tie> ties;
  std::uint64_t industry = 0;
  for (const auto& members : industries(sector)) {
    RandomBits bits(random, {++industry}, 0, Purpose::network);
    add_ring(members, shape, bits, ties);
  }
  RandomBits bits(random, {0}, 0, Purpose::network);
  add_hubs(n, shape, bits, ties);
  // Both ways, sorted, without loops and repetitions: what the compressed form holds.
  const std::size_t one_way = ties.size();
  ties.reserve(2 * one_way);
  for (std::size_t t = 0; t < one_way; ++t) ties.emplace_back(ties[t].second, ties[t].first);
  std::erase_if(ties, [](const Tie& tie) { return tie.first == tie.second; });
  std::sort(ties.begin(), ties.end());
  ties.erase(std::unique(ties.begin(), ties.end()), ties.end());
  const boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                           boost::no_property, std::uint32_t, std::uint32_t>
      graph(boost::edges_are_sorted, ties.begin(), ties.end(), n);
  PeerNetwork network;
  network.first.reserve(n + std::size_t{1});
  network.neighbours.reserve(ties.size());
  network.first.push_back(0);
  for (std::uint32_t k = 0; k < n; ++k) {
    const auto [begin, end] = boost::out_edges(k, graph);
    for (auto edge = begin; edge != end; ++edge) {
      network.neighbours.push_back(boost::target(*edge, graph));
    }
    network.first.push_back(static_cast<std::uint32_t>(network.neighbours.size()));
  }
  return network;
}

namespace {

/// Whom one enterprise after the other hears.
struct Heard {
  explicit Heard(std::size_t n) : last_hearer(n, 0) {}
  std::vector<std::uint32_t> last_hearer;  ///< [enterprises] 1 + row
  std::vector<std::uint32_t> rows;
  /// Whether `other` was not yet heard by `self`, and is now.
  bool add(std::uint32_t self, std::uint32_t other) {
    if (other == self || last_hearer[other] == self + 1) return false;
    last_hearer[other] = self + 1;
    rows.push_back(other);
    return true;
  }
};

/// Who can be heard, by cumulated weight.
class Audience {
 public:
  void add(std::uint32_t row, double weight) {
    rows_.push_back(row);
    upto_.push_back((upto_.empty() ? 0.0 : upto_.back()) + weight);
  }
  /// Adds up to `count` others than `self`, each once.
  void draw(std::uint32_t self, std::int64_t count, RandomBits& bits, Heard& heard) const {
    if (rows_.empty()) return;
    auto wanted = std::min(static_cast<std::size_t>(count), rows_.size() - 1);
    // Where one weighs nearly all, further draws would repeat it.
    for (std::size_t tries = 20 * wanted; wanted > 0 && tries > 0; --tries) {
      const std::uint32_t low = bits(), high = bits();
      const double at = uniform_from_words(low, high) * upto_.back();
      const auto place = std::lower_bound(upto_.begin(), upto_.end(), at) - upto_.begin();
      const std::uint32_t other =
          rows_[std::min(static_cast<std::size_t>(place), rows_.size() - 1)];
      if (heard.add(self, other)) --wanted;
    }
  }

 private:
  std::vector<std::uint32_t> rows_;
  std::vector<double> upto_;
};

/// Ties across industries of each enterprise: a power law, at most so many of all.
std::vector<std::int64_t> reaches(std::size_t n, const NetworkShape& shape, RandomBits& bits) {
  std::vector<std::int64_t> reach(n, 0);
  if (n < 3 || shape.hub_reach <= 0.0) return reach;
  const double most = shape.hub_reach * static_cast<double>(n);
  for (std::int64_t& ties : reach) {
    const std::uint32_t low = bits(), high = bits();
    const double rank = 1.0 + uniform_from_words(low, high) * static_cast<double>(n - 1);
    ties = static_cast<std::int64_t>(most * pow_(std::floor(rank), -shape.hub_exponent));
  }
  return reach;
}

}  // namespace

PeerNetwork make_weighted_network(std::span<const std::uint16_t> sector,
                                  std::span<const double> weight, const NetworkShape& shape,
                                  KeyedRandom random) {
  RandomBits bits(random, {0}, 0, Purpose::network);
  const std::vector<std::int64_t> reach = reaches(sector.size(), shape, bits);
  std::vector<Audience> industry;
  Audience across;
  for (std::uint32_t k = 0; k < sector.size(); ++k) {
    if (sector[k] >= industry.size()) industry.resize(sector[k] + std::size_t{1});
    industry[sector[k]].add(k, weight[k]);
    if (reach[k] > 0) across.add(k, weight[k] * static_cast<double>(reach[k]));
  }
  PeerNetwork network;
  network.first.push_back(0);
  Heard heard(sector.size());
  for (std::uint32_t k = 0; k < sector.size(); ++k) {
    RandomBits own(random, {k + std::uint64_t{1}}, 0, Purpose::network);
    heard.rows.clear();
    if (shape.peers >= 2) industry[sector[k]].draw(k, shape.peers, own, heard);
    if (reach[k] > 0) across.draw(k, reach[k], own, heard);
    network.neighbours.insert(network.neighbours.end(), heard.rows.begin(), heard.rows.end());
    network.first.push_back(static_cast<std::uint32_t>(network.neighbours.size()));
  }
  return network;
}

PeerNetwork permuted(const PeerNetwork& network, std::span<const std::uint32_t> order) {
  std::vector<std::uint32_t> new_row(order.size());
  for (std::uint32_t k = 0; k < order.size(); ++k) new_row[order[k]] = k;
  PeerNetwork result;
  result.first.push_back(0);
  for (const std::uint32_t old : order) {
    for (const std::uint32_t peer : network.of(old)) result.neighbours.push_back(new_row[peer]);
    result.first.push_back(static_cast<std::uint32_t>(result.neighbours.size()));
  }
  return result;
}

}  // namespace overbuild
