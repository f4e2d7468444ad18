#include "tools/study/variants.hpp"

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

}  // namespace overbuild::study
