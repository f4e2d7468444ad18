#include "sim/experiments/target_words.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "agents/roles.hpp"
#include "sim/parameters/names.hpp"

namespace overbuild::hindcast {

namespace {

std::string spaced(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string enumerated(const std::vector<std::string>& items) {
  if (items.size() < 2) return fmt::format("{}", fmt::join(items, ""));
  const auto last = items.end() - 1;
  return fmt::format("{} and {}", fmt::join(items.begin(), last, ", "), *last);
}

/// "pure play builders", "nvidia"; "firms" where a metric counts them.
std::string firms_in_words(const Quantity& quantity) {
  if (!quantity.agents.empty()) return spaced(enumerated(quantity.agents));
  const std::string all = quantity.role.empty() ? "firms" : Names{}.all_of(quantity.role);
  return spaced(quantity.types.empty() ? all : enumerated(quantity.types) + " " + all);
}

std::string column_in_words(const std::string& column) {
  if (column == "capex") return "capital spending";
  if (column == "core_cash_flow") return "cash flow of the core business";
  return spaced(column);
}

/// What a metric means, up to the first comma or bracket; its name where that leans on another's.
std::string meaning_of(Metric metric) {
  const MetricInfo& info = info_of(metric);
  if (info.meaning.starts_with("the same")) return spaced(std::string(info.name));
  const std::size_t end = std::min(info.meaning.find(" ("), info.meaning.find(", "));
  return std::string(info.meaning.substr(0, end));
}

template <class... Firms>
std::string unit_in_columns(const Quantity& quantity, TypeList<Firms...>) {
  std::string unit;
  const auto look = [&]<class OfRole>(const OfRole& firms) {
    if (info_of(OfRole::role).name != quantity.role) return;
    OfRole::columns(firms, [&](std::string_view name, std::string_view in, const auto&) {
      if (name == quantity.column) unit = in;
    });
  };
  (look(Firms{}), ...);
  return unit;
}

/// Columns of accounts, which no role declares for itself, are dollars.
std::string unit_in_words(const Quantity& quantity) {
  if (quantity.metric) return std::string(info_of(*quantity.metric).unit);
  const std::string declared = unit_in_columns(quantity, RolesWithFirms{});
  return declared.empty() ? "usd" : declared;
}

std::string capitalised(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

/// Of statistics that hold two quantities against each other.
TargetWords phrase_of_two(const Target& target, const std::string& what, const std::string& span) {
  switch (target.statistic) {
    case Statistic::lag_of_peaks:
      return {fmt::format("time from the peak of the {} to that of the {}, {}", what,
                          in_words(target.second), span),
              "years"};
    case Statistic::elasticity:
      return {fmt::format("log change of the {} over that of the {}, {}", what,
                          in_words(target.second), span),
              "times"};
    case Statistic::year_above:
      return {fmt::format("first year in which the {} is above the {}, {}", what,
                          in_words(target.second), span),
              "year"};
    case Statistic::ratio_of_metrics:
      return {fmt::format("{}, as a share of the {}, {}", what, in_words(target.second), span),
              "1"};
    case Statistic::odds_ratio:
      return {fmt::format("odds of failing of {} over those of {}, {}",
                          firms_in_words(target.quantity), firms_in_words(target.second), span),
              "times"};
    default: return {};
  }
}

TargetWords phrase(const Target& target) {
  const std::string what = in_words(target.quantity), unit = unit_in_words(target.quantity);
  const std::string first = std::to_string(target.first_year);
  const std::string span = target.first_year == target.last_year
                               ? "in " + first
                               : fmt::format("from {} to {}", target.first_year, target.last_year);
  switch (target.statistic) {
    case Statistic::value: return {fmt::format("{} in {}", what, first), unit};
    case Statistic::mean: return {fmt::format("mean of the {}, {}", what, span), unit};
    case Statistic::median: return {fmt::format("median year's {}, {}", what, span), unit};
    case Statistic::sum: return {fmt::format("{}, all years {}", what, span), unit};
    case Statistic::highest: return {fmt::format("highest {}, {}", what, span), unit};
    case Statistic::lowest: return {fmt::format("lowest {}, {}", what, span), unit};
    case Statistic::ratio_of_years:
      return {fmt::format("{} in {} over that in {}", what, target.last_year, first), "times"};
    case Statistic::change: return {fmt::format("change of the {} {}", what, span), unit};
    case Statistic::growth: return {fmt::format("growth of the {} {}", what, span), "1"};
    case Statistic::growth_per_year:
      return {fmt::format("yearly growth of the {} {}", what, span), "1"};
    case Statistic::log_growth_per_year:
      return {fmt::format("yearly log change of the {} {}", what, span), "ln"};
    case Statistic::peak_year:
      return {fmt::format("year of the highest {}, {}", what, span), "year"};
    case Statistic::trough_year:
      return {fmt::format("year of the lowest {}, {}", what, span), "year"};
    case Statistic::fall_from_peak:
      return {fmt::format("change of the {} within {} years after its peak, {}", what,
                          target.within, span),
              "1"};
    case Statistic::lowest_growth:
      return {fmt::format("lowest yearly growth of the {} {}", what, span), "1"};
    case Statistic::interquartile_ratio:
      return {fmt::format("upper over lower quartile of the {} in {}", what, first), "times"};
    case Statistic::count_of_agents:
      return {fmt::format("number of {} with {} in {}", firms_in_words(target.quantity),
                          column_in_words(target.quantity.column), first),
              "firms"};
    case Statistic::failures:
      return {fmt::format("failures among {} {}", firms_in_words(target.quantity), span), "firms"};
    case Statistic::default_rate:
      return {fmt::format("share of the debt of {} whose debtors fail in {}",
                          firms_in_words(target.quantity), first),
              "1"};
    case Statistic::lag_of_peaks:
    case Statistic::elasticity:
    case Statistic::year_above:
    case Statistic::ratio_of_metrics:
    case Statistic::odds_ratio: return phrase_of_two(target, what, span);
  }
  return {};
}

}  // namespace

std::string in_words(const Quantity& quantity) {
  if (quantity.metric) return meaning_of(*quantity.metric);
  return fmt::format("{} of {}", column_in_words(quantity.column), firms_in_words(quantity));
}

TargetWords in_words(const Target& target) {
  TargetWords made = phrase(target);
  made.what = capitalised(std::move(made.what));
  return made;
}

}  // namespace overbuild::hindcast
