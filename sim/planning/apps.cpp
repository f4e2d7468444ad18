#include "sim/planning/apps.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "agents/app.hpp"
#include "core/math.hpp"
#include "sim/credit/equity.hpp"
#include "sim/parameters/family.hpp"

namespace overbuild {

namespace {

void close_app(Parts<const Inputs, Books, Apps, Journal> world, std::size_t a) {
  Apps& apps = world.apps;
  const AccountId account = apps.account[a];
  const double cash = world.books.cash(account);
  record_event(world, "P10", "exit", account_name(world, account), "",
               Money::from_usd(std::max(cash, 0.0)),
               fmt::format("{:.0f} years of losses", apps.loss_years[a]));
  if (cash > 0.0) pay_dividend(world, account, cash);
  revalue_equity(world, account, Money::zero());
  apps.equity_value[a] = 0.0;
  apps.alive[a] = 0;
}

/// Part of a family that stands that a row is: with nests of applications who imitates counts
/// product lines, however many rows they have.
double part_of_line(Parts<const Inputs, const Apps> world, std::size_t a) {
  const Parameters& p = world.inputs.parameters;
  if (!p.demand.app_nests || a >= p.apps.size()) return 1.0;
  double standing = 0.0;
  for (std::size_t k = 0; k < p.apps.size(); ++k) {
    if (world.apps.alive[k] && family_of(p.apps[k]) == family_of(p.apps[a])) standing += 1.0;
  }
  return standing > 0.0 ? 1.0 / standing : 1.0;
}

/// Whether a row stands for its line: the first of it in business.
bool stands_for_line(Parts<const Inputs, const Apps> world, std::size_t a) {
  const Parameters& p = world.inputs.parameters;
  if (!world.apps.alive[a]) return false;
  for (std::size_t k = 0; p.demand.app_nests && k < a; ++k) {
    if (world.apps.alive[k] && family_of(p.apps[k]) == family_of(p.apps[a])) return false;
  }
  return true;
}

/// A newcomer takes after an incumbent: its classes, a workflow a little better or worse, its
/// price.
void open_app(Parts<const Inputs, Books, Apps, Memory, Journal> world, std::size_t a) {
  Apps& apps = world.apps;
  const std::size_t incumbents = world.inputs.parameters.apps.size();
  std::vector<std::size_t> models;
  for (std::size_t k = 0; k < incumbents; ++k) {
    if (stands_for_line(world, k)) models.push_back(k);
  }
  if (models.empty()) return;
  const auto draws =
      world.inputs.random.uniform_pair(apps.entity[a], world.inputs.key_year(), Purpose::entry, 1);
  const std::size_t like =
      models[static_cast<std::size_t>(draws[0] * static_cast<double>(models.size()))];
  const AppParameters& rules = world.inputs.parameters.app;
  apps.class_mask[a] = apps.class_mask[like];
  apps.workflow_quality[a] =
      apps.workflow_quality[like] + rules.entrant_quality_sd * normal_quantile(draws[1]);
  for (auto* column : {&apps.price, &apps.job_cost, &apps.elasticity, &apps.elasticity_multiplier,
                       &apps.price_wedge}) {
    (*column)[a] = (*column)[like];
  }
  world.memory.app_configs[a].second.overhead_share =
      world.memory.app_configs[like].second.overhead_share;
  // Multiples are set when the first year's books close; before, the opening's are still to come.
  if (!world.memory.app_multiple.empty())
    world.memory.app_multiple[a] = world.memory.app_multiple[like];
  apps.loss_years[a] = 0.0;
  apps.alive[a] = 1;
  const Money capital = Money::from_usd(rules.entry_capital);
  sell_shares(world, world.books.economy, apps.account[a], Money::from_usd(1.0), capital);
  apps.equity_value[a] = rules.entry_capital;
  record_event(world, "P10", "entry", account_name(world, apps.account[a]),
               account_name(world, apps.account[like]), capital, "takes after it");
}

/// Margin on sales that newcomers look at: of all, or of the one that came in last and stands.
double margin_seen(Parts<const Inputs, const Apps> world, double of_all) {
  const Apps& apps = world.apps;
  if (!world.inputs.parameters.demand.app_nests) return of_all;
  for (std::size_t a = apps.size(); a > world.inputs.parameters.apps.size(); --a) {
    if (!apps.alive[a - 1] || apps.revenue[a - 1] <= 0.0) continue;
    return apps.operating_result[a - 1].usd() / apps.revenue[a - 1];
  }
  return of_all;
}

void enter_and_leave(Parts<const Inputs, Books, Apps, Memory, Journal> world) {
  Apps& apps = world.apps;
  const AppParameters& rules = world.inputs.parameters.app;
  double sales = 0.0, result = 0.0, selling = 0.0;
  for (std::size_t a = 0; a < apps.size(); ++a) {
    if (apps.alive[a]) selling += part_of_line(world, a);
  }
  for (std::size_t a = 0; a < apps.size(); ++a) {
    if (!apps.alive[a]) continue;
    sales += apps.revenue[a];
    result += apps.operating_result[a].usd();
    const double cash = world.books.cash(apps.account[a]);
    if (gives_up(rules, apps, a, cash) && world.books.debt.owed(apps.account[a]) == Money::zero()) {
      close_app(world, a);
    }
  }
  std::vector<std::size_t> waiting;
  for (std::size_t a = world.inputs.parameters.apps.size(); a < apps.size(); ++a) {
    if (apps.loss_years[a] < 0.0) waiting.push_back(a);  // never came in
  }
  if (waiting.empty() || sales <= 0.0) return;
  const double expected = expected_entrants(rules, selling, margin_seen(world, result / sales),
                                            static_cast<double>(waiting.size()));
  const std::uint64_t count = world.inputs.random.poisson(
      entity_id("market", "applications"), world.inputs.key_year(), Purpose::entry, 0, expected);
  const auto most = world.inputs.parameters.demand.app_nests
                        ? std::min(waiting.size(), static_cast<std::size_t>(selling + 0.5))
                        : waiting.size();
  for (std::uint64_t k = 0; k < std::min<std::uint64_t>(count, most); ++k) {
    open_app(world, waiting[k]);
  }
}

}  // namespace

void plan_apps(Parts<const Inputs, Books, Apps, Memory, Journal> world) {
  if (world.inputs.is_frozen(Role::app)) return;
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    const double target = world.memory.app_configs[a].second.overhead_share * world.apps.revenue[a];
    world.apps.overhead_usd[a] +=
        world.inputs.parameters.app.overhead_response * (target - world.apps.overhead_usd[a]);
    world.apps.job_cost[a] *= 1.0 + world.inputs.parameters.macro.inflation;
  }
  enter_and_leave(world);
}

}  // namespace overbuild
