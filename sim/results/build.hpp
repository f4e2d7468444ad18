// Which build of the program this is: what it was made from, by what and with what. Owns the words
// for it; the generated source (cmake/BuildId.cmake) has the facts. Refuses to know who asks.
#pragma once

#include <map>
#include <string>

namespace overbuild {

/// As the build system saw it.
struct BuildOrigin {
  const char* version;       ///< the project's
  const char* commit;        ///< hexadecimal; empty where there is no repository
  bool changed;              ///< sources differ from the commit's
  const char* sources;       ///< digest of everything that is compiled; the same in an archive
  const char* dependencies;  ///< "name version, name version"
};
const BuildOrigin& build_origin();

/// What results say about the program that made them. Two builds are the same when version, sources
/// and compiler are; commit and dependencies help to find them again.
struct Build {
  std::string version, commit, sources, compiler;
  std::map<std::string, std::string> dependencies;  ///< version by name

  bool same_as(const Build& other) const {
    return version == other.version && sources == other.sources && compiler == other.compiler;
  }
};

/// This one. The commit ends in "-changed" when the sources are not those of the commit.
const Build& this_build();

/// "0.1.0 (commit 0123456789ab, sources 0123456789abcdef)".
std::string short_text(const Build& build);

/// Several lines, for `--version`.
std::string long_text(const Build& build);

/// "boost 1.74.0, fmt 9.1.0" and back; what has no version is left out.
std::string dependencies_text(const Build& build);
std::map<std::string, std::string> parse_dependencies(const std::string& text);

}  // namespace overbuild
