// What each rule of the second edition buys and costs: worlds with all rules off, all on, and each
// rule and each block of rules in alone and out alone, over the same draws.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "core/config/declaration.hpp"
#include "sim/experiments/statistics.hpp"
#include "sim/measure/metrics.hpp"
#include "tools/configuration.hpp"
#include "tools/hindcast.hpp"
#include "tools/study/ensemble.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// A rule's switch, "blocks.market.idle_hours", and its block, "market".
struct Rule {
  std::string path, block, name;
};

/// All switches, as they are declared.
std::vector<Rule> declared_rules() {
  const config::Declaration root = config::collect([](config::Visitor& v) {
    Parameters parameters{};
    describe(v, parameters);
  });
  std::vector<Rule> rules;
  config::for_each(root, [&](const std::string& path, const config::Declaration& node) {
    const auto parts = config::split_path(path);
    if (parts.size() == 3 && parts[0] == "blocks" && node.is_leaf()) {
      rules.push_back({path, parts[1], parts[2]});
    }
  });
  return rules;
}

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

/// Worst change of capital spending over three years, wherever in the run.
double worst_three_years(const Recording& recording) {
  double worst = none;
  for (int year = recording.first_year + 4; year <= last_year(recording); ++year) {
    const double before = recording.value(year - 3, "ai_capex"_metric);
    if (!(before > 0.0)) continue;
    const double change = recording.value(year, "ai_capex"_metric) / before - 1.0;
    if (!(change >= worst)) worst = change;
  }
  return worst;
}

template <class Read>
double mean_over_years(const Recording& recording, Read&& read) {
  double sum = 0.0, years = 0.0;
  for (int year = recording.first_year + 1; year <= last_year(recording); ++year) {
    const double value = read(year);
    if (std::isnan(value)) continue;
    sum += value;
    years += 1.0;
  }
  return years > 0.0 ? sum / years : none;
}

class Table {
 public:
  Table(const std::optional<hindcast::Evidence>& evidence, int first, int last)
      : evidence_(evidence) {
    for (const int ahead : {1, 2, 3, 5, 8, 12}) {
      if (first + ahead <= last) years_.push_back(first + ahead);
    }
    std::vector<std::string> headings = {"rules on"};
    if (evidence_) headings.insert(headings.end(), {"training met", "test met"});
    for (const int year : years_) headings.push_back(fmt::format("{}", year));
    for (const char* more : {"worst three years", "hours used", "rent over full cost",
                             "own use over rents paid", "builders failed", "labs failed"}) {
      headings.emplace_back(more);
    }
    table_.emplace(headings);
  }

  void add(const std::string& name, const std::vector<Member>& worlds) {
    std::vector<std::string> row = {name};
    if (evidence_) {
      std::vector<hindcast::WorldReading> readings;
      for (const Member& world : worlds) {
        if (world.complete()) readings.push_back(hindcast::read_world(*evidence_, world.recording));
      }
      const auto card = hindcast::score(*evidence_, readings);
      row.push_back(met(*evidence_, card, hindcast::Split::train));
      row.push_back(met(*evidence_, card, hindcast::Split::test));
    }
    for (const int year : years_) {
      row.push_back(shown("ai_capex"_metric, median(outcomes(worlds, year, "ai_capex"_metric))));
    }
    const auto middle = [&](auto&& read) {
      std::vector<double> values;
      for (const Member& world : worlds) {
        if (world.complete()) values.push_back(read(world.recording));
      }
      return values;
    };
    row.push_back(fmt::format("{:.0f} %", 100.0 * median(middle(worst_three_years))));
    const auto over_years = [&](Metric above, std::optional<Metric> below) {
      return median(middle([&](const Recording& recording) {
        return mean_over_years(recording, [&](int year) {
          const double value = recording.value(year, above);
          if (!below) return value;
          const double base = recording.value(year, *below);
          return base > 0.0 ? value / base : none;
        });
      }));
    };
    row.push_back(fmt::format("{:.0f} %", 100.0 * over_years("utilisation"_metric, std::nullopt)));
    row.push_back(fmt::format("{:.2f}", over_years("rental_price"_metric, "full_cost"_metric)));
    row.push_back(fmt::format(
        "{:.2f}", over_years("builder_core_value"_metric, "builder_ai_revenue"_metric)));
    for (const Metric failed : {"builder_defaults"_metric, "lab_defaults"_metric}) {
      const auto counts = middle([&](const Recording& recording) {
        double sum = 0.0;
        for (int y = recording.first_year + 1; y <= last_year(recording); ++y) {
          const double value = recording.value(y, failed);
          if (!std::isnan(value)) sum += value;
        }
        return sum;
      });
      double mean = 0.0;
      for (const double count : counts) mean += count / static_cast<double>(counts.size());
      row.push_back(fmt::format("{:.1f}", mean));
    }
    table_->add(row);
  }

  std::string text() const { return table_->text(); }

 private:
  const std::optional<hindcast::Evidence>& evidence_;
  std::vector<int> years_;
  std::optional<MarkdownTable> table_;
};

/// Replicates 0 to count - 1 of one seed, as a hindcast runs them.
std::vector<WorldSpec> replicates(std::uint32_t count) {
  std::vector<WorldSpec> specs(count);
  for (std::uint32_t k = 0; k < count; ++k) specs[k].replicate = k;
  return specs;
}

}  // namespace

std::string blocks_study(const StudyRequest& request) {
  const auto evidence = evidence_of(request.configuration);
  ConfigRequest base = request.configuration;
  if (evidence) {
    base.sets.insert(base.sets.begin(), evidence->overrides.begin(), evidence->overrides.end());
  }
  const std::vector<Rule> rules = declared_rules();
  std::optional<Table> table;
  std::string broken;
  for (const Variant& variant : variants_of(rules)) {
    ConfigRequest world = base;
    for (std::size_t k = 0; k < rules.size(); ++k) {
      world.sets.push_back(fmt::format("{}={}", rules[k].path, variant.on[k]));
    }
    const auto worlds = run_ensemble(world, replicates(request.worlds), evidence.has_value());
    for (const Member& member : worlds) {
      if (!member.complete()) {
        broken +=
            fmt::format("\nWorld {} with {}: {}\n", member.replicate, variant.name, member.broken);
      } else if (!table) {
        table.emplace(evidence, member.recording.first_year, last_year(member.recording));
      }
    }
    if (table) table->add(variant.name, worlds);
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
         (table ? table->text() : std::string("No world ran.\n")) + broken;
}

}  // namespace overbuild::study
