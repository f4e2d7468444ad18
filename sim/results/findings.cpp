#include "sim/results/findings.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "agents/roles.hpp"
#include "sim/results/failures.hpp"
#include "sim/results/story.hpp"
#include "sim/results/summary.hpp"
#include "sim/results/wording.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

double or_zero(double value) { return std::isnan(value) ? 0.0 : value; }

Json or_null(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json year_or_null(const Recording& recording, std::size_t row) {
  return row == 0 ? Json() : Json(recording.first_year + static_cast<int>(row));
}

int year_of(const Recording& recording, std::size_t row) {
  return recording.first_year + static_cast<int>(row);
}

// ---- failures --------------------------------------------------------------------------------

Json failure_json(const Recording& recording, const Failure& failure) {
  return {{"year", failure.year},
          {"agent", failure.agent},
          {"label", failure.label},
          {"role", recording.names.role(failure.role)},
          {"cause", failure.cause},
          {"ending", ending_text(failure)},
          {"claims_usd", failure.claims},
          {"recovered_usd", failure.recovered},
          {"recovery", or_null(failure.recovery())},
          {"creditors_short", failure.creditors_short.size()},
          {"pulled", failure.pulled}};
}

std::string failures_sentence(const FailureSum& sum) {
  if (sum.by_claims.empty()) return "Every firm met its obligations in every year.";
  const bool kept = std::any_of(sum.by_claims.begin(), sum.by_claims.end(),
                                [](const Failure* failure) { return failure->reorganised; });
  const std::string got =
      sum.claims > 0.0
          ? fmt::format("creditors recovered {} of their claims, in cash{}",
                        percent_text(sum.recovery()), kept ? ", kept debt and shares" : "")
          : std::string("nothing was claimed");
  std::vector<std::string> labels;
  for (const Failure* failure : largest_failures(sum)) labels.push_back(failure->label);
  const std::string largest = list_text(labels), owed = billions_text(sum.claims);
  if (sum.firms.size() == 1) {
    return fmt::format("{} owed {} when it failed, and {}.", largest, owed, got);
  }
  if (sum.firms.size() == labels.size()) {
    return fmt::format("{} owed {} when they failed, and {}.", largest, owed, got);
  }
  return fmt::format("The largest are {}. All {} owed {} when they failed, and {}.", largest,
                     sum.firms.size(), owed, got);
}

std::string failures_title(const FailureSum& sum) {
  if (sum.by_claims.empty()) return "No firm fails: every obligation of every year is met";
  const Failure& largest = *sum.by_claims.front();
  std::string text = fmt::format("{} {}; the largest is {} in {}, with claims of {}",
                                 counted(sum.firms.size(), "firm", "firms"), failed_how_often(sum),
                                 largest.label, largest.year, billions_text(largest.claims));
  if (largest.claims > 0.0)
    text += fmt::format(" of which {} are recovered", recovery_text(largest));
  return text;
}

Json failures_json(const Recording& recording, std::span<const double> factors) {
  const std::vector<Failure> failures = failures_of(recording, factors);
  const FailureSum sum = sum_of(failures);
  Json events = Json::array();
  for (const Failure& failure : failures) events.push_back(failure_json(recording, failure));
  const std::size_t count = failures.size(), firms = sum.firms.size();
  return {{"value", count == 0 ? std::string("No firm") : counted(firms, "firm", "firms")},
          {"label", failed_how_often(sum)},
          {"text", failures_sentence(sum)},
          {"title", failures_title(sum)},
          {"count", count},
          {"firms", firms},
          {"claims_usd", sum.claims},
          {"recovered_usd", sum.recovered},
          {"recovery", or_null(sum.recovery())},
          {"events", std::move(events)}};
}

// ---- commitment and revenue ------------------------------------------------------------------

/// How the widest gap was closed, which is not always by revenue.
std::string closing_text(const Recording& recording, const Shortfall& found) {
  if (found.covered == 0) return "no later year of this run is covered";
  const int year = year_of(recording, found.covered);
  std::string text = found.grew >= found.fell
                         ? fmt::format("revenue catches up in {}", year)
                         : fmt::format("commitments fall to what end users pay in {}", year);
  if (found.again > 0) {
    text += fmt::format(", and {} after it {} short again", counted(found.again, "year", "years"),
                        found.again == 1 ? "is" : "are");
  }
  return text;
}

std::string change_text(std::string_view what, double amount, std::string_view up,
                        std::string_view down) {
  return fmt::format("{} {} by {}", what, amount < 0.0 ? down : up,
                     billions_text(std::abs(amount)));
}

std::string shortfall_sentence(const Recording& recording, const Shortfall& found) {
  if (found.years == 0) {
    return fmt::format(
        "End users pay at least the year's capital spending on {} and debt service in every "
        "simulated year.",
        recording.names.stack);
  }
  std::string text = fmt::format(
      "Sum of the {} in which capital spending on {} and debt service exceed what end users pay. "
      "The gap is widest in {}, {}; {}",
      counted(found.years, "year", "years"), recording.names.stack,
      year_of(recording, found.widest), billions_text(found.gap[found.widest]),
      closing_text(recording, found));
  if (found.covered > 0) {
    text += fmt::format(" ({}, {})", change_text("commitments", found.fell, "fell", "grew"),
                        change_text("revenue", found.grew, "grew", "fell"));
  }
  return text + ".";
}

std::string shortfall_title(const Recording& recording, const Shortfall& found) {
  if (found.years == 0) return "Revenue covers the commitment in every year";
  return fmt::format("In {} commitments exceed revenue by {}; {}", year_of(recording, found.widest),
                     billions_text(found.gap[found.widest]), closing_text(recording, found));
}

Json shortfall_json(const Recording& recording, const Shortfall& found) {
  return {{"value", billions_text(found.total)},
          {"label", "committed ahead of revenue"},
          {"text", shortfall_sentence(recording, found)},
          {"title", shortfall_title(recording, found)},
          {"total_usd", found.total},
          {"years_short", found.years},
          {"widest_year", year_or_null(recording, found.widest)},
          {"widest_usd", found.widest == 0 ? Json() : Json(found.gap[found.widest])},
          {"covered_year", year_or_null(recording, found.covered)},
          {"commitment_fell_usd", found.covered == 0 ? Json() : Json(found.fell)},
          {"revenue_grew_usd", found.covered == 0 ? Json() : Json(found.grew)},
          {"committed_usd", found.committed},
          {"gap_usd", found.gap}};
}

// ---- return and losses -----------------------------------------------------------------------

/// Why a year's capital has no rate of return; empty where it has one.
std::string no_rate_text(const Recording& recording, std::size_t row) {
  if (!std::isnan(recording.series[row][static_cast<std::size_t>("cohort_irr"_metric)])) return "";
  const double side = recording.series[row][static_cast<std::size_t>("cohort_irr_beyond"_metric)];
  if (side > 0.0) return " It returned more than 300% a year, beyond what is measured as a rate.";
  if (side < 0.0) return " It returned less than -95% a year, beyond what is measured as a rate.";
  const double worth = recording.series[row][static_cast<std::size_t>("payoff_npv"_metric)];
  return std::isnan(worth) ? " Its window of years is not over, so its return is not known."
                           : " Its cash flows have no single rate of return.";
}

double worth_of(const Recording& recording, std::span<const double> factors) {
  return sum_defined(metric_path(recording, factors, "payoff_npv"_metric));
}

/// How a return and losses can stand side by side; empty where they do not.
std::string both_text(const Recording& recording, double rate, double worth) {
  if (!(rate > 0.0) && !(worth > 0.0)) return "";
  const double losses = sum_defined(
      metric_path(recording, std::vector<double>(recording.series.size(), 1.0), "losses"_metric));
  if (!(losses > 0.0)) return "";
  return fmt::format(
      " Value destroyed is something else: gross losses of single firms, all years together, while "
      "this is what the capital of some years brings the sector net, the own use of {} included. "
      "Both can be true.",
      recording.names.all_of("builder"));
}

std::string worth_text(const Recording& recording, std::span<const double> factors) {
  const std::string years = judged_years(recording);
  if (years.empty()) return "";
  return fmt::format(" Capital of {}: net present value {} at the required return.", years,
                     signed_billions_text(worth_of(recording, factors)));
}

/// Value and label where the peak year has no rate: what can be said of the years before.
std::pair<std::string, std::string> without_rate(const Recording& recording,
                                                 std::span<const double> factors,
                                                 std::size_t peak) {
  const std::string years = judged_years(recording);
  if (years.empty()) {
    return {"no rate", fmt::format("of return on the capital of {}", year_of(recording, peak))};
  }
  return {signed_billions_text(worth_of(recording, factors)),
          fmt::format("net present value of the capital of {}", years)};
}

Json return_json(const Recording& recording, std::span<const double> factors) {
  const std::vector<double> spending = metric_path(recording, factors, "ai_capex"_metric);
  const std::size_t peak = peak_row(spending);
  if (peak == 0) {
    return {
        {"value", "-"},         {"label", "return on capital"}, {"text", "No capital was spent."},
        {"peak_year", nullptr}, {"peak_usd", nullptr},          {"rate", nullptr}};
  }
  const double rate = metric_path(recording, factors, "cohort_irr"_metric)[peak];
  const double worth = worth_of(recording, factors);
  const bool known = !std::isnan(rate);
  const auto [value, label] =
      known ? std::pair(rate_text(rate),
                        fmt::format("return on the capital of {}", year_of(recording, peak)))
            : without_rate(recording, factors, peak);
  const bool told_worth = !known && !judged_years(recording).empty();
  std::string text = told_worth ? "For the sector, at the required return. " : "";
  text += fmt::format("{} year of the highest capital spending on {}, {}.",
                      told_worth ? fmt::format("{} was the", year_of(recording, peak)) : "The",
                      recording.names.stack, billions_text(spending[peak])) +
          no_rate_text(recording, peak) + (told_worth ? "" : worth_text(recording, factors)) +
          both_text(recording, rate, worth);
  return {{"value", value},
          {"label", label},
          {"text", text},
          {"peak_year", year_of(recording, peak)},
          {"peak_usd", spending[peak]},
          {"rate", or_null(rate)},
          {"npv_usd", worth}};
}

std::string losses_sentence(const std::vector<Bearer>& bearers, double total) {
  if (bearers.empty()) return "No asset was impaired and no claim was written off.";
  std::string text =
      fmt::format("{} of it borne by {}", percent_text(bearers[0].usd / total), bearers[0].name);
  if (bearers.size() > 1) {
    text += fmt::format(", {} by {}", percent_text(bearers[1].usd / total), bearers[1].name);
  }
  return text + ". Gross losses of all years, not what the build-out earned net.";
}

Json losses_json(const Recording& recording, std::span<const double> factors) {
  const std::vector<Bearer> bearers = bearers_of(recording, factors);
  const Table table = loss_table(recording, factors);
  const double total = table.rows.empty() ? 0.0 : std::get<double>(table.rows.back().back());
  Json list = Json::array();
  for (const Bearer& bearer : bearers)
    list.push_back({{"bearer", bearer.name}, {"usd", bearer.usd}});
  return {{"value", billions_text(total)},
          {"label", "of value destroyed"},
          {"text", losses_sentence(bearers, total)},
          {"total_usd", total},
          {"bearers", std::move(list)}};
}

}  // namespace

