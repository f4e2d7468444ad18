// How failures cluster, what creditors recover, which kind of builder fails, and who bears the
// loss, over seeds of one configuration and of its variants.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/random.hpp"
#include "sim/experiments/statistics.hpp"
#include "tools/study/ensemble.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

std::vector<Member> worlds(const StudyRequest& request, const std::vector<std::string>& sets,
                           LeftOut& left_out) {
  ConfigRequest configuration = request.configuration;
  configuration.sets.insert(configuration.sets.end(), sets.begin(), sets.end());
  return run_ensemble(configuration,
                      seeds_from(configuration.seed.value_or(1), request.worlds, true), left_out);
}

double sum(const std::vector<double>& values) {
  double total = 0.0;
  for (const double value : values) total += value;
  return total;
}

// ---- do failures cluster? ---------------------------------------------------------------------

using History = std::vector<int>;  ///< [years] failures of one firm in one world

/// [firms][worlds] histories; a world that broke is left out.
std::map<std::string, std::vector<History>> histories(const std::vector<Member>& members) {
  std::map<std::string, std::vector<History>> all;
  std::set<std::string> firms;
  for (const Member& member : members) {
    for (const Failure& failure : member.failures) firms.insert(failure.firm);
  }
  for (const std::string& firm : firms) {
    for (const Member& member : members) {
      if (!member.complete()) continue;
      History& history =
          all[firm].emplace_back(static_cast<std::size_t>(member.recording.years), 0);
      for (const Failure& failure : member.failures) {
        if (failure.firm != firm) continue;
        history[static_cast<std::size_t>(failure.year - member.recording.first_year)] += 1;
      }
    }
  }
  return all;
}

/// Variance over worlds of failures in a year, averaged over years: what firms do together shows in
/// it, what each does alone, whenever it does it, does not.
double clustering(const std::map<std::string, std::vector<History>>& all,
                  const std::map<std::string, std::vector<std::size_t>>& order) {
  const std::size_t n = all.begin()->second.size(), years = all.begin()->second.front().size();
  double total = 0.0;
  for (std::size_t y = 0; y < years; ++y) {
    double mean = 0.0, square = 0.0;
    for (std::size_t w = 0; w < n; ++w) {
      double count = 0.0;
      for (const auto& [firm, of_firm] : all) count += of_firm[order.at(firm)[w]][y];
      mean += count / static_cast<double>(n);
      square += count * count / static_cast<double>(n);
    }
    total += square - mean * mean;
  }
  return total / static_cast<double>(years);
}

std::string clustering_text(const std::vector<Member>& members) {
  const auto all = histories(members);
  if (all.empty()) return "No firm failed in any world.\n\n";
  std::map<std::string, std::vector<std::size_t>> order;
  const std::size_t n = all.begin()->second.size();
  for (const auto& [firm, of_firm] : all) {
    for (std::size_t w = 0; w < n; ++w) order[firm].push_back(w);
  }
  const double observed = clustering(all, order);
  constexpr std::uint32_t permutations = 1000;
  std::vector<double> permuted;
  const KeyedRandom random(7, 0);
  for (std::uint32_t p = 0; p < permutations; ++p) {
    for (auto& [firm, worlds_of] : order) {
      // Each firm's histories are dealt to the worlds anew, independent of the other firms'.
      for (std::size_t w = n; w > 1; --w) {
        const auto draw = random.block(entity_id("permutation", firm), p, Purpose{},
                                       static_cast<std::uint32_t>(w))[0];
        std::swap(worlds_of[w - 1], worlds_of[draw % w]);
      }
    }
    permuted.push_back(clustering(all, order));
  }
  const double limit = quantile(permuted, 0.99);
  return fmt::format(
      "Variance over worlds of failures in a year, mean of years: {:.4f}; with each firm's "
      "histories "
      "permuted over worlds {} times: median {:.4f}, 99th percentile {:.4f}. Failures {}.\n\n",
      observed, permutations, median(permuted), limit,
      observed > limit ? "cluster" : "do not cluster beyond chance");
}

