// The firms of every role in one world, and their entries in one configuration, in the order of
// role_list. Owns the two tuples that everything which goes through all roles is made from; refuses
// to know what is done with a role. A role that is not in both does not compile.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "agents/roles.hpp"
#include "sim/parameters/parameters.hpp"

namespace overbuild {

/// Firms by role; enterprises are not firms in columns.
template <class AnyWorld>
auto firms_of(AnyWorld& world) {
  return std::tie(world.builders, world.vendors, world.labs, world.open_labs, world.apps,
                  world.lenders, world.investors, world.utilities);
}

namespace roles_detail {

template <class Tuple, std::size_t... k>
constexpr bool in_order(std::index_sequence<k...>) {
  return ((static_cast<std::size_t>(std::decay_t<std::tuple_element_t<k, Tuple>>::role) == k) &&
          ...);
}

}  // namespace roles_detail

/// f(firms) for every role with firms, in order.
template <class AnyWorld, class F>
void for_each_role(AnyWorld& world, F&& f) {
  using Tuple = decltype(firms_of(world));
  static_assert(std::tuple_size_v<Tuple> == role_count - 1, "a role is missing in firms_of");
  static_assert(roles_detail::in_order<Tuple>(std::make_index_sequence<role_count - 1>{}),
                "firms_of has another order than role_list");
  std::apply([&](auto&... firms) { (f(firms), ...); }, firms_of(world));
}

}  // namespace overbuild
