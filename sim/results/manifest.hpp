// The identity card of a run: what was run, with what, and what came out. Owns manifest.json in
// both directions; refuses to know how the other files of the directory look.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.hpp"
#include "sim/results/build.hpp"

namespace overbuild {

inline constexpr std::string_view manifest_file = "manifest.json";

struct Manifest {
  Build build;         ///< of the program
  std::string config;  ///< name of the configuration
  std::uint64_t config_digest = 0;
  std::uint32_t seed = 0;
  std::uint32_t replicate = 0;
  bool priors_drawn = false;           ///< false: priors took their medians
  std::vector<std::string> overrides;  ///< path=value, in the order given
  std::vector<std::string> record;     ///< what `--record` asked for
  std::string started;                 ///< UTC, ISO 8601
  double seconds = 0.0;
  int threads = 0;
  std::uint64_t result_digest = 0;
  std::uint64_t aggregate_digest = 0;
  std::uint64_t identities_checked = 0;
  std::string status = "complete";  ///< "complete" or "failed"
  std::string message;              ///< why it failed
  std::map<std::string, std::uint64_t>
      files;  ///< digest of each other file of the directory, by name
};

/// Now, as Manifest::started.
std::string utc_now();

std::string manifest_text(const Manifest& manifest);

/// The manifest in `text`; `file` names it in diagnostics.
std::optional<Manifest> parse_manifest(std::string_view text, const std::string& file,
                                       Diagnostics& diagnostics);

/// The manifest of a run directory.
std::optional<Manifest> read_manifest(const std::filesystem::path& directory,
                                      Diagnostics& diagnostics);

/// Digest of the text of a file, as Manifest::files has it.
std::uint64_t file_digest(std::string_view text);

/// Reads the files that the manifest names; one that is missing or is not as the run wrote it, cut
/// at the end of a row for instance, is a diagnostic.
void check_files(const std::filesystem::path& directory, const Manifest& manifest,
                 Diagnostics& diagnostics);

}  // namespace overbuild
