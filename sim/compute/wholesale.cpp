#include "sim/compute/wholesale.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "agents/app.hpp"
#include "agents/wholesale.hpp"
#include "core/math.hpp"
#include "sim/compute/back_ends.hpp"
#include "sim/compute/demand_prices.hpp"
#include "sim/compute/families.hpp"
#include "sim/compute/offers.hpp"
#include "sim/compute/tasks.hpp"

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
int contract_term(Parts<const Inputs, const Labs, const Apps> world, std::size_t a, std::size_t l) {
  const DemandParameters& demand = world.inputs.parameters.demand;
  const auto span = static_cast<double>(demand.contract_hi - demand.contract_lo + 1);
  const Parameters& p = world.inputs.parameters;
  // Where rows may move, the lab is known by its family and not by its place.
  const std::uint32_t with = p.family_shares
                                 ? static_cast<std::uint32_t>(luck_of(p, world.labs, l).value)
                                 : static_cast<std::uint32_t>(l);
  const double u = world.inputs.random.uniform(luck_of(p, world.apps, a), world.inputs.key_year(),
                                               Purpose::contract_length, with);
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
  apps.viable_suppliers[a] =
      static_cast<double>(viable_suppliers(supplies.list, supplies.supplier, taste, viable_slack));
  apps.routes[a] = std::move(routes);
}

bool routes_hold(Parts<const Inputs, const Labs, const Apps, const Catalogue> world,
                 std::size_t a) {
  const std::vector<Route>& routes = world.apps.routes[a];
  return !routes.empty() && std::all_of(routes.begin(), routes.end(), [&](const Route& route) {
    return on_offer(world, world.catalogue.back_ends[route.back_end]);
  });
}

}  // namespace

void supply_app(Parts<const Inputs, const References, const Labs, const OpenLabs, const Customers,
                      const Catalogue, const Demand, const ComputeMarket, const Memory, Apps>
                    world,
                std::size_t a) {
  spread_traffic(world, a);
}

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
    Parts<const Inputs, const References, const Labs, const OpenLabs, const Customers,
          const PublicRecord, const Demand, const ComputeMarket, const Memory, Apps, Catalogue>
        world) {
  list_back_ends(world);
  const bool frozen = world.inputs.is_frozen(Role::app);
  const Parameters& p = world.inputs.parameters;
  if (!frozen) {
    bargain_terms(world);
    std::fill(world.apps.price_guards.begin(), world.apps.price_guards.end(), 0.0);
  }
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    if (!world.apps.alive[a]) continue;
    // Whoever is frozen moves only when a model it runs on is gone.
    if (frozen && routes_hold(world, a)) continue;
    spread_traffic(world, a);
    if (!frozen && !p.lab.demand_prices) post_app_price(p.app, world.apps, a);
  }
  if (frozen || !p.lab.demand_prices) return;
  const std::vector<std::uint8_t> at_end = find_best_product_prices(world);
  const double years = years_since_start(world);
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    if (world.apps.alive[a]) {
      post_demand_app_price(p.app, p.lab.conduct_fade, years, at_end[a] != 0, world.apps, a);
    }
  }
}

}  // namespace overbuild
