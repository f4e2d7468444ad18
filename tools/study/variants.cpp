#include "tools/study/variants.hpp"

#include <fmt/format.h>

#include "core/config/declaration.hpp"
#include "tools/configuration.hpp"

namespace overbuild::study {

std::vector<Rule> declared_rules() {
  const config::Declaration root = config::collect(describe_parameters);
  std::vector<Rule> rules;
  config::for_each(root, [&](const std::string& path, const config::Declaration& node) {
    const auto parts = config::split_path(path);
    if (parts.size() == 3 && parts[0] == "blocks" && node.is_leaf()) {
      rules.push_back({path, parts[1], parts[2]});
    }
  });
  return rules;
}

void Missing::add(std::size_t number, const std::string& variant, bool refused,
                  const std::string& why) {
  const std::string text = fmt::format("world {} with {}: {}", number, variant, why);
  if (!refused) {
    broken_ += fmt::format("\nBroken: {}\n", text);
  } else if (++refused_ == 1) {
    first_ = text;
  }
}

std::string Missing::text() const {
  if (refused_ == 0) return broken_;
  return fmt::format("\nRefused at the start: {}, for instance {}\n", refused_, first_) + broken_;
}

}  // namespace overbuild::study
