// Loading from documents of any kind: what core/config/load.hpp does over YAML files. Refuses to
// know YAML.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/config/documents.hpp"
#include "core/config/load.hpp"
#include "core/config/slider.hpp"

namespace overbuild::config {

/// Slider notes by path, in declaration order.
using Sliders = std::vector<std::pair<std::string, Slider>>;

/// What a caller may ask for beside the result.
struct LoadExtras {
  const PriorUniform* uniform = nullptr;  ///< a design's, in place of the sequence
  Sliders* sliders = nullptr;             ///< gets the notes of the keys that hold
};

/// load() with files that come from `documents`; `name` stands for the main file.
LoadResult load_from(const Documents& documents, const std::string& name,
                     const LoadRequest& request, Describe describe, Diagnostics& diagnostics,
                     const LoadExtras& extras = {});

}  // namespace overbuild::config
