// Where the engine of this build finds configurations by itself. The engine for browsers has a
// source of the same name that finds none.
#pragma once

#include "core/config/documents.hpp"

namespace overbuild {

/// Documents that the engine reads by itself: YAML files, or none where it reads no YAML.
const config::Documents* own_documents();

}  // namespace overbuild
