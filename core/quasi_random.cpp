#include "core/quasi_random.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include <boost/random/sobol.hpp>

#include "core/random.hpp"

namespace overbuild {

namespace {

constexpr std::size_t word_bits = 32;

using Engine = boost::random::sobol_engine<std::uint32_t, 32>;

/// What flipping bit j of the Gray code of an index adds to the point: [32][dimensions].
std::vector<std::uint32_t> direction_numbers(std::size_t dimensions) {
  std::vector<std::uint32_t> all;
  if (dimensions == 0) return all;
  Engine engine(dimensions);
  std::vector<std::uint32_t> last(dimensions, 0);
  for (std::size_t bit = 0; bit < word_bits; ++bit) {
    // Points 2^bit - 1 and 2^bit differ by one direction number; the engine leaves point 0 out.
    const std::uint32_t index = std::uint32_t{1} << bit;
    if (index > 1) {
      engine.seed(index - 2);
      for (std::uint32_t& word : last) word = engine();
    } else {
      engine.seed(0);
    }
    for (std::size_t d = 0; d < dimensions; ++d) all.push_back(engine() ^ last[d]);
  }
  return all;
}

std::vector<std::uint32_t> bits_of(const std::vector<std::uint32_t>& directions,
                                   std::size_t dimensions, std::uint32_t index) {
  std::vector<std::uint32_t> words(dimensions, 0);
  const std::uint32_t gray = index ^ (index >> 1);
  for (std::size_t bit = 0; bit < word_bits; ++bit) {
    if (((gray >> bit) & 1U) == 0) continue;
    for (std::size_t d = 0; d < dimensions; ++d) words[d] ^= directions[bit * dimensions + d];
  }
  return words;
}

/// Flips each bit by a coin that belongs to the bits before it: a random permutation of each half
/// of each half, and so on. Node (depth, prefix) of that tree has its own draw.
std::uint32_t scramble(const KeyedRandom& random, EntityId name, std::uint32_t word) {
  std::uint32_t flipped = 0;
  for (std::uint32_t depth = 0; depth < word_bits; ++depth) {
    const std::uint32_t prefix = depth == 0 ? 0 : word >> (word_bits - depth);
    const std::uint32_t node = (std::uint32_t{1} << depth) | prefix;
    const PhiloxCounter draw =
        philox4x32_10(KeyedRandom::counter(name, 0, Purpose::prior_draw, node), random.key());
    flipped |= (draw[0] & 1U) << (word_bits - 1 - depth);
  }
  return word ^ flipped;
}

/// Coordinates of a dimension: parts in the order of keyed draws, and a keyed place in each.
std::vector<double> latin_coordinates(const KeyedRandom& random, EntityId name,
                                      std::uint32_t points) {
  constexpr std::uint32_t year = 1;  // 0 is the Sobol sequence's
  std::vector<std::pair<double, std::uint32_t>> order;
  for (std::uint32_t k = 0; k < points; ++k) {
    order.emplace_back(random.uniform(name, year, Purpose::prior_draw, k), k);
  }
  std::sort(order.begin(), order.end());
  std::vector<double> coordinates(points);
  for (std::uint32_t part = 0; part < points; ++part) {
    const std::uint32_t k = order[part].second;
    // 32 bits, so that the sum is exact and stays inside the part.
    const double within = (random.block(name, year, Purpose::prior_draw, k)[2] + 0.5) * 0x1p-32;
    coordinates[k] = (part + within) / points;
  }
  return coordinates;
}

}  // namespace

ScrambledSobol::ScrambledSobol(std::uint32_t seed, std::vector<EntityId> dimensions)
    : seed_(seed), names_(std::move(dimensions)), directions_(direction_numbers(names_.size())) {}

std::vector<double> ScrambledSobol::point(std::uint32_t index) const {
  const KeyedRandom random(seed_, 0);
  const std::vector<std::uint32_t> words = bits_of(directions_, names_.size(), index);
  std::vector<double> coordinates;
  for (std::size_t d = 0; d < words.size(); ++d) {
    coordinates.push_back((static_cast<double>(scramble(random, names_[d], words[d])) + 0.5) *
                          0x1p-32);
  }
  return coordinates;
}

std::vector<std::uint32_t> sobol_bits(std::size_t dimensions, std::uint32_t index) {
  return bits_of(direction_numbers(dimensions), dimensions, index);
}

LatinHypercube::LatinHypercube(std::uint32_t seed, const std::vector<EntityId>& dimensions,
                               std::uint32_t points)
    : points_(points) {
  const KeyedRandom random(seed, 0);
  for (const EntityId name : dimensions) {
    coordinates_.push_back(latin_coordinates(random, name, points));
  }
}

std::vector<double> LatinHypercube::point(std::uint32_t index) const {
  std::vector<double> coordinates;
  for (const std::vector<double>& dimension : coordinates_) {
    coordinates.push_back(dimension.at(index));
  }
  return coordinates;
}

}  // namespace overbuild
