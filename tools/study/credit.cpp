// Lenders held against what came: spreads and defaults by year, loans by the failure that was
// predicted, what became of failed firms, with the rules of credit off and on, over the same draws.
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "sim/experiments/statistics.hpp"
#include "sim/measure/metrics.hpp"
#include "tools/study/ensemble.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

struct CreditVariant {
  std::string name;
  std::vector<Member> worlds;
};

constexpr std::array<const char*, 5> credit_rules = {"risk_price", "lenders_live_on", "instalments",
                                                     "facilities", "reorganise"};
using RulesOn = std::array<bool, credit_rules.size()>;

RulesOn all_rules(bool on) {
  RulesOn rules{};
  rules.fill(on);
  return rules;
}

/// With these rules of credit on, the others off.
Alternative with_rules(const std::string& name, const RulesOn& on, bool keep_tables = false) {
  Alternative alternative{name, {}, keep_tables};
  for (std::size_t k = 0; k < on.size(); ++k) {
    alternative.sets.push_back(fmt::format("blocks.credit.{}={}", credit_rules[k], on[k]));
  }
  return alternative;
}

/// The same replicates without any rule, with all, with each alone and with all but each.
std::vector<CreditVariant> run_credit(const StudyRequest& request,
                                      const std::optional<hindcast::Evidence>& evidence,
                                      LeftOut& left_out) {
  ConfigRequest world = request.configuration;
  if (evidence) {
    world.sets.insert(world.sets.begin(), evidence->overrides.begin(), evidence->overrides.end());
  }
  std::vector<Alternative> alternatives = {with_rules("none", all_rules(false), true),
                                           with_rules("all", all_rules(true), true)};
  for (std::size_t k = 0; k < credit_rules.size(); ++k) {
    for (const bool alone : {true, false}) {
      RulesOn on = all_rules(!alone);
      on[k] = alone;
      alternatives.push_back(
          with_rules(fmt::format("{}{}", alone ? "" : "all but ", credit_rules[k]), on));
    }
  }
  auto runs = run_paired(world, alternatives, replicates_of(request.worlds), left_out,
                         evidence ? &*evidence : nullptr);
  std::vector<CreditVariant> variants;
  for (std::size_t k = 0; k < runs.size(); ++k) {
    variants.push_back({alternatives[k].name, std::move(runs[k])});
  }
  return variants;
}

std::string per_cent_text(double share) {
  return std::isnan(share) ? "-" : fmt::format("{:.1f}", 100.0 * share);
}

/// Of the worlds in which it exists.
double middle_of(const CreditVariant& variant, int year, Metric metric, bool mean) {
  std::vector<double> values;
  double sum = 0.0;
  for (const double value : outcomes(variant.worlds, year, metric)) {
    if (std::isnan(value)) continue;
    values.push_back(value);
    sum += value;
  }
  if (values.empty()) return missing;
  return mean ? sum / static_cast<double>(values.size()) : median(values);
}

/// The record of a metric that the evidence has as it is, or nothing.
double on_record(const std::optional<hindcast::Evidence>& evidence, const std::string& metric,
                 int year) {
  if (!evidence) return missing;
  for (const auto& series : evidence->series) {
    if (series.metric_name != metric || series.relative_to) continue;
    const auto value = series.values.find(year);
    if (value != series.values.end()) return value->second;
  }
  return missing;
}

std::string years_text(const std::vector<CreditVariant>& variants,
                       const std::optional<hindcast::Evidence>& evidence, int first, int last) {
  struct Shown {
    const char* metric;
    const char* heading;
    bool mean;
  };
  constexpr Shown columns[] = {{"spread_subordinated", "spread of the riskiest bonds", false},
                               {"spread_senior", "of senior debt", false},
                               {"spread_secured", "of secured loans", false},
                               {"default_rate", "default rate, mean", true}};
  std::vector<std::string> headings = {"%"};
  for (const Shown& column : columns) {
    headings.push_back(fmt::format("{}, record", column.heading));
    for (const CreditVariant& variant : variants) headings.push_back(variant.name);
  }
  MarkdownTable table(headings);
  for (int year = first; year <= last; ++year) {
    std::vector<std::string> row = {fmt::format("{}", year)};
    for (const Shown& column : columns) {
      row.push_back(per_cent_text(on_record(evidence, column.metric, year)));
      for (const CreditVariant& variant : variants) {
        row.push_back(
            per_cent_text(middle_of(variant, year, *find_metric(column.metric), column.mean)));
      }
    }
    table.add(row);
  }
  return table.text();
}

