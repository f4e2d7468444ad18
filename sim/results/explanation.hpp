// What a person is told about one metric or key of the configuration. Owns the text; refuses to
// know terminals.
#pragma once

#include <string>

#include "core/config/load.hpp"
#include "sim/parameters/names.hpp"

namespace overbuild {

/// Meaning, unit, range, default and source; empty when neither a metric nor a key has that name.
std::string explanation(const std::string& key, config::Describe describe);

/// What a configuration makes of it: units in its own words, value and source. Empty when nothing.
std::string explanation_in(const std::string& key, const Names& names,
                           const config::LoadResult& loaded);

}  // namespace overbuild
