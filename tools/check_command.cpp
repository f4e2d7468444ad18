#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "api/native/shipped.hpp"
#include "core/config/declaration.hpp"
#include "core/config/prior_shape.hpp"
#include "sim/parameters/behaviour.hpp"
#include "sim/results/table.hpp"
#include "sim/results/tables.hpp"
#include "tools/amounts.hpp"
#include "tools/check_hypotheses.hpp"
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

/// Priors of which something lies beyond the range of their key.
std::vector<const config::BoundPrior*> cut_priors(const config::LoadResult& loaded) {
  std::vector<const config::BoundPrior*> cut;
  for (const config::BoundPrior& prior : loaded.priors) {
    const config::PriorShape& shape = config::shape_of(prior);
    if (shape.below + shape.above > 0.0) cut.push_back(&prior);
  }
  return cut;
}

/// A remark about what is cut off; none when that is next to nothing.
void remark_on_cut(const config::LoadResult& loaded, const config::BoundPrior& prior,
                   Diagnostics& remarks) {
  const config::PriorShape& shape = config::shape_of(prior);
  constexpr double told_from = 1e-4;  // less is of no consequence
  std::string sides;
  if (shape.below >= told_from) sides += percent(shape.below) + " below";
  if (shape.above >= told_from)
    sides += (sides.empty() ? "" : " and ") + percent(shape.above) + " above";
  if (sides.empty()) return;
  remarks.add(
      loaded.locate(prior.path),
      fmt::format(
          "'{}' has a prior of which {} the allowed range ({}) is cut off: worlds are drawn "
          "from the rest",
          prior.path, sides, config::range_in_words(shape.lo, shape.hi)));
}

nlohmann::ordered_json cut_json(const config::LoadResult& loaded) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const config::BoundPrior* prior : cut_priors(loaded)) {
    const config::PriorShape& shape = config::shape_of(*prior);
    const SourcePosition where = loaded.locate(prior->path);
    json.push_back({{"key", prior->path},
                    {"file", where.file},
                    {"line", where.line},
                    {"column", where.column},
                    {"below", shape.below},
                    {"above", shape.above}});
  }
  return json;
}

/// Builders whose equipment has no data centre to stand in, which nothing forbids.
Diagnostics homeless(const config::LoadResult& loaded, const Parameters& parameters) {
  Diagnostics found;
  for (const auto& [id, builder] : parameters.builders) {
    if (builder.equipment_units <= 0.0 || builder.shell_mw > 0.0) continue;
    const std::string path = "builders." + id;
    found.add(loaded.locate(path + ".equipment_units"),
              fmt::format("'{}' has equipment and a shell_mw of 0: without a site and power all of "
                          "it is scrapped in the first year",
                          path));
  }
  return found;
}

/// The shipped configuration that the one asked about is or extends, as it comes; null where there
/// is none, or none that binds.
std::optional<config::LoadResult> configuration_below(const ConfigRequest& request) {
  if (request.config == "-") return std::nullopt;
  const auto shipped = shipped_below(find_configuration(request.config));
  if (!shipped) return std::nullopt;
  ConfigRequest plain;
  plain.config = shipped->name;
  Parameters parameters{};
  Diagnostics ignored;
  config::LoadResult loaded = bind_configuration(plain, parameters, ignored);
  if (!ignored.ok()) return std::nullopt;
  loaded.priors.clear();  // they would settle an object that is gone
  return loaded;
}

/// What nothing forbids and hardly anybody means.
Diagnostics remarks_on(const ConfigRequest& request, const config::LoadResult& loaded,
                       const Parameters& parameters) {
  Diagnostics remarks = homeless(loaded, parameters);
  const Diagnostics strange = remarks_on_hypotheses(parameters, loaded);
  for (const Diagnostic& remark : strange.all()) remarks.add(remark);
  const std::optional<config::LoadResult> below = configuration_below(request);
  const Diagnostics odd = odd_amounts(loaded, below ? &*below : nullptr);
  for (const Diagnostic& amount : odd.all()) remarks.add(amount);
  return remarks;
}

/// `files`: those that were to have hypotheses.
std::string sound_text(const config::LoadResult& loaded, std::size_t hypotheses,
                       const std::vector<std::string>& files, const std::string& behaviour) {
  const std::string with =
      hypotheses > 0 ? fmt::format(" and {} hypothes{} with both sides", hypotheses,
                                   hypotheses == 1 ? "is" : "es")
      : files.empty()
          ? ""
          : fmt::format(" and 0 hypotheses (no key 'hypotheses' in {})", fmt::join(files, ", "));
  return fmt::format("{}: no problems in {} parameters{}, digest {}, behaviour {}\n", loaded.name,
                     loaded.provenance.size(), with, digest_text(loaded.digest), behaviour);
}

}  // namespace

int check_command(const CheckRequest& request, Console& console) {
  Diagnostics diagnostics;
  Parameters parameters{};
  ConfigRequest asked = request.configuration;
  preload(asked);
  asked.overlays.insert(asked.overlays.end(), request.hypotheses.begin(), request.hypotheses.end());
  const config::LoadResult loaded = bind_configuration(asked, parameters, diagnostics);
  std::size_t hypotheses = 0;
  if (diagnostics.ok()) {
    hypotheses = look_into_hypotheses(asked, parameters, loaded, diagnostics);
    check_windows(parameters, loaded, diagnostics);
  }
  diagnostics = by_place(diagnostics, asked);
  const bool ok = diagnostics.ok();
  const std::string behaviour = ok ? digest_text(behaviour_digest(loaded)) : std::string();
  std::string text =
      ok ? sound_text(loaded, hypotheses, request.hypotheses, behaviour) : std::string();
  const Diagnostics remarks = ok ? remarks_on(asked, loaded, parameters) : Diagnostics{};
  Diagnostics told = remarks;
  for (const config::BoundPrior* prior : cut_priors(loaded)) {
    if (ok) remark_on_cut(loaded, *prior, told);
  }
  text += by_place(told, asked).text();
  console.deliver(text,
                  {{"config", loaded.name},
                   {"ok", ok},
                   {"behaviour_digest", behaviour},
                   {"hypotheses", hypotheses},
                   {"problems", problems_json(diagnostics)},
                   {"remarks", problems_json(remarks)},
                   {"cut_priors", cut_json(loaded)}},
                  request.json);
  if (!ok) console.error(diagnostics.text());
  return ok ? exit_done : exit_wrong_input;
}

}  // namespace overbuild
