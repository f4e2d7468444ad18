// Why: a digest made of all members of a struct cannot forget one that is added later.
// Owns: counting the members of an aggregate and visiting them in their order. Boost.PFR does that
// too, and is not in the oldest Boost that we build with.
// Refuses to know: structs with base classes, constructors or more than 24 members.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace overbuild {

namespace fields {

/// Stands for a value of any type where only the number of values counts.
struct Anything {
  template <class T>
  operator T() const;  // NOLINT: meant to be implicit
};

template <class T, std::size_t... k>
constexpr bool takes(std::index_sequence<k...>) {
  return requires { T{(void(k), Anything{})...}; };
}

template <class T, std::size_t n = 25>
constexpr std::size_t count() {
  if constexpr (n == 0 || takes<T>(std::make_index_sequence<n>{})) {
    return n;
  } else {
    return count<T, n - 1>();
  }
}

}  // namespace fields

/// Number of members of an aggregate.
template <class T>
inline constexpr std::size_t field_count = fields::count<T>();

/// use(member...) of all members at once, in the order of their declaration.
template <class T, class F>
decltype(auto) with_fields(T& of, F&& use) {
  constexpr std::size_t n = field_count<std::remove_const_t<T>>;
  static_assert(std::is_aggregate_v<T> && n >= 1 && n <= 24);
#define OVERBUILD_FIELDS(members, ...) \
  if constexpr (n == members) {        \
    auto& [__VA_ARGS__] = of;          \
    return use(__VA_ARGS__);           \
  }
  OVERBUILD_FIELDS(1, a)
  OVERBUILD_FIELDS(2, a, b)
  OVERBUILD_FIELDS(3, a, b, c)
  OVERBUILD_FIELDS(4, a, b, c, d)
  OVERBUILD_FIELDS(5, a, b, c, d, e)
  OVERBUILD_FIELDS(6, a, b, c, d, e, f)
  OVERBUILD_FIELDS(7, a, b, c, d, e, f, g)
  OVERBUILD_FIELDS(8, a, b, c, d, e, f, g, h)
  OVERBUILD_FIELDS(9, a, b, c, d, e, f, g, h, i)
  OVERBUILD_FIELDS(10, a, b, c, d, e, f, g, h, i, j)
  OVERBUILD_FIELDS(11, a, b, c, d, e, f, g, h, i, j, k)
  OVERBUILD_FIELDS(12, a, b, c, d, e, f, g, h, i, j, k, l)
  OVERBUILD_FIELDS(13, a, b, c, d, e, f, g, h, i, j, k, l, m)
  OVERBUILD_FIELDS(14, a, b, c, d, e, f, g, h, i, j, k, l, m, n)
  OVERBUILD_FIELDS(15, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)
  OVERBUILD_FIELDS(16, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
  OVERBUILD_FIELDS(17, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q)
  OVERBUILD_FIELDS(18, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r)
  OVERBUILD_FIELDS(19, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s)
  OVERBUILD_FIELDS(20, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t)
  OVERBUILD_FIELDS(21, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u)
  OVERBUILD_FIELDS(22, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v)
  OVERBUILD_FIELDS(23, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w)
  OVERBUILD_FIELDS(24, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x)
#undef OVERBUILD_FIELDS
}

/// visit(member) for each member, in the order of their declaration.
template <class T, class F>
void for_each_field(const T& of, F&& visit) {
  with_fields(of, [&](const auto&... member) { (visit(member), ...); });
}

}  // namespace overbuild
