#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/config/prior.hpp"
#include "sim/experiments/ensemble_summary.hpp"
#include "sim/experiments/outcome.hpp"
#include "sim/experiments/outer_design.hpp"
#include "sim/experiments/sensitivity.hpp"
#include "sim/experiments/stored_sample.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/results/summary.hpp"
#include "tools/configuration.hpp"
#include "tools/interruption.hpp"
#include "tools/many_worlds.hpp"
#include "tools/sample_file.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view luck_name = "(luck of the replicate)";
/// Its parameters depend on each other, and no index is of one alone.
constexpr std::string_view posterior_name = "(all of the posterior)";

bool by_morris(const SensitivityRequest& request) { return request.method == "morris"; }

// ---- indices ----------------------------------------------------------------------------------

TableColumn share_column(std::string key, std::string heading) {
  return number_column(std::move(key), "1", std::move(heading), "", 3);
}

/// Inputs by what they do to one outcome, the largest first, and how much of the design counts.
struct IndexTable {
  Table table;
  Table without_luck{};  ///< shares of what luck leaves to explain, where the design has luck
  Table pairs{};         ///< interactions, where the design has them
  DesignUse use{};
};

/// A row with the size it is ordered by.
using RankedRow = std::pair<double, std::vector<Cell>>;

/// Resamples of fewer trajectories say nothing of how far chance moves an effect.
constexpr std::size_t least_for_intervals = 4;

std::vector<RankedRow> morris_rows(const std::vector<std::string>& names,
                                   const MorrisAnalysis& analysis) {
  std::vector<RankedRow> rows;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const MorrisResult& e = analysis.inputs[k];
    const bool enough = analysis.use.used >= least_for_intervals;
    const Interval chance = enough ? e.mean_size.interval : Interval{std::nan(""), std::nan("")};
    rows.push_back(
        {e.mean_size.value, {names[k], e.mean_size.value, chance.lo, chance.hi, e.mean, e.spread}});
  }
  return rows;
}

std::vector<RankedRow> sobol_rows(const std::vector<std::string>& names,
                                  const std::vector<SobolResult>& indices,
                                  Effect SobolResult::*first, Effect SobolResult::*total) {
  std::vector<RankedRow> rows;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const Effect &one = indices[k].*first, &all = indices[k].*total;
    rows.push_back({all.value,
                    {names[k], one.value, one.interval.lo, one.interval.hi, all.value,
                     all.interval.lo, all.interval.hi}});
  }
  return rows;
}

SobolOrder order_of(const SensitivityRequest& request) {
  return request.second_order ? SobolOrder::second : SobolOrder::first_and_total;
}

/// The largest first.
Table pair_table(const std::vector<std::string>& names, std::vector<PairResult> pairs) {
  const auto size = [](const PairResult& pair) {
    return std::isnan(pair.second.value) ? -HUGE_VAL : pair.second.value;
  };
  std::stable_sort(pairs.begin(), pairs.end(),
                   [&](const auto& a, const auto& b) { return size(a) > size(b); });
  Table table{"pairs", "Interactions of two inputs", {}, {}};
  table.columns = {text_column("one", "input"), text_column("other", "with")};
  for (const char* column : {"second", "second_lo", "second_hi"}) {
    table.columns.push_back(share_column(column, column));
  }
  for (const PairResult& pair : pairs) {
    table.rows.push_back({names[pair.one], names[pair.other], pair.second.value,
                          pair.second.interval.lo, pair.second.interval.hi});
  }
  return table;
}

/// The first rows, and how many there are.
std::string pair_text(const Table& pairs) {
  constexpr std::size_t shown = 20;
  if (pairs.rows.empty()) return {};
  Table first = pairs;
  first.rows.resize(std::min(first.rows.size(), shown));
  const std::string rest = pairs.rows.size() > shown
                               ? fmt::format("and {} pairs more\n", pairs.rows.size() - shown)
                               : std::string();
  return fmt::format("{}\n{}{}", pairs.title, fitted(first), rest);
}

/// Rows as a table, the largest first.
Table ranked(const char* name, std::initializer_list<const char*> headings,
             std::vector<RankedRow> rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const RankedRow& a, const RankedRow& b) {
    return (std::isnan(a.first) ? -1.0 : a.first) > (std::isnan(b.first) ? -1.0 : b.first);
  });
  Table table{name, "", {text_column("input", "input")}, {}};
  for (const char* heading : headings) table.columns.push_back(share_column(heading, heading));
  for (auto& [size, row] : rows) table.rows.push_back(std::move(row));
  return table;
}

