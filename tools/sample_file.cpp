#include "tools/sample_file.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tools/console.hpp"

namespace overbuild {

SampleFile open_ensemble(const std::string& file, const std::string& scenario) {
  SampleFile opened{std::make_unique<EnsembleStore>(file), scenario};
  const std::vector<std::string> known = opened.store->scenarios();
  if (scenario.empty()) opened.scenario = known.empty() ? "base" : known.front();
  if (std::find(known.begin(), known.end(), opened.scenario) == known.end()) {
    refuse_input(file, fmt::format("has no scenario '{}'", opened.scenario),
                 fmt::format("one of {}", fmt::join(known, ", ")),
                 nearest_name(opened.scenario, known));
  }
  return opened;
}

SampleFile open_sample(const std::string& file, const std::string& scenario) {
  SampleFile opened = open_ensemble(file, scenario);
  if (opened.store->meta("kind") == "sensitivity") {
    throw InputError(fmt::format(
        "{}: worlds of a sensitivity file are points of a design, no sample of the priors; "
        "expected the file of an ensemble",
        file));
  }
  return opened;
}

StoredOutcome require_outcome(const SampleFile& sample, const std::string& text) {
  Diagnostics problems;
  const Outcome outcome = outcome_of_store(*sample.store, sample.scenario, text, problems);
  if (!problems.ok()) throw InputError(problems.text());
  return stored_outcome(*sample.store, sample.scenario, outcome);
}

std::vector<std::string> default_outcomes(int first_year, int last_year) {
  // Amounts, which differ between any two worlds; whether somebody fails may be the same in all.
  const int last = std::min(first_year + 9, last_year);
  return {fmt::format("capex:sum:{}-{}", first_year, last),
          fmt::format("losses:sum:{}-{}", first_year, last)};
}

}  // namespace overbuild
