// Worlds of a file, run again from the configuration and the draws that it holds. Owns which worlds
// are taken and what counts as the same: the digest, the series and every recorded table; refuses
// to know terminals.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "tools/verify/verdict.hpp"

namespace overbuild {

/// Takes `count` of the complete worlds, evenly over the file. InputError for files whose worlds
/// are points of a design (sensitivity) and for those that do not hold their configuration;
/// OutputError for files of something else.
Verdict verify_worlds(const std::filesystem::path& file, std::uint32_t count,
                      std::optional<int> threads);

}  // namespace overbuild
