// P4: applications and labs bargain, traffic is spread over models; and what follows from it for
// hours, bills and options. Entry and exit of applications (P10) are here too.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "agents/app.hpp"
#include "agents/wholesale.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "sim/compute/market_view.hpp"
#include "sim/world.hpp"

namespace overbuild {

namespace {

constexpr double viable_slack = 0.5;  // ln quality per dollar behind the best

bool on_offer(Parts<const Inputs, const Labs> world, const BackEndSource& source) {
  if (source.kind == BackEndKind::lab) {
    return world.labs.alive[source.lab] && world.labs.tier_on_sale[source.lab][source.tier];
  }
  return source.kind == BackEndKind::own || world.inputs.parameters.open_lab.hosted;
}

/// The builder that owns both, if any: then the model is had at its cost.
bool same_owner(Parts<const Inputs, const Memory> world, std::size_t a,
                const BackEndSource& source) {
  const std::string& owner = world.memory.app_configs[a].second.parent;
  if (owner.empty()) return false;
  return source.kind != BackEndKind::lab ||
         world.inputs.parameters.labs[source.lab].second.parent == owner;
}

double back_end_cost(
    Parts<const Inputs, const References, const Labs, const OpenLabs, const ComputeMarket> world,
    const BackEndSource& source) {
  return world.compute.rental_price * back_end_hours(world, source);
}

double back_end_price(Parts<const Inputs, const References, const Labs, const OpenLabs, const Apps,
                            const ComputeMarket, const Memory>
                          world,
                      std::size_t a, const BackEndSource& source) {
  if (source.kind == BackEndKind::own || same_owner(world, a, source)) {
    return back_end_cost(world, source);
  }
  if (source.kind == BackEndKind::hosted) {
    return hosted_open_price(world, {source.lab, source.tier});
  }
  return world.apps.discount[a][source.lab] * world.labs.tier_price[source.lab][source.tier];
}

/// Own hosting asks for a team, whatever it serves; per job of last year.
double team_per_job(Parts<const Inputs, const Customers, const Demand> world, std::size_t a) {
  const double jobs = static_cast<double>(std::max<std::int64_t>(world.demand.app_jobs[a], 1));
  return world.inputs.parameters.app.platform_usd * wage_level(world) / jobs;
}

struct Supplies {
  std::vector<Supply> list;
  std::vector<std::uint32_t> supplier;  ///< labs, then open models as one
};

Supplies supplies_of(
    Parts<const Inputs, const References, const Labs, const OpenLabs, const Apps, const Customers,
          const Catalogue, const Demand, const ComputeMarket, const Memory>
        world,
    std::size_t a) {
  Supplies supplies;
  for (std::uint32_t id = 0; id < world.catalogue.back_ends.size(); ++id) {
    const BackEndSource& source = world.catalogue.back_ends[id];
    if (!on_offer(world, source)) continue;
    double price = back_end_price(world, a, source);
    if (source.kind == BackEndKind::own) price += team_per_job(world, a);
    supplies.list.push_back({id, back_end_capability(world, source), price});
    supplies.supplier.push_back(static_cast<std::uint32_t>(
        source.kind == BackEndKind::lab ? source.lab : world.labs.size()));
  }
  return supplies;
}

/// The best supply in quality per dollar; of the lab, or of everybody else.
const Supply* best_supply(const Supplies& supplies, std::size_t lab, bool of_lab, double taste) {
  const Supply* best = nullptr;
  double best_score = -HUGE_VAL;
  for (std::size_t k = 0; k < supplies.list.size(); ++k) {
    if ((supplies.supplier[k] == lab) != of_lab) continue;
    const Supply& supply = supplies.list[k];
    const double score = taste * supply.capability - log_(std::max(supply.price, 1e-12));
    if (score <= best_score) continue;
    best_score = score;
    best = &supply;
  }
  return best;
}

/// Years for which a discount is agreed, one to three.
int contract_term(Parts<const Inputs, const Apps> world, std::size_t a, std::size_t l) {
  const DemandParameters& demand = world.inputs.parameters.demand;
  const auto span = static_cast<double>(demand.contract_hi - demand.contract_lo + 1);
  const double u =
      world.inputs.random.uniform(world.apps.entity[a], world.inputs.key_year(),
                                  Purpose::contract_length, static_cast<std::uint32_t>(l));
  return static_cast<int>(demand.contract_lo) + static_cast<int>(u * span);
}

void spread_traffic(
    Parts<const Inputs, const References, const Labs, const OpenLabs, const Customers,
          const Catalogue, const Demand, const ComputeMarket, const Memory, Apps>
        world,
    std::size_t a) {
  const double taste = world.inputs.parameters.lab.capability_taste;
  const Supplies supplies = supplies_of(world, a);
  Apps& apps = world.apps;
  std::vector<Route> routes =
      route_traffic(world.inputs.parameters.app, supplies.list, apps.routes[a], taste);
  if (routes.empty()) return;
  apps.backend_price[a] = apps.backend_capability[a] = 0.0;
  apps.runs_models[a] = 0.0;
  for (Route& route : routes) {
    const BackEndSource& source = world.catalogue.back_ends[route.back_end];
    route.price = back_end_price(world, a, source);  // the team is not paid per job
    apps.backend_price[a] += route.share * route.price;
    apps.backend_capability[a] += route.share * back_end_capability(world, source);
    if (source.kind == BackEndKind::own) apps.runs_models[a] = 1.0;
  }
  apps.viable_suppliers[a] = static_cast<double>(
      viable_suppliers(supplies.list, supplies.supplier, taste, viable_slack));
  apps.routes[a] = std::move(routes);
}

bool routes_hold(Parts<const Inputs, const Labs, const Apps, const Catalogue> world,
                 std::size_t a) {
  const std::vector<Route>& routes = world.apps.routes[a];
  return !routes.empty() && std::all_of(routes.begin(), routes.end(), [&](const Route& route) {
    return on_offer(world, world.catalogue.back_ends[route.back_end]);
  });
}

constexpr std::int64_t whole_traffic = 1'000'000;

std::int64_t millionths(const Route& route) {
  return whole_part(route.share * static_cast<double>(whole_traffic) + 0.5, "jobs of applications");
}

Fill fill_of(Parts<const ComputeMarket> world, const BackEndSource& source) {
  return source.kind == BackEndKind::lab ? world.compute.lab_fill[source.lab]
                                         : world.compute.hosted_fill;
}

}  // namespace

// ---- readings that other phases use -----------------------------------------------------------

double wage_level(Parts<const Inputs, const Customers> world) {
  return world.customers.enterprises->wage_level(world.inputs.year);
}

double back_end_capability(Parts<const Inputs, const Labs, const OpenLabs> world,
                           const BackEndSource& source) {
  return source.kind == BackEndKind::lab ? lab_tier_capability(world, source.lab, source.tier)
                                         : open_model_capability(world, {source.lab, source.tier});
}

double back_end_hours(Parts<const Inputs, const References, const Labs, const OpenLabs> world,
                      const BackEndSource& source) {
  return source.kind == BackEndKind::lab ? lab_tier_hours(world, source.lab, source.tier)
                                         : open_model_hours(world, {source.lab, source.tier});
}

void list_back_ends(Parts<const Inputs, const Labs, const OpenLabs, Catalogue> world) {
  world.catalogue.back_ends.clear();
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    for (std::size_t k = 0; k < world.labs.tier_below[l].size(); ++k) {
      world.catalogue.back_ends.push_back({BackEndKind::lab, l, k});
    }
  }
  for (const BackEndKind kind : {BackEndKind::hosted, BackEndKind::own}) {
    for (std::size_t o = 0; o < world.open_labs.size(); ++o) {
      for (std::size_t s = 0; s <= open_sizes(world); ++s)
        world.catalogue.back_ends.push_back({kind, o, s});
    }
  }
}

