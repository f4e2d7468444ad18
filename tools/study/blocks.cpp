// What each rule with a switch buys and costs: worlds with all rules off, all on, as configured,
// with each rule and each block of rules alone, and with each taken from what is configured or
// added to it, over the same draws.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "agents/enterprise/memory.hpp"
#include "agents/enterprise/population.hpp"
#include "core/config/declaration.hpp"
#include "core/digest.hpp"
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

/// Places of the rows that others may repeat; spending is compared with that of the last.
constexpr std::size_t no_rule_on = 0, all_rules_on = 1, as_configured = 2;
constexpr std::size_t yardsticks[] = {no_rule_on, all_rules_on, as_configured};

/// A row whose first worlds repeat one of those to the bit is not run further.
constexpr std::uint32_t worlds_looked_at = 10;

/// Which rules the configuration has on.
std::vector<bool> configured(const ConfigRequest& request, const std::vector<Rule>& rules) {
  std::vector<bool> on(rules.size());
  for (const config::ProvenanceRow& row : require_configuration(request).loaded.provenance) {
    for (std::size_t k = 0; k < rules.size(); ++k) {
      if (rules[k].path == row.path) on[k] = row.value == "true";
    }
  }
  return on;
}

std::vector<Variant> variants_of(const ConfigRequest& request, const std::vector<Rule>& rules) {
  const std::size_t n = rules.size();
  std::vector<Variant> variants = {{"none", std::vector<bool>(n, false)},
                                   {"all", std::vector<bool>(n, true)},
                                   {"as configured", configured(request, rules)}};
  const std::vector<bool> on = variants[as_configured].on;
  const auto add = [&](const std::string& name, auto&& belongs) {
    Variant alone{name + " alone", std::vector<bool>(n)};
    bool any = false;
    for (std::size_t k = 0; k < n; ++k) {
      alone.on[k] = belongs(rules[k]);
      any = any || (alone.on[k] && on[k]);
    }
    Variant changed{(any ? "without " : "with ") + name, on};
    for (std::size_t k = 0; k < n; ++k) {
      if (alone.on[k]) changed.on[k] = !any;
    }
    variants.push_back(std::move(alone));
    variants.push_back(std::move(changed));
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

/// Own use that is worth more than this in some year is beyond what the outside check allows.
constexpr double most_over_rents = 3.0, most_of_payroll = 0.01;

bool beyond_outside_check(const Parameters& parameters, const Recording& recording) {
  const double payroll = opening_payroll(parameters.population);
  for (int year = recording.first_year + 1; year <= last_year(recording); ++year) {
    const double own = recording.value(year, "builder_core_value"_metric);
    const double wages = std::pow(1.0 + parameters.demand.wage_growth, year - recording.first_year);
    if (own > most_over_rents * recording.value(year, "builder_ai_revenue"_metric) ||
        own > most_of_payroll * payroll * wages) {
      return true;
    }
  }
  return false;
}

/// What the table needs of one world.
struct Reading {
  hindcast::WorldReading targets;
  int first_year = 0;
  std::uint64_t digest = 0;      ///< of all its metrics
  std::vector<double> spending;  ///< in the shown years that the run has
  double worst = none, used = none, rent = none, own_use = none;
  bool beyond = false;  ///< the outside check of own use
  double builders_failed = 0.0, labs_failed = 0.0;
  std::string broken;
  bool refused = false;  ///< it could not start; the others say how it broke
};

Reading reading_of(const std::optional<hindcast::Evidence>& evidence, const Parameters& parameters,
                   const Recording& recording) {
  Reading world;
  Digest digest;
  for (const auto& year : recording.series) digest.add(year);
  world.digest = digest.value();
  world.beyond = beyond_outside_check(parameters, recording);
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

/// Worlds of one variant by replicate, without one where it did not end.
using Readings = std::vector<const Reading*>;

/// Of the worlds that there are.
template <class Read>
std::vector<double> of_each(const Readings& worlds, Read&& read) {
  std::vector<double> values;
  for (const Reading* world : worlds) {
    if (world != nullptr) values.push_back(read(*world));
  }
  return values;
}

/// A row for each variant. `any`: one of the worlds; `base`: those that spending is compared with.
class Table {
 public:
  Table(const std::optional<hindcast::Evidence>& evidence, const Reading& any, const Readings& base)
      : evidence_(evidence), base_(base), opening_(any.first_year), years_(any.spending.size()) {
    std::vector<std::string> headings = {"rules on"};
    for (const hindcast::Split split : {hindcast::Split::train, hindcast::Split::test}) {
      if (met({&any}, split) != "-") splits_.push_back(split);
    }
    for (const hindcast::Split split : splits_) {
      headings.emplace_back(split == hindcast::Split::train ? "training targets met"
                                                            : "test targets met");
    }
    for (std::size_t k = 0; k < years_; ++k) {
      headings.push_back(fmt::format("spending {}, bn usd", opening_ + shown_years[k]));
    }
    for (const char* more : {"worst change of spending over three years", "hours used",
                             "rent over full cost", "own use over rents paid",
                             "worlds with own use over 3 times rents paid, or over 1 % of payroll",
                             "builders failed, a world", "labs failed, a world"}) {
      headings.emplace_back(more);
    }
    table_.emplace(headings);
  }

  void add(const std::string& name, const Readings& worlds) {
    std::vector<std::string> row = {name};
    for (const hindcast::Split split : splits_) row.push_back(met(worlds, split));
    for (std::size_t k = 0; k < years_; ++k) row.push_back(spending(worlds, k));
    for (const auto share : {&Reading::worst, &Reading::used}) {
      const double middle =
          median(of_each(worlds, [&](const Reading& world) { return world.*share; }));
      row.push_back(std::isnan(middle) ? "-" : fmt::format("{:.0f} %", 100.0 * middle));
    }
    for (const auto ratio : {&Reading::rent, &Reading::own_use}) {
      const double middle =
          median(of_each(worlds, [&](const Reading& world) { return world.*ratio; }));
      row.push_back(std::isnan(middle) ? "-" : fmt::format("{:.2f}", middle));
    }
    const auto beyond =
        of_each(worlds, [](const Reading& world) { return world.beyond ? 1.0 : 0.0; });
    row.push_back(fmt::format("{:.0f} of {}", std::accumulate(beyond.begin(), beyond.end(), 0.0),
                              beyond.size()));
    for (const auto failed : {&Reading::builders_failed, &Reading::labs_failed}) {
      row.push_back(fmt::format(
          "{:.1f}", mean(of_each(worlds, [&](const Reading& world) { return world.*failed; }))));
    }
    table_->add(row);
  }

  std::string text() const { return table_->text(); }

 private:
  std::string met(const Readings& worlds, hindcast::Split split) const {
    if (!evidence_) return "-";
    std::vector<hindcast::WorldReading> readings;
    for (const Reading* world : worlds) {
      if (world != nullptr) readings.push_back(world->targets);
    }
    return targets_met(*evidence_, hindcast::score(*evidence_, readings), split, opening_);
  }

  /// "31.9 (0.8)": the median, and the standard error of how far it is from that of the
  /// configuration, over worlds that ran in both.
  std::string spending(const Readings& worlds, std::size_t k) const {
    const auto in_year = [k](const Reading& world) { return world.spending[k]; };
    const std::string middle = shown("ai_capex"_metric, median(of_each(worlds, in_year)));
    std::vector<double> here, there;
    for (std::size_t w = 0; w < worlds.size(); ++w) {
      if (worlds[w] == nullptr || base_[w] == nullptr) continue;
      here.push_back(in_year(*worlds[w]));
      there.push_back(in_year(*base_[w]));
    }
    if (here.empty()) return middle;
    const double error =
        bootstrap_error(here.size(), resamples, [&](const std::vector<std::size_t>& pairs) {
          std::vector<double> drawn_here, drawn_there;
          for (const std::size_t pair : pairs) {
            drawn_here.push_back(here[pair]);
            drawn_there.push_back(there[pair]);
          }
          return median(std::move(drawn_here)) - median(std::move(drawn_there));
        });
    return std::isnan(error) ? middle
                             : fmt::format("{} ({})", middle, shown("ai_capex"_metric, error));
  }

  const std::optional<hindcast::Evidence>& evidence_;
  const Readings& base_;
  int opening_;
  std::size_t years_;
  std::vector<hindcast::Split> splits_;
  std::optional<MarkdownTable> table_;
};

/// Whether every metric of every world is the same to the bit, where any ended.
bool repeats(const Readings& one, const Readings& other) {
  const auto same = [](const Reading* a, const Reading* b) {
    return a == nullptr || b == nullptr ? a == b : a->digest == b->digest;
  };
  return std::equal(one.begin(), one.end(), other.begin(), same) &&
         std::any_of(one.begin(), one.end(), [](const Reading* world) { return world != nullptr; });
}

using AllReadings = std::vector<std::vector<Reading>>;  // [variants][replicates]

Readings ended_of(const std::vector<Reading>& worlds) {
  Readings ended;
  for (const Reading& world : worlds) ended.push_back(world.broken.empty() ? &world : nullptr);
  return ended;
}

/// The row that the first worlds of a variant repeat, if there is one.
std::optional<std::size_t> repeated_by(const AllReadings& readings, std::size_t variant) {
  for (const std::size_t row : yardsticks) {
    if (row < variant && repeats(ended_of(readings[variant]), ended_of(readings[row]))) return row;
  }
  return std::nullopt;
}

/// Sorts variants so that those that begin with the same enterprises come one after the other: only
/// these switches change who buys and how the start is solved.
void sort_by_population(const std::vector<Rule>& rules, const std::vector<Variant>& variants,
                        std::vector<std::uint32_t>& some) {
  const auto population = [&](std::uint32_t v) {
    std::vector<bool> on;
    for (std::size_t k = 0; k < rules.size(); ++k) {
      const bool touches = rules[k].block == "buyers" || rules[k].name == "satiation";
      on.push_back(touches && variants[v].on[k]);
    }
    return on;
  };
  std::stable_sort(some.begin(), some.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return population(a) < population(b); });
}

/// Variants in every replicate of one seed, as a hindcast runs them.
class Runs {
 public:
  Runs(const std::optional<hindcast::Evidence>& evidence, const ConfigRequest& base,
       const std::vector<Rule>& rules, const std::vector<Variant>& variants)
      : rules_(rules), variants_(variants), readings_(variants.size()) {
    require_configuration(base);
    experiment_.digests = false;
    experiment_.memory = &memory_;
    for (const Variant& variant : variants) {
      std::vector<std::string> sets;
      for (std::size_t k = 0; k < rules.size(); ++k) {
        sets.push_back(fmt::format("{}={}", rules[k].path, variant.on[k]));
      }
      experiment_.scenarios.push_back(make_scenario(base, variant.name, {}, sets));
    }
    experiment_.read = [this, &evidence](const WorldSpec& spec, const WorldSource& from,
                                         const Recording& recording) {
      readings_[spec.scenario][spec.replicate] = reading_of(evidence, from.parameters(), recording);
    };
  }

  /// All variants, those that repeat another in their first worlds as far as these go: the rest is
  /// the other's.
  AllReadings run(std::uint32_t worlds) {
    const std::uint32_t first = std::min(worlds, worlds_looked_at);
    std::vector<std::uint32_t> some(variants_.size());
    std::iota(some.begin(), some.end(), 0U);
    run(some, 0, first);
    std::vector<std::optional<std::size_t>> same(variants_.size());
    for (std::size_t v = 0; v < same.size(); ++v) same[v] = repeated_by(readings_, v);
    std::erase_if(some, [&](std::uint32_t v) { return same[v].has_value(); });
    run(some, first, worlds);
    for (std::size_t v = 0; v < same.size(); ++v) {
      if (same[v]) readings_[v] = readings_[*same[v]];
    }
    return std::move(readings_);
  }

 private:
  /// These variants in replicates first to last, the last left out.
  void run(std::vector<std::uint32_t> some, std::uint32_t first, std::uint32_t last) {
    sort_by_population(rules_, variants_, some);
    for (const std::uint32_t v : some) readings_[v].resize(last);
    const auto spec = [&](std::size_t k) {
      WorldSpec world;
      world.scenario = some[k % some.size()];
      world.replicate = first + static_cast<std::uint32_t>(k / some.size());
      return world;
    };
    CrewOptions options;
    options.interrupted = Interruption::requested;
    run_worlds(experiment_, some.size() * (last - first), spec, options, [&](WorldRecord&& record) {
      Reading& world = readings_[record.scenario][record.replicate];
      world.refused = record.status == WorldRecord::Status::refused;
      world.broken = std::move(record.reason);
      return true;
    });
  }

  const std::vector<Rule>& rules_;
  const std::vector<Variant>& variants_;
  AllReadings readings_;
  PopulationMemory memory_;
  Experiment experiment_;
};

}  // namespace

std::string blocks_study(const StudyRequest& request) {
  const auto evidence = record_of(request.configuration);
  ConfigRequest base = request.configuration;
  if (evidence) {
    base.sets.insert(base.sets.begin(), evidence->overrides.begin(), evidence->overrides.end());
  }
  const std::vector<Rule> rules = declared_rules();
  const std::vector<Variant> variants = variants_of(base, rules);
  const AllReadings readings = Runs(evidence, base, rules, variants).run(request.worlds);
  LeftOut left_out;
  std::vector<Readings> ended;
  const Reading* any = nullptr;
  for (std::size_t v = 0; v < variants.size(); ++v) {
    ended.push_back(ended_of(readings[v]));
    left_out.ask(readings[v].size());
    for (std::size_t k = 0; k < readings[v].size(); ++k) {
      const Reading& world = readings[v][k];
      if (world.broken.empty()) {
        any = &world;
      } else if (world.refused) {
        left_out.refuse(world.broken);
      } else {
        left_out.lose(fmt::format("World {} with {}", k, variants[v].name), world.broken);
      }
    }
  }
  left_out.require_a_start();
  if (any == nullptr) throw std::runtime_error("no world ran. " + left_out.text());
  Table table(evidence, *any, ended[as_configured]);
  std::map<std::size_t, std::vector<std::string>> repeated;
  for (std::size_t v = 0; v < variants.size(); ++v) {
    if (of_each(ended[v], [](const Reading&) { return 0.0; }).empty()) continue;
    if (const auto same = repeated_by(readings, v)) {
      repeated[*same].push_back(variants[v].name);
    } else {
      table.add(variants[v].name, ended[v]);
    }
  }
  std::string text = fmt::format(
      "Medians of {} worlds with drawn priors, the same draws in every row. *none*, *all*: of the "
      "rules with a switch; *alone*: this one and no other; *without*, *with*: what is configured, "
      "less or besides this one. Spending: capital spending that builders decide; in brackets the "
      "standard error of the difference from *as configured*, over pairs of worlds. Worst change "
      "of spending over three years: of any in the run. Hours "
      "used, rent over the full cost of new capacity, and value of own use over rents paid: means "
      "over years. Own use over 3 times rents paid, or over 1 % of what firms pay their "
      "employees: in some year. Failed: mean number over the run. What a world begins with counts "
      "as no target met.\n\n",
      request.worlds);
  text += table.text();
  for (const auto& [yardstick, names] : repeated) {
    text += fmt::format("These repeat the row *{}* to the bit ({} worlds looked at): {}.\n\n",
                        variants[yardstick].name, std::min(request.worlds, worlds_looked_at),
                        fmt::join(names, ", "));
  }
  return text + left_out.text();
}

}  // namespace overbuild::study
