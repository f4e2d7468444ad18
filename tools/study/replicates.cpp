#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "sim/compute/tasks.hpp"
#include "tools/study/ensemble.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

const Metric told[] = {"capex"_metric,
                       "ai_capex"_metric,
                       "vendor_revenue"_metric,
                       "end_user_spend"_metric,
                       "lab_revenue"_metric,
                       "app_revenue"_metric,
                       "defaults"_metric,
                       "debt"_metric,
                       "rental_price"_metric,
                       "utilisation"_metric,
                       "share_jobs_api"_metric,
                       "share_jobs_hosted_open"_metric,
                       "share_jobs_self_hosted"_metric,
                       "share_jobs_app"_metric,
                       "power_gw"_metric,
                       "frontier_capability"_metric,
                       "gap_capability"_metric,
                       "price_fixed_capability"_metric,
                       "adoption_share"_metric};

constexpr int years_in[] = {1, 2, 5, 10, 20};

/// The public record, for the presets that open at the end of 2025; see facts in the preset.
struct Record {
  Metric metric;
  std::string_view text_2025, text_2026;
};

const Record public_record[] = {
    {"capex"_metric, "410 to 416 (four firms)", "695 to 725 guided (four firms)"},
    {"vendor_revenue"_metric, "194 (Nvidia, fiscal 2026)", "75 in Nvidia's first quarter"},
    {"end_user_spend"_metric, "about 42 (preset's parts)",
     "110 in twelve months to June, 175 rate"},
    {"lab_revenue"_metric, "13.1 (OpenAI), 1 to 9 rate (Anthropic)",
     "5.7 + 4.8 in the first quarter, Anthropic 10.9 guided for the second"},
    {"defaults"_metric, "none", "none until July"},
    {"rental_price"_metric, "2 to 3", "prices of old equipment firm"},
    {"gap_capability"_metric, "0.35 (7 points of ECI)", "0.4 (8 points of ECI)"}};

// ---- quantiles --------------------------------------------------------------------------------

std::string interval(Metric metric, const std::vector<double>& values) {
  if (std::isnan(median(values))) return "-";
  const std::string low = shown(metric, quantile(values, 0.1));
  const std::string high = shown(metric, quantile(values, 0.9));
  const std::string middle = shown(metric, median(values));
  return low == high ? middle : fmt::format("{} ({} to {})", middle, low, high);
}

std::string quantiles_text(const std::vector<Member>& members, int opening, int last) {
  std::vector<std::string> headings = {"metric", "unit", fmt::format("{}, initial state", opening)};
  std::vector<int> years;
  for (const int after : years_in) {
    if (opening + after > last) continue;
    years.push_back(opening + after);
    headings.push_back(std::to_string(opening + after));
  }
  const bool beside_record = opening == 2025;
  if (beside_record) headings.insert(headings.end(), {"record 2025", "record 2026"});
  MarkdownTable table(headings, {1});
  for (const Metric metric : told) {
    std::string name(info_of(metric).name);
    if (metric == "defaults"_metric) name += ", cumulated";
    std::vector<std::string> row = {name, shown_unit(metric),
                                    interval(metric, outcomes(members, opening, metric))};
    for (const int year : years) row.push_back(interval(metric, outcomes(members, year, metric)));
    const auto record = std::find_if(std::begin(public_record), std::end(public_record),
                                     [&](const Record& r) { return r.metric == metric; });
    if (beside_record && record != std::end(public_record)) {
      row.emplace_back(record->text_2025);
      row.emplace_back(record->text_2026);
    }
    table.add(row);
  }
  return table.text();
}

// ---- what moves the outcome -------------------------------------------------------------------

/// usd a year of all tasks.
double task_value(const Parameters& p) { return task_mass(p, -1e3, 1e3); }

/// Benefit that enterprises drew from AI in the opening year, paid for or not, over the value of
/// the tasks that the best model of that year could do.
double unlocked_share(const Member& member) {
  const Recording& r = member.recording;
  const int year = r.first_year;
  const double used = r.value(year, "api_revenue"_metric) + r.value(year, "app_revenue"_metric) +
                      r.value(year, "hosted_open_revenue"_metric) +
                      r.value(year, "buyer_surplus"_metric);
  return used / task_mass(member.parameters, -1e3, r.value(year, "frontier_capability"_metric));
}