/// Shares of the variance that is left when that among worlds with equal inputs is taken off.
std::string without_luck_text(const Table& table) {
  if (table.rows.empty()) return {};
  return fmt::format("Shares of what luck leaves to explain\n{}", fitted(table));
}

IndexTable index_table(const SensitivityRequest& request, std::vector<std::string> names,
                       const std::vector<DesignRow>& design, bool luck,
                       const std::vector<double>& outcome) {
  const std::size_t inputs = names.size();
  if (luck) names.emplace_back(luck_name);
  IndexTable made;
  if (by_morris(request)) {
    const MorrisAnalysis analysis = morris_effects(design, inputs, luck, outcome);
    made.use = analysis.use;
    made.table = ranked("indices", {"mu_star", "mu_star_lo", "mu_star_hi", "mu", "sigma"},
                        morris_rows(names, analysis));
    return made;
  }
  const auto headings = {"first", "first_lo", "first_hi", "total", "total_lo", "total_hi"};
  const SobolAnalysis analysis = sobol_indices(inputs, luck, outcome, order_of(request));
  made.use = analysis.use;
  if (!analysis.pairs.empty()) made.pairs = pair_table(names, analysis.pairs);
  made.table = ranked("indices", headings,
                      sobol_rows(names, analysis.inputs, &SobolResult::first, &SobolResult::total));
  std::vector<RankedRow> left = sobol_rows(names, analysis.inputs, &SobolResult::first_without_luck,
                                           &SobolResult::total_without_luck);
  std::erase_if(left, [](const RankedRow& row) { return std::isnan(row.first); });
  made.without_luck = ranked("without_luck", headings, std::move(left));
  return made;
}

std::string_view block_name(const SensitivityRequest& request) {
  return by_morris(request) ? "trajectories" : "base points";
}

/// "Sobol (Saltelli, Jansen), 12 of 64 base points".
std::string use_text(const SensitivityRequest& request, const DesignUse& use) {
  const std::string count =
      use.used == use.all ? fmt::format("{}", use.all) : fmt::format("{} of {}", use.used, use.all);
  return fmt::format("{}, {} {}", by_morris(request) ? "Morris" : "Sobol (Saltelli, Jansen)", count,
                     block_name(request));
}

/// What a reader of the indices has to know; empty when nothing is amiss.
std::string use_warning(const SensitivityRequest& request, const DesignUse& use) {
  const std::size_t least = by_morris(request) ? 1 : 2;
  std::string text;
  if (use.used < use.all) {
    text += fmt::format(
        "{} of {} {} count: in the others a world has no value of this outcome, so "
        "that what is shown holds where it has one.",
        use.used, use.all, block_name(request));
  }
  if (use.used < least) return text + " Those are too few for indices.";
  if (by_morris(request) && use.used < least_for_intervals) {
    text += fmt::format("{}{} {} give no interval: take at least {} to tell effects from chance.",
                        text.empty() ? "" : " ", use.used,
                        use.used == 1 ? "trajectory" : "trajectories", least_for_intervals);
  }
  if (!use.constant) return text;
  return text + (text.empty() ? "" : " ") +
         "The outcome is the same in every world: there is nothing that an input could explain.";
}

Json use_json(const SensitivityRequest& request, const DesignUse& use) {
  return {{"blocks", block_name(request)},
          {"used", use.used},
          {"all", use.all},
          {"constant", use.constant},
          {"warning", use_warning(request, use)}};
}

std::vector<DesignRow> design_of(const SensitivityRequest& request, std::size_t inputs,
                                 std::uint32_t seed, bool luck) {
  return by_morris(request) ? morris_design(inputs, request.worlds, seed, luck)
                            : sobol_design(inputs, request.worlds, seed, luck, order_of(request));
}

std::string method_text(const SensitivityRequest& request) {
  return by_morris(request)
             ? fmt::format("Morris, {} trajectories", request.worlds)
             : fmt::format("Sobol (Saltelli, Jansen), {} base points{}", request.worlds,
                           request.second_order ? ", with pairs" : "");
}

