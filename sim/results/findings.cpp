#include "sim/results/findings.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "agents/roles.hpp"
#include "sim/results/summary.hpp"

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

/// Values [years] of a metric; of one in dollars in those of the base year.
std::vector<double> path(const Recording& recording, std::span<const double> factors,
                         Metric metric) {
  const auto column = static_cast<std::size_t>(metric);
  const bool money = metric_list()[column].unit.starts_with("usd");
  std::vector<double> values;
  for (std::size_t row = 0; row < recording.series.size(); ++row) {
    values.push_back(recording.series[row][column] * (money ? factors[row] : 1.0));
  }
  return values;
}

/// Digits of a whole number in groups of three.
std::string grouped(double number) {
  std::string digits = fixed_text(number, 0);
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string percent_text(double share) {
  const double shown = 100.0 * share;
  return fixed_text(shown, std::abs(shown) < 1.0 && shown != 0.0 ? 1 : 0) + "%";
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", grouped(static_cast<double>(count)), count == 1 ? one : many);
}

/// "a, b and c".
std::string list_text(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t at = 0; at < items.size(); ++at) {
    if (at > 0) text += at + 1 == items.size() ? " and " : ", ";
    text += items[at];
  }
  return text;
}

// ---- failures --------------------------------------------------------------------------------

/// What became of the firm: the next event that ends its failure.
void settle(const Recording& recording, std::size_t event, double factor, Failure& failure) {
  for (std::size_t at = event + 1; at < recording.events.size(); ++at) {
    const EventRow& ending = recording.events[at];
    if (ending.year != failure.year) return;
    const bool reorganised = ending.kind == "reorganisation";
    if (ending.agent != failure.agent || (!reorganised && ending.kind != "liquidation")) continue;
    failure.reorganised = reorganised;
    failure.recovered = std::min(ending.amount.usd() * factor, failure.claims);
    return;
  }
}

Failure failure_at(const Recording& recording, std::size_t event, double factor) {
  const EventRow& row = recording.events[event];
  const AgentName* agent = find_agent(recording, row.agent);
  Failure failure;
  failure.year = row.year;
  failure.agent = row.agent;
  failure.label = agent != nullptr ? agent->label : row.agent;
  failure.role = agent != nullptr ? agent->role : "";
  failure.cause = row.detail;
  failure.claims = row.amount.usd() * factor;
  settle(recording, event, factor, failure);
  return failure;
}

using YearAgent = std::pair<int, std::string>;

/// Creditors by year and debtor that were not paid what fell due, each once.
std::map<YearAgent, std::set<std::string>> unpaid_creditors(const Recording& recording) {
  std::map<YearAgent, std::set<std::string>> creditors;
  for (const ObligationRow& row : recording.obligations) {
    if (row.paid < row.due) creditors[{row.year, row.debtor}].insert(row.creditor);
  }
  return creditors;
}

/// Who failed in which year, to ask whether somebody left short did too.
void spread(std::vector<Failure>& failures, const Recording& recording) {
  const auto creditors = unpaid_creditors(recording);
  for (Failure& failure : failures) {
    const auto found = creditors.find({failure.year, failure.agent});
    if (found == creditors.end()) continue;
    failure.creditors_short.assign(found->second.begin(), found->second.end());
    for (const Failure& other : failures) {
      const bool soon = other.year == failure.year || other.year == failure.year + 1;
      if (soon && other.agent != failure.agent && found->second.contains(other.agent)) {
        failure.pulled.push_back(other.label);
      }
    }
  }
}

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

/// All failures together.
struct FailureSum {
  std::set<std::string> firms;
  double claims = 0.0, recovered = 0.0;
  std::vector<const Failure*> by_claims;
};

FailureSum sum_of(const std::vector<Failure>& failures) {
  FailureSum sum;
  for (const Failure& failure : failures) {
    sum.firms.insert(failure.agent);
    sum.claims += failure.claims;
    sum.recovered += failure.recovered;
    sum.by_claims.push_back(&failure);
  }
  std::stable_sort(sum.by_claims.begin(), sum.by_claims.end(),
                   [](const Failure* a, const Failure* b) { return a->claims > b->claims; });
  return sum;
}

