#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/digest.hpp"
#include "sim/experiments/ensemble_summary.hpp"
#include "sim/experiments/outcome.hpp"
#include "sim/experiments/sensitivity.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/results/summary.hpp"
#include "tools/configuration.hpp"
#include "tools/interruption.hpp"
#include "tools/many_worlds.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view luck_name = "(luck of the replicate)";

bool by_morris(const SensitivityRequest& request) { return request.method == "morris"; }

// ---- indices ----------------------------------------------------------------------------------

TableColumn share_column(std::string key, std::string heading) {
  return number_column(std::move(key), "1", std::move(heading), "", 3);
}

/// Inputs by what they do to one outcome, the largest first.
Table index_table(const SensitivityRequest& request, const std::vector<std::string>& inputs,
                  const std::vector<DesignRow>& design, bool luck,
                  const std::vector<double>& outcome, const std::string& title) {
  Table table;
  table.name = "indices";
  table.title = title;
  table.columns = {text_column("input", "input")};
  std::vector<std::string> names = inputs;
  if (luck) names.emplace_back(luck_name);
  std::vector<std::pair<double, std::vector<Cell>>> rows;
  if (by_morris(request)) {
    for (const char* heading : {"mu_star", "mu_star_lo", "mu_star_hi", "mu", "sigma"}) {
      table.columns.push_back(share_column(heading, heading));
    }
    const auto effects = morris_effects(design, inputs.size(), luck, outcome);
    for (std::size_t k = 0; k < names.size(); ++k) {
      const MorrisResult& e = effects[k];
      rows.push_back({e.mean_size.value,
                      {names[k], e.mean_size.value, e.mean_size.interval.lo,
                       e.mean_size.interval.hi, e.mean, e.spread}});
    }
  } else {
    for (const char* heading : {"first", "first_lo", "first_hi", "total", "total_lo", "total_hi"}) {
      table.columns.push_back(share_column(heading, heading));
    }
    const auto indices = sobol_indices(inputs.size(), luck, outcome);
    for (std::size_t k = 0; k < names.size(); ++k) {
      const SobolResult& i = indices[k];
      rows.push_back({i.total.value,
                      {names[k], i.first.value, i.first.interval.lo, i.first.interval.hi,
                       i.total.value, i.total.interval.lo, i.total.interval.hi}});
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return (std::isnan(a.first) ? -1.0 : a.first) > (std::isnan(b.first) ? -1.0 : b.first);
  });
  for (auto& [size, row] : rows) table.rows.push_back(std::move(row));
  return table;
}

std::vector<DesignRow> design_of(const SensitivityRequest& request, std::size_t inputs,
                                 std::uint32_t seed, bool luck) {
  return by_morris(request) ? morris_design(inputs, request.worlds, seed, luck)
                            : sobol_design(inputs, request.worlds, seed, luck);
}

std::string method_text(const SensitivityRequest& request) {
  return by_morris(request) ? fmt::format("Morris, {} trajectories", request.worlds)
                            : fmt::format("Sobol (Saltelli, Jansen), {} base points", request.worlds);
}

