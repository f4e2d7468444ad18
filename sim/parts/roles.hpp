// The roles as parts of a world; their state is in agents/roles.hpp.
#pragma once

#include <concepts>
#include <optional>
#include <string_view>
#include <type_traits>

#include "agents/enterprise/enterprise.hpp"
#include "agents/roles.hpp"
#include "core/digest.hpp"
#include "sim/parts/access.hpp"
#include "sim/parts/state.hpp"

namespace overbuild {

/// Those who buy AI for their own use.
struct Customers {
  std::optional<EnterprisePopulation> enterprises;
  Consumers consumers;
  void add_to(Digest&) const;
};

/// All columns of a role, those that agents.csv leaves out included.
template <std::derived_from<Firms> AnyFirms>
void add_to(Digest& digest, const AnyFirms& role) {
  add_state(digest, role.account);
  add_state(digest, role.entity);
  add_state(digest, role.alive);
  AnyFirms::columns(role, [&](std::string_view, std::string_view, const auto& column) {
    add_state(digest, column);
  });
  AnyFirms::hidden(role, [&](const auto& column) { add_state(digest, column); });
}

OVERBUILD_PART(Builders, builders);
OVERBUILD_PART(Vendors, vendors);
OVERBUILD_PART(Labs, labs);
OVERBUILD_PART(OpenLabs, open_labs);
OVERBUILD_PART(Apps, apps);
OVERBUILD_PART(Lenders, lenders);
OVERBUILD_PART(Investors, investors);
OVERBUILD_PART(Utilities, utilities);
OVERBUILD_PART(Customers, customers);

namespace roles_detail {

template <class Role, class... Part>
inline constexpr bool is_listed = (std::is_same_v<Role, std::remove_const_t<Part>> || ...);

/// A list of parts with those roles that it lacks.
template <bool written, class List, class Roles>
struct Completed {
  using type = List;
};
template <bool written, class... Part, class Role, class... Rest>
struct Completed<written, Parts<Part...>, TypeList<Role, Rest...>>
    : Completed<written,
                std::conditional_t<is_listed<Role, Part...>, Parts<Part...>,
                                   Parts<Part..., std::conditional_t<written, Role, const Role>>>,
                TypeList<Rest...>> {};

template <bool written, class... Part>
using WithRoles = typename Completed<written, Parts<Part...>, RolesWithFirms>::type;

}  // namespace roles_detail

/// These parts, and every role with firms: read where the list does not name it, or written.
template <class... Part>
using PartsReadingRoles = roles_detail::WithRoles<false, Part...>;
template <class... Part>
using PartsWritingRoles = roles_detail::WithRoles<true, Part...>;

}  // namespace overbuild