// ---- recoveries and industry distress ---------------------------------------------------------

/// How badly the industry does in a year; more is worse.
struct Distress {
  const char* name;
  double (*of)(const Recording&, int year);
};

constexpr Distress distresses[] = {
    {"capacity unused",
     [](const Recording& r, int y) { return -r.value(y, "utilisation"_metric); }},
    {"full cost over rent",
     [](const Recording& r, int y) {
       return r.value(y, "full_cost"_metric) / r.value(y, "rental_price"_metric);
     }},
    {"fall of the rent over two years",
     [](const Recording& r, int y) {
       const int before = std::max(y - 2, r.first_year);
       return std::log(r.value(before, "rental_price"_metric) / r.value(y, "rental_price"_metric));
     }},
    {"firms that failed in the year",
     [](const Recording& r, int y) { return r.value(y, "defaults"_metric); }},
    {"defaulted over all debt",
     [](const Recording& r, int y) { return r.value(y, "default_rate"_metric); }}};

double mean(const std::vector<double>& values) {
  return values.empty() ? std::nan("") : sum(values) / static_cast<double>(values.size());
}

std::string per_cent(double share) {
  return std::isnan(share) ? "-" : fmt::format("{:.1f} %", 100.0 * share);
}

std::string recovery_text(const std::vector<Member>& members) {
  MarkdownTable table({"distress of the industry", "recovery, worse half of years", "better half",
                       "rank correlation", "resale price over original cost, worse half",
                       "better half", "rank correlation"});
  std::size_t years = 0;
  for (const Distress& distress : distresses) {
    std::vector<double> level, recovery, price;
    for (const Member& member : members) {
      if (!member.complete()) continue;
      const Recording& r = member.recording;
      for (int year = r.first_year + 1; year <= last_year(r); ++year) {
        if (r.value(year, "defaults"_metric) < 1.0) continue;
        level.push_back(distress.of(r, year));
        recovery.push_back(r.value(year, "recovery_rate"_metric));
        price.push_back(r.value(year, "auction_price_to_cost"_metric));
      }
    }
    years = level.size();
    const double middle = median(level);
    std::vector<double> recovered[2], paid[2];
    for (std::size_t k = 0; k < level.size(); ++k) {
      const std::size_t better = level[k] > middle ? 0 : 1;
      if (!std::isnan(recovery[k])) recovered[better].push_back(recovery[k]);
      if (!std::isnan(price[k])) paid[better].push_back(price[k]);
    }
    table.add({distress.name, per_cent(mean(recovered[0])), per_cent(mean(recovered[1])),
               fmt::format("{:+.2f}", rank_correlation(level, recovery)), per_cent(mean(paid[0])),
               per_cent(mean(paid[1])), fmt::format("{:+.2f}", rank_correlation(level, price))});
  }
  return fmt::format("{} years of a world with failures.\n\n", years) + table.text();
}

// ---- kinds of builders ------------------------------------------------------------------------

struct Odds {
  double failed = 0, firms = 0;
};

/// Builders of each kind at the opening, and how many of them failed at least once.
std::map<std::string, Odds> by_kind(const std::vector<Member>& members) {
  std::map<std::string, Odds> odds;
  for (const Member& member : members) {
    if (!member.complete()) continue;
    std::set<std::string> failed;
    for (const Failure& failure : member.failures) failed.insert(failure.firm);
    for (const auto& [id, builder] : member.parameters.builders) {
      Odds& of = odds[std::string(builder_type_names[builder.type])];
      of.firms += 1.0;
      of.failed += failed.contains(id);
    }
  }
  return odds;
}

