#include "sim/results/build.hpp"

#include <gnu/libc-version.h>

#include <fmt/format.h>

namespace overbuild {

namespace {

std::string compiler_text() {
#if defined(__clang__)
  return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("gcc {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

Build describe_build() {
  const BuildOrigin& origin = build_origin();
  Build build;
  build.version = origin.version;
  build.commit = origin.commit;
  if (origin.changed) build.commit += "-changed";
  build.sources = origin.sources;
  build.compiler = compiler_text();
  build.dependencies = parse_dependencies(origin.dependencies);
  build.dependencies["libc"] = gnu_get_libc_version();
  return build;
}

/// Twelve digits name a commit; what follows them stays.
std::string short_commit(const std::string& commit) {
  const std::size_t dash = std::min(commit.find('-'), commit.size());
  return commit.substr(0, std::min<std::size_t>(dash, 12)) + commit.substr(dash);
}

}  // namespace

const Build& this_build() {
  static const Build build = describe_build();
  return build;
}

std::string short_text(const Build& build) {
  std::string text = build.version + " (";
  if (!build.commit.empty()) text += "commit " + short_commit(build.commit) + ", ";
  return text + "sources " + build.sources + ")";
}

std::string long_text(const Build& build) {
  return fmt::format("overbuild {}\ncommit    {}\nsources   {}\ncompiler  {}\nwith      {}",
                     build.version, build.commit.empty() ? "(no repository)" : build.commit,
                     build.sources, build.compiler, dependencies_text(build));
}

std::string dependencies_text(const Build& build) {
  std::string text;
  for (const auto& [name, version] : build.dependencies) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, version);
  }
  return text;
}

std::map<std::string, std::string> parse_dependencies(const std::string& text) {
  std::map<std::string, std::string> dependencies;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(", ", begin), text.size());
    const std::string item = text.substr(begin, end - begin);
    begin = end + 2;
    const std::size_t space = item.find(' ');
    if (space == std::string::npos || space + 1 == item.size()) continue;
    dependencies[item.substr(0, space)] = item.substr(space + 1);
  }
  return dependencies;
}

}  // namespace overbuild
