// A run directory, checked against its own checksums and run again from its own configuration. Owns
// what counts as the same: the result digest and every table; refuses to know terminals.
#pragma once

#include <filesystem>
#include <optional>

#include "tools/verify/verdict.hpp"

namespace overbuild {

/// Runs the directory's config.yaml with this build, on so many threads or on those it names.
/// InputError for what is no complete run; a file that is not as the run wrote it, and a result
/// that comes out otherwise, are verdicts.
Verdict verify_run(const std::filesystem::path& directory, std::optional<int> threads);

}  // namespace overbuild
