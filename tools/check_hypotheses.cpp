#include "tools/check_hypotheses.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/experiments/hypotheses.hpp"

namespace overbuild {

namespace {

/// Binds the configuration with one side of a condition; what is wrong with it is told at its
/// place. The digest of what it makes of the configuration, 0 where that is wrong.
std::uint64_t try_side(const ConfigRequest& request, const std::string& id, std::string_view side,
                       const std::vector<std::string>& settings, const SourcePosition& where,
                       Diagnostics& problems) {
  ConfigRequest forced = request;
  forced.sets.insert(forced.sets.end(), settings.begin(), settings.end());
  Parameters parameters{};
  Diagnostics found;
  std::uint64_t digest = 0;
  try {
    digest = bind_configuration(forced, parameters, found).digest;
  } catch (const InputError& error) {  // a setting that is no path=value
    found.add({}, error.what());
  }
  for (const Diagnostic& problem : found.all()) {
    problems.add(where, fmt::format("hypotheses.{}.{}: {}", id, side, problem.message),
                 problem.expected, problem.nearest);
  }
  return found.ok() ? digest : 0;
}

/// Sides that were not given, settings that nothing takes, and sides that come to the same.
void check_sides(const ConfigRequest& request, const std::string& id,
                 const HypothesisConfig& hypothesis, const config::LoadResult& loaded,
                 Diagnostics& problems) {
  const auto path = [&](std::string_view side) {
    return fmt::format("hypotheses.{}.{}", id, side);
  };
  bool both = true;
  for (const char* side : {"on", "off"}) {
    if (loaded.positions.contains(path(side))) continue;
    both = false;
    problems.add(loaded.locate(path(side)), fmt::format("'{}' is missing", path(side)),
                 "a list of path=value settings; [] where that side is the configuration as it is");
  }
  const std::uint64_t on =
      try_side(request, id, "on", hypothesis.on, loaded.locate(path("on")), problems);
  const std::uint64_t off =
      try_side(request, id, "off", hypothesis.off, loaded.locate(path("off")), problems);
  const bool told = std::is_permutation(hypothesis.on.begin(), hypothesis.on.end(),
                                        hypothesis.off.begin(), hypothesis.off.end());
  if (!both || told || on == 0 || on != off) return;
  problems.add(loaded.locate(path("off")),
               fmt::format("hypotheses.{}: 'on' and 'off' come to the same configuration", id),
               std::string(sides_expected));
}

/// The same with the place of the hypothesis where the problem has only a key.
Diagnostic placed(Diagnostic problem, const config::LoadResult& loaded) {
  if (problem.where.line == 0 && problem.where.file.starts_with("hypotheses")) {
    problem.message = problem.where.file + ": " + problem.message;
    problem.where = loaded.locate(problem.where.file);
  }
  return problem;
}

}  // namespace

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

std::size_t look_into_hypotheses(const ConfigRequest& request, const Parameters& parameters,
                                 const config::LoadResult& loaded, Diagnostics& problems) {
  if (parameters.hypotheses.empty()) return 0;
  Diagnostics found;
  check_hypotheses(families_of(parameters), found);
  check_judgement(parameters, found);
  for (const Diagnostic& problem : found.all()) problems.add(placed(problem, loaded));
  for (const auto& [id, hypothesis] : parameters.hypotheses) {
    check_sides(request, id, hypothesis, loaded, problems);
  }
  return parameters.hypotheses.size();
}

Diagnostics remarks_on_hypotheses(const Parameters& parameters, const config::LoadResult& loaded) {
  Diagnostics remarks;
  const std::int64_t first = parameters.time.start, last = first + parameters.run.years - 1;
  for (const auto& [id, hypothesis] : parameters.hypotheses) {
    const std::string path = "hypotheses." + id;
    if (hypothesis.predicates.empty()) {
      remarks.add(loaded.locate(path),
                  fmt::format("'{}' has no predicates: whether its settings do what it claims will "
                              "not be told",
                              path));
    }
    for (const auto& [key, predicate] : hypothesis.predicates) {
      const double from = predicate.years.front(), to = predicate.years.back();
      if (from >= static_cast<double>(first) && to <= static_cast<double>(last)) continue;
      const std::string of = fmt::format("{}.predicates.{}", path, key);
      remarks.add(loaded.locate(of + ".years"),
                  fmt::format("'{}' looks at {:g} to {:g}, and the run covers {} to {}: in other "
                              "years it does not hold",
                              of, from, to, first, last));
    }
  }
  return remarks;
}

}  // namespace overbuild
