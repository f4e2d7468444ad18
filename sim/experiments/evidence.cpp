#include "sim/experiments/evidence.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/config/reader.hpp"
#include "core/config/scalar.hpp"
#include "core/number_text.hpp"
#include "sim/parameters/parameters.hpp"

namespace overbuild::hindcast {

namespace {

using config::Node;

constexpr std::array<std::pair<std::string_view, Statistic>, 24> statistics = {{
    {"value", Statistic::value},
    {"mean", Statistic::mean},
    {"median", Statistic::median},
    {"sum", Statistic::sum},
    {"highest", Statistic::highest},
    {"lowest", Statistic::lowest},
    {"ratio_of_years", Statistic::ratio_of_years},
    {"change", Statistic::change},
    {"growth", Statistic::growth},
    {"growth_per_year", Statistic::growth_per_year},
    {"log_growth_per_year", Statistic::log_growth_per_year},
    {"peak_year", Statistic::peak_year},
    {"trough_year", Statistic::trough_year},
    {"fall_from_peak", Statistic::fall_from_peak},
    {"lowest_growth", Statistic::lowest_growth},
    {"lag_of_peaks", Statistic::lag_of_peaks},
    {"elasticity", Statistic::elasticity},
    {"year_above", Statistic::year_above},
    {"ratio_of_metrics", Statistic::ratio_of_metrics},
    {"interquartile_ratio", Statistic::interquartile_ratio},
    {"count_of_agents", Statistic::count_of_agents},
    {"odds_ratio", Statistic::odds_ratio},
    {"failures", Statistic::failures},
    {"default_rate", Statistic::default_rate},
}};

constexpr std::array<std::pair<std::string_view, Split>, 4> splits = {{{"train", Split::train},
                                                                       {"test", Split::test},
                                                                       {"input", Split::input},
                                                                       {"known", Split::known}}};

constexpr std::array<std::pair<std::string_view, bool>, 2> scales = {
    {{"logarithmic", true}, {"linear", false}}};
constexpr std::array<std::pair<std::string_view, bool>, 2> transforms = {
    {{"none", false}, {"exp", true}}};
constexpr std::array<std::pair<std::string_view, bool>, 2> centers = {
    {{"median", false}, {"mean", true}}};

/// Years that anybody could mean.
constexpr int earliest_year = 1800, latest_year = 2300;

/// How many years a statistic looks at.
enum class Span { one, several, any };

Span span_of(Statistic statistic) {
  switch (statistic) {
    case Statistic::value:
    case Statistic::interquartile_ratio:
    case Statistic::count_of_agents:
    case Statistic::default_rate: return Span::one;
    case Statistic::ratio_of_years:
    case Statistic::change:
    case Statistic::growth:
    case Statistic::growth_per_year:
    case Statistic::log_growth_per_year:
    case Statistic::peak_year:
    case Statistic::trough_year:
    case Statistic::fall_from_peak:
    case Statistic::lowest_growth:
    case Statistic::lag_of_peaks:
    case Statistic::elasticity:
    case Statistic::year_above: return Span::several;
    default: return Span::any;
  }
}

template <class Table, class Value>
std::string_view name_in(const Table& table, Value value) {
  for (const auto& [name, entry] : table) {
    if (entry == value) return name;
  }
  return "";
}

template <class Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : table) names.emplace_back(name);
  return names;
}

/// Reads one map, remembering which keys were asked for, so that the others can be refused.
class Reader {
 public:
  Reader(const Node& map, Diagnostics& diagnostics) : map_(map), diagnostics_(diagnostics) {
    if (!map.is_map()) diagnostics.add(map.where, "expected a map");
  }

  const Node* find(std::string_view key) {
    known_.emplace_back(key);
    return map_.find(key);
  }

  const Node* require(std::string_view key) {
    const Node* node = find(key);
    if (node == nullptr) diagnostics_.add(map_.where, fmt::format("`{}` is missing", key));
    return node;
  }

