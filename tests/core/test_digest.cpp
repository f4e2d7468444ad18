#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "core/digest.hpp"
#include "core/money.hpp"

namespace digest_test {

using overbuild::Digest;

struct Padded {
  std::int8_t small;
  std::int64_t large;
};
static_assert(!overbuild::Hashable<Padded> && !overbuild::Hashable<const char*>);
static_assert(overbuild::Hashable<overbuild::Money> && overbuild::Hashable<double>);

template <class... T>
std::uint64_t digest_of(const T&... values) {
  Digest digest;
  (digest.add(values), ...);
  return digest.value();
}

TEST_CASE("the empty digest is XXH3 of nothing, and eight zero bytes are XXH3 of them") {
  CHECK(Digest().hex() == "2d06800538d394c2");
  CHECK(Digest().value() == 0x2d06800538d394c2ULL);
  CHECK(digest_of(std::uint64_t{0}) == 0xc77b3abb6f87acd9ULL);
}

TEST_CASE("a digest tells where one value ends and the next begins") {
  using Column = std::vector<std::int32_t>;
  CHECK(digest_of("ab", "c") != digest_of("a", "bc"));
  CHECK(digest_of("", "a") != digest_of("a", ""));
  CHECK(digest_of(Column{1, 2}, Column{3}) != digest_of(Column{1}, Column{2, 3}));
  CHECK(digest_of(Column{}) != Digest().value());
  CHECK(digest_of(0.0) != digest_of(-0.0));
  CHECK(digest_of(1.0, 2.0) != digest_of(2.0, 1.0));
}

TEST_CASE("texts, strings and literals are one thing, and so are vectors and spans") {
  CHECK(digest_of("abc") == digest_of(std::string("abc")));
  CHECK(digest_of("abc") == digest_of(std::string_view("abc")));
  const std::vector<double> column{1.5, 2.5, -3.0};
  CHECK(digest_of(column) == digest_of(std::span<const double>(column)));
}

TEST_CASE("a copy of a digest goes its own way, also after long input") {
  Digest first;
  first.add(std::vector<double>(10'000, 1.25));
  Digest second = first;
  CHECK(first.value() == second.value());
  second.add(1);
  CHECK(first.value() != second.value());
  first.add(1);
  CHECK(first.value() == second.value());
  CHECK(first.hex().size() == 16);
}

TEST_CASE("where pieces end changes nothing") {
  std::array<std::uint8_t, 2000> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * i >> 3);
  CHECK(digest_of(bytes) == 0xff9a978afb8eb673ULL);  // XXH3 of them
  for (const std::size_t head : {0U, 1U, 200U, 255U, 256U, 257U, 600U}) {
    Digest whole, pieces;
    for (std::size_t i = 0; i < head; ++i) whole.add(bytes[i]), pieces.add(bytes[i]);
    whole.add(bytes);
    for (const std::uint8_t byte : bytes) pieces.add(byte);
    CHECK(pieces.value() == whole.value());
  }
}

}  // namespace digest_test
