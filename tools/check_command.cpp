#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/parameters/behaviour.hpp"
#include "sim/results/tables.hpp"
#include "tools/commands.hpp"
#include "tools/configuration.hpp"

namespace overbuild {

namespace {

nlohmann::ordered_json problems_json(const Diagnostics& diagnostics) {
  nlohmann::ordered_json problems = nlohmann::ordered_json::array();
  for (const Diagnostic& problem : diagnostics.all()) {
    problems.push_back({{"file", problem.where.file},
                        {"line", problem.where.line},
                        {"column", problem.where.column},
                        {"message", problem.message},
                        {"expected", problem.expected},
                        {"nearest", problem.nearest}});
  }
  return problems;
}

}  // namespace

int check_command(const CheckRequest& request, Console& console) {
  Diagnostics diagnostics;
  const Configuration configuration = load_configuration(request.configuration, diagnostics);
  const config::LoadResult& loaded = configuration.loaded;
  const bool ok = diagnostics.ok();
  const std::string behaviour = ok ? digest_text(behaviour_digest(loaded)) : std::string();
  const std::string text =
      ok ? fmt::format("{}: no problems in {} parameters, digest {}, behaviour {}\n", loaded.name,
                       loaded.provenance.size(), digest_text(loaded.digest), behaviour)
         : std::string();
  console.deliver(text,
                  {{"config", loaded.name},
                   {"ok", ok},
                   {"behaviour_digest", behaviour},
                   {"problems", problems_json(diagnostics)}},
                  request.json);
  if (!ok) console.error(diagnostics.text());
  return ok ? exit_done : exit_wrong_input;
}

}  // namespace overbuild
