#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "tools/study/ensemble.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

const Metric headline[] = {"capex"_metric,
                           "vendor_revenue"_metric,
                           "end_user_spend"_metric,
                           "lab_revenue"_metric,
                           "app_revenue"_metric,
                           "rental_price"_metric,
                           "utilisation"_metric,
                           "price_fixed_capability"_metric,
                           "share_jobs_api"_metric,
                           "share_jobs_app"_metric,
                           "share_jobs_hosted_open"_metric,
                           "share_jobs_self_hosted"_metric,
                           "defaults"_metric,
                           "debt"_metric,
                           "credit_spread"_metric,
                           "power_gw"_metric,
                           "open_capability"_metric,
                           "gap_capability"_metric,
                           "margin_share_vendor"_metric,
                           "margin_share_builder"_metric,
                           "margin_share_lab"_metric,
                           "margin_share_app"_metric};

constexpr int measured_after[] = {5, 10, 15};
constexpr std::size_t moves_shown = 3;
constexpr double most_undefined = 0.25;  // share of seeds without a value that a comparison allows
constexpr double agreement = 0.75;       // share of seeds that a clear move needs on its side
constexpr std::string_view no_role = "none (other seeds)";

// ---- does freezing move the outcome -----------------------------------------------------------

/// One metric in one year, base and frozen.
struct Move {
  Metric metric;
  int year;
  double low, high;  ///< quartiles of the base over its seeds
  double frozen;     ///< median of the frozen runs
  double same_way;   ///< share of seeds in which frozen less base has the sign of the medians'
  double size;       ///< distance from the nearer quartile over the distance of the quartiles
  bool defined;      ///< in enough seeds, base and frozen

  bool outside() const { return frozen < low || frozen > high; }
};

Move compare(const std::vector<Member>& base, const std::vector<Member>& frozen, int year,
             Metric metric) {
  std::vector<double> before, after;
  for (const Member& world : base) {
    const auto pair = std::find_if(frozen.begin(), frozen.end(), [&](const Member& other) {
      return other.place == world.place && other.complete();
    });
    if (pair == frozen.end()) continue;
    before.push_back(outcome(world.recording, year, metric));
    after.push_back(outcome(pair->recording, year, metric));
  }
  Move move{metric, year, quantile(before, 0.25), quantile(before, 0.75), median(after), 0.0,
            0.0,    false};
  const double sign = move.frozen - median(before);
  double agree = 0.0, pairs = 0.0;
  const auto seeds = static_cast<double>(base.size());
  for (std::size_t k = 0; k < before.size(); ++k) {
    const double change = after[k] - before[k];
    if (std::isnan(change)) continue;
    pairs += 1.0;
    agree += change * sign > 0.0 ? 1.0 : 0.0;
  }
  move.defined = pairs >= (1.0 - most_undefined) * seeds;
  move.same_way = pairs > 0.0 ? agree / pairs : 0.0;
  const double spread = std::max(move.high - move.low, 1e-3 * std::fabs(median(before)));
  const double beyond = std::max(move.low - move.frozen, move.frozen - move.high);
  move.size = beyond <= 0.0 ? 0.0 : spread > 0.0 ? beyond / spread : 1.0;
  return move;
}

struct RoleEffect {
  std::string role;
  std::size_t failed = 0;  ///< frozen runs that did not end
  std::size_t compared = 0;
  std::vector<Move> moves;  ///< those outside, largest first
};

RoleEffect effect_of(std::string role, const std::vector<Member>& base,
                     const std::vector<Member>& frozen) {
  RoleEffect effect{std::move(role), 0, 0, {}};
  for (const Member& member : frozen) effect.failed += member.complete() ? 0 : 1;
  const Recording& any = base.front().recording;
  for (const Metric metric : headline) {
    for (const int after : measured_after) {
      const int year = any.first_year + after;
      if (year > last_year(any)) continue;
      const Move move = compare(base, frozen, year, metric);
      if (!move.defined) continue;
      ++effect.compared;
      if (move.outside()) effect.moves.push_back(move);
    }
  }
  std::stable_sort(effect.moves.begin(), effect.moves.end(),
                   [](const Move& x, const Move& y) { return x.size > y.size; });
  return effect;
}