int test_command(const SensitivityRequest& request, Console& console) {
  const auto& known = test_functions();
  const auto function = std::find_if(known.begin(), known.end(), [&](const TestFunction& f) {
    return f.name == request.test;
  });
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
  const Table table = index_table(request, inputs, design, false, outcome,
                                  fmt::format("{}: {}", function->name, method_text(request)));
  std::string text = fmt::format("{}\n{}", console.bold(table.title), table_text(table));
  Json json = {{"function", function->name}, {"indices", table_json(table)}};
  if (!by_morris(request)) {
    text += fmt::format("exact: first {:.4f}, total {:.4f}\n", fmt::join(function->first, " "),
                        fmt::join(function->total, " "));
    json["exact"] = {{"first", function->first}, {"total", function->total}};
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
  if (texts.empty()) {
    texts = {fmt::format("builder_defaults:any:{}-{}", first, std::min(first + 9, last)),
             fmt::format("cohort_irr:median:{}-{}", first, std::min(first + 4, last))};
  }
  Diagnostics problems;
  std::vector<Outcome> outcomes;
  for (const std::string& text : texts) {
    const Outcome outcome = outcomes.emplace_back(parse_outcome(text, problems));
    if (problems.ok() && (outcome.first < first - 1 || outcome.last > last)) {
      problems.add({"--outcome " + text, 0, 0},
                   fmt::format("the run covers {} to {}, its opening {}", first, last, first - 1), {});
    }
  }
  if (!problems.ok()) throw InputError(problems.text());
  return outcomes;
}

std::string metric_list(const std::vector<Outcome>& outcomes, const std::string& more) {
  std::string list;
  for (const Outcome& outcome : outcomes) list += outcome.metric + ",";
  return list + more;
}

/// Outcome by row of the design; NaN where a world did not end.
std::vector<double> read_outcome(const EnsembleStore& store, const Outcome& outcome,
                                 std::size_t rows) {
  std::vector<double> values(rows, std::nan(""));
  const StoredSeries series = store.series("base", {outcome.metric}, static_cast<std::uint32_t>(rows));
  for (std::size_t w = 0; w < series.rows.size(); ++w) {
    values[series.rows[w]] = value_of(outcome, [&](int year) {
      const bool inside = year >= series.first_year && year < series.first_year + series.years;
      return inside ? series.at(w, year, 0) : std::nan("");
    });
  }
  return values;
}

/// A design made elsewhere: paths in the header, a row a world.
struct OuterDesign {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;
  std::string digest;
};

OuterDesign read_design(const std::string& file) {
  Diagnostics problems;
  const std::optional<std::string> text = read_text(file, problems);
  if (!text) throw InputError(problems.text());
  OuterDesign design;
  int line = 0;
  for_each_csv_row(*text, [&](const std::vector<std::string>& fields) {
    ++line;
    if (line == 1) {
      design.names = fields;
    } else if (fields.size() == design.names.size()) {
      design.rows.push_back(fields);
    } else {
      problems.add({file, line}, fmt::format("has {} fields", fields.size()),
                   fmt::format("{}, as the header", design.names.size()));
    }
  });
  if (design.rows.empty()) problems.add({file}, "has no rows", "a header of keys and a row a world");
  if (!problems.ok()) throw InputError(problems.text());
  Digest digest;
  digest.add(*text);
  design.digest = digest.hex();
  return design;
}

WorldSpec spec_of(const OuterDesign& design, std::size_t row, std::uint32_t replicate) {
  WorldSpec spec;
  spec.row = static_cast<std::uint32_t>(row);
  spec.replicate = replicate;
  for (std::size_t k = 0; k < design.names.size(); ++k) {
    const std::string& value = design.rows[row][k];
    if (design.names[k] == "replicate") {
      spec.replicate = static_cast<std::uint32_t>(std::strtoul(value.c_str(), nullptr, 10));
    } else {
      spec.overrides.push_back({design.names[k], value});
    }
  }
  return spec;
}

/// The design with its outcomes, in its own order.
std::string design_csv(const EnsembleStore& store, const OuterDesign& design,
                       const std::vector<Outcome>& outcomes) {
  std::vector<std::vector<double>> values;
  for (const Outcome& outcome : outcomes) {
    values.push_back(read_outcome(store, outcome, design.rows.size()));
  }
  CsvText csv;
  for (const std::string& name : design.names) csv.add(name);
  for (const Outcome& outcome : outcomes) csv.add(outcome.text);
  csv.end_row();
  for (std::size_t r = 0; r < design.rows.size(); ++r) {
    for (const std::string& field : design.rows[r]) csv.add(field);
    for (const auto& column : values) csv.add(column[r]);
    csv.end_row();
  }
  return csv.take();
}

int outer_design_command(const SensitivityRequest& request, Console& console) {
  const OuterDesign design = read_design(request.design);
  const Configuration configuration = require_configuration(request.configuration);
  const auto outcomes = outcomes_of(request, configuration.parameters);
  ManyWorlds worlds;
  worlds.kind = "sensitivity";
  worlds.design = fmt::format("design {}, replicate {}", design.digest, request.replicate);
  worlds.experiment.metrics = metrics_of(metric_list(outcomes, request.metrics));
  worlds.experiment.scenarios = {make_scenario(request.configuration, "base")};
  worlds.count = design.rows.size();
  worlds.spec = [&](std::size_t k) { return spec_of(design, k, request.replicate); };
  const auto store = run_into_store(request, worlds, console);
  if (!store) return exit_done;
  const std::string csv = design_csv(*store, design, outcomes);
  if (request.csv.empty() || request.csv == "-") {
    console.print(csv);
  } else {
    write_file(request.csv, csv, request.force);
  }
  return exit_code_of(*store, console);
}

/// Priors that are varied: those asked for, or all.
std::vector<std::size_t> varied(const SensitivityRequest& request, const config::LoadResult& loaded) {
  std::vector<std::string> paths;
  std::vector<std::size_t> all, chosen;
  for (std::size_t k = 0; k < loaded.priors.size(); ++k) {
    paths.push_back(loaded.priors[k].path);
    all.push_back(k);
  }
  if (all.empty()) throw InputError("no value of this configuration has a prior to be varied over");
  for (std::size_t begin = 0; begin < request.parameters.size();) {
    const std::size_t end = std::min(request.parameters.find(',', begin), request.parameters.size());
    const std::string path = request.parameters.substr(begin, end - begin);
    begin = end + 1;
    const auto found = std::find(paths.begin(), paths.end(), path);
    if (found == paths.end()) {
      refuse_input("", fmt::format("--parameters {}: no prior", path), "keys that have a prior",
                   nearest_name(path, paths));
    }
    chosen.push_back(static_cast<std::size_t>(found - paths.begin()));
  }
  return chosen.empty() ? all : chosen;
}

}  // namespace

