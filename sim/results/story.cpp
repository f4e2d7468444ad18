#include "sim/results/story.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/results/failures.hpp"
#include "sim/results/summary.hpp"
#include "sim/results/table.hpp"
#include "sim/results/wording.hpp"

namespace overbuild {

namespace {

using StoryJson = nlohmann::ordered_json;

constexpr std::size_t limit_count = 5;
constexpr double smallest_limit = 0.05;  ///< of what was missing, to be worth naming

int story_year(const Recording& recording, std::size_t row) {
  return recording.first_year + static_cast<int>(row);
}

StoryJson number_or_null(double value) {
  return std::isfinite(value) ? StoryJson(value) : StoryJson();
}

OrderLimit limit_at(std::size_t k) { return static_cast<OrderLimit>(k + 1); }

// ---- what was built ----------------------------------------------------------------------------

/// What set the pace of orders, as the end of "... set the pace".
std::string pace_text(const Recording& recording, OrderLimit limit) {
  const std::string builders = recording.names.all_of("builder");
  switch (limit) {
    case OrderLimit::demand: return fmt::format("{} ordered what they expected to need", builders);
    case OrderLimit::profitability:
      return fmt::format("the return that {} required held orders back most", builders);
    case OrderLimit::programme:
      return fmt::format("the pace at which {} change their spending held orders back most",
                         builders);
    case OrderLimit::power:
      return "the room there was for equipment, with power, held orders back most";
    case OrderLimit::money:
      return fmt::format("what {} could raise and pay held orders back most", builders);
    case OrderLimit::delivery:
      return fmt::format("what {} could deliver held the build-out back most",
                         recording.names.all_of("vendor"));
  }
  return {};
}

std::string cause_text(const Recording& recording, OrderLimit cause) {
  const std::string builders = recording.names.all_of("builder");
  switch (cause) {
    case OrderLimit::demand:
      return fmt::format("{} expected to need less beyond what they had", builders);
    case OrderLimit::profitability: return "new capacity no longer promised its required return";
    case OrderLimit::programme:
      return fmt::format("{} wound their programmes of spending down", builders);
    case OrderLimit::power: return "room for equipment, with power, ran out";
    case OrderLimit::money: return fmt::format("{} could not raise the money", builders);
    case OrderLimit::delivery:
      return fmt::format("{} delivered late", recording.names.all_of("vendor"));
  }
  return {};
}

/// Years in which a leap arrived, as often as leaps did.
std::vector<int> leap_years(const Recording& recording) {
  std::vector<int> years;
  for (std::size_t row = 1; row < recording.series.size(); ++row) {
    const double leaps = recording.series[row][static_cast<std::size_t>("leaps"_metric)];
    for (int k = 0; k < leaps; ++k) years.push_back(story_year(recording, row));
  }
  return years;
}

std::string leaps_text(const Names& names, const std::vector<int>& years) {
  if (years.empty()) return "";
  std::vector<std::string> texts;
  for (const int year : years) texts.push_back(std::to_string(year));
  return fmt::format(
      " {} in {} arrived, in {}.",
      years.size() == 1 ? std::string("A leap") : counted(years.size(), "leap", "leaps"),
      names.capability, list_text(texts));
}

std::string rise_text(const Recording& recording, const BuildOut& found,
                      std::span<const double> spending) {
  const bool rose = spending[found.peak] > spending[0];
  return fmt::format("Capital spending on {} {} from {} in {} to {} {} in {}",
                     recording.names.stack, rose ? "rose" : "fell", billions_text(spending[0]),
                     recording.first_year, rose ? "a peak of" : "at most",
                     billions_text(spending[found.peak]), story_year(recording, found.peak));
}

std::string fall_text(const Recording& recording, const BuildOut& found,
                      std::span<const double> spending) {
  if (found.low == 0) return "; it does not fall before the run ends";
  const double lost = 1.0 - spending[found.low] / spending[found.peak];
  return fmt::format(", then fell by {} to {} in {}", percent_text(lost),
                     billions_text(spending[found.low]), story_year(recording, found.low));
}

/// Whether vendors shipped in the year of a row what was ordered in it.
bool shipped_at_once(const Recording& recording, std::size_t row) {
  return std::any_of(recording.events.begin(), recording.events.end(), [&](const auto& event) {
    return event.year == story_year(recording, row) && event.kind == "early_delivery";
  });
}

/// Orders that were delivered in the year of a row were placed in the one before, or mostly in it.
std::optional<OrderYear> orders_for(const Recording& recording, std::size_t row) {
  if (shipped_at_once(recording, row)) return orders_of(recording, story_year(recording, row));
  std::optional<OrderYear> orders = orders_of(recording, story_year(recording, row) - 1);
  if (!orders) return orders;
  const std::optional<OrderYear> delivering = orders_of(recording, story_year(recording, row));
  orders->kept[limit_count - 1] = delivering ? delivering->kept[limit_count - 1] : 0.0;
  return orders;
}

/// What held orders back at the peak, and why spending fell after it, where plans tell.
struct Pace {
  BuildOut found;
  std::optional<OrderLimit> limit, cause;
};

Pace pace_of(const Recording& recording, std::span<const double> factors) {
  Pace pace;
  pace.found = build_out_of(metric_path(recording, factors, "ai_capex"_metric));
  if (pace.found.peak == 0) return pace;
  if (const auto orders = orders_for(recording, pace.found.peak)) {
    pace.limit = tightest_limit(*orders);
  }
  if (pace.found.steepest == 0) return pace;
  const auto before = orders_for(recording, pace.found.steepest - 1);
  const auto after = orders_for(recording, pace.found.steepest);
  if (before && after) pace.cause = cause_of_fall(*before, *after);
  return pace;
}

StoryJson build_out_json(const Recording& recording, std::span<const double> factors) {
  const std::vector<double> spending = metric_path(recording, factors, "ai_capex"_metric);
  const auto [found, limit, cause] = pace_of(recording, factors);
  const std::vector<int> leaps = leap_years(recording);
  if (found.peak == 0) {
    return {{"key", "build_out"},
            {"text", fmt::format("Nothing was spent on {}.{}", recording.names.stack,
                                 leaps_text(recording.names, leaps))}};
  }
  const std::string text =
      rise_text(recording, found, spending) + fall_text(recording, found, spending) + ".";
  return {{"key", "build_out"},
          {"text", text + leaps_text(recording.names, leaps)},
          {"first_usd", number_or_null(spending[0])},
          {"peak_year", story_year(recording, found.peak)},
          {"peak_usd", spending[found.peak]},
          {"low_year", found.low == 0 ? StoryJson() : StoryJson(story_year(recording, found.low))},
          {"low_usd", found.low == 0 ? StoryJson() : StoryJson(spending[found.low])},
          {"steepest_year",
           found.low == 0 ? StoryJson() : StoryJson(story_year(recording, found.steepest))},
          {"limit_at_peak", limit ? StoryJson(name_of(*limit)) : StoryJson()},
          {"cause_of_fall", cause ? StoryJson(name_of(*cause)) : StoryJson()},
          {"leaps", leaps}};
}

// ---- who failed, who bore the loss -------------------------------------------------------------

std::string bearers_text(const std::vector<Bearer>& bearers, double total) {
  if (!(total > 0.0)) return "No value was destroyed.";
  std::string text = fmt::format("Of {} of value destroyed {} bore {}", billions_text(total),
                                 bearers[0].name, percent_text(bearers[0].usd / total));
  if (bearers.size() > 1) {
    text += fmt::format(" and {} {}", bearers[1].name, percent_text(bearers[1].usd / total));
  }
  return text + ".";
}

std::string failed_text(const FailureSum& sum) {
  if (sum.firms.empty()) return "No firm failed.";
  const std::string text = who_failed(sum) + ".";
  if (!(sum.claims > 0.0)) return text;
  return text + fmt::format(" Creditors recovered {} of {} of claims.",
                            percent_text(sum.recovery()), billions_text(sum.claims));
}

StoryJson ids_of(const std::vector<const Failure*>& failures) {
  StoryJson ids = StoryJson::array();
  for (const Failure* failure : failures) ids.push_back(failure->agent);
  return ids;
}

StoryJson failed_json(const Recording& recording, std::span<const double> factors) {
  const std::vector<Failure> failures = failures_of(recording, factors);
  const FailureSum sum = sum_of(failures);
  const std::vector<Bearer> bearers = bearers_of(recording, factors);
  double total = 0.0;
  for (const Bearer& bearer : bearers) total += bearer.usd;
  return {{"key", "failures"},
          {"text", failed_text(sum) + " " + bearers_text(bearers, total)},
          {"firms", sum.firms.size()},
          {"failures", failures.size()},
          {"largest", ids_of(largest_failures(sum))},
          {"repeated", ids_of(sum.repeated)},
          {"claims_usd", sum.claims},
          {"recovery", number_or_null(sum.recovery())},
          {"destroyed_usd", total},
          {"first_bearer_usd", bearers.empty() ? StoryJson() : StoryJson(bearers[0].usd)}};
}

// ---- whether it paid ---------------------------------------------------------------------------

/// The least and the most of what is defined; nothing where nothing is.
struct Range {
  double least = std::nan(""), most = std::nan("");
  bool known() const { return !std::isnan(least); }
};

Range range_of(std::span<const double> values) {
  Range range;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    range.least = range.known() ? std::min(range.least, value) : value;
    range.most = std::isnan(range.most) ? value : std::max(range.most, value);
  }
  return range;
}

/// "12.3%", "12.3% to 15.0%".
std::string range_text(const Range& range) {
  const auto percents = [](double rate) {
    const std::string text = rate_text(rate);
    return text.substr(0, text.find(' '));
  };
  const std::string least = percents(range.least), most = percents(range.most);
  return least == most ? least : fmt::format("{} to {}", least, most);
}

/// Net present values at the required return of the years whose windows are over, usd.
struct Payoff {
  std::size_t first = 0, last = 0;  ///< rows; 0 when no window is over
  double sector = 0.0, builders = 0.0;
  double at_rent = 0.0;               ///< builders', with their own use valued at the rent
  double labs = std::nan("");         ///< of labs' results from the first of these years on
  double vendors = 0.0;               ///< profit before tax of all simulated years
  double required = 0.0, rate = 0.0;  ///< of the year of the peak; the second may be no number
  Range asked;                        ///< required returns of the years whose windows are over
  Range sector_rates, builder_rates;  ///< what their capital returned, in years with a rate
};

void find_rates(const Recording& recording, Payoff& found) {
  const auto judged = [&](Metric metric) {
    std::vector<double> values;
    for (std::size_t row = found.first; row <= found.last; ++row) {
      values.push_back(recording.series[row][static_cast<std::size_t>(metric)]);
    }
    return range_of(values);
  };
  found.asked = judged("hurdle_rate"_metric);
  found.sector_rates = judged("cohort_irr"_metric);
  found.builder_rates = judged("builder_cohort_irr"_metric);
}

/// Rows whose windows are over; both 0 where none is.
std::pair<std::size_t, std::size_t> judged_rows(const Recording& recording) {
  std::pair<std::size_t, std::size_t> rows{0, 0};
  for (std::size_t row = 1; row < recording.series.size(); ++row) {
    if (std::isnan(recording.series[row][static_cast<std::size_t>("payoff_npv"_metric)])) continue;
    if (rows.first == 0) rows.first = row;
    rows.second = row;
  }
  return rows;
}

Payoff payoff_of(const Recording& recording, std::span<const double> factors) {
  const auto path = [&](Metric metric) { return metric_path(recording, factors, metric); };
  Payoff found;
  std::tie(found.first, found.last) = judged_rows(recording);
  if (found.first == 0) return found;
  found.sector = sum_defined(path("payoff_npv"_metric));
  found.builders = sum_defined(path("builder_payoff_npv"_metric));
  found.at_rent = sum_defined(path("builder_rent_npv"_metric));
  found.labs = path("lab_payoff_npv"_metric)[found.first];
  found.vendors = sum_defined(path("vendor_profit"_metric));
  const std::size_t peak = build_out_of(path("ai_capex"_metric)).peak;
  found.required = path("hurdle_rate"_metric)[peak];
  found.rate = path("cohort_irr"_metric)[peak];
  find_rates(recording, found);
  return found;
}

bool hangs_on_own_use(const Payoff& found) {
  return (found.builders > 0.0) != (found.at_rent > 0.0);
}

/// For whom it paid and for whom not, each with its net present value.
std::string verdict_text(const Recording& recording, const Payoff& found) {
  std::vector<std::string> paid, lost;
  const auto add = [&](const std::string& who, double usd) {
    const char* what = paid.empty() && lost.empty() ? "net present value " : "";
    (usd > 0.0 ? paid : lost)
        .push_back(fmt::format("{} ({}{})", who, what, signed_billions_text(usd)));
  };
  add("the sector as a whole", found.sector);
  add(recording.names.all_of("builder"), found.builders);
  if (std::isfinite(found.labs) && found.labs != 0.0) {
    add(recording.names.all_of("lab"), found.labs);
  }
  std::string text = "Investment of " + judged_years(recording);
  if (!paid.empty()) text += " paid for " + list_text(paid);
  if (!lost.empty()) {
    text += fmt::format("{} did not pay for {}", paid.empty() ? "" : " and", list_text(lost));
  }
  text += ".";
  if (found.at_rent == found.builders) return text;  // they use nothing of their own
  const bool same = (found.builders > 0.0) == (found.at_rent > 0.0);
  const char* verdict = found.at_rent > 0.0 ? (same ? "still paid" : "would have paid")
                        : same              ? "still did not pay"
                                            : "would not have paid";
  return text +
         fmt::format(" With the own use of {} counted at the market rent, it {} for them ({}).",
                     recording.names.all_of("builder"), verdict,
                     signed_billions_text(found.at_rent));
}

StoryJson payoff_json(const Recording& recording, std::span<const double> factors) {
  const Payoff found = payoff_of(recording, factors);
  if (found.first == 0) {
    return {{"key", "payoff"},
            {"text",
             "Whether it paid is not known: the run ends before the window of any year's "
             "investment does."}};
  }
  const auto ends = [](const Range& range) {
    return range.known() ? StoryJson({range.least, range.most}) : StoryJson();
  };
  return {{"key", "payoff"},
          {"text", verdict_text(recording, found)},
          {"first_year", story_year(recording, found.first)},
          {"last_year", story_year(recording, found.last)},
          {"npv_usd", found.sector},
          {"builders_npv_usd", found.builders},
          {"builders_npv_at_rent_usd", found.at_rent},
          {"labs_npv_usd", number_or_null(found.labs)},
          {"vendor_profit_usd", found.vendors},
          {"required_return", number_or_null(found.required)},
          {"rate", number_or_null(found.rate)},
          {"required_returns", ends(found.asked)},
          {"sector_rates", ends(found.sector_rates)},
          {"builder_rates", ends(found.builder_rates)},
          {"hangs_on", hangs_on_own_use(found) ? "own use" : "required return"}};
}

// ---- what drives it ----------------------------------------------------------------------------

/// What own use, limits of orders and the cause of the fall have to do with it.
std::string drivers_text(const Recording& recording, const Payoff& found, const Pace& pace) {
  std::vector<std::string> parts;
  const double own_use = found.builders - found.at_rent;
  if (found.first != 0 && own_use != 0.0) {
    parts.push_back(fmt::format("own use of capacity is worth {} {} to {} than its market rent",
                                billions_text(std::abs(own_use)), own_use > 0.0 ? "more" : "less",
                                recording.names.all_of("builder")));
  }
  if (pace.limit) {
    parts.push_back(fmt::format("before the peak of {}, {}", story_year(recording, pace.found.peak),
                                pace_text(recording, *pace.limit)));
  }
  if (pace.cause) {
    parts.push_back("spending then fell mainly because " + cause_text(recording, *pace.cause));
  }
  if (parts.empty()) return {};
  std::string text = "What drives it: ";
  for (std::size_t k = 0; k < parts.size(); ++k) text += (k == 0 ? "" : "; ") + parts[k];
  return text + ".";
}

/// On which assumption the answer hangs.
std::string assumption_text(const Recording& recording, const Payoff& found) {
  if (found.first == 0) return {};
  const std::string builders = recording.names.all_of("builder");
  std::string text;
  if (hangs_on_own_use(found)) {
    text = fmt::format("For {} the answer depends on that own use.", builders);
  }
  if (!found.asked.known()) return text;
  if (!text.empty()) text += " ";
  const std::string asked = range_text(found.asked);
  if (!found.sector_rates.known()) {
    return text + fmt::format("The required return is {} a year.", asked);
  }
  text += fmt::format("Capital of {} earned {} a year, where {} was required",
                      judged_years(recording), range_text(found.sector_rates), asked);
  if (!found.builder_rates.known()) return text + ".";
  return text + fmt::format("; that of {} earned {}.", builders, range_text(found.builder_rates));
}

StoryJson drivers_json(const Recording& recording, std::span<const double> factors) {
  const Payoff found = payoff_of(recording, factors);
  const Pace pace = pace_of(recording, factors);
  const std::string drivers = drivers_text(recording, found, pace);
  const std::string assumption = assumption_text(recording, found);
  return {
      {"key", "drivers"},
      {"text", drivers + (drivers.empty() || assumption.empty() ? "" : " ") + assumption},
      {"own_use_usd", found.first == 0 ? StoryJson() : StoryJson(found.builders - found.at_rent)},
      {"limit_at_peak", pace.limit ? StoryJson(name_of(*pace.limit)) : StoryJson()},
      {"cause_of_fall", pace.cause ? StoryJson(name_of(*pace.cause)) : StoryJson()}};
}

}  // namespace