Shortfall shortfall_of(std::span<const double> spending, std::span<const double> service,
                       std::span<const double> revenue) {
  Shortfall found;
  for (std::size_t row = 0; row < spending.size(); ++row) {
    found.committed.push_back(or_zero(spending[row]) + or_zero(service[row]));
    const double gap = found.committed[row] - or_zero(revenue[row]);
    found.gap.push_back(gap);
    if (row == 0 || gap <= 0.0) continue;
    found.total += gap;
    ++found.years;
    if (found.widest == 0 || gap > found.gap[found.widest]) found.widest = row;
  }
  if (found.widest == 0) return found;
  for (std::size_t row = found.widest + 1; row < found.gap.size(); ++row) {
    if (found.covered == 0 && found.gap[row] <= 0.0) found.covered = row;
    if (found.covered != 0 && found.gap[row] > 0.0) ++found.again;
  }
  if (found.covered == 0) return found;
  found.fell = found.committed[found.widest] - found.committed[found.covered];
  found.grew = or_zero(revenue[found.covered]) - or_zero(revenue[found.widest]);
  return found;
}

std::size_t peak_row(std::span<const double> spending) {
  std::size_t peak = 0;
  for (std::size_t row = 1; row < spending.size(); ++row) {
    if (spending[row] > (peak == 0 ? 0.0 : spending[peak])) peak = row;
  }
  return peak;
}