/// Core cash flows of the first three diversified builders and of the first three pure-plays change
/// owners; everything else stays.
std::vector<std::string> swapped(const Parameters& p) {
  std::vector<std::size_t> rich, poor;
  for (std::size_t b = 0; b < p.builders.size(); ++b) {
    const auto type = static_cast<BuilderType>(p.builders[b].second.type);
    if (type == BuilderType::diversified && rich.size() < 3) rich.push_back(b);
    if (type == BuilderType::pure_play && poor.size() < 3) poor.push_back(b);
  }
  std::vector<std::string> sets;
  const auto give = [&](std::size_t to, std::size_t from) {
    const BuilderConfig& source = p.builders[from].second;
    const std::string path = "builders." + p.builders[to].first + ".";
    sets.push_back(fmt::format("{}core_cash_flow={:.0f}", path, source.core_cash_flow));
    sets.push_back(fmt::format("{}core_cash_flow_growth={}", path, source.core_cash_flow_growth));
    sets.push_back(fmt::format("{}core_cash_flow_sd={}", path, source.core_cash_flow_sd));
    sets.push_back(fmt::format("{}core_capex={:.0f}", path, source.core_capex));
    sets.push_back(fmt::format("{}core_capex_growth={}", path, source.core_capex_growth));
  };
  for (std::size_t k = 0; k < std::min(rich.size(), poor.size()); ++k) {
    give(poor[k], rich[k]);
    give(rich[k], poor[k]);
  }
  return sets;
}

/// The same for those six alone.
std::map<std::string, Odds> of_the_six(const std::vector<Member>& members) {
  std::map<std::string, Odds> odds;
  for (const Member& member : members) {
    if (!member.complete()) continue;
    std::set<std::string> failed;
    for (const Failure& failure : member.failures) failed.insert(failure.firm);
    std::map<std::size_t, int> taken;
    for (const auto& [id, builder] : member.parameters.builders) {
      if (static_cast<BuilderType>(builder.type) == BuilderType::levered ||
          taken[builder.type]++ >= 3)
        continue;
      Odds& of = odds[std::string(builder_type_names[builder.type])];
      of.firms += 1.0;
      of.failed += failed.contains(id);
    }
  }
  return odds;
}

std::string share_text(const std::map<std::string, Odds>& odds, const char* kind) {
  const auto found = odds.find(kind);
  if (found == odds.end()) return "-";
  return probability_text(static_cast<std::size_t>(found->second.failed),
                          static_cast<std::size_t>(found->second.firms));
}

// ---- who bears it -----------------------------------------------------------------------------

/// No loans, stakes or backstops to customers, nothing promised to foundries.
std::vector<std::string> without_vendor_risk(const Parameters& p) {
  std::vector<std::string> sets{"vendor_market.finance_share=0", "vendor_market.foundry_cover=0"};
  for (const auto& [id, vendor] : p.vendors)
    sets.push_back("vendors." + id + ".foundry_commitment=0");
  for (const auto& [id, stake] : p.stakes) sets.push_back("stakes." + id + "=~");
  for (const auto& [id, commitment] : p.commitments) {
    if (!commitment.vendor.empty()) sets.push_back("commitments." + id + "=~");
  }
  return sets;
}

/// Mean over worlds of the whole run's loss shares, weighted by each year's value destroyed.
std::string bearer_row(const std::vector<Member>& members, Metric share) {
  double borne = 0.0, all = 0.0;
  for (const Member& member : members) {
    if (!member.complete()) continue;
    const Recording& r = member.recording;
    for (int year = r.first_year + 1; year <= last_year(r); ++year) {
      const double part = r.value(year, share), lost = r.value(year, "losses"_metric);
      if (std::isnan(part) || std::isnan(lost)) continue;
      borne += part * lost;
      all += lost;
    }
  }
  return all > 0.0 ? fmt::format("{:.2f} %", 100.0 * borne / all) : "-";
}

double mean_of(const std::vector<Member>& members, Metric metric) {
  double total = 0.0, count = 0.0;
  for (const Member& member : members) {
    if (!member.complete()) continue;
    const Recording& r = member.recording;
    for (int year = r.first_year + 1; year <= last_year(r); ++year) {
      const double value = r.value(year, metric);
      if (std::isnan(value)) continue;
      total += value;
      count += 1.0;
    }
  }
  return count > 0.0 ? total / count : std::nan("");
}