  std::string text(std::string_view key, bool required = false) {
    const Node* node = required ? require(key) : find(key);
    return node != nullptr ? node->text : std::string();
  }

  double number(std::string_view key, double otherwise, bool required = false) {
    const Node* node = required ? require(key) : find(key);
    return node != nullptr ? number_of(*node) : otherwise;
  }

  std::vector<std::string> list(std::string_view key) {
    std::vector<std::string> texts;
    const Node* node = find(key);
    if (node == nullptr) return texts;
    for (const Node& child : node->children) texts.push_back(child.text);
    return texts;
  }

  template <class Table, class Value>
  Value choice(std::string_view key, const Table& table, Value otherwise, bool required = false) {
    const Node* node = required ? require(key) : find(key);
    if (node == nullptr) return otherwise;
    for (const auto& [name, value] : table) {
      if (name == node->text) return value;
    }
    const auto names = names_of(table);
    diagnostics_.add(node->where, fmt::format("`{}`: unknown value '{}'", key, node->text),
                     fmt::format("{}", fmt::join(names, ", ")), nearest_name(node->text, names));
    return otherwise;
  }

  double number_of(const Node& node) {
    std::string complaint;
    const std::optional<double> value = config::read_number(node, complaint);
    if (!value) {
      const std::string key = node.key.empty() ? "" : fmt::format("`{}` ", node.key);
      diagnostics_.add(node.where, key + complaint, "a plain decimal number");
    }
    return value.value_or(0.0);
  }

  int whole_of(const Node& node, int lowest, int highest) {
    std::string complaint;
    const std::optional<std::int64_t> value = config::read_integer(node, complaint);
    if (value && *value >= lowest && *value <= highest) return static_cast<int>(*value);
    diagnostics_.add(node.where, value ? fmt::format("is {}", *value) : complaint,
                     fmt::format("a whole number from {} to {}", lowest, highest));
    return lowest;
  }

  int year_of(const Node& node) { return whole_of(node, earliest_year, latest_year); }

  void refuse_the_rest() {
    for (const Node& child : map_.children) {
      if (std::find(known_.begin(), known_.end(), child.key) == known_.end()) {
        diagnostics_.add(child.key_where, fmt::format("unknown key '{}'", child.key), {},
                         nearest_name(child.key, known_));
      }
    }
  }

  const SourcePosition& where() const { return map_.where; }
  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  const Node& map_;
  Diagnostics& diagnostics_;
  std::vector<std::string> known_;
};

Quantity quantity_named(const std::string& name, Reader& from) {
  Quantity quantity;
  quantity.metric = find_metric(name);
  if (quantity.metric) return quantity;
  const std::size_t dot = name.find('.');
  if (dot != std::string::npos) {
    quantity.role = name.substr(0, dot);
    quantity.column = name.substr(dot + 1);
    if (find_role(quantity.role)) return quantity;
    if (const std::string_view today = role_named_today(quantity.role); !today.empty()) {
      from.diagnostics().add(from.where(), fmt::format("'{}' is now '{}'", quantity.role, today),
                             {}, fmt::format("{}.{}", today, quantity.column));
      return quantity;
    }
  }
  from.diagnostics().add(from.where(), fmt::format("unknown metric '{}'", name),
                         "a metric, or <role>.<column>", nearest_name(name, metric_names()));
  return quantity;
}

void choose_firms(Quantity& quantity, const Quantity& like) {
  quantity.agents = like.agents;
  quantity.types = like.types;
  quantity.exponent = like.exponent;
}

