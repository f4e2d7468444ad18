// The digest of anything that a part of the world holds: whole, whatever is added to it later.
#pragma once

#include <optional>
#include <ranges>
#include <type_traits>

#include "core/digest.hpp"
#include "core/fields.hpp"
#include "market/observables.hpp"

namespace overbuild {

template <class T>
void add_state(Digest& digest, const T& value);

/// All members of a struct.
template <class T>
void add_fields(Digest& digest, const T& of) {
  for_each_field(of, [&](const auto& member) { add_state(digest, member); });
}

template <class T>
void add_range(Digest& digest, const T& of) {
  digest.add(static_cast<std::uint64_t>(std::ranges::size(of)));
  for (const auto& member : of) add_state(digest, member);
}

template <class T>
void add_state(Digest& digest, const T& value) {
  if constexpr (requires { value.add_to(digest); }) {
    value.add_to(digest);
  } else if constexpr (requires { digest.add(value); }) {
    digest.add(value);
  } else if constexpr (requires { value.has_value(); }) {
    digest.add(value.has_value());
    if (value) add_state(digest, *value);
  } else if constexpr (requires { value.first, value.second; }) {
    add_state(digest, value.first);
    add_state(digest, value.second);
  } else if constexpr (std::ranges::sized_range<const T>) {
    add_range(digest, value);
  } else {
    add_fields(digest, value);
  }
}

}  // namespace overbuild
