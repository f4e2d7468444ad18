#include "sim/experiments/hypotheses.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/config/declaration.hpp"
#include "market/rate_of_return.hpp"
#include "sim/experiments/ensemble_summary.hpp"
#include "sim/experiments/factorial.hpp"
#include "sim/experiments/outcome.hpp"
#include "sim/measure/metrics.hpp"

namespace overbuild {

namespace {

enum Payer : std::size_t { sector, builders, builders_at_rent, labs, payers };
constexpr std::string_view payer_names[payers] = {"sector", "builders", "builders_at_rent", "labs"};
constexpr std::string_view payer_headings[payers] = {"sector", "builders", "own use at rent",
                                                     "labs"};

const std::vector<std::string>& return_metrics() {
  static const std::vector<std::string> names{
      "payoff_npv", "builder_payoff_npv", "builder_rent_npv", "lab_payoff_npv",
      "cohort_irr", "hurdle_rate",        "ai_capex",         "cohort_irr_beyond"};
  return names;
}

/// What a world's capital of the first years came to.
struct WorldReturns {
  double pays[payers];  ///< 1 or 0
  double irr, capex;
  double discounted_at;  ///< the rate at which it was judged
  double beyond;         ///< share of the capital with a rate that lies beyond what is measured
};

/// A share of the capital that lies beyond the rates that are measured, and of worlds in which it
/// does, from which on median returns come with a warning.
constexpr double much_beyond = 0.1, many_worlds = 0.05;

/// A rate, or on which side of what can be measured it lies; not a number where there is none.
double rate_or_side(double rate, double beyond) {
  return std::isnan(beyond) || beyond == 0.0 ? rate : beyond * HUGE_VAL;
}

/// Median of rates that count by what was invested at each; years without capital have no rate.
double weighted_median(std::vector<std::pair<double, double>> rates) {
  std::sort(rates.begin(), rates.end());
  double all = 0.0, below = 0.0;
  for (const auto& [rate, weight] : rates) all += weight;
  for (const auto& [rate, weight] : rates) {
    below += weight;
    if (below >= 0.5 * all) return rate;
  }
  return std::nan("");
}

WorldReturns returns_of(const StoredSeries& series, std::size_t world, const Judgement& judged) {
  WorldReturns returns{};
  double npv[labs] = {}, factor = 1.0;
  std::vector<std::pair<double, double>> rates;
  const int last = std::min(judged.first_year + static_cast<int>(judged.rules.cohorts),
                            series.first_year + series.years) -
                   1;
  for (int year = judged.first_year; year <= last; ++year) {
    for (std::size_t p = 0; p < labs; ++p) npv[p] += factor * series.at(world, year, p);
    const double rate = rate_or_side(series.at(world, year, 4), series.at(world, year, 7));
    const double capex = series.at(world, year, 6);
    if (!std::isnan(rate) && capex > 0.0) rates.emplace_back(rate, capex);
    if (std::isinf(rate)) returns.beyond += std::max(capex, 0.0);
    returns.capex += capex;
    factor /= 1.0 + series.at(world, year, 5);
  }
  for (std::size_t p = 0; p < labs; ++p) returns.pays[p] = npv[p] >= 0.0 ? 1.0 : 0.0;
  returns.pays[labs] = series.at(world, judged.first_year, 3) >= 0.0 ? 1.0 : 0.0;
  returns.irr = weighted_median(std::move(rates));
  returns.discounted_at = series.at(world, judged.first_year, 5);
  returns.beyond = returns.capex > 0.0 ? returns.beyond / returns.capex : 0.0;
  return returns;
}

/// Outcomes by cell of the replicates that every cell has.
struct FamilyOutcomes {
  Cells pays[payers], irr, capex, discounted_at, beyond;
  std::size_t replicates = 0;
};

FamilyOutcomes outcomes_of(const EnsembleStore& store, const Family& family,
                           const Judgement& judged, std::uint32_t limit) {
  const std::size_t cells = std::size_t{1} << family.members.size();
  std::vector<std::map<std::uint32_t, WorldReturns>> by_row(cells);
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const StoredSeries series = store.series(cell_name(family, cell), return_metrics(), limit);
    for (std::size_t w = 0; w < series.rows.size(); ++w) {
      by_row[cell][series.rows[w]] = returns_of(series, w, judged);
    }
  }
  FamilyOutcomes outcomes;
  for (Cells& table : outcomes.pays) table.resize(cells);
  for (Cells* table : {&outcomes.irr, &outcomes.capex, &outcomes.discounted_at, &outcomes.beyond}) {
    table->resize(cells);
  }
  for (const auto& [row, ignored] : by_row[0]) {
    const bool everywhere = std::all_of(
        by_row.begin(), by_row.end(), [row = row](const auto& rows) { return rows.contains(row); });
    if (!everywhere) continue;
    ++outcomes.replicates;
    for (std::size_t cell = 0; cell < cells; ++cell) {
      const WorldReturns& returns = by_row[cell].at(row);
      for (std::size_t p = 0; p < payers; ++p) outcomes.pays[p][cell].push_back(returns.pays[p]);
      outcomes.irr[cell].push_back(returns.irr);
      outcomes.capex[cell].push_back(returns.capex);
      outcomes.discounted_at[cell].push_back(returns.discounted_at);
      outcomes.beyond[cell].push_back(returns.beyond);
    }
  }
  return outcomes;
}

std::vector<std::size_t> all_rows(std::size_t n) {
  std::vector<std::size_t> rows(n);
  for (std::size_t k = 0; k < n; ++k) rows[k] = k;
  return rows;
}

std::string percent_text(double share) {
  return std::isfinite(share) ? fmt::format("{:+.1f}", 100.0 * share) : "-";
}

/// A median rate, which may lie beyond what is measured.
std::string rate_text(double rate) {
  if (!std::isinf(rate)) return percent_text(rate);
  return rate > 0.0 ? fmt::format("> {:.0f}", 100.0 * highest_rate)
                    : fmt::format("< {:.0f}", 100.0 * lowest_rate);
}

std::string effect_text(const PairedEffect& effect) {
  return fmt::format("{} [{}, {}]", percent_text(effect.value), percent_text(effect.interval.lo),
                     percent_text(effect.interval.hi));
}

bool excludes_zero(const Interval& interval) { return interval.lo > 0.0 || interval.hi < 0.0; }

bool holds(const PredicateConfig& predicate, double value) {
  switch (predicate.op) {
    case 0: return value >= predicate.value;
    case 1: return value > predicate.value;
    case 2: return value <= predicate.value;
    default: return value < predicate.value;
  }
}

/// What one condition does to the share of worlds that pay off.
PairedEffect share_effect(const Cells& pays, std::size_t with, std::size_t without) {
  const ShareDifference difference = paired_difference(pays[with], pays[without]);
  return {difference.value, difference.interval};
}

/// Worlds of a scenario in which all predicates of a hypothesis hold.
Probability frequency(const EnsembleStore& store, const std::string& scenario,
                      const HypothesisConfig& hypothesis, std::uint32_t limit) {
  std::vector<std::string> names;
  for (const auto& [id, predicate] : hypothesis.predicates) names.push_back(predicate.metric);
  const StoredSeries series = store.series(scenario, names, limit);
  std::size_t held = 0;
  for (std::size_t w = 0; w < series.rows.size(); ++w) {
    bool all = true;
    for (std::size_t p = 0; p < names.size(); ++p) {
      const PredicateConfig& predicate = hypothesis.predicates[p].second;
      const int first = std::max(static_cast<int>(predicate.years.front()), series.first_year);
      const int last =
          std::min(static_cast<int>(predicate.years.back()), series.first_year + series.years - 1);
      std::int64_t years = 0;
      for (int year = first; year <= last; ++year) {
        const double value = series.at(w, year, p);
        years += !std::isnan(value) && holds(predicate, value) ? 1 : 0;
      }
      all = all && years >= predicate.at_least;
    }
    held += all ? 1 : 0;
  }
  return probability(held, series.rows.size());
}

std::string frequency_text(const EnsembleStore& store, const std::string& scenario,
                           const HypothesisConfig& hypothesis, std::uint32_t limit) {
  const Probability p = frequency(store, scenario, hypothesis, limit);
  return probability_text(p.successes, p.trials);
}

/// A column of shares or effects with their intervals, each of which stays on its line.
TableColumn interval_column(std::string key, std::string heading) {
  TableColumn column = text_column(std::move(key), std::move(heading));
  column.whole = true;
  return column;
}

/// What a share rests on, as columns.
void add_share_columns(Table& table) {
  table.columns.push_back(count_column("successes", "held"));
  table.columns.push_back(count_column("trials", "of"));
  for (const char* key : {"value", "low", "high"}) {
    table.columns.push_back(number_column(key, "1", key, "", 3));
  }
}

void add_share(std::vector<Cell>& row, const Probability& share) {
  row.emplace_back(static_cast<std::int64_t>(share.successes));
  row.emplace_back(static_cast<std::int64_t>(share.trials));
  for (const double value : {share.value, share.interval.lo, share.interval.hi})
    row.emplace_back(value);
}

/// The cells of a combination table, with their names. Of two conditions all but one is only the
/// other.
std::vector<std::pair<std::string, std::size_t>> told_cells(const Family& family) {
  const std::size_t n = family.members.size();
  std::vector<std::pair<std::string, std::size_t>> cells{{"all", all_cell(n)}};
  for (std::size_t i = 0; i < n; ++i) {
    cells.emplace_back("all but " + family.members[i].first, minus_one(n, i));
  }
  for (std::size_t i = 0; i < n && n > 2; ++i) {
    cells.emplace_back("only " + family.members[i].first, only_one(i));
  }
  if (n > 1) cells.emplace_back("none", 0);
  return cells;
}

std::size_t held_in(const std::vector<double>& cell) {
  return static_cast<std::size_t>(std::count(cell.begin(), cell.end(), 1.0));
}

std::vector<std::string> in_order(std::vector<std::string> settings) {
  std::sort(settings.begin(), settings.end());
  return settings;
}

void check_predicate(const std::string& path, const PredicateConfig& predicate,
                     Diagnostics& problems) {
  if (!find_metric(predicate.metric)) {
    problems.add({path + ".metric"}, fmt::format("unknown metric '{}'", predicate.metric),
                 std::string(metric_expected), nearest_metric(predicate.metric));
  }
  if (predicate.years.size() != 2)
    problems.add({path}, "years are not two", "years: [first, last]");
}

}  // namespace

