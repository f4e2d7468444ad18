// What decides labs' sales ten years after the opening: every rule about labs, funds, the market
// and buyers switched, and numbers that might matter changed, one at a time and over the same
// draws; with how often each guard on labs' decisions bound.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/config/declaration.hpp"
#include "core/number_text.hpp"
#include "sim/experiments/crew.hpp"
#include "sim/experiments/statistics.hpp"
#include "sim/results/failures.hpp"
#include "tools/configuration.hpp"
#include "tools/interruption.hpp"
#include "tools/scenario.hpp"
#include "tools/study/left_out.hpp"
#include "tools/study/run_numbers.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"
#include "tools/study/variants.hpp"

namespace overbuild::study {

namespace {

const double missing_value = std::nan("");

/// A row of the table: what is set, and what is multiplied by in each world.
struct LabVariant {
  std::string name;
  std::vector<std::string> overlays = {};
  std::vector<config::Override> sets = {};
  std::vector<std::string> scaled = {};  ///< paths
  double factor = 1.0;
};

/// Values by path, as the configuration has them before priors are drawn.
using Values = std::map<std::string, std::string>;

Values values_of(const ConfigRequest& request) {
  Values values;
  for (const config::ProvenanceRow& row : require_configuration(request).loaded.provenance) {
    values[row.path] = row.value;
  }
  return values;
}

/// "<group>.<id>.<key>" of all that the group has.
std::vector<std::string> paths_of(const Values& values, const std::string& group,
                                  const std::string& key) {
  std::vector<std::string> paths;
  for (const auto& [path, value] : values) {
    const auto parts = config::split_path(path);
    if (parts.size() == 3 && parts[0] == group && parts[2] == key) paths.push_back(path);
  }
  return paths;
}

std::vector<LabVariant> rules_switched(const Values& values) {
  static const std::set<std::string> blocks = {"labs", "investors", "market", "buyers"};
  std::vector<LabVariant> variants;
  for (const Rule& rule : declared_rules()) {
    if (!blocks.contains(rule.block)) continue;
    const bool on = values.at(rule.path) == "true";
    variants.push_back({fmt::format("`{}.{}` {}", rule.block, rule.name, on ? "off" : "on"),
                        {},
                        {{rule.path, on ? "false" : "true"}}});
  }
  return variants;
}

std::vector<LabVariant> numbers_changed(const Values& values) {
  const std::vector<std::string> jobs =
      paths_of(values, "workload_classes", "value_per_job_median");
  const std::vector<std::string> money = paths_of(values, "investors", "appetite");
  constexpr double plenty = 1000.0;
  return {{"cap on the mark-up halved", {}, {}, {"lab_market.markup_cap"}, 0.5},
          {"cap on the mark-up doubled", {}, {}, {"lab_market.markup_cap"}, 2.0},
          {"limit on research halved", {}, {}, {"lab_market.research_growth_limit"}, 0.5},
          {"limit on research doubled", {}, {}, {"lab_market.research_growth_limit"}, 2.0},
          {"cap on commitments halved", {}, {}, {"lab_market.commitment_cap"}, 0.5},
          {"cap on commitments doubled", {}, {}, {"lab_market.commitment_cap"}, 2.0},
          {"conduct does not fade", {}, {{"lab_market.conduct_fade", "0"}}},
          {"a tenth of it payable", {}, {}, {"equity.payable_share"}, 0.1},
          {"nobody hosts open models", {"switches/no-hosted-open"}},
          {"no diffusion", {"switches/no-diffusion"}},
          {"no latent demand found", {"switches/no-latent-demand"}},
          {"values per job three times", {}, {}, jobs, 3.0},
          {"values per job a third", {}, {}, jobs, 1.0 / 3.0},
          {"funds' money without end", {}, {}, money, plenty},
          {"funds have no money", {}, {}, money, 0.0}};
}

/// What a variant sets in one world. `drawn`: what its priors were settled to, by path.
std::vector<config::Override> settings(const LabVariant& variant, const Values& values,
                                       const nlohmann::json& drawn) {
  std::vector<config::Override> all = variant.sets;
  for (const std::string& path : variant.scaled) {
    const double value =
        drawn.contains(path) ? drawn.at(path).get<double>() : parse_number(values.at(path)).value();
    all.push_back({path, config::number_text(variant.factor * value)});
  }
  return all;
}

/// Guards on labs' decisions, in the order of their columns.
constexpr const char* guard_headings[] = {"limit on research", "cap on the mark-up",
                                          "ends of the search or cost of a price",
                                          "cap on commitments"};
constexpr std::size_t guard_count = std::size(guard_headings);

/// What the table needs of one world.
struct LabReading {
  double revenue = missing_value;  ///< usd
  double failed = missing_value;
  double guards[guard_count] = {missing_value, missing_value, missing_value,
                                missing_value};  ///< lab-years in which it bound
  int year = 0;                                  ///< of the revenue
  std::string broken;
  bool refused = false;
  [[nodiscard]] bool complete() const { return broken.empty(); }
};

/// Years of a lab in which it signed less, or had contracts cut, for what it may owe.
double labs_at_commitment_cap(const Recording& recording) {
  std::set<std::pair<int, std::string>> bound;
  for (const EventRow& event : recording.events) {
    if (event.kind != "commitment_cap" && event.kind != "contract_cut") continue;
    const AgentName* agent = find_agent(recording, event.agent);
    if (agent != nullptr && agent->role == "lab") bound.emplace(event.year, event.agent);
  }
  return static_cast<double>(bound.size());
}

LabReading reading_of(const Parameters& parameters, const Recording& recording) {
  LabReading world;
  world.year = std::min(recording.first_year + 10, last_year(recording));
  world.revenue = recording.value(world.year, "lab_revenue"_metric);
  world.failed = sum_over_years(recording, "lab_defaults"_metric);
  world.guards[0] = sum_over_years(recording, "research_limited"_metric);
  world.guards[parameters.lab.demand_prices ? 2 : 1] =
      sum_over_years(recording, "price_limited"_metric);
  if (parameters.lab.contracts_ahead) world.guards[3] = labs_at_commitment_cap(recording);
  return world;
}

/// Every variant in every replicate: [variants][replicates].
std::vector<std::vector<LabReading>> run_all(const ConfigRequest& base, const Values& values,
                                             const std::vector<LabVariant>& variants,
                                             std::uint32_t worlds) {
  std::vector<std::vector<LabReading>> readings(variants.size(), std::vector<LabReading>(worlds));
  Experiment experiment;
  experiment.digests = false;
  for (const LabVariant& variant : variants) {
    experiment.scenarios.push_back(make_scenario(base, variant.name, variant.overlays));
  }
  std::vector<nlohmann::json> drawn(worlds);
  WorldSource source(experiment.scenarios.front());
  for (std::uint32_t k = 0; k < worlds; ++k) {
    WorldSpec world;
    world.replicate = k;
    source.draw(world);
    drawn[k] = nlohmann::json::parse(source.drawn());
  }
  experiment.read = [&](const WorldSpec& spec, const WorldSource& from,
                        const Recording& recording) {
    readings[spec.scenario][spec.replicate] = reading_of(from.parameters(), recording);
  };
  const auto spec = [&](std::size_t k) {
    WorldSpec world;
    world.scenario = static_cast<std::uint32_t>(k / worlds);
    world.replicate = static_cast<std::uint32_t>(k % worlds);
    world.overrides = settings(variants[world.scenario], values, drawn[world.replicate]);
    return world;
  };
  CrewOptions options;
  options.interrupted = Interruption::requested;
  run_worlds(experiment, variants.size() * worlds, spec, options, [&](WorldRecord&& record) {
    LabReading& world = readings[record.scenario][record.replicate];
    world.refused = record.status == WorldRecord::Status::refused;
    world.broken = std::move(record.reason);
    return true;
  });
  return readings;
}

/// Of worlds that ended.
template <class Read>
std::vector<double> column(const std::vector<LabReading>& worlds, Read&& read) {
  std::vector<double> values;
  for (const LabReading& world : worlds)
    values.push_back(world.complete() ? read(world) : missing_value);
  return values;
}

std::string number_or_dash(double value, const char* format) {
  return std::isnan(value) ? "-" : fmt::format(fmt::runtime(format), value);
}

std::vector<std::string> row_of(const std::string& name, const std::vector<LabReading>& worlds,
                                const std::vector<LabReading>* base) {
  const auto revenue = [](const LabReading& world) { return world.revenue; };
  const std::vector<double> sales = column(worlds, revenue);
  std::vector<std::string> row = {name, number_or_dash(median(sales) / 1e9, "{:.4g}")};
  if (base == nullptr) {
    row.emplace_back("");
  } else {
    const PairedChange change = paired_change(sales, column(*base, revenue));
    row.push_back(number_or_dash(100.0 * change.value, "{:+.1f}") +
                  (std::isnan(change.error) ? "" : fmt::format(" ({:.1f})", 100.0 * change.error)));
  }
  const auto shown_mean = [&](auto&& read) {
    row.push_back(number_or_dash(mean(column(worlds, read)), "{:.1f}"));
  };
  shown_mean([](const LabReading& world) { return world.failed; });
  for (std::size_t g = 0; g < guard_count; ++g) {
    shown_mean([g](const LabReading& world) { return world.guards[g]; });
  }
  return row;
}

}  // namespace

std::string labs_study(const StudyRequest& request) {
  const Values values = values_of(request.configuration);
  std::vector<LabVariant> variants = {{"as configured"}};
  for (const auto& more : {rules_switched(values), numbers_changed(values)}) {
    variants.insert(variants.end(), more.begin(), more.end());
  }
  const auto readings = run_all(request.configuration, values, variants, request.worlds);
  const auto any = std::find_if(readings.front().begin(), readings.front().end(),
                                [](const LabReading& world) { return world.complete(); });
  LeftOut left_out;
  left_out.ask(variants.size() * request.worlds);
  for (std::size_t v = 0; v < variants.size(); ++v) {
    for (std::size_t k = 0; k < readings[v].size(); ++k) {
      const LabReading& world = readings[v][k];
      if (world.refused) {
        left_out.refuse(world.broken);
      } else if (!world.complete()) {
        left_out.lose(fmt::format("World {} with {}", k, variants[v].name), world.broken);
      }
    }
  }
  left_out.require_a_start();
  if (any == readings.front().end()) {
    throw std::runtime_error("no world ran as configured: " + readings.front().front().broken);
  }
  std::vector<std::string> headings = {"", fmt::format("labs' sales {}, bn usd", any->year),
                                       "change of the mean, %", "labs failed"};
  headings.insert(headings.end(), std::begin(guard_headings), std::end(guard_headings));
  MarkdownTable table(headings);
  for (std::size_t v = 0; v < variants.size(); ++v) {
    table.add(row_of(variants[v].name, readings[v], v == 0 ? nullptr : &readings.front()));
  }
  return fmt::format(
             "{} worlds with drawn priors, the same draws in every row. Sales: median over worlds; "
             "their change: of the mean over worlds that ran in both, with its standard error. "
             "Labs "
             "failed and the columns behind: means over worlds, of failures and of years of a lab "
             "in which a guard decided, over the whole run.\n\n",
             request.worlds) +
         table.text() + left_out.text();
}

}  // namespace overbuild::study
