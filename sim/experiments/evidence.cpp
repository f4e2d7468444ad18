#include "sim/experiments/evidence.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "core/config/reader.hpp"
#include "sim/parameters/parameters.hpp"

namespace overbuild::hindcast {

namespace {

using config::Node;

constexpr std::array<std::pair<std::string_view, Statistic>, 19> statistics = {{
    {"value", Statistic::value},
    {"mean", Statistic::mean},
    {"median", Statistic::median},
    {"sum", Statistic::sum},
    {"highest", Statistic::highest},
    {"lowest", Statistic::lowest},
    {"ratio_of_years", Statistic::ratio_of_years},
    {"growth", Statistic::growth},
    {"growth_per_year", Statistic::growth_per_year},
    {"log_growth_per_year", Statistic::log_growth_per_year},
    {"peak_year", Statistic::peak_year},
    {"trough_year", Statistic::trough_year},
    {"fall_from_peak", Statistic::fall_from_peak},
    {"lag_of_peaks", Statistic::lag_of_peaks},
    {"ratio_of_metrics", Statistic::ratio_of_metrics},
    {"interquartile_ratio", Statistic::interquartile_ratio},
    {"count_of_agents", Statistic::count_of_agents},
    {"odds_ratio", Statistic::odds_ratio},
    {"default_rate", Statistic::default_rate},
}};

constexpr std::array<std::pair<std::string_view, Split>, 3> splits = {
    {{"train", Split::train}, {"test", Split::test}, {"input", Split::input}}};

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
    double value = 0.0;
    const char* end = node.text.data() + node.text.size();
    const auto parsed = std::from_chars(node.text.data(), end, value);
    if (!node.is_scalar() || parsed.ec != std::errc{} || parsed.ptr != end) {
      diagnostics_.add(node.where, fmt::format("'{}' is not a number", node.text));
      return 0.0;
    }
    return value;
  }

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
    const auto& roles = role_names();
    if (std::find(roles.begin(), roles.end(), quantity.role) != roles.end()) return quantity;
  }
  std::vector<std::string> names;
  for (const MetricInfo& info : metric_table) names.emplace_back(info.name);
  from.diagnostics().add(from.where(), fmt::format("unknown metric '{}'", name),
                         "a metric, or <role>.<column>", nearest_name(name, names));
  return quantity;
}

void choose_firms(Quantity& quantity, const Quantity& like) {
  quantity.agents = like.agents;
  quantity.types = like.types;
  quantity.exponent = like.exponent;
}

Target read_target(const Node& node, Diagnostics& diagnostics) {
  Reader from(node, diagnostics);
  Target target;
  target.id = from.text("id", true);
  target.metric_name = from.text("metric", true);
  target.quantity = quantity_named(target.metric_name, from);
  target.quantity.agents = from.list("agents");
  target.quantity.types = from.list("types");
  target.quantity.exponent = from.text("transform") == "exp";
  target.second = target.quantity;
  if (const std::string second = from.text("metric2"); !second.empty()) {
    target.second = quantity_named(second, from);
    choose_firms(target.second, target.quantity);
  }
  if (const auto types = from.list("types2"); !types.empty()) target.second.types = types;
  target.statistic = from.choice("statistic", statistics, Statistic::value, true);
  const Node* years = from.require("years");
  if (years != nullptr && !years->children.empty()) {
    target.first_year = static_cast<int>(from.number_of(years->children.front()));
    target.last_year = static_cast<int>(from.number_of(years->children.back()));
  } else if (years != nullptr) {
    target.first_year = target.last_year = static_cast<int>(from.number_of(*years));
  }
  target.within = static_cast<int>(from.number("within", 3));
  target.observed = from.number("observed", 0, true);
  target.lo = from.number("lo", 0, true);
  target.hi = from.number("hi", 0, true);
  if (target.lo > target.hi) diagnostics.add(node.where, "`lo` lies above `hi`");
  target.split = from.choice("split", splits, Split::test, true);
  target.center_mean = from.text("center") == "mean";
  target.source = from.text("source", true);
  target.confidence = from.text("confidence");
  target.note = from.text("note");
  from.refuse_the_rest();
  return target;
}

Series read_series(const Node& node, Diagnostics& diagnostics) {
  Reader from(node, diagnostics);
  Series series;
  series.id = from.text("id", true);
  series.metric_name = from.text("metric", true);
  series.quantity = quantity_named(series.metric_name, from);
  series.quantity.agents = from.list("agents");
  series.quantity.types = from.list("types");
  series.logarithms = from.text("scale") != "linear";
  if (const Node* base = from.find("relative_to")) {
    series.relative_to = static_cast<int>(from.number_of(*base));
  }
  if (const Node* values = from.require("values")) {
    for (const Node& value : values->children) {
      int year = 0;
      std::from_chars(value.key.data(), value.key.data() + value.key.size(), year);
      series.values[year] = from.number_of(value);
    }
  }
  series.source = from.text("source", true);
  series.confidence = from.text("confidence");
  series.note = from.text("note");
  from.refuse_the_rest();
  return series;
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
  evidence.train_until = static_cast<int>(from.number("train_until", 0, true));
  if (const Node* targets = from.require("targets")) {
    for (const Node& node : targets->children) {
      evidence.targets.push_back(read_target(node, diagnostics));
    }
  }
  if (const Node* series = from.find("series")) {
    for (const Node& node : series->children) {
      evidence.series.push_back(read_series(node, diagnostics));
    }
  }
  from.refuse_the_rest();
  return evidence;
}

}  // namespace overbuild::hindcast
