#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/experiments/ensemble_summary.hpp"
#include "sim/experiments/prim.hpp"
#include "sim/experiments/tree.hpp"
#include "tools/many_worlds.hpp"
#include "tools/sample_file.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

/// Inputs of some of the worlds.
std::vector<SampleColumn> chosen_inputs(const std::vector<SampleColumn>& inputs,
                                        const std::vector<std::size_t>& worlds) {
  std::vector<SampleColumn> chosen;
  for (const SampleColumn& input : inputs) {
    SampleColumn& column = chosen.emplace_back(SampleColumn{input.name, {}, input.categories});
    for (const std::size_t w : worlds) column.values.push_back(input.values[w]);
  }
  return chosen;
}

/// Whether each world has the outcome; InputError where it is no condition.
bool is_case(double value, const std::string& outcome) {
  if (value == 0.0 || value == 1.0) return value == 1.0;
  throw InputError(
      fmt::format("--outcome {}: is {:.6g} in a world; expected a condition, which is 1 or 0, "
                  "such as '{} > {:.3g}'",
                  outcome, value, outcome, value));
}

/// Worlds that have a value of the outcome and of every condition, which hold.
CaseSample case_sample(const DiscoverRequest& request, const SampleFile& file) {
  const std::vector<double> outcome = require_outcome(file, request.outcome).values;
  std::vector<std::size_t> worlds;
  std::vector<std::vector<double>> conditions;
  for (const std::string& where : request.where) {
    conditions.push_back(require_outcome(file, where).values);
  }
  CaseSample sample;
  for (std::size_t w = 0; w < outcome.size(); ++w) {
    const bool wanted = std::all_of(conditions.begin(), conditions.end(), [w](const auto& values) {
      return !std::isnan(values[w]) && values[w] != 0.0;
    });
    if (!wanted || std::isnan(outcome[w])) continue;
    worlds.push_back(w);
    sample.cases.push_back(is_case(outcome[w], request.outcome));
  }
  sample.inputs = chosen_inputs(stored_inputs(*file.store, file.scenario), worlds);
  return sample;
}

/// The side in which a step's box differs from the one before.
std::string move_text(const CaseSample& sample, const std::vector<BoxStep>& steps, std::size_t k) {
  if (k == 0) return "(all worlds)";
  const Box &before = steps[k - 1].box, &box = steps[k].box;
  for (std::size_t i = 0; i < box.size(); ++i) {
    if (box[i] == before[i]) continue;
    const std::string side = side_text(sample.inputs[i], box[i]);
    return fmt::format("{} {}", sample.inputs[i].name, side.empty() ? "free again" : side);
  }
  return {};
}

Table trajectory_table(const CaseSample& sample, const std::vector<BoxStep>& steps) {
  Table table{"trajectory", "", {}, {}};
  table.columns = {count_column("step", "step"),           count_column("worlds", "worlds"),
                   percent_column("coverage", "coverage"), percent_column("density", "density"),
                   percent_column("mass", "mass"),         count_column("restricted", "inputs"),
                   text_column("moved", "moved last")};
  for (std::size_t k = 0; k < steps.size(); ++k) {
    const BoxStep& step = steps[k];
    table.rows.push_back({static_cast<std::int64_t>(k), static_cast<std::int64_t>(step.worlds),
                          step.coverage, step.density, step.mass,
                          static_cast<std::int64_t>(step.restricted), move_text(sample, steps, k)});
  }
  return table;
}

/// Of the steps with as many restricted inputs the last, and the chosen one.
Table shortened(Table table, const std::vector<BoxStep>& steps, std::size_t chosen) {
  std::vector<std::vector<Cell>> kept;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    const bool last = k + 1 == steps.size() || steps[k + 1].restricted != steps[k].restricted;
    if (last || k == chosen) kept.push_back(std::move(table.rows[k]));
  }
  table.rows = std::move(kept);
  return table;
}

Table side_table(const CaseSample& sample, const BoxStep& step) {
  Table table{"box", "", {}, {}};
  table.columns = {text_column("input", "input"), text_column("allowed", "allowed"),
                   number_column("quasi_p", "1", "quasi-p-value", "", 2)};
  const std::vector<double> p = quasi_p_values(sample, step);
  for (std::size_t i = 0; i < step.box.size(); ++i) {
    if (!step.box[i].restricted()) continue;
    table.rows.push_back({sample.inputs[i].name, side_text(sample.inputs[i], step.box[i]), p[i]});
  }
  return table;
}

Json side_json(const SampleColumn& input, const BoxSide& side) {
  Json json = {{"input", input.name}};
  if (input.is_number()) {
    json["low"] = std::isinf(side.lo) ? Json() : Json(side.lo);
    json["high"] = std::isinf(side.hi) ? Json() : Json(side.hi);
    return json;
  }
  for (std::size_t c = 0; c < input.categories.size(); ++c) {
    if (!side.excluded[c]) json["values"].push_back(input.categories[c]);
  }
  return json;
}