/// One year, or the first and the last.
void read_years(const Node& years, Target& target, Reader& from) {
  target.years_at = years.where;
  const bool pair = years.kind == Node::Kind::list && years.children.size() == 2;
  const std::size_t problems = from.diagnostics().all().size();
  if (pair || (years.kind == Node::Kind::list && years.children.size() == 1)) {
    target.first_year = from.year_of(years.children.front());
    target.last_year = from.year_of(years.children.back());
  } else {
    target.first_year = target.last_year = from.year_of(years);
  }
  if (from.diagnostics().all().size() > problems) {
    target.first_year = target.last_year = 0;  // not known, and not looked at again
    return;
  }
  const std::string told = fmt::format("are {} to {}", target.first_year, target.last_year);
  const std::string statistic(name_of(target.statistic));
  if (target.first_year > target.last_year) {
    from.diagnostics().add(years.where, "the years " + told, "the first year first");
  } else if (span_of(target.statistic) == Span::one && target.first_year != target.last_year) {
    from.diagnostics().add(years.where, "the years " + told,
                           fmt::format("one year: `{}` looks at no more", statistic));
  } else if (span_of(target.statistic) == Span::several && target.first_year == target.last_year) {
    from.diagnostics().add(years.where, fmt::format("the year is {}", target.first_year),
                           fmt::format("[first, last]: `{}` compares years", statistic));
  }
}

Target read_target(const Node& node, Diagnostics& diagnostics) {
  Reader from(node, diagnostics);
  Target target;
  target.id = from.text("id", true);
  target.metric_name = from.text("metric", true);
  target.quantity = quantity_named(target.metric_name, from);
  target.quantity.agents = from.list("agents");
  target.quantity.types = from.list("types");
  target.quantity.exponent = from.choice("transform", transforms, false);
  target.second = target.quantity;
  constexpr std::string_view paired[] = {"lag_of_peaks", "ratio_of_metrics", "elasticity",
                                         "year_above"};
  if (std::count(std::begin(paired), std::end(paired), from.text("statistic")) > 0) {
    from.require("metric2");
  }
  if (from.text("statistic") == "odds_ratio") from.require("types2");
  if (const std::string second = from.text("metric2"); !second.empty()) {
    target.second = quantity_named(second, from);
    choose_firms(target.second, target.quantity);
  }
  if (const auto types = from.list("types2"); !types.empty()) target.second.types = types;
  target.statistic = from.choice("statistic", statistics, Statistic::value, true);
  if (const Node* years = from.require("years")) read_years(*years, target, from);
  if (const Node* within = from.find("within")) target.within = from.whole_of(*within, 1, 100);
  target.observed = from.number("observed", 0, true);
  target.lo = from.number("lo", 0, true);
  target.hi = from.number("hi", 0, true);
  if (target.lo > target.hi) diagnostics.add(node.where, "`lo` lies above `hi`");
  target.split = from.choice("split", splits, Split::test, true);
  target.center_mean = from.choice("center", centers, false);
  target.source = from.text("source", true);
  target.confidence = from.text("confidence");
  target.note = from.text("note");
  from.refuse_the_rest();
  return target;
}

void read_values(const Node& values, Series& series, Reader& from) {
  if (!values.is_map() || values.children.empty()) {
    from.diagnostics().add(values.where, "`values` has no values", "{year: value, year: value}");
    return;
  }
  for (const Node& value : values.children) {
    const std::optional<int> year = parse_whole_in<int>(value.key, earliest_year, latest_year);
    if (!year || series.values.contains(*year)) {
      from.diagnostics().add(
          value.key_where,
          year ? fmt::format("{} has two values", *year)
               : fmt::format("'{}' is not a year", value.key),
          fmt::format("each year once, from {} to {}", earliest_year, latest_year));
      continue;
    }
    const double observed = from.number_of(value);
    series.values[*year] = observed;
    series.values_at[*year] = value.where;
    if (series.logarithms && !(observed > 0.0)) {
      from.diagnostics().add(
          value.where,
          fmt::format("{} is observed in {}, which has no logarithm", value.text, *year),
          "a value above 0, or `scale: linear`");
    }
  }
}