/// Loans by the chance of failing within five years that lenders saw, and what came.
struct Bin {
  double lent = 0, predicted = 0, failed = 0;
};
constexpr std::array<double, 5> bin_ends = {0.02, 0.05, 0.15, 0.4, 1.01};

std::array<Bin, 5> bins_of(const CreditVariant& variant) {
  constexpr int horizon = 5;
  std::array<Bin, 5> bins{};
  for (const Member& world : variant.worlds) {
    std::multimap<std::string, int> failures;
    for (const Failure& failure : world.failures) failures.emplace(failure.firm, failure.year);
    for (const FundingRow& row : world.recording.funding) {
      if (row.borrowed <= 0.0 || row.year + horizon > last_year(world.recording)) continue;
      std::size_t k = 0;
      while (row.expected_failure >= bin_ends[k]) ++k;
      bool failed = false;
      const auto [from, to] = failures.equal_range(row.agent);
      for (auto it = from; it != to; ++it) {
        failed |= it->second >= row.year && it->second < row.year + horizon;
      }
      bins[k].lent += row.borrowed;
      bins[k].predicted += row.borrowed * row.expected_failure;
      bins[k].failed += failed ? row.borrowed : 0.0;
    }
  }
  return bins;
}

std::string bins_text(const std::vector<CreditVariant>& variants) {
  std::vector<std::string> headings = {"predicted failure within five years"};
  for (const CreditVariant& variant : variants) {
    for (const char* what : {"lent, bn usd a world", "predicted", "failed"}) {
      headings.push_back(fmt::format("{}: {}", variant.name, what));
    }
  }
  MarkdownTable table(headings);
  std::vector<std::array<Bin, 5>> all;
  for (const CreditVariant& variant : variants) all.push_back(bins_of(variant));
  for (std::size_t k = 0; k < bin_ends.size(); ++k) {
    std::vector<std::string> row = {fmt::format("{:.0f} to {:.0f} %",
                                                k > 0 ? 100.0 * bin_ends[k - 1] : 0.0,
                                                100.0 * std::min(bin_ends[k], 1.0))};
    for (std::size_t v = 0; v < variants.size(); ++v) {
      const Bin& bin = all[v][k];
      const auto worlds = static_cast<double>(variants[v].worlds.size());
      row.push_back(fmt::format("{:.1f}", bin.lent / 1e9 / worlds));
      const auto part = [&](double usd) {
        return bin.lent > 0.0 ? fmt::format("{:.1f} %", 100.0 * usd / bin.lent) : "-";
      };
      row.push_back(part(bin.predicted));
      row.push_back(part(bin.failed));
    }
    table.add(row);
  }
  return table.text();
}

/// Sum of a metric over all years and worlds.
double sum_over(const CreditVariant& variant, Metric metric, std::optional<Metric> weight = {}) {
  double sum = 0.0;
  for (const Member& world : variant.worlds) {
    for (int y = world.recording.first_year + 1; y <= last_year(world.recording); ++y) {
      const double value = world.recording.value(y, metric);
      const double times = weight ? world.recording.value(y, *weight) : 1.0;
      if (!std::isnan(value) && !std::isnan(times)) sum += value * times;
    }
  }
  return sum;
}

std::string endings_text(const std::vector<CreditVariant>& variants) {
  std::vector<std::string> headings = {"over the run"};
  for (const CreditVariant& variant : variants) headings.push_back(variant.name);
  MarkdownTable table(headings);
  const auto row = [&](const char* what, auto&& of) {
    std::vector<std::string> cells = {what};
    for (const CreditVariant& variant : variants) cells.push_back(of(variant));
    table.add(cells);
  };
  const auto worlds = [](const CreditVariant& v) { return static_cast<double>(v.worlds.size()); };
  row("firms that failed, a world", [&](const CreditVariant& v) {
    return fmt::format("{:.1f}", sum_over(v, "defaults"_metric) / worlds(v));
  });
  row("of them reorganised", [&](const CreditVariant& v) {
    return fmt::format("{:.0f} %", 100.0 * sum_over(v, "reorganisations"_metric) /
                                       std::max(sum_over(v, "defaults"_metric), 1.0));
  });
  row("debt of failed firms, bn usd a world", [&](const CreditVariant& v) {
    return fmt::format("{:.0f}", sum_over(v, "defaulted_debt"_metric) / 1e9 / worlds(v));
  });
  row("its mean age, years", [&](const CreditVariant& v) {
    return fmt::format("{:.1f}",
                       sum_over(v, "debt_age_at_failure"_metric, "defaulted_debt"_metric) /
                           std::max(sum_over(v, "defaulted_debt"_metric), 1.0));
  });
  row("drawn on vendors' promises, bn usd a world", [&](const CreditVariant& v) {
    return fmt::format("{:.2f}", sum_over(v, "facilities_drawn"_metric) / 1e9 / worlds(v));
  });
  row("capital spending, bn usd a world", [&](const CreditVariant& v) {
    return fmt::format("{:.0f}", sum_over(v, "ai_capex"_metric) / 1e9 / worlds(v));
  });
  return table.text();
}

