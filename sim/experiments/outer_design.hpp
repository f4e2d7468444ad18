// A design that another program made: a table with keys as its header and a world in each row. Owns
// what such a table may say, and its positions; refuses to know how worlds are run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/config/load.hpp"
#include "core/diagnostics.hpp"
#include "sim/experiments/world_source.hpp"

namespace overbuild {

struct OuterDesign {
  std::vector<std::string> header;             ///< as the file has it, `replicate` included
  std::vector<std::vector<std::string>> rows;  ///< [worlds][header], as the file has them
  std::vector<std::optional<std::uint32_t>> replicates;  ///< [worlds] of the column `replicate`
  std::string digest;                                    ///< of the text
};

/// Reads and checks a design for a configuration before any world is run: keys that the
/// configuration does not have, keys twice, keys that worlds share (sim/parameters/fixed_keys.hpp),
/// rows of another length, fields with nothing in them, replicates that are no whole number of 32
/// bits and texts where numbers belong are diagnostics with line and column. A number beyond its
/// range is a matter of its world. Test: tests/sim/experiments/test_outer_design.cpp.
OuterDesign read_design(const std::string& file, const std::string& text,
                        const config::LoadResult& configuration, Diagnostics& diagnostics);

/// The world of a row. One that names no replicate, by its column or by `replicate`, has the luck
/// of replicate 0 and leaves what the design does not name at its middle, as `overbuild run`
/// without
/// --replicate does; one that does is that replicate's world with the design's values laid over.
WorldSpec spec_of(const OuterDesign& design, std::size_t row,
                  std::optional<std::uint32_t> replicate, std::size_t priors);

}  // namespace overbuild
