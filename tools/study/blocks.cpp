// What each rule of the second edition buys and costs: worlds with all rules off, all on, and each
// rule and each block of rules in alone and out alone, over the same draws.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "agents/enterprise/memory.hpp"
#include "sim/experiments/crew.hpp"
#include "sim/experiments/statistics.hpp"
#include "sim/measure/metrics.hpp"
#include "tools/configuration.hpp"
#include "tools/hindcast.hpp"
#include "tools/interruption.hpp"
#include "tools/scenario.hpp"
#include "tools/study/ensemble.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"
#include "tools/study/variants.hpp"

namespace overbuild::study {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// A row of the table: which rules are on.
struct Variant {
  std::string name;
  std::vector<bool> on;
};

std::vector<Variant> variants_of(const std::vector<Rule>& rules) {
  const std::size_t n = rules.size();
  std::vector<Variant> variants = {{"none", std::vector<bool>(n, false)},
                                   {"all", std::vector<bool>(n, true)}};
  const auto add = [&](const std::string& name, auto&& belongs) {
    for (const bool alone : {true, false}) {
      Variant variant{alone ? name + " alone" : "all but " + name, std::vector<bool>(n)};
      for (std::size_t k = 0; k < n; ++k) variant.on[k] = belongs(rules[k]) == alone;
      variants.push_back(variant);
    }
  };
  std::vector<std::string> blocks;
  for (const Rule& rule : rules) {
    if (blocks.empty() || blocks.back() != rule.block) blocks.push_back(rule.block);
  }
  for (const std::string& block : blocks) {
    add(fmt::format("**{}**", block), [&](const Rule& rule) { return rule.block == block; });
    const auto in_block = std::count_if(rules.begin(), rules.end(),
                                        [&](const Rule& rule) { return rule.block == block; });
    if (in_block < 2) continue;
    for (const Rule& rule : rules) {
      if (rule.block != block) continue;
      add(rule.name, [&](const Rule& other) { return other.path == rule.path; });
    }
  }
  return variants;
}

std::optional<hindcast::Evidence> evidence_of(const ConfigRequest& request) {
  const std::filesystem::path from = find_configuration(request.config);
  const auto file = from.parent_path() / "evidence" / (from.stem().string() + ".yaml");
  if (!std::filesystem::exists(file)) return std::nullopt;
  return require_evidence(request, file.string());
}

/// Splits of the record that are counted, in so far as the evidence has targets of them.
struct Counted {
  hindcast::Split split;
  const char* heading;
};

std::vector<Counted> counted_splits(const std::optional<hindcast::Evidence>& evidence) {
  std::vector<Counted> counted;
  if (!evidence) return counted;
  for (const Counted& one : {Counted{hindcast::Split::train, "training met"},
                             Counted{hindcast::Split::test, "test met"}}) {
    const bool any = std::any_of(evidence->targets.begin(), evidence->targets.end(),
                                 [&](const auto& target) { return target.split == one.split; });
    if (any) counted.push_back(one);
  }
  return counted;
}

/// "4 of 7" targets of a split met.
std::string met(const hindcast::Evidence& evidence, const hindcast::Scorecard& card,
                hindcast::Split split) {
  int all = 0, passed = 0;
  for (std::size_t t = 0; t < evidence.targets.size(); ++t) {
    if (evidence.targets[t].split != split) continue;
    ++all;
    passed += card.targets[t].pass ? 1 : 0;
  }
  return fmt::format("{} of {}", passed, all);
}

/// Mean over the years in which there is a ratio.
double ratio_over_years(const Recording& recording, Metric above, Metric below) {
  std::vector<double> ratios;
  for (int year = recording.first_year + 1; year <= last_year(recording); ++year) {
    const double base = recording.value(year, below);
    ratios.push_back(base > 0.0 ? recording.value(year, above) / base : none);
  }
  return mean(ratios);
}

/// Years after the opening whose capital spending is shown.
constexpr int shown_years[] = {1, 2, 3, 5, 8, 12};

/// What the table needs of one world.
struct Reading {
  hindcast::WorldReading targets;
  int first_year = 0;
  std::vector<double> spending;  ///< in the shown years that the run has
  double worst = none, used = none, rent = none, own_use = none;
  double builders_failed = 0.0, labs_failed = 0.0;
  std::string broken;
  bool refused = false;  ///< it could not start; the others say how it broke
};

Reading reading_of(const std::optional<hindcast::Evidence>& evidence, const Recording& recording) {
  Reading world;
  if (evidence) world.targets = hindcast::read_world(*evidence, recording);
  world.first_year = recording.first_year;
  for (const int ahead : shown_years) {
    const int year = recording.first_year + ahead;
    if (year <= last_year(recording)) {
      world.spending.push_back(recording.value(year, "ai_capex"_metric));
    }
  }
  world.worst = worst_three_years(recording);
  world.used = mean_over_years(recording, "utilisation"_metric);
  world.rent = ratio_over_years(recording, "rental_price"_metric, "full_cost"_metric);
  world.own_use =
      ratio_over_years(recording, "builder_core_value"_metric, "builder_ai_revenue"_metric);
  world.builders_failed = sum_over_years(recording, "builder_defaults"_metric);
  world.labs_failed = sum_over_years(recording, "lab_defaults"_metric);
  return world;
}

/// Worlds of one variant that ended.
using Readings = std::vector<const Reading*>;

class Table {
 public:
  Table(const std::optional<hindcast::Evidence>& evidence, const Reading& world)
      : evidence_(evidence), counted_(counted_splits(evidence)), years_(world.spending.size()) {
    std::vector<std::string> headings = {"rules on"};
    for (const Counted& counted : counted_) headings.emplace_back(counted.heading);
    for (std::size_t k = 0; k < years_; ++k) {
      headings.push_back(fmt::format("{}", world.first_year + shown_years[k]));
    }
    for (const char* more : {"worst three years", "hours used", "rent over full cost",
                             "own use over rents paid", "builders failed", "labs failed"}) {
      headings.emplace_back(more);
    }
    table_.emplace(headings);
  }