int test_command(const SensitivityRequest& request, Console& console) {
  const auto& known = test_functions();
  const auto function = std::find_if(known.begin(), known.end(),
                                     [&](const TestFunction& f) { return f.name == request.test; });
  if (function == known.end()) {
    std::vector<std::string> names;
    for (const TestFunction& f : known) names.push_back(f.name);
    refuse_input("", fmt::format("--test {}: unknown function", request.test),
                 fmt::format("{}", fmt::join(names, ", ")), nearest_name(request.test, names));
  }
  const auto design = design_of(request, function->inputs, 1, false);
  std::vector<double> outcome;
  for (const DesignRow& row : design) outcome.push_back(function->value(row.point));
  std::vector<std::string> inputs;
  for (std::size_t k = 0; k < function->inputs; ++k) inputs.push_back(fmt::format("x{}", k + 1));
  const IndexTable made = index_table(request, inputs, design, false, outcome);
  const std::string title = fmt::format("{}: {}", function->name, method_text(request));
  std::string text =
      fmt::format("{}\n{}{}", console.bold(title), fitted(made.table), pair_text(made.pairs));
  Json json = {{"function", function->name},
               {"indices", table_json(made.table)},
               {"use", use_json(request, made.use)}};
  if (!by_morris(request)) {
    text += fmt::format("exact: first {:.4f}, total {:.4f}\n", fmt::join(function->first, " "),
                        fmt::join(function->total, " "));
    json["exact"] = {{"first", function->first}, {"total", function->total}};
  }
  if (request.second_order) {
    text += fmt::format("exact: second {:.4f}\n", fmt::join(function->second, " "));
    json["pairs"] = table_json(made.pairs);
    json["exact"]["second"] = function->second;
  }
  console.deliver(text, json, request.json);
  return exit_done;
}

// ---- worlds -----------------------------------------------------------------------------------

/// What is asked of every world; years outside the run are refused.
std::vector<Outcome> outcomes_of(const SensitivityRequest& request, const Parameters& parameters) {
  const int first = static_cast<int>(parameters.time.start);
  const int last = first + static_cast<int>(parameters.run.years) - 1;
  std::vector<std::string> texts = request.outcomes;
  if (texts.empty()) texts = default_outcomes(first, last);
  Diagnostics problems;
  std::vector<Outcome> outcomes;
  for (const std::string& text : texts) {
    const Outcome outcome = outcomes.emplace_back(parse_outcome(text, problems));
    if (problems.ok()) check_years(outcome, first - 1, last, problems);
    if (std::count(texts.begin(), texts.end(), text) > 1) {
      problems.add({"--outcome " + text, 0, 0}, "is asked for twice", {});
      break;
    }
  }
  if (!problems.ok()) throw InputError(problems.text());
  return outcomes;
}

std::string metric_list(const std::vector<Outcome>& outcomes, const std::string& more) {
  std::string list;
  for (const Outcome& outcome : outcomes) {
    for (const Reading& reading : outcome.readings) list += reading.metric + ",";
  }
  return list + more;
}

/// Outcome by row of the design; NaN where a world did not end.
std::vector<double> read_outcome(const EnsembleStore& store, const Outcome& outcome,
                                 std::size_t rows) {
  std::vector<double> values(rows, std::nan(""));
  const StoredOutcome stored = stored_outcome(store, "base", outcome);
  for (std::size_t w = 0; w < stored.rows.size(); ++w) values[stored.rows[w]] = stored.values[w];
  return values;
}

/// The design with its outcomes, in its own order.
std::string design_csv(const EnsembleStore& store, const OuterDesign& design,
                       const std::vector<Outcome>& outcomes) {
  std::vector<std::vector<double>> values;
  for (const Outcome& outcome : outcomes) {
    values.push_back(read_outcome(store, outcome, design.rows.size()));
  }
  CsvText csv;
  for (const std::string& name : design.header) csv.add(name);
  for (const Outcome& outcome : outcomes) csv.add(outcome.text);
  csv.end_row();
  for (std::size_t r = 0; r < design.rows.size(); ++r) {
    for (const std::string& field : design.rows[r]) csv.add(field);
    for (const auto& column : values) csv.add(column[r]);
    csv.end_row();
  }
  return csv.take();
}

OuterDesign require_design(const std::string& file, const config::LoadResult& loaded) {
  Diagnostics problems;
  OuterDesign design;
  if (const auto text = read_text(file, problems))
    design = read_design(file, *text, loaded, problems);
  if (!problems.ok()) throw InputError(problems.text());
  return design;
}

