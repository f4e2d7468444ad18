// Lays one file's values over another's, guided by the declaration: groups and maps by id merge
// key by key, a value (scalar, list, prior, annotated number) replaces the whole value but for its
// slider note, null removes an entry. Owns the structure of what was given: unknown keys and maps
// in the wrong place are reported here, so binding sees declared keys only. Refuses to know what
// values mean.
#pragma once

#include <string>

#include "core/config/declaration.hpp"
#include "core/config/documents.hpp"
#include "core/config/load.hpp"
#include "core/config/node.hpp"
#include "core/diagnostics.hpp"

namespace overbuild::config {

/// Lays the map `over` over the map `base`; both are at the root of `declared`.
void merge(Node& base, const Node& over, const Declaration& declared, Diagnostics& diagnostics);

/// Lays one override over `base`; `origin` is "--set" or the option it stands for, `documents`
/// reads its value. With `lenient` (a file could not be read) an unknown entry name is not
/// reported.
void merge_override(Node& base, const Override& override, std::string_view origin, bool lenient,
                    const Documents& documents, const Declaration& declared,
                    Diagnostics& diagnostics);

/// Whether an unknown key at the root is `extends`, misspelt.
bool means_extends(std::string_view key, const Declaration& root);

/// Nearest declared path to an unknown key at `parent`: a sibling, else the same key elsewhere.
std::string suggest(std::string_view key, const Declaration& parent, const Declaration& root);

}  // namespace overbuild::config