  void add(const std::string& name, const Readings& worlds) {
    std::vector<std::string> row = {name};
    if (!counted_.empty()) {
      std::vector<hindcast::WorldReading> readings;
      for (const Reading* world : worlds) readings.push_back(world->targets);
      const auto card = hindcast::score(*evidence_, readings);
      for (const Counted& counted : counted_) row.push_back(met(*evidence_, card, counted.split));
    }
    const auto of = [&](auto&& read) {
      std::vector<double> values;
      for (const Reading* world : worlds) values.push_back(read(*world));
      return values;
    };
    for (std::size_t k = 0; k < years_; ++k) {
      row.push_back(shown("ai_capex"_metric,
                          median(of([k](const Reading& world) { return world.spending[k]; }))));
    }
    for (const auto share : {&Reading::worst, &Reading::used}) {
      row.push_back(fmt::format(
          "{:.0f} %", 100.0 * median(of([&](const Reading& world) { return world.*share; }))));
    }
    for (const auto ratio : {&Reading::rent, &Reading::own_use}) {
      row.push_back(
          fmt::format("{:.2f}", median(of([&](const Reading& world) { return world.*ratio; }))));
    }
    for (const auto failed : {&Reading::builders_failed, &Reading::labs_failed}) {
      row.push_back(
          fmt::format("{:.1f}", mean(of([&](const Reading& world) { return world.*failed; }))));
    }
    table_->add(row);
  }

  std::string text() const { return table_->text(); }

