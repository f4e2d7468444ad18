// Turns configuration files into bound parameters: reads YAML, follows `extends`, merges overlays
// and --set overrides, settles priors, checks everything against the declaration and reports all
// problems at once. Owns YAML as a kind of documents; refuses to know what a parameter means (see
// sim/parameters/parameters.hpp) and how a terminal looks. Neither prints nor throws on bad input.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/config/documents.hpp"
#include "core/config/load.hpp"

namespace overbuild::config {

/// YAML files on the disk.
const Documents& yaml_files();

/// The file that a name in an `extends` line means where no file of that name lies beside it.
using NamedFile = std::function<std::optional<std::filesystem::path>(const std::string& name)>;

/// The same, where `extends` may give such a name.
std::unique_ptr<Documents> yaml_files(NamedFile named);

/// Loads and binds; problems go to `diagnostics`, and then only `name` and `positions` mean
/// anything. Priors are drawn from ScrambledSobol(seed, prior_paths), point `replicate`: a value
/// that is fixed, or given another prior, leaves all other draws alone.
LoadResult load(const LoadRequest& request, Describe describe, Diagnostics& diagnostics);

/// The same with the caller's uniforms (a design); they are used only when there is a replicate.
LoadResult load(const LoadRequest& request, Describe describe, Diagnostics& diagnostics,
                PriorUniform uniform);

/// The same from memory: `name` stands for the file in positions; `extends` is relative to the
/// folder of `request.file` and refused when that is empty.
LoadResult load_text(std::string_view name, std::string_view text, const LoadRequest& request,
                     Describe describe, Diagnostics& diagnostics, NamedFile named = {});

}  // namespace overbuild::config