Json findings_json(const Recording& recording, std::span<const double> factors) {
  const Shortfall shortfall =
      shortfall_of(metric_path(recording, factors, "ai_capex"_metric),
                   metric_path(recording, factors, "debt_service"_metric),
                   metric_path(recording, factors, "end_user_spend"_metric));
  Json findings = {{"shortfall", shortfall_json(recording, shortfall)},
                   {"return", return_json(recording, factors)},
                   {"failures", failures_json(recording, factors)},
                   {"losses", losses_json(recording, factors)},
                   {"story", story_json(recording, factors)}};
  for (Json& finding : findings) {
    for (const char* said : {"value", "label", "text"}) {
      finding[said] = recording.names.money(finding[said].get<std::string>());
    }
  }
  return findings;
}

std::string findings_text(const Recording& recording, std::span<const double> factors) {
  const Json findings = findings_json(recording, factors);
  std::string text;
  for (const char* key : {"shortfall", "return", "failures", "losses"}) {
    const Json& finding = findings[key];
    text += fmt::format("{} {}. {}\n", finding["value"].get<std::string>(),
                        finding["label"].get<std::string>(), finding["text"].get<std::string>());
  }
  return text;
}

namespace {

nlohmann::ordered_json own_words_json(const Names& names) {
  using Json = nlohmann::ordered_json;
  Json words = Json::object(), many = Json::object();
  for (const RoleInfo& info : role_list) {
    words[std::string(info.name)] = names.role(info.name);
    many[std::string(info.name)] = names.all_of(info.name);
  }
  for (const NameWord& word : name_words) words[word.key] = names.*word.word;
  words["many"] = std::move(many);
  return words;
}

}  // namespace

nlohmann::ordered_json words_json(const Names& names) {
  nlohmann::ordered_json words = own_words_json(names);
  words["usual"] = own_words_json({});
  return words;
}

}  // namespace overbuild