 private:
  const std::optional<hindcast::Evidence>& evidence_;
  std::vector<Counted> counted_;
  std::size_t years_;
  std::optional<MarkdownTable> table_;
};

/// Variants that begin with the same enterprises, one after the other: only these switches change
/// who buys and how the start is solved.
std::vector<std::uint32_t> by_population(const std::vector<Rule>& rules,
                                         const std::vector<Variant>& variants) {
  const auto population = [&](std::uint32_t v) {
    std::vector<bool> on;
    for (std::size_t k = 0; k < rules.size(); ++k) {
      const bool touches = rules[k].block == "buyers" || rules[k].name == "satiation";
      on.push_back(touches && variants[v].on[k]);
    }
    return on;
  };
  std::vector<std::uint32_t> order(variants.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return population(a) < population(b); });
  return order;
}

/// Every variant in every replicate of one seed, as a hindcast runs them: [variants][replicates].
std::vector<std::vector<Reading>> run_variants(const std::optional<hindcast::Evidence>& evidence,
                                               const ConfigRequest& base,
                                               const std::vector<Rule>& rules,
                                               const std::vector<Variant>& variants,
                                               std::uint32_t worlds) {
  require_configuration(base);
  std::vector<std::vector<Reading>> readings(variants.size(), std::vector<Reading>(worlds));
  PopulationMemory memory;
  Experiment experiment;
  experiment.digests = false;
  experiment.memory = &memory;
  for (const Variant& variant : variants) {
    std::vector<std::string> sets;
    for (std::size_t k = 0; k < rules.size(); ++k) {
      sets.push_back(fmt::format("{}={}", rules[k].path, variant.on[k]));
    }
    experiment.scenarios.push_back(make_scenario(base, variant.name, {}, sets));
  }
  experiment.read = [&](const WorldSpec& spec, const WorldSource&, const Recording& recording) {
    readings[spec.scenario][spec.replicate] = reading_of(evidence, recording);
  };
  const std::vector<std::uint32_t> order = by_population(rules, variants);
  const auto spec = [&](std::size_t k) {
    WorldSpec world;
    world.scenario = order[k % order.size()];
    world.replicate = static_cast<std::uint32_t>(k / order.size());
    return world;
  };
  CrewOptions options;
  options.interrupted = Interruption::requested;
  run_worlds(experiment, variants.size() * worlds, spec, options, [&](WorldRecord&& record) {
    Reading& world = readings[record.scenario][record.replicate];
    world.refused = record.status == WorldRecord::Status::refused;
    world.broken = std::move(record.reason);
    return true;
  });
  return readings;
}

}  // namespace

std::string blocks_study(const StudyRequest& request) {
  const auto evidence = evidence_of(request.configuration);
  ConfigRequest base = request.configuration;
  if (evidence) {
    base.sets.insert(base.sets.begin(), evidence->overrides.begin(), evidence->overrides.end());
  }
  const std::vector<Rule> rules = declared_rules();
  const std::vector<Variant> variants = variants_of(rules);
  const auto readings = run_variants(evidence, base, rules, variants, request.worlds);
  std::optional<Table> table;
  Missing missing;
  for (std::size_t v = 0; v < variants.size(); ++v) {
    Readings complete;
    for (std::size_t k = 0; k < readings[v].size(); ++k) {
      const Reading& world = readings[v][k];
      if (world.broken.empty()) {
        complete.push_back(&world);
      } else {
        missing.add(k, variants[v].name, world.refused, world.broken);
      }
    }
    if (complete.empty()) continue;
    if (!table) table.emplace(evidence, *complete.front());
    table->add(variants[v].name, complete);
  }
  return fmt::format(
             "Medians of {} worlds with drawn priors, the same draws in every row. Years: capital "
             "spending "
             "that builders decide, bn usd. Worst three years: of any in the run. Hours used, rent "
             "over the "
             "full cost of new capacity, and value of own use over rents paid: means over years. "
             "Failed: "
             "mean number over the run.\n\n",
             request.worlds) +
         (table ? table->text() : std::string("No world ran.\n")) + missing.text();
}

}  // namespace overbuild::study