std::vector<Member> run_seeds(const StudyRequest& request, std::uint32_t first,
                              const std::string& frozen_role, LeftOut& left_out) {
  ConfigRequest configuration = request.configuration;
  if (!frozen_role.empty()) configuration.sets.push_back("frozen_roles=[" + frozen_role + "]");
  return run_ensemble(configuration, seeds_from(first, request.worlds, false), left_out);
}

/// Moves larger than chance makes them, and in the same direction in most seeds.
std::size_t clear_moves(const RoleEffect& effect, double chance) {
  return static_cast<std::size_t>(std::count_if(
      effect.moves.begin(), effect.moves.end(),
      [&](const Move& move) { return move.size > chance && move.same_way >= agreement; }));
}

/// The last effect is that of chance.
std::string effects_text(const std::vector<RoleEffect>& effects) {
  const auto& by_chance = effects.back().moves;
  const double chance = by_chance.empty() ? 0.0 : by_chance.front().size;
  MarkdownTable summary({"frozen role", "metric-years outside the base's quartiles",
                         "largest distance, in distances of the quartiles", "runs that failed",
                         "moves a metric", "metric-years that move clearly"});
  MarkdownTable largest({"frozen role", "metric", "year", "base, 25 to 75 %", "frozen, median",
                         "unit", "seeds moved the same way"},
                        {1, 5});
  for (const RoleEffect& effect : effects) {
    const bool control = effect.role == no_role;
    summary.add({effect.role, fmt::format("{} of {}", effect.moves.size(), effect.compared),
                 effect.moves.empty() ? "-" : fmt::format("{:.1f}", effect.moves.front().size),
                 std::to_string(effect.failed),
                 control                ? "-"
                 : effect.moves.empty() ? "**no**"
                                        : "yes",
                 control ? "-" : std::to_string(clear_moves(effect, chance))});
    if (control) continue;
    std::set<Metric> told;
    for (const Move& move : effect.moves) {
      if (told.size() == moves_shown) break;
      if (!told.insert(move.metric).second) continue;
      largest.add({effect.role, std::string(info_of(move.metric).name), std::to_string(move.year),
                   shown(move.metric, move.low) + " to " + shown(move.metric, move.high),
                   shown(move.metric, move.frozen), shown_unit(move.metric),
                   fmt::format("{:.0f} %", 100.0 * move.same_way)});
    }
  }
  return summary.text() + "The largest move of each of up to three metrics:\n\n" + largest.text();
}

// ---- do unfrozen decisions differ -------------------------------------------------------------

struct Decision {
  std::string_view role, column;
};

constexpr Decision decisions[] = {
    {"builder", "order_units"}, {"builder", "order_shell_mw"}, {"builder", "target_share"},
    {"vendor", "price"},        {"vendor", "capacity_units"},  {"lab", "research_usd"},
    {"lab", "wanted_hours"},    {"lab", "plan_price"},         {"open_lab", "budget"},
    {"app", "price"},           {"app", "overhead_usd"},       {"lender", "appetite"},
    {"lender", "spread_add"},   {"investor", "appetite"},      {"investor", "fundamentals_weight"},
    {"utility", "addition_mw"}};

struct Variation {
  std::size_t firms = 0;
  double changed = 0.0;  ///< share of firm-years whose decision differs from the year before
  double size = 0.0;     ///< median relative change where there is one
  double differ = 0.0;   ///< share of years in which the firms' relative changes are not all alike
};

double relative_change(double now, double before) {
  const double scale = std::max(std::fabs(now), std::fabs(before));
  return scale > 0.0 ? (now - before) / scale : 0.0;
}

