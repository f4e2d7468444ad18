#include "sim/parameters/parameters.hpp"

#include "sim/parameters/parts.hpp"

namespace overbuild {

using config::Visitor;

void describe(Visitor& v, Parameters& p) {
  v.text("title", p.title, "", "One line about this configuration, shown with every result.");
  v.texts("frozen_roles", p.frozen_roles,
          "Roles that repeat their last decision instead of taking a new one.");
  declare::names_keys(v, p);
  declare::world(v, p);
  declare::technology(v, p);
  declare::investment(v, p);
  declare::sellers(v, p);
  declare::finance(v, p);
  declare::demand(v, p);
  declare::roster(v, p);
  declare::experiment(v, p);
  declare::blocks(v, p);
}

Names names_of(const Parameters& p) {
  Names names = p.names;
  if (p.tokens.grow && p.tokens.growth != 1.0) names.priced = priced_by_tokens;
  return names;
}

std::vector<std::string> role_names() {
  std::vector<std::string> names;
  for (const RoleInfo& info : role_list) names.emplace_back(info.name);
  return names;
}

std::string_view role_named_today(std::string_view former) {
  for (const RoleInfo& info : role_list) {
    if (info.drawn_as == former && info.name != former) return info.name;
  }
  return {};
}

}  // namespace overbuild