std::vector<std::int64_t> jobs_by_route(
    Parts<const Apps, const Catalogue, const ComputeMarket> world, std::size_t a, std::int64_t jobs,
    bool served) {
  const std::vector<Route>& routes = world.apps.routes[a];
  std::vector<std::int64_t> weights;
  std::vector<std::uint64_t> keys;
  std::int64_t sum = 0;
  for (const Route& route : routes) {
    const Fill fill = served ? fill_of(world, world.catalogue.back_ends[route.back_end]) : Fill{};
    weights.push_back(muldiv(millionths(route), fill.num, std::max<std::int64_t>(fill.den, 1)));
    keys.push_back(route.back_end);
    sum += weights.back();
  }
  if (sum == 0) return std::vector<std::int64_t>(routes.size(), 0);
  return apportion(jobs, weights, keys);
}

Fill app_fill(Parts<const Apps, const Catalogue, const ComputeMarket> world, std::size_t a) {
  std::int64_t served = 0, asked = 0;
  for (const Route& route : world.apps.routes[a]) {
    const Fill fill = fill_of(world, world.catalogue.back_ends[route.back_end]);
    asked += millionths(route);
    served += muldiv(millionths(route), fill.num, std::max<std::int64_t>(fill.den, 1));
  }
  return asked > 0 ? Fill{served, asked} : Fill{1, 1};
}