int sensitivity_command(SensitivityRequest request, Console& console) {
  const Interruption interruption;
  check_deliverable(request.json);
  if (!request.test.empty()) return test_command(request, console);
  if (request.configuration.config.empty()) throw InputError("sensitivity: CONFIG or --test is required");
  if (request.output.empty()) throw InputError("sensitivity: -o FILE.db is required");
  preload(request.configuration);
  if (!request.design.empty()) return outer_design_command(request, console);
  ManyWorlds worlds;
  worlds.kind = "sensitivity";
  worlds.experiment.scenarios = {make_scenario(request.configuration, "base")};
  const WorldSource source(worlds.experiment.scenarios[0]);
  const config::LoadResult& loaded = source.loaded();
  const std::vector<std::size_t> chosen = varied(request, loaded);
  std::vector<std::string> inputs;
  for (const std::size_t k : chosen) inputs.push_back(loaded.priors[k].path);
  const std::vector<Outcome> outcomes = outcomes_of(request, source.parameters());
  const std::vector<DesignRow> design = design_of(request, inputs.size(), loaded.seed, true);
  worlds.design = fmt::format("{}, {}", method_text(request), fmt::join(inputs, " "));
  worlds.experiment.metrics = metrics_of(metric_list(outcomes, request.metrics));
  worlds.count = design.size();
  worlds.spec = [&](std::size_t k) {
    WorldSpec spec;
    spec.row = static_cast<std::uint32_t>(k);
    spec.replicate = design[k].replicate;
    spec.uniforms.assign(loaded.prior_paths.size(), 0.5);  // what is not varied takes its median
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      spec.uniforms[loaded.priors[chosen[i]].dimension] = design[k].point[i];
    }
    return spec;
  };
  const auto store = run_into_store(request, worlds, console);
  if (!store) return exit_done;
  std::string text;
  Json json = {{"config", store->meta("config")}, {"method", method_text(request)},
               {"content_digest", store->meta("content_digest")}};
  for (const Outcome& outcome : outcomes) {
    const std::vector<double> values = read_outcome(*store, outcome, design.size());
    const Table table =
        index_table(request, inputs, design, true, values,
                    fmt::format("{}: {}, mean {:.3g}, {}", outcome.text, method_text(request),
                                mean(values), probability_statement));
    text += fmt::format("{}\n{}\n", console.bold(table.title), table_text(table));
    json["outcomes"][outcome.text] = table_json(table);
  }
  text += fmt::format("content digest  {}\n{}\n", store->meta("content_digest"), conditional_statement);
  store->keep_answer(json.dump());
  console.deliver(text, json, request.json);
  return exit_code_of(*store, console);
}

}  // namespace overbuild
