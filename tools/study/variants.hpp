// What studies that set variants of a configuration side by side share: the rules that have a
// switch, and what became of worlds that are in no row. Refuses to know what is measured.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace overbuild::study {

/// A rule's switch, "blocks.market.idle_hours", and its block, "market".
struct Rule {
  std::string path, block, name;
};

/// All switches, as they are declared.
std::vector<Rule> declared_rules();

/// Worlds that are in no row: how many could not start, and what became of each of the others.
class Missing {
 public:
  void add(std::size_t number, const std::string& variant, bool refused, const std::string& why);
  [[nodiscard]] std::string text() const;

 private:
  int refused_ = 0;
  std::string first_, broken_;
};

}  // namespace overbuild::study