Json step_json(const CaseSample& sample, const BoxStep& step) {
  Json sides = Json::array();
  for (std::size_t i = 0; i < step.box.size(); ++i) {
    if (step.box[i].restricted()) sides.push_back(side_json(sample.inputs[i], step.box[i]));
  }
  return {{"worlds", step.worlds},    {"cases", step.cases}, {"coverage", step.coverage},
          {"density", step.density},  {"mass", step.mass},   {"restricted", step.restricted},
          {"sides", std::move(sides)}};
}

/// A row a node, indented by its depth.
void add_nodes(const CaseSample& sample, const std::vector<TreeNode>& nodes, std::size_t at,
               const std::string& answer, int depth, Table& table) {
  const TreeNode& node = nodes[at];
  const std::string indent(static_cast<std::size_t>(2 * depth), ' ');
  table.rows.push_back({indent + answer, static_cast<std::int64_t>(node.worlds),
                        static_cast<std::int64_t>(node.cases),
                        static_cast<double>(node.cases) / static_cast<double>(node.worlds)});
  if (!node.split) return;
  const SampleColumn& input = sample.inputs[node.split->input];
  add_nodes(sample, nodes, node.split->first, answer_text(input, *node.split, true), depth + 1,
            table);
  add_nodes(sample, nodes, node.split->second, answer_text(input, *node.split, false), depth + 1,
            table);
}

Table tree_table(const CaseSample& sample) {
  Table table{"tree", "Classification tree", {}, {}};
  table.columns = {text_column("answer", "worlds where"), count_column("worlds", "worlds"),
                   count_column("cases", "with the outcome"), percent_column("share", "share")};
  add_nodes(sample, grow_tree(sample), 0, "all worlds", 0, table);
  return table;
}

std::size_t chosen_step(const DiscoverRequest& request, const std::vector<BoxStep>& trajectory) {
  if (!request.step) return balanced_step(trajectory);
  if (*request.step < trajectory.size()) return *request.step;
  throw InputError(fmt::format("--step {}: the trajectory has steps 0 to {}", *request.step,
                               trajectory.size() - 1));
}

/// What is found, as text, and into the JSON.
std::string discovery(const DiscoverRequest& request, const CaseSample& sample, Json& json,
                      const Console& console) {
  const std::vector<BoxStep> trajectory = prim_trajectory(sample);
  if (trajectory.empty()) {
    return "The outcome is the same in every world: there is nothing to discover.\n\n";
  }
  const std::size_t chosen = chosen_step(request, trajectory);
  const BoxStep& step = trajectory[chosen];
  for (const BoxStep& of : trajectory) json["trajectory"].push_back(step_json(sample, of));
  json["chosen"] = chosen;
  const Table sides = side_table(sample, step), tree = tree_table(sample);
  json["box"] = table_json(sides);
  json["tree"] = table_json(tree);
  const Table steps = shortened(trajectory_table(sample, trajectory), trajectory, chosen);
  std::string text =
      fmt::format("{}\n{}\n", console.bold("PRIM: peeling trajectory, shortened"), fitted(steps));
  const std::string title = fmt::format(
      "Box of step {}: {} of its {} worlds have the outcome ({:.0f} %), {:.0f} % of all that do",
      chosen, step.cases, step.worlds, 100.0 * step.density, 100.0 * step.coverage);
  text +=
      fmt::format("{}\n{}\n", console.bold(title),
                  sides.rows.empty() ? "It is all worlds: no smaller box has a better balance.\n"
                                     : fitted(sides));
  return text + fmt::format("{}\n{}\n", console.bold(tree.title), fitted(tree));
}

}  // namespace

int discover_command(const DiscoverRequest& request, Console& console) {
  check_deliverable(request.json);
  const SampleFile file = open_sample(request.input, request.scenario);
  const CaseSample sample = case_sample(request, file);
  const auto cases =
      static_cast<std::size_t>(std::count(sample.cases.begin(), sample.cases.end(), true));
  Json json = {{"config", file.store->meta("config")},
               {"scenario", file.scenario},
               {"outcome", request.outcome},
               {"where", request.where},
               {"content_digest", file.store->content_digest()},
               {"worlds", sample.cases.size()},
               {"cases", cases},
               {"statement", probability_statement}};
  std::string text = fmt::format("{}: {} of {} worlds, {}\n\n", request.outcome, cases,
                                 sample.cases.size(), probability_statement);
  text += discovery(request, sample, json, console);
  text += digest_lines(*file.store);
  console.deliver(text, json, request.json);
  return exit_done;
}

}  // namespace overbuild