void supply_app(Parts<const Inputs, const References, const Labs, const OpenLabs, const Customers,
                      const Catalogue, const Demand, const ComputeMarket, const Memory, Apps>
                    world,
                std::size_t a) {
  spread_traffic(world, a);
}

/// Discounts of all pairs whose contract has ended, each against last year's terms of all others.
void bargain_terms(
    Parts<const Inputs, const References, const Labs, const OpenLabs, const Customers,
          const Catalogue, const Demand, const ComputeMarket, const Memory, Apps>
        world) {
  const AppParameters& rules = world.inputs.parameters.app;
  const double taste = world.inputs.parameters.lab.capability_taste;
  auto discount = world.apps.discount;
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    if (!world.apps.alive[a]) continue;
    const Supplies supplies = supplies_of(world, a);
    for (std::size_t l = 0; l < world.labs.size(); ++l) {
      if (!world.labs.alive[l] || world.apps.discount_ends[a][l] >= world.inputs.year) continue;
      const Supply* mine = best_supply(supplies, l, true, taste);
      const Supply* other = best_supply(supplies, l, false, taste);
      if (mine == nullptr) continue;
      const BackEndSource& source = world.catalogue.back_ends[mine->back_end];
      Bargain terms{};
      terms.product_price = world.apps.price[a];
      terms.job_cost = world.apps.job_cost[a];
      terms.workflow_quality = world.apps.workflow_quality[a];
      terms.capability = mine->capability;
      terms.cost = back_end_cost(world, source);
      terms.list = world.labs.tier_price[l][source.tier];
      terms.has_alternative = other != nullptr;
      if (other != nullptr) {
        terms.alternative_capability = other->capability;
        terms.alternative_price = other->price;
      }
      discount[a][l] =
          wholesale_discount(terms, rules.bargaining_power, taste, rules.labs_sell_seats);
      world.apps.discount_ends[a][l] = world.inputs.year + contract_term(world, a, l) - 1;
    }
  }
  world.apps.discount = discount;
}

void bargain_wholesale(
    Parts<const Inputs, const References, const Labs, const OpenLabs, const Customers, const Demand,
          const ComputeMarket, const Memory, Apps, Catalogue>
        world) {
  list_back_ends(world);
  const bool frozen = world.inputs.is_frozen(Role::app);
  if (!frozen) bargain_terms(world);
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    if (!world.apps.alive[a]) continue;
    // Whoever is frozen moves only when a model it runs on is gone.
    if (frozen && routes_hold(world, a)) continue;
    spread_traffic(world, a);
    if (!frozen) post_app_price(world.inputs.parameters.app, world.apps, a);
  }
}

// ---- entry and exit (P10) ---------------------------------------------------------------------

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

/// A newcomer takes after an incumbent: its classes, a workflow a little better or worse, its price.
void open_app(Parts<const Inputs, Books, Apps, Memory, Journal> world, std::size_t a) {
  Apps& apps = world.apps;
  const std::size_t incumbents = world.inputs.parameters.apps.size();
  std::vector<std::size_t> models;
  for (std::size_t k = 0; k < incumbents; ++k) {
    if (apps.alive[k]) models.push_back(k);
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
  for (auto* column : {&apps.price, &apps.job_cost, &apps.elasticity, &apps.conduct}) {
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

}  // namespace

void enter_and_leave(Parts<const Inputs, Books, Apps, Memory, Journal> world) {
  Apps& apps = world.apps;
  const AppParameters& rules = world.inputs.parameters.app;
  double sales = 0.0, result = 0.0, selling = 0.0;
  for (std::size_t a = 0; a < apps.size(); ++a) {
    if (!apps.alive[a]) continue;
    sales += apps.revenue[a];
    result += apps.operating_result[a].usd();
    selling += 1.0;
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
  const double expected =
      expected_entrants(rules, selling, result / sales, static_cast<double>(waiting.size()));
  const std::uint64_t count = world.inputs.random.poisson(
      entity_id("market", "applications"), world.inputs.key_year(), Purpose::entry, 0, expected);
  for (std::uint64_t k = 0; k < std::min<std::uint64_t>(count, waiting.size()); ++k) {
    open_app(world, waiting[k]);
  }
}

}  // namespace overbuild
