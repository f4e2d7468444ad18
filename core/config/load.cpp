#include "core/config/load.hpp"

namespace overbuild::config {

SourcePosition LoadResult::locate(std::string_view path) const {
  while (true) {
    const auto found = positions.find(path);
    if (found != positions.end()) return found->second;
    if (path.empty()) return {name, 0, 0};
    const std::size_t dot = path.rfind('.');
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(0, dot);
  }
}

}  // namespace overbuild::config
