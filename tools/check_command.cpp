#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/behaviour.hpp"
#include "sim/config/declaration.hpp"
#include "sim/output/table.hpp"
#include "sim/output/tables.hpp"
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

/// "62 %", "0.5 %": a share that is never rounded to nothing or to all.
std::string percent(double share) { return significant_text(100.0 * share, 2) + " %"; }

std::string cut_text(const config::CutPrior& cut) {
  std::string sides;
  if (cut.below > 0.0) sides += percent(cut.below) + " below";
  if (cut.above > 0.0) sides += (sides.empty() ? "" : " and ") + percent(cut.above) + " above";
  return text(Diagnostic{cut.where,
                         fmt::format("'{}' has the prior {}, of which {} the allowed range ({}) "
                                     "is cut off: worlds are drawn from the rest",
                                     cut.path, cut.prior, sides,
                                     config::range_in_words(cut.lo, cut.hi)),
                         "", ""}) +
         "\n";
}

nlohmann::ordered_json cut_json(const std::vector<config::CutPrior>& cuts) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const config::CutPrior& cut : cuts) {
    json.push_back({{"key", cut.path},
                    {"prior", cut.prior},
                    {"file", cut.where.file},
                    {"line", cut.where.line},
                    {"column", cut.where.column},
                    {"below", cut.below},
                    {"above", cut.above}});
  }
  return json;
}

}  // namespace

int check_command(const CheckRequest& request, Console& console) {
  Diagnostics diagnostics;
  const Configuration configuration = load_configuration(request.configuration, diagnostics);
  const config::LoadResult& loaded = configuration.loaded;
  const bool ok = diagnostics.ok();
  const std::string behaviour = ok ? digest_text(behaviour_digest(loaded)) : std::string();
  std::string text =
      ok ? fmt::format("{}: no problems in {} parameters, digest {}, behaviour {}\n", loaded.name,
                       loaded.provenance.size(), digest_text(loaded.digest), behaviour)
         : std::string();
  for (const config::CutPrior& cut : loaded.cut_priors) {
    if (ok) text += cut_text(cut);
  }
  console.deliver(text,
                  {{"config", loaded.name},
                   {"ok", ok},
                   {"behaviour_digest", behaviour},
                   {"problems", problems_json(diagnostics)},
                   {"cut_priors", cut_json(loaded.cut_priors)}},
                  request.json);
  if (!ok) console.error(diagnostics.text());
  return ok ? exit_done : exit_wrong_input;
}

}  // namespace overbuild
