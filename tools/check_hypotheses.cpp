#include "tools/check_hypotheses.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/experiments/hypotheses.hpp"

namespace overbuild {

namespace {

/// Binds the configuration with one side of a condition; what is wrong with it is told at its
/// place.
void try_side(const ConfigRequest& request, const std::string& id, std::string_view side,
              const std::vector<std::string>& settings, const SourcePosition& where,
              Diagnostics& problems) {
  ConfigRequest forced = request;
  forced.sets.insert(forced.sets.end(), settings.begin(), settings.end());
  Parameters parameters{};
  Diagnostics found;
  try {
    bind_configuration(forced, parameters, found);
  } catch (const InputError& error) {  // a setting that is no path=value
    found.add({}, error.what());
  }
  for (const Diagnostic& problem : found.all()) {
    problems.add(where, fmt::format("hypotheses.{}.{}: {}", id, side, problem.message),
                 problem.expected, problem.nearest);
  }
}

/// The same with the place of the hypothesis where the problem has only a key.
Diagnostic placed(Diagnostic problem, const config::LoadResult& loaded) {
  if (problem.where.line == 0 && problem.where.file.starts_with("hypotheses")) {
    problem.message = problem.where.file + ": " + problem.message;
    problem.where = loaded.locate(problem.where.file);
  }
  return problem;
}

/// Years that the run has not.
void check_windows(const Parameters& parameters, const config::LoadResult& loaded,
                   Diagnostics& problems) {
  const auto first = static_cast<double>(parameters.time.start);
  const double last = first + static_cast<double>(parameters.run.years) - 1.0;
  for (const auto& [id, hypothesis] : parameters.hypotheses) {
    for (const auto& [key, predicate] : hypothesis.predicates) {
      if (predicate.years.size() != 2) continue;  // told already
      const double from = std::max(predicate.years[0], first);
      const double to = std::min(predicate.years[1], last);
      if (to - from + 1.0 >= static_cast<double>(predicate.at_least)) continue;
      const std::string path = fmt::format("hypotheses.{}.predicates.{}", id, key);
      problems.add(loaded.locate(path),
                   fmt::format("{} can never hold: {} years are asked for, and of {:g} to {:g} the "
                               "run of {:g} to {:g} has {:g}",
                               path, predicate.at_least, predicate.years[0], predicate.years[1],
                               first, last, std::max(to - from + 1.0, 0.0)),
                   "years of the run, or a smaller at_least");
    }
  }
}

}  // namespace

std::size_t look_into_hypotheses(const ConfigRequest& request, const Parameters& parameters,
                                 const config::LoadResult& loaded, Diagnostics& problems) {
  if (parameters.hypotheses.empty()) return 0;
  Diagnostics found;
  check_hypotheses(families_of(parameters), found);
  check_judgement(parameters, found);
  for (const Diagnostic& problem : found.all()) problems.add(placed(problem, loaded));
  check_windows(parameters, loaded, problems);
  for (const auto& [id, hypothesis] : parameters.hypotheses) {
    const auto where = [&, &name = id](const char* side) {
      return loaded.locate(fmt::format("hypotheses.{}.{}", name, side));
    };
    try_side(request, id, "on", hypothesis.on, where("on"), problems);
    try_side(request, id, "off", hypothesis.off, where("off"), problems);
  }
  return parameters.hypotheses.size();
}

}  // namespace overbuild