bool builder_failed(const Member& member) {
  return std::any_of(member.failures.begin(), member.failures.end(),
                     [](const Failure& failure) { return failure.role == "builder"; });
}

struct Thirds {
  std::vector<const Member*> members[3];
};

Thirds thirds_of(const std::vector<Member>& members, double (*by)(const Member&)) {
  std::vector<std::pair<double, const Member*>> order;
  for (const Member& member : members) {
    if (member.complete()) order.emplace_back(by(member), &member);
  }
  std::sort(order.begin(), order.end());
  Thirds thirds;
  for (std::size_t k = 0; k < order.size(); ++k) {
    thirds.members[k * 3 / order.size()].push_back(order[k].second);
  }
  return thirds;
}

void add_thirds(MarkdownTable& table, const std::string& what, double scale,
                const std::vector<Member>& members, double (*by)(const Member&), int opening,
                int last) {
  const Thirds thirds = thirds_of(members, by);
  const std::string names[] = {"lowest third", "middle third", "highest third"};
  for (std::size_t t = 0; t < 3; ++t) {
    const auto& part = thirds.members[t];
    if (part.empty()) continue;
    std::vector<double> key;
    double failed = 0.0;
    for (const Member* member : part) {
      key.push_back(by(*member) * scale);
      failed += builder_failed(*member) ? 1.0 : 0.0;
    }
    std::vector<std::string> row = {what, names[t], fmt::format("{:.3g}", median(key))};
    for (const auto& [metric, after] :
         {std::pair{"end_user_spend"_metric, 5}, std::pair{"end_user_spend"_metric, 10},
          std::pair{"capex"_metric, 5}, std::pair{"capex"_metric, 10}}) {
      std::vector<double> values;
      for (const Member* member : part) {
        values.push_back(outcome(member->recording, std::min(opening + after, last), metric));
      }
      row.push_back(interval(metric, values));
    }
    row.push_back(fmt::format("{:.0f} %", 100.0 * failed / static_cast<double>(part.size())));
    table.add(row);
  }
}

std::string unlocked_text(const std::vector<Member>& members, int opening, int last) {
  const int near = std::min(opening + 5, last), far = std::min(opening + 10, last);
  MarkdownTable table({"worlds ordered by", "", "median", fmt::format("end-user spend {}", near),
                       fmt::format("end-user spend {}", far), fmt::format("capex {}", near),
                       fmt::format("capex {}", far), "worlds with a failed builder"},
                      {1});
  add_thirds(
      table, "value of all tasks, T usd a year", 1e-12, members,
      [](const Member& member) { return task_value(member.parameters); }, opening, last);
  add_thirds(table, "unlocked share of feasible value at the start, %", 100.0, members,
             unlocked_share, opening, last);
  return table.text();
}

std::string priors_text(const std::vector<Member>& members, int opening, int last) {
  const int near = std::min(opening + 5, last), far = std::min(opening + 10, last);
  const std::tuple<std::string, Metric, int> results[] = {
      {fmt::format("end-user spend {}", near), "end_user_spend"_metric, near},
      {fmt::format("end-user spend {}", far), "end_user_spend"_metric, far},
      {fmt::format("capex {}", near), "capex"_metric, near},
      {fmt::format("failures until {}", far), "defaults"_metric, far}};
  std::map<std::string, std::vector<double>> priors;
  for (const Member& member : members) {
    if (!member.complete()) continue;
    for (const DrawnPrior& prior : member.priors) priors[prior.path].push_back(prior.value);
  }
  MarkdownTable table({"outcome", "the five priors it goes with most, by rank correlation"}, {1});
  for (const auto& [name, metric, year] : results) {
    const std::vector<double> values = outcomes(members, year, metric);
    std::vector<std::pair<double, std::string>> order;
    for (const auto& [path, drawn] : priors) {
      if (drawn.size() != values.size()) continue;
      const double correlation = rank_correlation(drawn, values);
      if (!std::isnan(correlation)) order.emplace_back(correlation, path);
    }
    std::sort(order.begin(), order.end(),
              [](const auto& x, const auto& y) { return std::fabs(x.first) > std::fabs(y.first); });
    std::string text;
    for (std::size_t k = 0; k < std::min<std::size_t>(order.size(), 5); ++k) {
      text += fmt::format("{}`{}` {:+.2f}", k == 0 ? "" : ", ", order[k].second, order[k].first);
    }
    table.add({name, text});
  }
  return table.text();
}