std::vector<Family> families_of(const Parameters& parameters) {
  std::vector<Family> families;
  for (const auto& [id, hypothesis] : parameters.hypotheses) {
    auto found = std::find_if(
        families.begin(), families.end(),
        [&wanted = hypothesis.family](const Family& family) { return family.name == wanted; });
    if (found == families.end()) found = families.insert(found, {hypothesis.family, {}});
    found->members.emplace_back(id, hypothesis);
  }
  return families;
}

std::string cell_name(const Family& family, std::size_t cell) {
  if (cell_settings(family, cell).empty()) return "base";
  std::string name = family.name + "-";
  for (std::size_t i = 0; i < family.members.size(); ++i)
    name += ((cell >> i) & 1U) != 0 ? '1' : '0';
  return name;
}

std::vector<std::string> cell_settings(const Family& family, std::size_t cell) {
  std::vector<std::string> settings;
  for (std::size_t i = 0; i < family.members.size(); ++i) {
    const HypothesisConfig& hypothesis = family.members[i].second;
    const auto& chosen = ((cell >> i) & 1U) != 0 ? hypothesis.on : hypothesis.off;
    settings.insert(settings.end(), chosen.begin(), chosen.end());
  }
  return settings;
}

void check_judgement(const Parameters& parameters, Diagnostics& problems) {
  const ExperimentParameters& rules = parameters.experiment;
  const std::int64_t needed = rules.cohorts + rules.window;
  if (needed <= parameters.run.years) return;
  problems.add({"experiment.window"},
               fmt::format("the run of {} years ends before {} years of capital have had {} years "
                           "each to pay off",
                           parameters.run.years, rules.cohorts, rules.window),
               fmt::format("run.years of at least {}, or fewer experiment.cohorts, or a shorter "
                           "experiment.window",
                           needed));
}

