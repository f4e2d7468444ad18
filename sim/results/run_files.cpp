#include "sim/results/run_files.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/results/ro_crate.hpp"
#include "sim/results/summary.hpp"

namespace overbuild {

namespace {

/// The resolved configuration under a comment that says how to repeat the run.
std::string config_text(const Manifest& manifest, const config::LoadResult& configuration) {
  return fmt::format(
      "# {}, seed {}, replicate {}, with everything resolved; again: overbuild run config.yaml\n{}",
      manifest.config, manifest.seed, manifest.replicate, configuration.resolved_yaml);
}

std::string description_of(const std::string& name) {
  for (const OutputTable& table : output_tables()) {
    if (table.file == name) return std::string(table.meaning);
  }
  return name == manifest_file ? "what was run, with what, and what came out"
                               : "the configuration with everything resolved";
}

/// Describes all other files of the directory to archives; made from them, so that the manifest
/// does not list it.
std::string crate_of(const Manifest& manifest, const std::vector<RunFile>& files) {
  Crate crate;
  crate.name = fmt::format("A run of {}, seed {}, replicate {}", manifest.config, manifest.seed,
                           manifest.replicate);
  crate.description = fmt::format("Result digest {}, {}. {}", digest_text(manifest.result_digest),
                                  manifest.status, conditional_statement);
  crate.date = manifest.started;
  crate.build = manifest.build;
  crate.command = "overbuild run config.yaml";
  crate.inputs = {"config.yaml"};
  for (const RunFile& file : files) {
    crate.files.push_back(crate_file_of(file.name, description_of(file.name), file.text));
  }
  return crate_text(crate);
}

}  // namespace

Manifest manifest_of(const config::LoadResult& configuration, const Recording& recording,
                     bool replicate_given) {
  Manifest manifest;
  manifest.build = this_build();
  manifest.config = configuration.name;
  manifest.config_digest = configuration.digest;
  manifest.seed = configuration.seed;
  manifest.replicate = configuration.replicate;
  const auto& rows = configuration.provenance;
  manifest.priors_drawn =
      replicate_given &&
      std::any_of(rows.begin(), rows.end(), [](const auto& row) { return !row.prior.empty(); });
  manifest.result_digest = recording.result_digest;
  manifest.aggregate_digest = recording.aggregate_digest;
  manifest.identities_checked = recording.identities_checked;
  return manifest;
}

std::vector<RunFile> run_files(const Manifest& manifest, const config::LoadResult& configuration,
                               const Recording& recording) {
  std::vector<RunFile> files(1);
  files.push_back({"config.yaml", config_text(manifest, configuration)});
  const RunContents contents{recording, configuration.provenance};
  for (const OutputTable& table : output_tables()) {
    files.push_back({std::string(table.file), csv_text(table, contents)});
  }
  Manifest whole = manifest;
  for (const RunFile& file : files) {
    if (!file.name.empty()) whole.files[file.name] = file_digest(file.text);
  }
  files.front() = {std::string(manifest_file), manifest_text(whole)};
  files.push_back({std::string(crate_file), crate_of(manifest, files)});
  return files;
}

}  // namespace overbuild
