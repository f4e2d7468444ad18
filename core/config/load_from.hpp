// Loading from documents of any kind: what core/config/load.hpp does over YAML files. Refuses to
// know YAML.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/config/declaration.hpp"
#include "core/config/documents.hpp"
#include "core/config/load.hpp"
#include "core/config/node.hpp"
#include "core/config/slider.hpp"

namespace overbuild::config {

/// Slider notes by path, in declaration order.
using Sliders = std::vector<std::pair<std::string, Slider>>;

/// What a caller may ask for beside the result.
struct LoadExtras {
  const PriorUniform* uniform = nullptr;  ///< a design's, in place of the sequence
  Sliders* sliders = nullptr;             ///< gets the notes of the keys that hold
  bool record =
      true;  ///< false leaves resolved text, digest and provenance empty: nobody reads them
};

/// What files and options say, laid over each other.
struct MergedTree {
  Node root;
  std::vector<std::string> prior_paths;  ///< see LoadResult
  std::vector<EntityId> prior_names;
  bool complete = true;  ///< false when a file could not be read
};

/// Everything of a request but its seed and replicate, read and merged once, to be bound many
/// times, by several threads too. The documents have to stay.
class Gathered {
 public:
  Gathered(const Documents& documents, const LoadRequest& request, Describe describe,
           Diagnostics& diagnostics);

  /// As load_from, with more overrides behind those of the request.
  LoadResult bind(const std::string& name, const std::vector<Override>& more, Describe describe,
                  Diagnostics& diagnostics, const LoadExtras& extras = {}) const;

 private:
  const Documents& documents_;
  LoadRequest request_;
  Declaration declared_;
  MergedTree merged_;
};

/// load() with files that come from `documents`; `name` stands for the main file.
LoadResult load_from(const Documents& documents, const std::string& name,
                     const LoadRequest& request, Describe describe, Diagnostics& diagnostics,
                     const LoadExtras& extras = {});

}  // namespace overbuild::config