void check_hypotheses(const std::vector<Family>& families, Diagnostics& problems) {
  for (const Family& family : families) {
    std::map<std::string, std::string> set_by;
    if (!config::valid_entry_id(family.name)) {
      problems.add({fmt::format("hypotheses.{}.family", family.members.front().first)},
                   fmt::format("'{}' names scenarios", family.name),
                   std::string(scenario_name_rule));
    }
    constexpr std::size_t most = 6;
    if (family.members.size() > most) {
      problems.add({"hypotheses"},
                   fmt::format("family '{}' has {} members", family.name, family.members.size()),
                   fmt::format("at most {}: all combinations are run", most));
    }
    for (const auto& [id, hypothesis] : family.members) {
      for (const auto& [key, predicate] : hypothesis.predicates) {
        check_predicate(fmt::format("hypotheses.{}.predicates.{}", id, key), predicate, problems);
      }
      if (in_order(hypothesis.on) == in_order(hypothesis.off)) {
        problems.add({fmt::format("hypotheses.{}.off", id)}, "'on' and 'off' are the same settings",
                     std::string(sides_expected));
      }
      std::set<std::string> own;
      for (const auto* list : {&hypothesis.on, &hypothesis.off}) {
        for (const std::string& setting : *list) own.insert(setting.substr(0, setting.find('=')));
      }
      for (const std::string& path : own) {
        const auto [known, fresh] = set_by.emplace(path, id);
        if (!fresh) {
          problems.add({"hypotheses." + id},
                       fmt::format("sets {}, as {} does", path, known->second),
                       "settings of their own for hypotheses that are crossed");
        }
      }
    }
  }
}