int outer_design_command(const SensitivityRequest& request, Console& console) {
  const Configuration configuration = require_configuration(request.configuration);
  const OuterDesign design = require_design(request.design, configuration.loaded);
  const auto outcomes = outcomes_of(request, configuration.parameters);
  ManyWorlds worlds;
  worlds.kind = "sensitivity";
  worlds.design = fmt::format(
      "design {}, {}", design.digest,
      request.replicate ? fmt::format("replicate {}", *request.replicate) : "middle of the priors");
  worlds.experiment.metrics = metrics_of(metric_list(outcomes, request.metrics));
  worlds.experiment.scenarios = {make_scenario(request.configuration, "base")};
  worlds.count = design.rows.size();
  const std::size_t priors = configuration.loaded.prior_paths.size();
  worlds.spec = [&](std::size_t k) { return spec_of(design, k, request.replicate, priors); };
  const auto store = run_into_store(request, worlds, console);
  if (!store) return exit_done;
  const std::string csv = design_csv(*store, design, outcomes);
  if (request.csv.empty() || request.csv == "-") {
    console.print_exactly(csv);
  } else {
    write_file(request.csv, csv, request.force);
  }
  return exit_code_of(*store, console);
}

/// Priors that are varied: those asked for, or all.
std::vector<std::size_t> varied(const SensitivityRequest& request, const WorldSource& source) {
  const config::LoadResult& loaded = source.loaded();
  std::vector<std::string> paths;
  std::vector<std::size_t> all, chosen;
  for (std::size_t k = 0; k < loaded.priors.size(); ++k) {
    const bool joint = source.is_joint(loaded.priors[k].dimension);
    paths.push_back(joint ? std::string() : loaded.priors[k].path);
    if (!joint) all.push_back(k);
  }
  if (paths.empty())
    throw InputError(
        "no value of this configuration has a prior to be varied over; expected one in the place "
        "of a "
        "value, for instance by --set 'KEY={dist: uniform, lo: LOWEST, hi: HIGHEST}'");
  for (std::size_t begin = 0; begin < request.parameters.size();) {
    const std::size_t end =
        std::min(request.parameters.find(',', begin), request.parameters.size());
    const std::string path = request.parameters.substr(begin, end - begin);
    begin = end + 1;
    const auto found = std::find(paths.begin(), paths.end(), path);
    if (found == paths.end()) {
      throw InputError(text(no_prior(path, loaded)));
    }
    chosen.push_back(static_cast<std::size_t>(found - paths.begin()));
    if (std::count(chosen.begin(), chosen.end(), chosen.back()) > 1) {
      throw InputError(fmt::format("--parameters {}: is named twice", path));
    }
  }
  return chosen.empty() ? all : chosen;
}

/// Where the world of a row stands in the priors that are varied: [chosen].
std::vector<double> uniforms_of(const SensitivityRequest& request, const DesignRow& row,
                                const std::vector<const config::BoundPrior*>& chosen) {
  std::vector<double> uniforms = row.point;
  for (std::size_t i = 0; i < chosen.size() && by_morris(request); ++i) {
    uniforms[i] = screening_uniform(uniforms[i], config::shape_of(*chosen[i]).choices);
  }
  return uniforms;
}

/// The draw at a place in (0, 1) of all of them.
std::vector<double> joint_draw(const JointDraws& joint, double place) {
  const auto count = static_cast<double>(joint.uniforms.size());
  const double draw = std::clamp(place * count, 0.0, count - 1.0);
  return joint.uniforms[static_cast<std::size_t>(draw)];
}

/// Values of choices that no row of the design takes, as "key: value, value".
std::vector<std::string> untried_values(const SensitivityRequest& request,
                                        const std::vector<DesignRow>& design,
                                        const std::vector<const config::BoundPrior*>& chosen) {
  std::vector<std::vector<double>> tried;
  for (const DesignRow& row : design) tried.push_back(uniforms_of(request, row, chosen));
  std::vector<std::string> untried;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    std::vector<std::string> values;
    for (const config::PriorChoice& choice : config::shape_of(*chosen[i]).choices) {
      const bool taken = std::any_of(tried.begin(), tried.end(), [&](const auto& uniforms) {
        return uniforms[i] >= choice.from && uniforms[i] < choice.to;
      });
      if (!taken) values.push_back(choice.text);
    }
    if (values.empty()) continue;
    untried.push_back(fmt::format("{}: {}", chosen[i]->path, fmt::join(values, ", ")));
  }
  return untried;
}

