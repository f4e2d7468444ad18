// Why: two runs are the same when one 64-bit number says so.
// Owns: a streaming XXH3 digest over columns, texts and numbers, each with its length, so that
// moving a value from one column to the next changes the digest.
// Refuses to know: what is hashed, and in which order; the caller fixes the order.
// Bytes are hashed as they lie in memory (little-endian machines only); -0.0 and 0.0 differ.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace overbuild {

/// Types whose bytes are their value: no padding that could differ between equal values.
template <class T>
concept Hashable = std::is_trivially_copyable_v<T> && !std::is_pointer_v<T> &&
                   (std::has_unique_object_representations_v<T> || std::is_same_v<T, double> ||
                    std::is_same_v<T, float>);

/// Streaming 64-bit digest; copy it to branch, read value() as often as wanted.
class Digest {
 public:
  Digest();

  /// One number, enum or plain struct without padding; its size is part of its type, not hashed.
  template <Hashable T>
  void add(const T& value) {
    add_bytes(&value, sizeof(T));
  }

  /// A text with its length.
  void add(std::string_view text);
  void add(const std::string& text) { add(std::string_view(text)); }
  void add(const char* text) { add(std::string_view(text)); }

  /// A column [n] with its length.
  template <class T, std::size_t extent>
  requires Hashable<std::remove_const_t<T>>
  void add(std::span<T, extent> column) {
    add(static_cast<std::uint64_t>(column.size()));
    add_bytes(column.data(), column.size_bytes());
  }

  template <Hashable T>
  void add(const std::vector<T>& column) {
    add(std::span<const T>(column));
  }

  [[nodiscard]] std::uint64_t value() const;

  /// Sixteen lower-case hexadecimal digits.
  [[nodiscard]] std::string hex() const;

 private:
  /// Small pieces wait until there is enough to hash; where they end changes nothing.
  void add_bytes(const void* bytes, std::size_t count) {
    if (count == 0) return;
    if (count > waiting_.size() - waits_) return add_many(bytes, count);
    std::memcpy(waiting_.data() + waits_, bytes, count);
    waits_ += count;
  }
  void add_many(const void* bytes, std::size_t count);

  static constexpr std::size_t state_bytes = 576;
  alignas(64) std::array<std::byte, state_bytes> state_;
  std::array<std::byte, 256> waiting_{};
  std::size_t waits_ = 0;
};

static_assert(std::endian::native == std::endian::little);

}  // namespace overbuild
