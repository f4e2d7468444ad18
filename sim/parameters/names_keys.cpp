#include "sim/parameters/parts.hpp"

namespace overbuild::declare {

void names(config::Visitor& v, Parameters& p) {
  static const Names usual;
  v.group("names", "What roles, units and ways of being served are called in results.",
          [&](config::Visitor& g) {
            for (const NameWord& name : name_words) {
              g.text(name.key, p.names.*name.word, usual.*name.word, name.meaning);
            }
          });
}

}  // namespace overbuild::declare
