// What a person or an editor can ask about the declared parameters: JSON Schema, the reference
// page docs/parameters.md, and the explanation of one key. Everything comes from the declaration;
// refuses to know any configuration file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/parameter.hpp"

namespace overbuild::config {

/// JSON Schema (draft 2020-12) of a configuration file.
std::string json_schema(Describe describe);

/// docs/parameters.md: one table a group with key, unit, range, default, meaning, source.
std::string parameters_markdown(Describe describe);

/// Text about one key or group; entry names may be concrete (`builders.oracle.debt`) or `<id>`.
std::optional<std::string> explain(Describe describe, std::string_view key);

/// The declared path that looks most like `key`, empty when none does.
std::string nearest_key(Describe describe, std::string_view key);

/// Every declared leaf path, entries as `<id>`, in declaration order.
std::vector<std::string> declared_paths(Describe describe);

/// Mistakes in the declaration itself (default outside its range, key twice, no meaning, unknown
/// reference map); empty for a sound one. Meant for a unit test.
std::vector<std::string> declaration_problems(Describe describe);

}  // namespace overbuild::config
