// What the standard library of Debian's emscripten (libc++ 13) lacks of C++20.
#pragma once
#ifdef __cplusplus
#include <version>
#if defined(_LIBCPP_VERSION) && _LIBCPP_VERSION < 14000
#include <bit>
#include <type_traits>

namespace std {

template <class To, class From>
[[gnu::always_inline]] constexpr To bit_cast(const From& from) noexcept {
  static_assert(sizeof(To) == sizeof(From) && is_trivially_copyable_v<To> &&
                is_trivially_copyable_v<From>);
  return __builtin_bit_cast(To, from);
}

}  // namespace std
#endif
#endif
