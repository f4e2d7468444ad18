// The identity card of a run: what was run, with what, and what came out. Owns manifest.json in
// both directions; refuses to know how the other files of the directory look.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.hpp"

namespace overbuild {

struct Manifest {
  std::string version;  ///< of the program
  std::string config;   ///< name of the configuration
  std::uint64_t config_digest = 0;
  std::uint32_t seed = 0;
  std::uint32_t replicate = 0;
  bool priors_drawn = false;           ///< false: priors took their medians
  std::vector<std::string> overrides;  ///< path=value, in the order given
  std::string compiler;
  std::string started;  ///< UTC, ISO 8601
  double seconds = 0.0;
  int threads = 0;
  std::uint64_t result_digest = 0;
  std::uint64_t aggregate_digest = 0;
  std::uint64_t identities_checked = 0;
  std::string status = "complete";  ///< "complete" or "failed"
  std::string message;              ///< why it failed
};

/// Name, version and compiler of this build; the version is the project's.
std::string build_version();
std::string build_compiler();

/// Now, as Manifest::started.
std::string utc_now();

std::string manifest_text(const Manifest& manifest);

/// The manifest in `text`; `file` names it in diagnostics.
std::optional<Manifest> parse_manifest(std::string_view text, const std::string& file,
                                       Diagnostics& diagnostics);

}  // namespace overbuild