hindcast::Scorecard card_of(const CreditVariant& variant, const hindcast::Evidence& evidence) {
  std::vector<hindcast::WorldReading> readings;
  for (const Member& world : variant.worlds) readings.push_back(world.targets);
  return hindcast::score(evidence, readings);
}

int opening_of(const CreditVariant& variant) { return variant.worlds.front().recording.first_year; }

std::string scores_text(const std::vector<CreditVariant>& variants,
                        const hindcast::Evidence& evidence) {
  std::vector<hindcast::Scorecard> cards;
  std::vector<std::string> headings = {"target", "split", "record", "band"};
  for (const CreditVariant& variant : variants) {
    cards.push_back(card_of(variant, evidence));
    headings.emplace_back(variant.name);
  }
  MarkdownTable table(headings, {1});
  for (std::size_t t = 0; t < evidence.targets.size(); ++t) {
    const hindcast::Target& target = evidence.targets[t];
    if (target.split != hindcast::Split::train && target.split != hindcast::Split::test) continue;
    std::vector<std::string> row = {target.id, std::string(hindcast::name_of(target.split)),
                                    fmt::format("{:.3g}", target.observed),
                                    fmt::format("{:.3g} to {:.3g}", target.lo, target.hi)};
    for (const hindcast::Scorecard& card : cards) {
      const hindcast::TargetScore& score = card.targets[t];
      row.push_back(fmt::format("{:.3g}{}", target.center_mean ? score.mean : score.median,
                                score.pass ? " (met)" : ""));
    }
    table.add(row);
  }
  for (const auto split : {hindcast::Split::train, hindcast::Split::test}) {
    std::vector<std::string> row = {
        split == hindcast::Split::train ? "training targets met" : "test targets met", "", "", ""};
    for (const hindcast::Scorecard& card : cards) {
      row.push_back(targets_met(evidence, card, split, opening_of(variants.front())));
    }
    table.add(row);
  }
  return table.text();
}

/// A row of each variant.
std::string rules_text(const std::vector<CreditVariant>& variants,
                       const std::optional<hindcast::Evidence>& evidence) {
  MarkdownTable table({"rules of credit on", "training met", "test met", "capital spending, bn usd",
                       "failed", "reorganised", "debt of failed, bn usd"});
  for (const CreditVariant& v : variants) {
    const auto worlds = static_cast<double>(v.worlds.size());
    const double failed = sum_over(v, "defaults"_metric);
    const auto met = [&](hindcast::Split split) -> std::string {
      if (!evidence) return "-";
      return targets_met(*evidence, card_of(v, *evidence), split, opening_of(v));
    };
    table.add({v.name, met(hindcast::Split::train), met(hindcast::Split::test),
               fmt::format("{:.0f}", sum_over(v, "ai_capex"_metric) / 1e9 / worlds),
               fmt::format("{:.1f}", failed / worlds),
               fmt::format("{:.0f} %",
                           100.0 * sum_over(v, "reorganisations"_metric) / std::max(failed, 1.0)),
               fmt::format("{:.0f}", sum_over(v, "defaulted_debt"_metric) / 1e9 / worlds)});
  }
  return table.text();
}

}  // namespace

std::string credit_study(const StudyRequest& request) {
  const auto evidence = record_of(request.configuration);
  LeftOut left_out;
  const std::vector<CreditVariant> all = run_credit(request, evidence, left_out);
  const std::vector<CreditVariant> variants = {{"off", all[0].worlds}, {"on", all[1].worlds}};
  const Recording& any = all.front().worlds.front().recording;
  std::string text = fmt::format(
      "{} worlds with drawn priors, the same draws with all rules of credit off and on. Medians "
      "unless it says mean.\n\n",
      request.worlds);
  text += years_text(variants, evidence, any.first_year + 1, last_year(any));
  text +=
      "Money by the failure within five years that lenders predicted, lent so early that five "
      "years are known:\n\n" +
      bins_text(variants) + endings_text(variants);
  if (evidence) text += scores_text(variants, *evidence);
  return text + "Each rule in alone and out alone, over the run and a world:\n\n" +
         rules_text(all, evidence) + left_out.text();
}

}  // namespace overbuild::study
