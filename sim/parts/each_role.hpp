// The firms of every role in one world, in the order of role_list. Owns the way to go through all
// roles; refuses to know what is done with a role.
#pragma once

#include "agents/roles.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// f(firms) for every role with firms, in order; enterprises are not firms in columns.
template <class AnyWorld, class F>
void for_each_role(AnyWorld& world, F&& f) {
  [&]<class... AnyFirms>(TypeList<AnyFirms...>) {
    (f(part_of<AnyFirms>(world)), ...);
  }(RolesWithFirms{});
}

}  // namespace overbuild