Variation variation_of(const Recording& recording, const Decision& decision) {
  std::map<std::uint32_t, std::map<int, double>> paths;  // agent, then year
  for (const AgentRow& row : recording.agent_rows) {
    if (recording.agents[row.agent].role != decision.role) continue;
    if (recording.columns[row.column].name != decision.column) continue;
    if (row.year > recording.first_year) paths[row.agent][row.year] = row.value;
  }
  std::map<int, std::set<double>> by_year;
  std::vector<double> sizes;
  double pairs = 0.0;
  for (const auto& [agent, path] : paths) {
    for (auto now = path.begin(); now != path.end(); ++now) {
      if (now == path.begin()) continue;
      const double change = relative_change(now->second, std::prev(now)->second);
      by_year[now->first].insert(change);
      pairs += 1.0;
      if (change != 0.0) sizes.push_back(std::fabs(change));
    }
  }
  Variation result{paths.size(), 0.0, median(sizes), 0.0};
  if (pairs > 0.0) result.changed = static_cast<double>(sizes.size()) / pairs;
  for (const auto& [year, changes] : by_year) {
    if (changes.size() > 1) result.differ += 1.0 / static_cast<double>(by_year.size());
  }
  return result;
}

/// Enterprises decide workload by workload: those of the recorded sample that change mode.
Variation variation_of_modes(const Recording& recording) {
  std::set<std::uint32_t> enterprises;
  std::set<std::pair<std::uint32_t, std::uint32_t>> sample;
  std::map<int, double> moved;
  for (const WorkloadRow& row : recording.workloads) {
    enterprises.insert(row.enterprise);
    sample.insert({row.enterprise, row.workload});
    if (row.year > recording.first_year) moved[row.year] += 1.0;
  }
  const auto count = static_cast<double>(sample.size());
  const auto years = static_cast<double>(recording.years - 1);
  Variation result{enterprises.size(), 0.0, std::nan(""), 0.0};
  for (const auto& [year, moves] : moved) {
    if (moves > 0.0 && moves < count) result.differ += 1.0 / years;
    result.changed += moves / (count * years);
  }
  return result;
}

std::string variation_text(const Recording& recording) {
  MarkdownTable table({"role", "decision", "firms", "firm-years that differ from the year before",
                       "median relative change", "years in which firms' changes differ"},
                      {1});
  const auto add = [&](std::string_view role, std::string_view name, const Variation& v) {
    table.add({std::string(role), std::string(name), std::to_string(v.firms),
               fmt::format("{:.0f} %", 100.0 * v.changed),
               std::isnan(v.size) ? "-" : fmt::format("{:.1f} %", 100.0 * v.size),
               fmt::format("{:.0f} %", 100.0 * v.differ)});
  };
  for (const Decision& decision : decisions) {
    add(decision.role, decision.column, variation_of(recording, decision));
  }
  add("enterprise", "mode of a sampled workload", variation_of_modes(recording));
  return table.text();
}

}  // namespace

std::string roles_study(const StudyRequest& request) {
  const std::uint32_t first = request.configuration.seed.value_or(1);
  LeftOut left_out;
  const std::vector<Member> base = run_seeds(request, first, "", left_out);
  for (const Member& member : base) {
    if (!member.complete()) throw std::runtime_error("a base run failed: " + member.broken);
  }
  std::vector<RoleEffect> effects;
  for (const std::string& role : role_names()) {
    effects.push_back(effect_of(role, base, run_seeds(request, first, role, left_out)));
  }
  effects.push_back(effect_of(std::string(no_role), base,
                              run_seeds(request, first + request.worlds, "", left_out)));
  LeftOut none;
  const std::uint32_t seed = base.front().seed;
  const Member world = std::move(
      run_ensemble(request.configuration, seeds_from(seed, 1, false), none, true).front());
  return fmt::format(
             "### Freezing a role, seeds {} to {}\n\n"
             "Every firm of the role repeats its last decision. A metric-year is outside when the "
             "median over seeds of the frozen runs lies outside the quartiles of the base over the "
             "same seeds. The last row compares the base with itself under other seeds: what "
             "chance alone moves. A clear move goes further than any of chance, in the same "
             "direction in at least {:.0f} % of seeds.\n\n",
             first, first + request.worlds - 1, 100.0 * agreement) +
         effects_text(effects) +
         fmt::format("### Decisions of one unfrozen run, seed {}\n\n", seed) +
         variation_text(world.recording) + left_out.text();
}

}  // namespace overbuild::study
