// Why: every row and every actor needs a name that cannot be mistaken for another kind of number.
// Owns: Index<Tag>, the dense row number of a column set, and EntityId, the stable identity that
// keys all randomness (it survives permuting, adding and removing other rows).
// Refuses to know: which sectors exist; a sector arrives as text.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace overbuild {

/// Row number in the columns of one role; a default-constructed index points nowhere.
template <class Tag>
struct Index {
  std::uint32_t value = UINT32_MAX;

  constexpr Index() = default;
  constexpr explicit Index(std::uint32_t row) : value(row) {}

  [[nodiscard]] constexpr bool valid() const { return value != UINT32_MAX; }
  constexpr auto operator<=>(const Index&) const = default;
};

/// Stable identity of one actor, contract or lot; a hash, so its order means nothing economic.
struct EntityId {
  std::uint64_t value = 0;

  constexpr auto operator<=>(const EntityId&) const = default;
};

namespace detail {

constexpr std::uint64_t hash_byte(std::uint64_t state, unsigned byte) {
  return (state ^ (byte & 0xffU)) * 0x100000001b3ULL;
}

constexpr std::uint64_t hash_text(std::uint64_t state, std::string_view text) {
  for (const char c : text) state = hash_byte(state, static_cast<unsigned char>(c));
  return hash_byte(state, 0xffU);  // 0xff never occurs in UTF-8: ("ab","c") and ("a","bc") differ
}

constexpr std::uint64_t hash_word(std::uint64_t state, std::uint32_t word) {
  for (unsigned shift = 0; shift < 32; shift += 8) state = hash_byte(state, word >> shift);
  return state;
}

constexpr std::uint64_t hash_finish(std::uint64_t state) {
  state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9ULL;
  state = (state ^ (state >> 27)) * 0x94d049bb133111ebULL;
  return state ^ (state >> 31);
}

inline constexpr std::uint64_t hash_seed = 0xcbf29ce484222325ULL;

}  // namespace detail

/// Identity of an actor named in the configuration (FNV-1a over both texts, SplitMix64 finish).
constexpr EntityId entity_id(std::string_view sector, std::string_view name) {
  return {
      detail::hash_finish(detail::hash_text(detail::hash_text(detail::hash_seed, sector), name))};
}

/// Identity of the k-th actor of a sector that appears in a year (entrants, sampled rows).
constexpr EntityId entity_id(std::string_view sector, std::uint32_t year, std::uint32_t k) {
  const std::uint64_t state = detail::hash_text(detail::hash_seed, sector);
  return {detail::hash_finish(detail::hash_word(detail::hash_word(state, year), k))};
}

}  // namespace overbuild

template <>
struct std::hash<overbuild::EntityId> {
  std::size_t operator()(const overbuild::EntityId& id) const noexcept { return id.value; }
};
