// What a configuration is loaded from and what comes out: files, overlays, --set overrides; the
// bound values, where each came from, their priors. Owns these records; loading itself is in
// core/config/load_yaml.hpp over files and in core/config/load_from.hpp over documents of any kind.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/parameter.hpp"
#include "core/diagnostics.hpp"
#include "core/function_ref.hpp"
#include "core/ids.hpp"

namespace overbuild::config {

/// One `--set path=value`; the value is a YAML scalar, flow list or flow map (a prior, a note).
struct Override {
  std::string path, value;
};

/// What to load. Order of precedence: file (its `extends` first), overlays (only their own keys,
/// their `extends` is ignored), overrides, then seed and replicate given here.
struct LoadRequest {
  std::filesystem::path file;
  std::vector<std::filesystem::path> overlays;
  std::vector<Override> overrides;
  std::uint32_t seed = 0;
  bool seed_given = false;
  /// Given: priors are drawn. Not given: priors take their medians and the replicate is 0.
  std::optional<std::uint32_t> replicate;
};

/// Where one value came from.
struct ProvenanceRow {
  std::string path, unit, value, source, confidence;
  std::string origin;        ///< file:line, "default", "--set", "--seed" or "--replicate"
  std::string prior;         ///< the prior the value was settled from, or empty
  std::string keyed_path{};  ///< what digests know it by: the path, or one with the key it once had
};

/// A prior of a bound configuration, and how to settle it once more in the bound object; good as
/// long as that object neither moves nor loses entries.
struct BoundPrior {
  std::string path;
  std::size_t dimension;  ///< of the space of priors, see LoadResult::prior_paths
  /// Sets the value at u in (0, 1) and says what it is now, as the resolved file writes it.
  std::function<std::string(double u)> settle;
};

struct LoadResult {
  std::string name;           ///< file stem
  std::string resolved_yaml;  ///< every key with its value; loading it gives the same digest
  std::uint64_t digest = 0;   ///< over path=value in declaration order, without run.threads
  std::uint32_t seed = 0;
  std::uint32_t replicate = 0;
  std::vector<ProvenanceRow> provenance;                         ///< in declaration order
  std::map<std::string, SourcePosition, std::less<>> positions;  ///< of every key that was given
  /// Every path that had a prior in some file or option, whatever came over it later: the
  /// dimensions of the space replicates are drawn from. The extended file's first, then in
  /// declaration order.
  std::vector<std::string> prior_paths;
  std::vector<EntityId> prior_names;  ///< of each of them: what keys its draws
  std::vector<BoundPrior> priors;     ///< those that hold

  /// Position of a path, or of the nearest enclosing key that was given; for checks after binding.
  SourcePosition locate(std::string_view path) const;
};

/// A number in (0, 1) for the prior at `path`; `dimension` is its place in `prior_paths`.
using PriorUniform = FunctionRef<double(std::string_view path, std::size_t dimension)>;

}  // namespace overbuild::config
