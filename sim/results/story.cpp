#include "sim/results/story.hpp"

#include <algorithm>
#include <array>
#include <cmath>

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
                      std::span<const double> spending, const std::optional<OrderLimit>& cause) {
  if (found.low == 0) return "; it does not fall before the run ends";
  const double lost = 1.0 - spending[found.low] / spending[found.peak];
  std::string text =
      fmt::format(", then fell by {} to {} in {}", percent_text(lost),
                  billions_text(spending[found.low]), story_year(recording, found.low));
  if (cause) text += ", mainly because " + cause_text(recording, *cause);
  return text;
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

StoryJson build_out_json(const Recording& recording, std::span<const double> factors) {
  const std::vector<double> spending = metric_path(recording, factors, "ai_capex"_metric);
  const BuildOut found = build_out_of(spending);
  const std::vector<int> leaps = leap_years(recording);
  if (found.peak == 0) {
    return {{"key", "build_out"},
            {"text", fmt::format("Nothing was spent on {}.{}", recording.names.stack,
                                 leaps_text(recording.names, leaps))}};
  }
  std::optional<OrderLimit> limit, cause;
  if (const auto orders = orders_for(recording, found.peak)) limit = tightest_limit(*orders);
  if (found.steepest > 0) {
    const auto before = orders_for(recording, found.steepest - 1);
    const auto after = orders_for(recording, found.steepest);
    if (before && after) cause = cause_of_fall(*before, *after);
  }
  std::string text = rise_text(recording, found, spending);
  text += fall_text(recording, found, spending, cause) + ".";
  if (limit) text += fmt::format(" At the peak, {}.", pace_text(recording, *limit));
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
  std::string text = fmt::format("{} {} ({})", counted(sum.firms.size(), "firm", "firms"),
                                 failed_how_often(sum), largest_firms(sum));
  if (!(sum.claims > 0.0)) return text + ".";
  return text + fmt::format("; creditors recovered {} of {} of claims.",
                            percent_text(sum.recovery()), billions_text(sum.claims));
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
          {"claims_usd", sum.claims},
          {"recovery", number_or_null(sum.recovery())},
          {"destroyed_usd", total},
          {"first_bearer_usd", bearers.empty() ? StoryJson() : StoryJson(bearers[0].usd)}};
}

// ---- whether it paid ---------------------------------------------------------------------------

/// Net present values at the required return of the years whose windows are over, usd.
struct Payoff {
  std::size_t first = 0, last = 0;  ///< rows; 0 when no window is over
  double sector = 0.0, builders = 0.0;
  double at_rent = 0.0;               ///< builders', with their own use valued at the rent
  double labs = 0.0;                  ///< of labs' results from the first of these years on
  double vendors = 0.0;               ///< profit before tax of all simulated years
  double required = 0.0, rate = 0.0;  ///< of the year of the peak; the second may be no number
};

Payoff payoff_of(const Recording& recording, std::span<const double> factors) {
  const auto path = [&](Metric metric) { return metric_path(recording, factors, metric); };
  Payoff found;
  const std::vector<double> sector = path("payoff_npv"_metric);
  for (std::size_t row = 1; row < sector.size(); ++row) {
    if (std::isnan(sector[row])) continue;
    if (found.first == 0) found.first = row;
    found.last = row;
  }
  if (found.first == 0) return found;
  found.sector = sum_defined(sector);
  found.builders = sum_defined(path("builder_payoff_npv"_metric));
  found.at_rent = sum_defined(path("builder_rent_npv"_metric));
  found.labs = path("lab_payoff_npv"_metric)[found.first];
  found.vendors = sum_defined(path("vendor_profit"_metric));
  const std::size_t peak = build_out_of(path("ai_capex"_metric)).peak;
  found.required = path("hurdle_rate"_metric)[peak];
  found.rate = path("cohort_irr"_metric)[peak];
  return found;
}

bool hangs_on_own_use(const Payoff& found) {
  return (found.builders > 0.0) != (found.at_rent > 0.0);
}

std::string signed_billions(double usd) { return (usd > 0.0 ? "+" : "") + billions_text(usd); }

/// On which assumption the answer hangs.
std::string assumption_text(const Recording& recording, const Payoff& found) {
  const std::string builders = recording.names.all_of("builder");
  if (hangs_on_own_use(found)) {
    return fmt::format(
        "For {} that hangs on what their own use of capacity is worth to them: at the "
        "market rent it is {}.",
        builders, signed_billions(found.at_rent));
  }
  if (std::isnan(found.required)) return {};
  const std::string required =
      fmt::format("It hangs on the required return, {}", rate_text(found.required));
  if (std::isnan(found.rate)) return required + ".";
  return fmt::format("{}: capital of the peak year returned {}.", required, rate_text(found.rate));
}

StoryJson payoff_json(const Recording& recording, std::span<const double> factors) {
  const Payoff found = payoff_of(recording, factors);
  if (found.first == 0) {
    return {{"key", "payoff"},
            {"text",
             "Whether it paid is not known: the run ends before the window of any year's "
             "investment does."}};
  }
  const std::string years = found.first == found.last
                                ? std::to_string(story_year(recording, found.first))
                                : fmt::format("{} to {}", story_year(recording, found.first),
                                              story_year(recording, found.last));
  const std::string text = fmt::format(
      "Investment of {} {} for the sector as a whole (net present value {}) and {} for {} ({}). {}",
      years, found.sector > 0.0 ? "paid" : "did not pay", signed_billions(found.sector),
      found.builders > 0.0 ? "paid" : "did not pay", recording.names.all_of("builder"),
      signed_billions(found.builders), assumption_text(recording, found));
  return {{"key", "payoff"},
          {"text", text.substr(0, text.find_last_not_of(' ') + 1)},
          {"first_year", story_year(recording, found.first)},
          {"last_year", story_year(recording, found.last)},
          {"npv_usd", found.sector},
          {"builders_npv_usd", found.builders},
          {"builders_npv_at_rent_usd", found.at_rent},
          {"labs_npv_usd", number_or_null(found.labs)},
          {"vendor_profit_usd", found.vendors},
          {"required_return", number_or_null(found.required)},
          {"rate", number_or_null(found.rate)},
          {"hangs_on", hangs_on_own_use(found) ? "own use" : "required return"}};
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
  for (StoryJson sentence : {build_out_json(recording, factors), failed_json(recording, factors),
                             payoff_json(recording, factors)}) {
    sentence["text"] = recording.names.money(sentence["text"].get<std::string>());
    text += (text.empty() ? "" : " ") + sentence["text"].get<std::string>();
    sentences.push_back(std::move(sentence));
  }
  return {{"value", "What happened"},
          {"label", "in three sentences"},
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