std::string_view name_of(OrderLimit limit) {
  static constexpr std::array<std::string_view, limit_count + 1> names{
      "demand", "required return", "programme", "power", "money", "delivery"};
  return names[static_cast<std::size_t>(limit)];
}

std::optional<OrderYear> orders_of(const Recording& recording, int year) {
  OrderYear sum;
  bool any = false;
  for (const PlanRow& row : recording.plans) {
    if (row.year != year) continue;
    any = true;
    sum.missing += row.missing;
    sum.ordered += row.affordable;
    const double kept[limit_count] = {row.missing - row.paying, row.paying - row.programme,
                                      row.programme - row.powered, row.powered - row.affordable,
                                      row.late};
    for (std::size_t k = 0; k < limit_count; ++k) sum.kept[k] += kept[k];
  }
  return any ? std::optional(sum) : std::nullopt;
}

OrderLimit tightest_limit(const OrderYear& orders) {
  const auto* const largest = std::max_element(std::begin(orders.kept), std::end(orders.kept));
  if (!(*largest > smallest_limit * orders.missing)) return OrderLimit::demand;
  return limit_at(static_cast<std::size_t>(largest - std::begin(orders.kept)));
}

OrderLimit cause_of_fall(const OrderYear& before, const OrderYear& after) {
  OrderLimit cause = OrderLimit::demand;
  double most = before.missing - after.missing;
  for (std::size_t k = 0; k < limit_count; ++k) {
    const double more = after.kept[k] - before.kept[k];
    if (more <= most) continue;
    most = more;
    cause = limit_at(k);
  }
  return cause;
}