std::vector<std::string> metrics_needed(const std::vector<Family>& families) {
  std::vector<std::string> names = return_metrics();
  for (const Family& family : families) {
    for (const auto& [id, hypothesis] : family.members) {
      for (const auto& [key, predicate] : hypothesis.predicates) names.push_back(predicate.metric);
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Table combination_table(const EnsembleStore& store, const Family& family, const Judgement& judged,
                        std::uint32_t limit) {
  const FamilyOutcomes outcomes = outcomes_of(store, family, judged, limit);
  Table table;
  table.name = family.name + "_combinations";
  table.title =
      fmt::format("{}: P(pays off), {}, {} paired replicate{}, 95 % intervals", family.name,
                  probability_statement, outcomes.replicates, outcomes.replicates == 1 ? "" : "s");
  table.columns = {text_column("conditions", "conditions")};
  for (std::size_t p = 0; p < payers; ++p) {
    table.columns.push_back(
        interval_column(std::string(payer_names[p]), std::string(payer_headings[p])));
  }
  table.columns.push_back(text_column("median_irr", "median IRR %"));
  const std::vector<double> irr = cell_medians(outcomes.irr, all_rows(outcomes.replicates));
  for (const auto& [name, cell] : told_cells(family)) {
    std::vector<Cell> row = {name};
    for (const Cells& cells : outcomes.pays) {
      row.emplace_back(probability_text(held_in(cells[cell]), outcomes.replicates));
    }
    row.emplace_back(rate_text(irr[cell]));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table combination_counts(const EnsembleStore& store, const Family& family, const Judgement& judged,
                         std::uint32_t limit) {
  const FamilyOutcomes outcomes = outcomes_of(store, family, judged, limit);
  Table table;
  table.name = family.name + "_combination_counts";
  table.columns = {text_column("conditions", "conditions"), text_column("payer", "payer")};
  add_share_columns(table);
  for (const auto& [name, cell] : told_cells(family)) {
    for (std::size_t p = 0; p < payers; ++p) {
      std::vector<Cell> row = {name, std::string(payer_names[p])};
      add_share(row, probability(held_in(outcomes.pays[p][cell]), outcomes.replicates));
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

Table load_table(const EnsembleStore& store, const Family& family, const Judgement& judged,
                 std::uint32_t limit) {
  const FamilyOutcomes outcomes = outcomes_of(store, family, judged, limit);
  const std::size_t n = family.members.size();
  const auto rows = all_rows(outcomes.replicates);
  Table table;
  table.name = family.name + "_load";
  table.title = fmt::format(
      "{}: what each adds to all the others, percentage points with paired intervals of 95 % "
      "(Newcombe for shares of worlds, bootstrap for returns); material for the sector: P(sector) "
      "moves by {:.0f} points or more, or the median return (IRR) of the sector by {:.0f}, with an "
      "interval that leaves out zero",
      family.name, 100.0 * judged.rules.material_probability, 100.0 * judged.rules.material_irr);
  table.columns = {text_column("condition", "condition"),
                   interval_column("sector", "P(sector)"),
                   interval_column("builders", "P(builders)"),
                   interval_column("irr", "median IRR"),
                   text_column("material", "material for the sector"),
                   text_column("shapley_sector", "Shapley: sector"),
                   text_column("shapley_builders", "builders"),
                   spare(text_column("shapley_builders_at_rent", "own use at rent"), 2),
                   spare(text_column("shapley_labs", "labs"), 1)};
  std::vector<std::vector<double>> shapley;
  for (const Cells& cells : outcomes.pays)
    shapley.push_back(shapley_values(cell_means(cells, rows)));
  for (std::size_t i = 0; i < n && outcomes.replicates > 0; ++i) {
    const PairedEffect pays = share_effect(outcomes.pays[sector], all_cell(n), minus_one(n, i));
    const PairedEffect built = share_effect(outcomes.pays[builders], all_cell(n), minus_one(n, i));
    const PairedEffect irr =
        paired_effect(outcomes.irr, all_cell(n), minus_one(n, i), cell_medians);
    const bool material =
        (std::fabs(pays.value) >= judged.rules.material_probability &&
         excludes_zero(pays.interval)) ||
        (std::fabs(irr.value) >= judged.rules.material_irr && excludes_zero(irr.interval));
    std::vector<Cell> row = {family.members[i].first, effect_text(pays), effect_text(built),
                             effect_text(irr), std::string(material ? "yes" : "no")};
    for (const auto& values : shapley) row.emplace_back(percent_text(values[i]));
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string rate_remark(const EnsembleStore& store, const Family& family, const Judgement& judged,
                        std::uint32_t limit) {
  const FamilyOutcomes outcomes = outcomes_of(store, family, judged, limit);
  double lowest = HUGE_VAL, highest = -HUGE_VAL;
  for (const std::vector<double>& cell : outcomes.discounted_at) {
    for (const double rate : cell) {
      lowest = std::min(lowest, rate);
      highest = std::max(highest, rate);
    }
  }
  if (!(lowest <= highest)) return {};
  const std::string low = fmt::format("{:.1f}", 100.0 * lowest),
                    high = fmt::format("{:.1f}", 100.0 * highest);
  return fmt::format(
      "{}: pays off where the net present value at {} % a year{} is not below zero. That rate "
      "(hurdle_rate) is fixed at the start; the hurdle rates by which firms decide follow the base "
      "rate from year to year.",
      family.name, low == high ? low : fmt::format("{} to {}", low, high),
      low == high ? "" : ", by world,");
}

std::string return_remark(const EnsembleStore& store, const Family& family, const Judgement& judged,
                          std::uint32_t limit) {
  const FamilyOutcomes outcomes = outcomes_of(store, family, judged, limit);
  std::vector<std::string> unsure;
  for (const auto& [name, cell] : told_cells(family)) {
    const std::vector<double>& beyond = outcomes.beyond[cell];
    const auto worlds = static_cast<double>(std::count_if(
        beyond.begin(), beyond.end(), [](double share) { return share >= much_beyond; }));
    if (worlds < many_worlds * static_cast<double>(outcomes.replicates)) continue;
    unsure.push_back(fmt::format("{} ({:.0f} of {} worlds)", name, worlds, outcomes.replicates));
  }
  if (unsure.empty() || outcomes.replicates == 0) return {};
  return fmt::format(
      "{}: do not read the median return of {}. There {:.0f} % or more of the capital of the first "
      "years earned above {:.0f} or below {:.0f} % a year, beyond what is measured as a rate: the "
      "median can jump from one side to the other on small changes, and where it lies beyond "
      "itself "
      "no difference is shown (-).",
      family.name, fmt::join(unsure, ", "), 100.0 * much_beyond, 100.0 * highest_rate,
      100.0 * lowest_rate);
}

Table effect_table(const EnsembleStore& store, const Family& family, const Judgement& judged,
                   std::uint32_t limit) {
  const FamilyOutcomes outcomes = outcomes_of(store, family, judged, limit);
  const std::size_t n = family.members.size(), all = all_cell(n);
  const auto rows = all_rows(outcomes.replicates);
  Table table;
  table.name = family.name + "_effects";
  table.columns = {text_column("condition", "condition"), text_column("outcome", "outcome")};
  for (const char* key : {"with", "without", "effect", "low", "high"}) {
    table.columns.push_back(number_column(key, "1", key, "", 3));
  }
  for (std::size_t i = 0; i < n && outcomes.replicates > 0; ++i) {
    const auto add = [&](std::string_view outcome, const std::vector<double>& levels,
                         const PairedEffect& effect) {
      table.rows.push_back({family.members[i].first, std::string(outcome), levels[all],
                            levels[minus_one(n, i)], effect.value, effect.interval.lo,
                            effect.interval.hi});
    };
    for (std::size_t p = 0; p < payers; ++p) {
      const Cells& pays = outcomes.pays[p];
      add(payer_names[p], cell_means(pays, rows), share_effect(pays, all, minus_one(n, i)));
    }
    add("return", cell_medians(outcomes.irr, rows),
        paired_effect(outcomes.irr, all, minus_one(n, i), cell_medians));
  }
  return table;
}

Table interaction_table(const EnsembleStore& store, const Family& family, const Judgement& judged,
                        std::uint32_t limit) {
  const FamilyOutcomes outcomes = outcomes_of(store, family, judged, limit);
  Table table;
  table.name = family.name + "_interactions";
  table.title = fmt::format("{}: together and apart, percentage points", family.name);
  table.columns = {text_column("payer", "payer"), text_column("pair", "strongest interaction"),
                   text_column("interaction", "size"),
                   text_column("conjunction", "conjunction index")};
  if (family.members.size() < 2 || outcomes.replicates == 0) return table;
  for (std::size_t p = 0; p < payers; ++p) {
    const std::vector<double> means = cell_means(outcomes.pays[p], all_rows(outcomes.replicates));
    const Interaction strongest = strongest_interaction(means);
    const std::string pair = strongest.value == 0.0
                                 ? "none"
                                 : fmt::format("{} x {}", family.members[strongest.a].first,
                                               family.members[strongest.b].first);
    table.rows.push_back({std::string(payer_headings[p]), pair, percent_text(strongest.value),
                          percent_text(conjunction_index(means))});
  }
  return table;
}

Table predicate_table(const EnsembleStore& store, const std::vector<Family>& families,
                      std::uint32_t limit) {
  Table table;
  table.name = "predicates";
  table.title = fmt::format(
      "How often each hypothesis held, {} (95 % intervals); it alone forced: the others "
      "of its family off",
      probability_statement);
  table.columns = {
      text_column("hypothesis", "hypothesis"),    interval_column("as_configured", "as configured"),
      interval_column("all_on", "family forced"), interval_column("alone", "it alone forced"),
      interval_column("all_off", "family off"),   text_column("claim", "claim")};
  for (const Family& family : families) {
    const std::string on = cell_name(family, all_cell(family.members.size()));
    for (std::size_t i = 0; i < family.members.size(); ++i) {
      const auto& [id, hypothesis] = family.members[i];
      if (hypothesis.predicates.empty()) continue;
      const std::string alone = cell_name(family, only_one(i));
      table.rows.push_back({id, frequency_text(store, "base", hypothesis, limit),
                            frequency_text(store, on, hypothesis, limit),
                            frequency_text(store, alone, hypothesis, limit),
                            frequency_text(store, cell_name(family, 0), hypothesis, limit),
                            hypothesis.claim});
    }
  }
  return table;
}

std::string force_remark(const EnsembleStore& store, const std::vector<Family>& families,
                         std::uint32_t limit) {
  std::vector<std::string> weak;
  for (const Family& family : families) {
    for (std::size_t i = 0; i < family.members.size(); ++i) {
      const auto& [id, hypothesis] = family.members[i];
      if (hypothesis.predicates.empty()) continue;
      const Probability forced =
          frequency(store, cell_name(family, only_one(i)), hypothesis, limit);
      const Probability off = frequency(store, cell_name(family, 0), hypothesis, limit);
      if (forced.trials == 0 || off.trials == 0) continue;
      if (2 * forced.successes >= forced.trials && forced.value > off.value) continue;
      weak.push_back(
          fmt::format("{} (held in {} of {} worlds when it alone was forced, in {} of {} "
                      "with the family off)",
                      id, forced.successes, forced.trials, off.successes, off.trials));
    }
  }
  if (weak.empty()) return {};
  return fmt::format(
      "Settings that do not force what is claimed: {}. A condition that holds in fewer than half "
      "of "
      "the worlds in which it is forced, or no more often than where it is taken away, is not "
      "tested: what is said of it above is the effect of its settings and not of its claim.",
      fmt::join(weak, ", "));
}

Table predicate_counts(const EnsembleStore& store, const std::vector<Family>& families,
                       std::uint32_t limit) {
  Table table;
  table.name = "predicate_counts";
  table.columns = {text_column("hypothesis", "hypothesis"), text_column("family", "family is")};
  add_share_columns(table);
  for (const Family& family : families) {
    for (std::size_t i = 0; i < family.members.size(); ++i) {
      const auto& [id, hypothesis] = family.members[i];
      const std::pair<std::string, std::string> states[] = {
          {"as configured", "base"},
          {"forced", cell_name(family, all_cell(family.members.size()))},
          {"it alone forced", cell_name(family, only_one(i))},
          {"off", cell_name(family, 0)}};
      for (const auto& [state, scenario] : states) {
        if (hypothesis.predicates.empty()) continue;
        std::vector<Cell> row = {id, state};
        add_share(row, frequency(store, scenario, hypothesis, limit));
        table.rows.push_back(std::move(row));
      }
    }
  }
  return table;
}

Table spending_table(const EnsembleStore& store, const std::vector<Family>& families,
                     const Judgement& judged, std::uint32_t limit) {
  Table table;
  table.name = "spending";
  const int last = judged.first_year + static_cast<int>(judged.rules.cohorts) - 1;
  table.title = fmt::format("AI capital spending {} to {} that each explains, all others forced",
                            judged.first_year, last);
  table.columns = {text_column("condition", "condition"),
                   interval_column("share", "share explained, %, median [10 %, 90 %]")};
  for (const Family& family : families) {
    const FamilyOutcomes outcomes = outcomes_of(store, family, judged, limit);
    const std::size_t n = family.members.size();
    for (std::size_t i = 0; i < n && outcomes.replicates > 0; ++i) {
      std::vector<double> shares;
      for (std::size_t r = 0; r < outcomes.replicates; ++r) {
        const double with = outcomes.capex[all_cell(n)][r];
        if (with > 0.0) shares.push_back(1.0 - outcomes.capex[minus_one(n, i)][r] / with);
      }
      table.rows.push_back(
          {family.members[i].first,
           fmt::format("{} [{}, {}]", percent_text(median(shares)),
                       percent_text(quantile(shares, 0.1)), percent_text(quantile(shares, 0.9)))});
    }
  }
  return table;
}

}  // namespace overbuild
