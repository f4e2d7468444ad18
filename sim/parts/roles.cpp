#include "sim/parts/roles.hpp"

#include "sim/parts/state.hpp"

namespace overbuild {

namespace {

template <class Role>
void add_role(Digest& digest, const Role& role) {
  add_state(digest, role.account);
  add_state(digest, role.entity);
  add_state(digest, role.alive);
  Role::columns(role, [&](std::string_view, std::string_view, const auto& column) {
    add_state(digest, column);
  });
  Role::hidden(role, [&](const auto& column) { add_state(digest, column); });
}

}  // namespace

void Customers::add_to(Digest& digest) const {
  add_fields(digest, consumers);
  digest.add(enterprises.has_value());
  if (!enterprises) return;
  enterprises->add_to(digest);
  add_fields(digest, enterprises->requests());
  add_fields(digest, enterprises->settlement());
}

void add_to(Digest& digest, const Builders& role) { add_role(digest, role); }
void add_to(Digest& digest, const Vendors& role) { add_role(digest, role); }
void add_to(Digest& digest, const Labs& role) { add_role(digest, role); }
void add_to(Digest& digest, const OpenLabs& role) { add_role(digest, role); }
void add_to(Digest& digest, const Apps& role) { add_role(digest, role); }
void add_to(Digest& digest, const Lenders& role) { add_role(digest, role); }
void add_to(Digest& digest, const Investors& role) { add_role(digest, role); }
void add_to(Digest& digest, const Utilities& role) { add_role(digest, role); }

}  // namespace overbuild