BuildOut build_out_of(std::span<const double> spending) {
  BuildOut found;
  for (std::size_t row = 1; row < spending.size(); ++row) {
    if (spending[row] > (found.peak == 0 ? 0.0 : spending[found.peak])) found.peak = row;
  }
  if (found.peak == 0) return found;
  double steepest = 0.0;
  for (std::size_t row = found.peak + 1; row < spending.size(); ++row) {
    const double fall = spending[row - 1] - spending[row];
    if (!(fall > 0.0)) break;
    found.low = row;
    if (fall <= steepest) continue;
    steepest = fall;
    found.steepest = row;
  }
  return found;
}

std::string judged_years(const Recording& recording) {
  const auto [first, last] = judged_rows(recording);
  if (first == 0) return {};
  const std::string from = std::to_string(story_year(recording, first));
  return first == last ? from : fmt::format("{} to {}", from, story_year(recording, last));
}

std::vector<Bearer> bearers_of(const Recording& recording, std::span<const double> factors) {
  const Table losses = loss_table(recording, factors);
  std::vector<Bearer> bearers;
  for (std::size_t row = 0; row + 1 < losses.rows.size(); ++row) {
    bearers.push_back({std::get<std::string>(losses.rows[row].front()),
                       std::get<double>(losses.rows[row].back())});
  }
  std::stable_sort(bearers.begin(), bearers.end(),
                   [](const Bearer& a, const Bearer& b) { return a.usd > b.usd; });
  return bearers;
}

StoryJson story_json(const Recording& recording, std::span<const double> factors) {
  StoryJson sentences = StoryJson::array();
  std::string text;
  for (StoryJson sentence : {payoff_json(recording, factors), drivers_json(recording, factors),
                             build_out_json(recording, factors), failed_json(recording, factors)}) {
    if (sentence["text"].get<std::string>().empty()) continue;
    sentence["text"] = recording.names.money(sentence["text"].get<std::string>());
    text += (text.empty() ? "" : " ") + sentence["text"].get<std::string>();
    sentences.push_back(std::move(sentence));
  }
  return {{"value", "What happened"},
          {"label", "in sentences"},
          {"text", text},
          {"sentences", std::move(sentences)}};
}

std::vector<std::string> story_of(const Recording& recording, std::span<const double> factors) {
  std::vector<std::string> texts;
  const StoryJson story = story_json(recording, factors);
  for (const StoryJson& sentence : story["sentences"]) {
    texts.push_back(sentence["text"].get<std::string>());
  }
  return texts;
}

}  // namespace overbuild
