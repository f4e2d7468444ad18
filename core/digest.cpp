#include "core/digest.hpp"

#define XXH_INLINE_ALL
#if defined(__AVX512F__) && defined(__GNUC__) && !defined(__clang__)
#define XXH_VECTOR 2  // AVX2: g++ 12 warns inside its own AVX-512 intrinsics; the value is the same
#endif
#include <xxhash.h>

#include <new>

namespace overbuild {

namespace {

XXH3_state_t* as_state(std::byte* bytes) {
  return std::launder(reinterpret_cast<XXH3_state_t*>(bytes));
}

const XXH3_state_t* as_state(const std::byte* bytes) {
  return std::launder(reinterpret_cast<const XXH3_state_t*>(bytes));
}

}  // namespace

Digest::Digest() {
  static_assert(sizeof(XXH3_state_t) <= state_bytes && alignof(XXH3_state_t) <= 64);
  static_assert(std::is_trivially_copyable_v<XXH3_state_t>);
  state_.fill(std::byte{0});
  XXH3_64bits_reset(new (state_.data()) XXH3_state_t{});
}

void Digest::add(std::string_view text) {
  add(static_cast<std::uint64_t>(text.size()));
  add_bytes(text.data(), text.size());
}

void Digest::add_bytes(const void* bytes, std::size_t count) {
  if (count > 0) XXH3_64bits_update(as_state(state_.data()), bytes, count);
}

std::uint64_t Digest::value() const { return XXH3_64bits_digest(as_state(state_.data())); }

std::string Digest::hex() const {
  std::string digits(16, '0');
  std::uint64_t rest = value();
  for (std::size_t place = 16; place-- > 0; rest >>= 4)
    digits[place] = "0123456789abcdef"[rest & 15];
  return digits;
}

}  // namespace overbuild
