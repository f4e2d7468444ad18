// The rules that have a switch, for studies that set variants of a configuration side by side.
// Refuses to know what is measured.
#pragma once

#include <string>
#include <vector>

namespace overbuild::study {

/// A rule's switch, "blocks.market.idle_hours", and its block, "market".
struct Rule {
  std::string path, block, name;
};

/// All switches, as they are declared.
std::vector<Rule> declared_rules();

}  // namespace overbuild::study