Series read_series(const Node& node, Diagnostics& diagnostics) {
  Reader from(node, diagnostics);
  Series series;
  series.id = from.text("id", true);
  series.metric_name = from.text("metric", true);
  series.quantity = quantity_named(series.metric_name, from);
  series.quantity.agents = from.list("agents");
  series.quantity.types = from.list("types");
  series.logarithms = from.choice("scale", scales, true);
  const Node* base = from.find("relative_to");
  if (base != nullptr) series.relative_to = from.year_of(*base);
  if (const Node* values = from.require("values")) read_values(*values, series, from);
  const bool known = !base || series.values.contains(*series.relative_to);
  if (!known || (base && series.values.at(*series.relative_to) == 0.0)) {
    diagnostics.add(base->where,
                    fmt::format("`relative_to` {} has no value to divide by", base->text),
                    "a year of `values`, with a value that is not 0");
  }
  series.source = from.text("source", true);
  series.confidence = from.text("confidence");
  series.note = from.text("note");
  from.refuse_the_rest();
  return series;
}

/// Ids name rows of the scorecard.
void check_id(const Node& node, std::set<std::string>& taken, Diagnostics& diagnostics) {
  const Node* id = node.find("id");
  if (id == nullptr || taken.insert(id->text).second) return;
  diagnostics.add(id->where, fmt::format("the id '{}' is taken", id->text), "an id of its own");
}

}  // namespace

std::string_view name_of(Split split) { return name_in(splits, split); }
std::string_view name_of(Statistic statistic) { return name_in(statistics, statistic); }

Evidence read_evidence(const std::string& file, const std::string& text, Diagnostics& diagnostics) {
  Evidence evidence;
  const auto document = config::read_document(file, text, diagnostics);
  if (!document) return evidence;
  Reader from(*document, diagnostics);
  evidence.title = from.text("title");
  evidence.overrides = from.list("overrides");
  if (const Node* until = from.require("train_until")) evidence.train_until = from.year_of(*until);
  if (const Node* tolerance = from.find("tolerance")) {
    const std::size_t problems = diagnostics.all().size();
    evidence.errors.tolerance = from.number_of(*tolerance);
    const bool read = diagnostics.all().size() == problems;
    if (read && !(evidence.errors.tolerance >= 1.0 && evidence.errors.tolerance <= 100.0)) {
      diagnostics.add(tolerance->where, fmt::format("`tolerance` is {}", tolerance->text),
                      "1 to 100, as `overbuild calibrate` prints it, or no such key");
    }
  }
  std::set<std::string> targets_taken, series_taken;
  if (const Node* targets = from.require("targets")) {
    for (const Node& node : targets->children) {
      evidence.targets.push_back(read_target(node, diagnostics));
      check_id(node, targets_taken, diagnostics);
    }
  }
  if (const Node* series = from.find("series")) {
    for (const Node& node : series->children) {
      evidence.series.push_back(read_series(node, diagnostics));
      check_id(node, series_taken, diagnostics);
    }
  }
  from.refuse_the_rest();
  return evidence;
}

void check_years(const Evidence& evidence, int first_year, int last_year,
                 Diagnostics& diagnostics) {
  const std::string covered =
      fmt::format("years from {}, the start, to {}", first_year - 1, last_year);
  const auto outside = [&](int year) { return year < first_year - 1 || year > last_year; };
  for (const Target& target : evidence.targets) {
    if (target.first_year == 0) continue;
    if (target.split == Split::known && target.last_year > first_year) {
      diagnostics.add(target.years_at,
                      fmt::format("the target '{}' is known of {}, but the run begins in {}",
                                  target.id, target.last_year, first_year),
                      "`split: known` for years up to the first simulated one, else `test`");
    }
    if (!outside(target.first_year) && !outside(target.last_year)) continue;
    diagnostics.add(target.years_at,
                    fmt::format("the target '{}' looks at {} to {}, which the run does not cover",
                                target.id, target.first_year, target.last_year),
                    covered);
  }
  for (const Series& series : evidence.series) {
    for (const auto& [year, value] : series.values) {
      const bool compared = year > evidence.train_until || year == series.relative_to;
      if (!compared || !outside(year)) continue;
      diagnostics.add(
          series.values_at.at(year),
          fmt::format("the series '{}' compares {}, which the run does not cover", series.id, year),
          covered);
    }
  }
}

}  // namespace overbuild::hindcast
