// Why: what is made for every type of a list names them once.
// Owns: lists of types, joined by `+`. Refuses to know what the types are.
#pragma once

#include <cstddef>

namespace overbuild {

template <class... Type>
struct TypeList {
  static constexpr std::size_t size = sizeof...(Type);
};

/// TypeList<A>{} + TypeList<B>{} is a TypeList<A, B>.
template <class... Left, class... Right>
constexpr TypeList<Left..., Right...> operator+(TypeList<Left...>, TypeList<Right...>) {
  return {};
}

}  // namespace overbuild
