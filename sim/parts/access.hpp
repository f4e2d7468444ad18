// What a function may read and write, as the type of its parameter:
//   void finance(Parts<const Inputs, const PublicRecord, Books, CreditMarket> world);
// takes those parts of the world and no others, and changes only the last two: anything else does
// not compile. A wider list converts to a narrower one, and a world to any, so that a function
// hands on what a helper asks for. `overbuild explain schedule` is read off the lists of the
// phases. Owns the lists and how parts are named; refuses to know any part.
#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/type_list.hpp"

namespace overbuild {

/// A reference to one part under its name; specialised by OVERBUILD_PART.
template <class Part, class Self>
struct PartOf {
  static_assert(sizeof(Part) == 0,
                "this part has no line OVERBUILD_PART (roles: sim/parts/roles.hpp)");
};

/// One part itself, under the same name; specialised by OVERBUILD_PART.
template <class Part>
struct PartHeld {
  static_assert(sizeof(Part) == 0,
                "this part has no line OVERBUILD_PART (roles: sim/parts/roles.hpp)");
};

/// Name of a part, as `explain schedule` prints it.
template <class Part>
inline constexpr std::string_view part_name{};

/// Says under which name a world holds a part. A class cannot name its members after a type without
/// a macro; this is the only one.
#define OVERBUILD_PART(Type, member)                                    \
  template <class Self>                                                 \
  struct PartOf<Type, Self> {                                           \
    Self& member;                                                       \
    template <class From>                                               \
    requires requires(From & from) { static_cast<Self&>(from.member); } \
    explicit constexpr PartOf(From& from) : member(from.member) {}      \
  };                                                                    \
  template <>                                                           \
  struct PartHeld<Type> {                                               \
    Type member;                                                        \
    template <class From>                                               \
    static constexpr auto& of(From& from) {                             \
      return from.member;                                               \
    }                                                                   \
  };                                                                    \
  template <>                                                           \
  inline constexpr std::string_view part_name<Type> = #member

/// One part of a world or of a list of parts, to read or to write as that allows.
template <class Part, class From>
constexpr auto& part_of(From& from) {
  return PartHeld<Part>::of(from);
}

/// Holds each part of a list under its name; the first is given, the others begin empty.
template <class List>
struct PartsHeld;
template <class First, class... Rest>
struct PartsHeld<TypeList<First, Rest...>> : PartHeld<First>, PartHeld<Rest>... {
  explicit PartsHeld(First first) : PartHeld<First>{std::move(first)} {}
};

template <class Part>
using PartReference = PartOf<std::remove_const_t<Part>, Part>;

template <class From, class... Part>
concept HasParts = (std::constructible_from<PartReference<Part>, From&> && ...);

/// References to parts of a world; a const part can only be read.
template <class... Part>
struct Parts : PartReference<Part>... {
  /// From a world, or from a list that has at least these parts.
  template <class From>
  requires(!std::same_as<std::remove_cvref_t<From>, Parts> &&
           HasParts<std::remove_reference_t<From>, Part...>) constexpr Parts(From&& from)
      : PartReference<Part>(from)... {}  // NOLINT: meant to be implicit
};

}  // namespace overbuild
