// A finished run as named texts, ready for a directory. Owns the list of files; refuses to know
// where they are put (sim/results/run_directory.hpp).
#pragma once

#include <vector>

#include "sim/results/manifest.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/results/tables.hpp"

namespace overbuild {

/// The manifest of a run but for started, seconds, threads, overrides and files. Priors are drawn
/// when there are any and a replicate was given.
Manifest manifest_of(const config::LoadResult& configuration, const Recording& recording,
                     bool replicate_given);

/// manifest.json, config.yaml, every table and ro-crate-metadata.json, in that order.
std::vector<RunFile> run_files(const Manifest& manifest, const config::LoadResult& configuration,
                               const Recording& recording);

}  // namespace overbuild
