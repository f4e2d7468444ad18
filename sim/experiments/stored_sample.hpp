// A database of worlds as a statistical sample: what priors were drawn as, and an outcome of each
// world. Owns how draws become columns; refuses to know estimators.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/experiments/ensemble_store.hpp"
#include "sim/experiments/outcome.hpp"
#include "sim/experiments/sample.hpp"

namespace overbuild {

/// An outcome of the complete worlds of a scenario, in order of row; NaN where it has no value.
struct StoredOutcome {
  std::vector<std::uint32_t> rows;  ///< [worlds]
  std::vector<double> values;       ///< [worlds]
};
StoredOutcome stored_outcome(const EnsembleStore& store, std::string_view scenario,
                             const Outcome& outcome);

/// What priors were settled to in the complete worlds of a scenario, in order of row: numbers as
/// they are, texts as categories. Only what differs between worlds. OutputError where a text is no
/// JSON object of values.
std::vector<SampleColumn> stored_inputs(const EnsembleStore& store, std::string_view scenario);

/// Parses and checks an outcome for a file: years that its worlds have, metrics that it stores.
Outcome outcome_of_store(const EnsembleStore& store, std::string_view scenario,
                         const std::string& text, Diagnostics& problems);

}  // namespace overbuild
