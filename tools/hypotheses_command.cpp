#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/native/shipped.hpp"
#include "core/number_text.hpp"
#include "sim/experiments/ensemble_summary.hpp"
#include "sim/experiments/factorial.hpp"
#include "sim/experiments/hypotheses.hpp"
#include "sim/results/summary.hpp"
#include "tools/check_hypotheses.hpp"
#include "tools/configuration.hpp"
#include "tools/interruption.hpp"
#include "tools/many_worlds.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

struct Question {
  std::vector<Family> families;
  Judgement judged;
};

Question registered_question(const ConfigRequest& request) {
  const Configuration configuration = require_configuration(request);
  Question question{
      families_of(configuration.parameters),
      {static_cast<int>(configuration.parameters.time.start), configuration.parameters.experiment}};
  Diagnostics problems;
  if (question.families.empty()) {
    problems.add({request.config}, "there are no hypotheses about this configuration",
                 "--hypotheses FILE, for instance one of those that `overbuild list` shows");
  }
  look_into_hypotheses(request, configuration.parameters, configuration.loaded, problems);
  if (!problems.ok()) throw InputError(problems.text());
  return question;
}

void report(StoreWriter& store, const Question& question, const HypothesesRequest& request,
            Console& console) {
  std::string text;
  Json json = {
      {"config", store.meta("config")}, {"seed", parse_whole(store.meta("seed")).value_or(0)},
      {"replicates", request.worlds},   {"content_digest", store.content_digest(request.worlds)},
      {"builds", builds_of(store)},     {"statement", probability_statement}};
  const auto show = [&](const Table& table) {
    if (table.rows.empty()) return;
    std::string title = wrapped(table.title, line_width());
    title.pop_back();
    text += fmt::format("{}\n{}\n", console.bold(title), fitted(table));
    json[table.name] = table_json(table);
  };
  /// Below the table before it.
  const auto tell = [&](const std::string& remark, const char* key) {
    if (remark.empty()) return;
    text += wrapped(remark, line_width()) + "\n";
    json[key].push_back(remark);
  };
  for (const Family& family : question.families) {
    show(combination_table(store, family, question.judged, request.worlds));
    tell(rate_remark(store, family, question.judged, request.worlds), "rate_remarks");
    const Table counts = combination_counts(store, family, question.judged, request.worlds);
    json[counts.name] = table_json(counts);
    show(load_table(store, family, question.judged, request.worlds));
    const Table effects = effect_table(store, family, question.judged, request.worlds);
    json[effects.name] = table_json(effects);
    tell(return_remark(store, family, question.judged, request.worlds), "return_remarks");
    show(interaction_table(store, family, question.judged, request.worlds));
  }
  show(predicate_table(store, question.families, request.worlds));
  tell(force_remark(store, question.families, request.worlds), "force_remarks");
  json["predicate_counts"] = table_json(predicate_counts(store, question.families, request.worlds));
  show(spending_table(store, question.families, question.judged, request.worlds));
  text += digest_lines(store, request.worlds);
  store.keep_answer(json.dump());
  console.deliver(text, json, request.json);
}

}  // namespace

int hypotheses_command(HypothesesRequest request, Console& console) {
  const Interruption interruption;
  check_deliverable(request.json);
  preload(request.configuration);
  const std::vector<std::string> files =
      request.hypotheses.empty()
          ? shipped_about("hypotheses/", find_configuration(request.configuration.config))
          : request.hypotheses;
  request.configuration.overlays.insert(request.configuration.overlays.end(), files.begin(),
                                        files.end());
  const Question question = registered_question(request.configuration);
  ManyWorlds worlds;
  worlds.kind = "hypotheses";
  std::string metrics;
  for (const std::string& name : metrics_needed(question.families)) metrics += name + ",";
  worlds.experiment.metrics =
      metrics_of(request.metrics.empty() ? metrics : metrics + request.metrics);
  auto& scenarios = worlds.experiment.scenarios;
  scenarios.push_back(make_scenario(request.configuration, "base"));
  for (const Family& family : question.families) {
    for (std::size_t cell = 0; cell <= all_cell(family.members.size()); ++cell) {
      const std::string name = cell_name(family, cell);
      if (name == "base") continue;
      scenarios.push_back(
          make_scenario(request.configuration, name, {}, cell_settings(family, cell)));
    }
  }
  pair_replicates(worlds, request.worlds);
  const auto store = run_into_store(request, worlds, console);
  if (!store) return exit_done;
  report(*store, question, request, console);
  return exit_code_of(*store, console, request.worlds);
}

}  // namespace overbuild
