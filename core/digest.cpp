#include "core/digest.hpp"

#include <new>

#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>
// the widest vectors that the machine has
#include <xxh_x86dispatch.h>
#else
#define XXH_INLINE_ALL
#include <xxhash.h>
#endif

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

void Digest::add_many(const void* bytes, std::size_t count) {
  XXH3_64bits_update(as_state(state_.data()), waiting_.data(), waits_);
  XXH3_64bits_update(as_state(state_.data()), bytes, count);
  waits_ = 0;
}

std::uint64_t Digest::value() const {
  XXH3_state_t all = *as_state(state_.data());
  XXH3_64bits_update(&all, waiting_.data(), waits_);
  return XXH3_64bits_digest(&all);
}

std::string Digest::hex() const {
  std::string digits(16, '0');
  std::uint64_t rest = value();
  for (std::size_t place = 16; place-- > 0; rest >>= 4)
    digits[place] = "0123456789abcdef"[rest & 15];
  return digits;
}

}  // namespace overbuild