/// Up to four firms with the largest claims, each once.
std::string largest_firms(const FailureSum& sum) {
  constexpr std::size_t named = 4;
  std::vector<std::string> labels;
  for (const Failure* failure : sum.by_claims) {
    if (labels.size() == named) break;
    if (std::find(labels.begin(), labels.end(), failure->label) == labels.end()) {
      labels.push_back(failure->label);
    }
  }
  return list_text(labels) + (sum.firms.size() > labels.size() ? " and others" : "");
}

std::string failures_sentence(const FailureSum& sum) {
  if (sum.by_claims.empty()) return "Every firm met its obligations in every year.";
  const std::string got = sum.claims > 0.0 ? fmt::format("creditors got {} of what they claimed",
                                                         percent_text(sum.recovered / sum.claims))
                                           : std::string("nothing was claimed");
  return fmt::format("{}, owing {} when they failed; {}.", largest_firms(sum),
                     billions_text(sum.claims), got);
}

std::string failures_title(const FailureSum& sum) {
  if (sum.by_claims.empty()) return "No firm fails: every obligation of every year is met";
  const Failure& largest = *sum.by_claims.front();
  const std::size_t count = sum.by_claims.size(), firms = sum.firms.size();
  std::string text = count == firms ? counted(count, "firm fails", "firms fail")
                                    : fmt::format("{} of {}", counted(count, "failure", "failures"),
                                                  counted(firms, "firm", "firms"));
  text += fmt::format("; the largest is {} in {}, with claims of {}", largest.label, largest.year,
                      billions_text(largest.claims));
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
  const double recovery =
      sum.claims > 0.0 ? sum.recovered / sum.claims : std::numeric_limits<double>::quiet_NaN();
  return {
      {"value", counted(count, "failure", "failures")},
      {"label", count == 0 ? std::string("of any firm") : "by " + counted(firms, "firm", "firms")},
      {"text", failures_sentence(sum)},
      {"title", failures_title(sum)},
      {"count", count},
      {"firms", firms},
      {"claims_usd", sum.claims},
      {"recovered_usd", sum.recovered},
      {"recovery", or_null(recovery)},
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
    return "End users pay at least the year's capital spending in the stack and debt service in "
           "every simulated year.";
  }
  std::string text = fmt::format(
      "Sum of the {} in which capital spending in the stack and debt service exceed what end users "
      "pay. The gap is widest in {}, {}; {}",
      counted(found.years, "year", "years"), year_of(recording, found.widest),
      billions_text(found.gap[found.widest]), closing_text(recording, found));
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

std::string rate_text(double rate) {
  return fixed_text(100.0 * rate, std::abs(rate) < 1.0 ? 1 : 0) + "% a year";
}

double sum_defined(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += or_zero(value);
  return sum;
}

/// Which way a rate lies that is too far away to be one; empty where there is one, or no cause.
std::string beyond_text(const Recording& recording, std::size_t row) {
  const double side = recording.series[row][static_cast<std::size_t>("cohort_irr_beyond"_metric)];
  return side > 0.0 ? "above 300%" : side < 0.0 ? "below -95%" : "";
}

Json return_json(const Recording& recording, std::span<const double> factors) {
  const std::vector<double> spending = path(recording, factors, "ai_capex"_metric);
  const std::size_t peak = peak_row(spending);
  if (peak == 0) {
    return {
        {"value", "-"},         {"label", "return on capital"}, {"text", "No capital was spent."},
        {"peak_year", nullptr}, {"peak_usd", nullptr},          {"rate", nullptr}};
  }
  const double rate = path(recording, factors, "cohort_irr"_metric)[peak];
  const double worth = sum_defined(path(recording, factors, "payoff_npv"_metric));
  std::string text = fmt::format("The year of the highest capital spending in the stack, {}.",
                                 billions_text(spending[peak]));
  const std::string beyond = std::isnan(rate) ? beyond_text(recording, peak) : "";
  if (!beyond.empty()) text += " It lies beyond what counts as a rate.";
  if (std::isnan(rate) && beyond.empty()) text += " Its cash flows have no rate of return.";
  text += fmt::format(" All cohorts together: net present value {} at the hurdle rate.",
                      billions_text(worth));
  const std::string no_rate = beyond.empty() ? "no rate" : beyond;
  return {{"value", std::isnan(rate) ? no_rate : rate_text(rate)},
          {"label", fmt::format("return on the capital of {}", year_of(recording, peak))},
          {"text", text},
          {"peak_year", year_of(recording, peak)},
          {"peak_usd", spending[peak]},
          {"rate", or_null(rate)},
          {"npv_usd", worth}};
}

struct Bearer {
  std::string name;
  double usd;
};

/// The largest first, the sum of all left out.
std::vector<Bearer> bearers_of(const Table& losses) {
  std::vector<Bearer> bearers;
  for (std::size_t row = 0; row + 1 < losses.rows.size(); ++row) {
    bearers.push_back({std::get<std::string>(losses.rows[row].front()),
                       std::get<double>(losses.rows[row].back())});
  }
  std::stable_sort(bearers.begin(), bearers.end(),
                   [](const Bearer& a, const Bearer& b) { return a.usd > b.usd; });
  return bearers;
}

std::string losses_sentence(const std::vector<Bearer>& bearers, double total) {
  if (bearers.empty()) return "No asset was impaired and no claim was written off.";
  std::string text =
      fmt::format("{} of it borne by {}", percent_text(bearers[0].usd / total), bearers[0].name);
  if (bearers.size() > 1) {
    text += fmt::format(", {} by {}", percent_text(bearers[1].usd / total), bearers[1].name);
  }
  return text + ".";
}

Json losses_json(const Recording& recording, std::span<const double> factors) {
  const Table table = loss_table(recording, factors);
  const std::vector<Bearer> bearers = bearers_of(table);
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

const AgentName* find_agent(const Recording& recording, std::string_view id) {
  for (const AgentName& agent : recording.agents) {
    if (agent.id == id) return &agent;
  }
  return nullptr;
}

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

double Failure::recovery() const {
  return claims > 0.0 ? recovered / claims : std::numeric_limits<double>::quiet_NaN();
}

std::vector<Failure> failures_of(const Recording& recording, std::span<const double> factors) {
  std::vector<Failure> failures;
  for (std::size_t event = 0; event < recording.events.size(); ++event) {
    if (recording.events[event].kind != "default") continue;
    const auto row = static_cast<std::size_t>(recording.events[event].year - recording.first_year);
    failures.push_back(failure_at(recording, event, row < factors.size() ? factors[row] : 1.0));
  }
  spread(failures, recording);
  return failures;
}

std::string_view ending_text(const Failure& failure) {
  return failure.reorganised ? "reorganised" : "sold up";
}

std::string recovery_text(const Failure& failure) {
  return failure.claims > 0.0 ? percent_text(failure.recovery()) : "-";
}

Json findings_json(const Recording& recording, std::span<const double> factors) {
  const Shortfall shortfall = shortfall_of(path(recording, factors, "ai_capex"_metric),
                                           path(recording, factors, "debt_service"_metric),
                                           path(recording, factors, "end_user_spend"_metric));
  Json findings = {{"shortfall", shortfall_json(recording, shortfall)},
                   {"return", return_json(recording, factors)},
                   {"failures", failures_json(recording, factors)},
                   {"losses", losses_json(recording, factors)}};
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
  for (const Json& finding : findings) {
    text += fmt::format("{} {}. {}\n", finding["value"].get<std::string>(),
                        finding["label"].get<std::string>(), finding["text"].get<std::string>());
  }
  return text;
}

std::string billions_text(double usd) {
  const double size = std::abs(usd) / 1e9;
  const int digits = size >= 100.0 ? 0 : size >= 0.05 || size == 0.0 ? 1 : 2;
  const std::string text = digits == 0 ? grouped(size) : fixed_text(size, digits);
  return fmt::format("{}${}bn", usd < 0.0 ? "-" : "", text);
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
