// Gives every declared parameter its value from a merged tree: value, prior or default. Owns
// types, ranges, references, the settling of priors, and the record of what was used (resolved
// text, digest, provenance). Refuses to know files and how trees are merged.
#pragma once

#include "core/config/load_from.hpp"
#include "core/config/node.hpp"
#include "core/diagnostics.hpp"

namespace overbuild::config {

struct BindContext {
  std::string main_file;  ///< stands in positions where nothing was given
  bool complete = true;   ///< false when a file could not be read: then nothing is called missing
  bool draw_priors = false;  ///< otherwise medians
  bool record = true;        ///< false leaves text, digest and provenance empty
  PriorUniform uniform;
  Sliders* sliders = nullptr;  ///< gets the notes, when somebody wants them
};

/// Binds `root` (merged, declared keys only) and fills positions and, for a record, text, digest
/// and provenance.
void bind(const Node& root, const BindContext& context, Describe describe, LoadResult& result,
          Diagnostics& diagnostics);

}  // namespace overbuild::config
