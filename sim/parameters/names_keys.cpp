#include "core/lasting.hpp"
#include "sim/parameters/parts.hpp"

namespace overbuild::declare {

void names_keys(config::Visitor& v, Parameters& p) {
  static const Names& usual = lasting(Names());
  v.group("names", "What roles, units, money and ways of being served are called in results.",
          [&](config::Visitor& g) {
            for (const RoleInfo& role : role_list) {
              const auto k = static_cast<std::size_t>(role.role);
              g.text(role.name, p.names.roles[k], role.label, role.meaning);
              if (role.drawn_as != role.name) g.renamed(role.drawn_as, role.name);
              if (role.roster.empty()) continue;  // a plural by itself
              g.text(role.roster, p.names.several[k], "",
                     "Several of them; empty: the name above as English makes it plural.");
            }
            for (const NameWord& name : name_words) {
              g.text(name.key, p.names.*name.word, usual.*name.word, name.meaning);
            }
            for (const char* mode : {"api", "hosted_open", "self_hosted"}) {
              g.renamed(mode, std::string("mode_") + mode);
            }
          });
}

}  // namespace overbuild::declare
