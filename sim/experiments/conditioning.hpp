// Worlds weighted by what is known already when they are run: how near each comes to it. Owns the
// weights, what they leave of a sample and how both are told; refuses to know which numbers are
// weighted. Weights never reach behaviour: they choose among draws that were made without them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/experiments/score.hpp"
#include "sim/results/table.hpp"

namespace overbuild::hindcast {

/// One target with `split: known`.
struct KnownTarget {
  std::size_t target;       ///< its place in the evidence
  double q10, median, q90;  ///< of the worlds; NaN when none has a value: then it does not count
  std::size_t inside = 0;   ///< worlds in its band
};

struct Conditioning {
  std::vector<KnownTarget> targets;
  std::size_t worlds = 0, inside_all = 0;  ///< in the bands of all that have a value
  std::vector<double> weights;             ///< [worlds] adding up to 1; empty when none has values
  double effective = 0.0;  ///< equally weighted worlds that tell as much (Kish 1965)
};

/// ln weight = -1/2 sum ((x - mid)/sd)^2 over what is known, with the targets' errors at tolerance
/// 1 as sd (Craig et al. 1997; Kennedy & O'Hagan 2001). A world without a value that others have
/// weighs nothing. Test: tests/sim/experiments/test_conditioning.cpp.
Conditioning condition(const Evidence&, const std::vector<WorldReading>& worlds);

/// Fewer tell too little to show what they say.
inline constexpr double least_effective = 50.0;

/// A row a target: its band, where the worlds are, how many lie inside.
Table known_table(const Evidence&, const Conditioning&);
/// How many worlds lie inside all bands, and how many equally weighted ones the weighted are worth.
std::string known_sentence(const Evidence&, const Conditioning&);
/// The same as JSON, with the weights.
nlohmann::ordered_json known_json(const Evidence&, const Conditioning&);

}  // namespace overbuild::hindcast