// ---- soundness --------------------------------------------------------------------------------

/// Bounds beyond which no reading of the record makes sense: a third of the world's income spent on
/// AI, a twentieth of it invested, and as much power as the world uses now.
const std::pair<Metric, double> absurd_beyond[] = {{"end_user_spend"_metric, 40e12},
                                                   {"capex"_metric, 6e12},
                                                   {"power_gw"_metric, 3400.0},
                                                   {"utilisation"_metric, 1.0}};

std::string list_text(const std::map<std::string, std::size_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts) {
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", name, count);
  }
  return text.empty() ? "none" : text;
}

std::string soundness_text(const std::vector<Member>& members) {
  std::size_t failed = 0;
  std::string failures;
  std::set<std::uint64_t> digests;
  std::map<std::string, std::size_t> undefined, absurd;
  std::map<std::string, std::vector<double>> firms;
  double failing_worlds = 0.0;
  for (const Member& member : members) {
    if (!member.complete()) {
      ++failed;
      failures += fmt::format("- replicate {}: {}\n", member.replicate, member.broken);
      continue;
    }
    const Recording& r = member.recording;
    digests.insert(r.result_digest);
    failing_worlds += builder_failed(member) ? 1.0 : 0.0;
    for (const Failure& failure : member.failures) firms[failure.firm].push_back(failure.year);
    std::set<std::string> bad, beyond;
    for (int year = r.first_year + 1; year <= last_year(r); ++year) {
      for (std::size_t m = 0; m < metric_count(); ++m) {
        const auto metric = static_cast<Metric>(m);
        const double value = r.value(year, metric);
        const bool allowed = std::isnan(value) && !info_of(metric).absent.empty();
        if (!std::isfinite(value) && !allowed) bad.insert(std::string(info_of(metric).name));
      }
      for (const auto& [metric, bound] : absurd_beyond) {
        if (r.value(year, metric) > bound) beyond.insert(std::string(info_of(metric).name));
      }
    }
    for (const std::string& name : bad) ++undefined[name];
    for (const std::string& name : beyond) ++absurd[name];
  }
  MarkdownTable table({"check", "result"}, {1});
  table.add({"runs", std::to_string(members.size())});
  table.add({"runs that did not end", std::to_string(failed)});
  table.add({"different results", std::to_string(digests.size())});
  table.add({"metrics not a number in some year (worlds)", list_text(undefined)});
  table.add({"metrics beyond any reading (worlds)", list_text(absurd)});
  table.add({"worlds with a failed builder", fmt::format("{:.0f}", failing_worlds)});
  std::string failed_firms;
  for (const auto& [firm, years] : firms) {
    failed_firms += fmt::format("{}{} ({}, {:.0f})", failed_firms.empty() ? "" : ", ", firm,
                                years.size(), median(years));
  }
  table.add({"failures by firm (in all worlds, median year)", failed_firms});
  return table.text() + (failures.empty() ? "" : failures + "\n");
}

}  // namespace

std::string replicates_study(const StudyRequest& request) {
  LeftOut left_out;
  const std::vector<Member> members =
      run_ensemble(request.configuration, replicates_of(request.worlds), left_out);
  const auto any = std::find_if(members.begin(), members.end(),
                                [](const Member& member) { return member.complete(); });
  if (any == members.end()) {
    throw std::runtime_error("no run ended; the first: " + members.front().broken);
  }
  const int opening = any->recording.first_year, last = last_year(any->recording);
  return fmt::format("### Outcome of replicates 0 to {}: median (10 to 90 %)\n\n",
                     request.worlds - 1) +
         quantiles_text(members, opening, last) + "### Soundness\n\n" + soundness_text(members) +
         "### Outcome against what is left to unlock\n\nBn usd a year: median (10 to 90 %).\n\n" +
         unlocked_text(members, opening, last) + "### Outcome against the priors\n\n" +
         priors_text(members, opening, last) + left_out.text();
}

}  // namespace overbuild::study