/// Mean over worlds at the end of the run.
double last_of(const std::vector<Member>& members, Metric metric) {
  std::vector<double> values;
  for (const Member& member : members) {
    if (!member.complete()) continue;
    const double value = member.recording.value(last_year(member.recording), metric);
    if (!std::isnan(value)) values.push_back(value);
  }
  return values.empty() ? std::nan("") : sum(values) / static_cast<double>(values.size());
}

double total_of(const std::vector<Member>& members, Metric metric) {
  double total = 0.0, count = 0.0;
  for (const Member& member : members) {
    if (!member.complete()) continue;
    count += 1.0;
    const Recording& r = member.recording;
    for (int year = r.first_year + 1; year <= last_year(r); ++year) {
      const double value = r.value(year, metric);
      if (!std::isnan(value)) total += value;
    }
  }
  return count > 0.0 ? total / count : std::nan("");
}

std::string failures_text(const std::vector<Member>& members) {
  MarkdownTable table({"per world, to the end of the run", "mean"});
  const auto row = [&](const char* what, Metric metric) {
    table.add({what, fmt::format("{:.2f}", total_of(members, metric))});
  };
  row("failures", "defaults"_metric);
  row("illiquid only", "failures_illiquid"_metric);
  row("insolvent only", "failures_insolvent"_metric);
  row("both", "failures_both"_metric);
  row("reorganised", "reorganisations"_metric);
  const auto mean = [&](const char* what, Metric metric) {
    const double value = mean_of(members, metric);
    table.add({what, std::isnan(value) ? "-" : fmt::format("{:.1f} %", 100.0 * value)});
  };
  mean("recovery, secured", "recovery_secured"_metric);
  mean("recovery, senior and suppliers", "recovery_senior"_metric);
  mean("recovery, subordinated", "recovery_subordinated"_metric);
  mean("price over original cost", "auction_price_to_cost"_metric);
  mean("utilisation of resold equipment", "utilisation_resold"_metric);
  return table.text();
}

}  // namespace

std::string bankruptcy_study(const StudyRequest& request) {
  LeftOut left_out;
  const std::vector<Member> base = worlds(request, {}, left_out);
  std::size_t sound = 0;
  for (const Member& member : base) sound += member.complete();
  std::string text =
      fmt::format("{} worlds with drawn priors, {} of them complete.\n\n", base.size(), sound);
  text += "### What failed and what came of it\n\n" + failures_text(base);
  text += "### Do failures cluster?\n\n" + clustering_text(base);
  text += "### Recoveries and the state of the industry\n\n" + recovery_text(base);

  const std::vector<Member> swap = worlds(request, swapped(base.front().parameters), left_out);
  MarkdownTable kinds({"failed at least once", "diversified", "levered", "pure-play"});
  const auto all = by_kind(base), six = of_the_six(base), after = of_the_six(swap);
  kinds.add({"all builders there at the start", share_text(all, "diversified"),
             share_text(all, "levered"), share_text(all, "pure_play")});
  kinds.add({"three of each", share_text(six, "diversified"), "-", share_text(six, "pure_play")});
  kinds.add({"the same, core cash flows swapped", share_text(after, "diversified"), "-",
             share_text(after, "pure_play")});
  text += "### Kinds of builders\n\n" + kinds.text();

  const std::vector<Member> off =
      worlds(request, without_vendor_risk(base.front().parameters), left_out);
  MarkdownTable bearers(
      {"", "vendors' share of losses", "lenders' share", "vendors' money in sales"});
  const auto add = [&](const char* what, const std::vector<Member>& members) {
    bearers.add(
        {what, bearer_row(members, "loss_share_vendor"_metric),
         bearer_row(members, "loss_share_lender"_metric),
         fmt::format("{:.2f} %", 100.0 * (1.0 - last_of(members, "external_cash_share"_metric)))});
  };
  add("vendor finance and foundry commitments on", base);
  add("both off", off);
  return text + "### Who bears it\n\n" + bearers.text() + left_out.text();
}

}  // namespace overbuild::study