/// The tables of all outcomes, the largest effects first.
void report(StoreWriter& store, const SensitivityRequest& request,
            const std::vector<std::string>& inputs, const std::vector<DesignRow>& design,
            const std::vector<Outcome>& outcomes, const std::vector<std::string>& untried,
            Console& console) {
  std::string text;
  Json json = {{"config", store.meta("config")},
               {"method", method_text(request)},
               {"content_digest", store.content_digest()},
               {"builds", builds_of(store)},
               {"untried", untried}};
  for (const Outcome& outcome : outcomes) {
    const std::vector<double> values = read_outcome(store, outcome, design.size());
    const IndexTable made = index_table(request, inputs, design, true, values);
    const std::string title =
        fmt::format("{}: {}, mean {:.3g}, {}", outcome.text, use_text(request, made.use),
                    mean(values), probability_statement);
    text += fmt::format("{}\n{}{}", console.bold(title), fitted(made.table),
                        without_luck_text(made.without_luck));
    const std::string warning = use_warning(request, made.use);
    text += (warning.empty() ? "" : wrapped(warning, line_width())) + "\n";
    json["outcomes"][outcome.text] = table_json(made.table);
    if (!made.without_luck.rows.empty()) {
      json["without_luck"][outcome.text] = table_json(made.without_luck);
    }
    json["use"][outcome.text] = use_json(request, made.use);
    if (!request.second_order) continue;
    text += pair_text(made.pairs) + "\n";
    json["pairs"][outcome.text] = table_json(made.pairs);
  }
  for (const std::string& values : untried) {
    text +=
        fmt::format("Never tried by this design: {}; take more {}.\n", values, block_name(request));
  }
  text += digest_lines(store);
  store.keep_answer(json.dump());
  console.deliver(text, json, request.json);
}

}  // namespace

int sensitivity_command(SensitivityRequest request, Console& console) {
  const Interruption interruption;
  check_deliverable(request.json);
  if (request.second_order && by_morris(request)) {
    throw InputError("sensitivity: --second-order is of --method sobol");
  }
  if (!request.from.empty()) return given_data_command(request, console);
  if (!request.test.empty()) return test_command(request, console);
  if (request.configuration.config.empty())
    throw InputError("sensitivity: CONFIG or --test is required");
  if (request.output.empty()) throw InputError("sensitivity: -o FILE.db is required");
  preload(request.configuration);
  if (!request.design.empty()) return outer_design_command(request, console);
  ManyWorlds worlds;
  worlds.kind = "sensitivity";
  worlds.experiment.scenarios = {make_scenario(request.configuration, "base")};
  const WorldSource source(worlds.experiment.scenarios[0]);
  const config::LoadResult& loaded = source.loaded();
  std::vector<const config::BoundPrior*> chosen;
  std::vector<std::string> inputs;
  for (const std::size_t k : varied(request, source)) {
    chosen.push_back(&loaded.priors[k]);
    inputs.push_back(loaded.priors[k].path);
  }
  const auto joint = worlds.experiment.scenarios[0].joint;
  const bool vary_joint = joint != nullptr && request.parameters.empty();
  if (vary_joint) inputs.emplace_back(posterior_name);
  const std::vector<Outcome> outcomes = outcomes_of(request, source.parameters());
  const std::vector<DesignRow> design = design_of(request, inputs.size(), loaded.seed, true);
  worlds.design = fmt::format("{}, {}", method_text(request), fmt::join(inputs, " "));
  worlds.experiment.metrics = metrics_of(metric_list(outcomes, request.metrics));
  worlds.count = design.size();
  worlds.spec = [&](std::size_t k) {
    WorldSpec spec;
    spec.row = static_cast<std::uint32_t>(k);
    spec.replicate = design[k].replicate;
    spec.uniforms.assign(loaded.prior_paths.size(), config::prior_middle);
    const std::vector<double> uniforms = uniforms_of(request, design[k], chosen);
    for (std::size_t i = 0; i < chosen.size(); ++i)
      spec.uniforms[chosen[i]->dimension] = uniforms[i];
    if (vary_joint) spec.joint = joint_draw(*joint, design[k].point[chosen.size()]);
    return spec;
  };
  const auto store = run_into_store(request, worlds, console);
  if (!store) return exit_done;
  report(*store, request, inputs, design, outcomes, untried_values(request, design, chosen),
         console);
  return exit_code_of(*store, console);
}

}  // namespace overbuild
