// Files of ensembles as samples, for commands that only read them: which scenario, which outcome,
// and what is refused. Refuses to know estimators.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/experiments/stored_sample.hpp"

namespace overbuild {

struct SampleFile {
  std::unique_ptr<EnsembleStore> store;
  std::string scenario;
};

/// `scenario` empty: the first. InputError for a scenario that the file does not have; OutputError
/// for a file of something else.
SampleFile open_ensemble(const std::string& file, const std::string& scenario);

/// The same, and InputError for files whose worlds are points of a design, which no estimator for
/// any sample may take for one.
SampleFile open_sample(const std::string& file, const std::string& scenario);

/// InputError where the text is no outcome of the file.
StoredOutcome require_outcome(const SampleFile& sample, const std::string& text);

/// The outcomes asked for by default, of the first ten years: what builders spend, what is lost.
std::vector<std::string> default_outcomes(int first_year, int last_year);

}  // namespace overbuild
