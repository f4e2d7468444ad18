#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "agents/app_vendor.hpp"
#include "agents/builder.hpp"
#include "agents/consumer.hpp"
#include "agents/expectations.hpp"
#include "agents/pricing.hpp"
#include "agents/vendor.hpp"
#include "core/math.hpp"
#include "sim/market_view.hpp"
#include "sim/world.hpp"

namespace overbuild {

namespace {

/// Exponential of mean one; with a limit, on condition that it is below. The same draw either way.
double first_leap_clock(const World& world, EntityId lab) {
  const double clock = world.random.exponential(lab, 0, Purpose::leap_clock, 0, 1.0);
  const double limit = world.parameters.technology.leap_clock_limit;
  if (limit <= 0.0) return clock;
  return -log_(1.0 - (1.0 - exp_(-clock)) * (1.0 - exp_(-limit)));
}

constexpr int oldest_vintage = 10;  // years of vintages kept from before the opening

int opening_year(const World& world) { return static_cast<int>(world.parameters.time.start) - 1; }

// ---- accounts ---------------------------------------------------------------------------------

void add_agent(World& world, AccountId account, std::string id, std::string_view role,
               std::string label) {
  if (world.agent_of_account.size() <= account.value) {
    world.agent_of_account.resize(account.value + 1, UINT32_MAX);
  }
  world.agent_of_account[account.value] = static_cast<std::uint32_t>(world.recording.agents.size());
  world.recording.agents.push_back({std::move(id), std::string(role), std::move(label)});
}

template <class Config, class Firms>
void open_role(World& world, const Roster<Config>& roster, Firms& firms, Sector sector,
               std::string_view role) {
  for (const auto& [id, config] : roster) {
    const AccountId account = world.ledger.open(sector, id);
    firms.add(account, entity_id(role, id));
    add_agent(world, account, id, role, config.label.empty() ? id : config.label);
  }
}

/// Applications of the configuration, then those that could come in later.
void list_applications(World& world) {
  world.app_configs = world.parameters.apps;
  const auto entrants = static_cast<int>(world.parameters.app.entrants);
  for (int k = 1; k <= entrants; ++k) {
    AppConfig config{};
    config.label = fmt::format("entrant {}", k);
    world.app_configs.emplace_back(fmt::format("app_entrant_{}", k), config);
  }
}

void open_accounts(World& world) {
  const Parameters& p = world.parameters;
  world.bank = world.ledger.open(Sector::payments_bank, "payments_bank");
  world.government = world.ledger.open(Sector::government, "government");
  world.economy = world.ledger.open(Sector::rest_of_economy, "rest_of_economy");
  open_role(world, p.builders, world.builders, Sector::builders, "builder");
  for (std::size_t b = 0; b < p.builders.size(); ++b) {
    world.recording.agents[world.agent_of_account[world.builders.account[b].value]].type =
        p.builders[b].second.enters ? "" : builder_type_names[p.builders[b].second.type];
  }
  open_role(world, p.vendors, world.vendors, Sector::vendors, "equipment_vendor");
  open_role(world, p.labs, world.labs, Sector::labs, "frontier_lab");
  open_role(world, p.open_labs, world.open_labs, Sector::open_labs, "open_lab");
  list_applications(world);
  open_role(world, world.app_configs, world.apps, Sector::applications, "app_vendor");
  open_role(world, p.lenders, world.lenders, Sector::lenders, "lender");
  open_role(world, p.investors, world.investors, Sector::investors, "investor");
  open_role(world, p.utilities, world.utilities, Sector::utilities, "utility");
  world.enterprise_accounts = world.ledger.open_many(
      Sector::enterprises, static_cast<std::uint32_t>(world.enterprises->enterprises().size()),
      "enterprises");
  world.agent_of_account.resize(world.ledger.account_count(), UINT32_MAX);
}

void open_deposit(World& world, AccountId account, double usd) {
  const Money amount = Money::from_usd(usd);
  world.ledger.open_balance({{account, Instrument::deposits, amount},
                             {world.bank, Instrument::deposits, -amount},
                             {world.bank, Instrument::reserves, amount},
                             {world.government, Instrument::reserves, -amount}});
}

void open_equity(World& world, AccountId issuer, AccountId holder, Money value) {
  world.ledger.open_balance(
      {{holder, Instrument::equity, value}, {issuer, Instrument::equity, -value}});
}

// ---- capital ----------------------------------------------------------------------------------

void open_fleet(World& world, std::size_t b) {
  const Parameters& p = world.parameters;
  const BuilderConfig& config = p.builders[b].second;
  const int last = opening_year(world);
  double price = p.vendors.front().second.price;
  Money book = Money::zero();
  for (std::size_t age = 0; age < config.equipment_ages.size(); ++age) {
    const int vintage = last - static_cast<int>(age);
    const auto milli =
        static_cast<std::int64_t>(config.equipment_units * config.equipment_ages[age] * 1000.0);
    const Money cost = price_times(price / 1000.0, milli);
    const double left =
        std::max(1.0 - (static_cast<double>(age) + 0.5) / p.capex.equipment_book_life, 0.0);
    world.equipment.deliver(b, vintage, milli, cost);
    auto& cell = world.equipment.at(b, vintage);
    cell.book = Money::from_usd(cost.usd() * left);
    book += cell.book;
    price /= 1.0 - p.vendor.unit_cost_decline;
  }
  world.ledger.open_balance({{world.builders.account[b], Instrument::equipment, book}});
}

void open_shells(World& world, std::size_t b) {
  const Parameters& p = world.parameters;
  const BuilderConfig& config = p.builders[b].second;
  const int cohorts = std::clamp(static_cast<int>(config.shell_age), 1, oldest_vintage);
  const auto total = static_cast<std::int64_t>(config.shell_mw * 1000.0);
  Money book = Money::zero();
  for (int k = 0; k < cohorts; ++k) {
    const std::int64_t milli = total * (k + 1) / cohorts - total * k / cohorts;
    const Money cost = price_times(p.capex.shell_price / 1000.0, milli);
    const int vintage = opening_year(world) - k;
    world.shells.deliver(b, vintage, milli, cost);
    auto& cell = world.shells.at(b, vintage);
    cell.book = Money::from_usd(
        cost.usd() * std::max(1.0 - (static_cast<double>(k) + 0.5) / p.capex.shell_life, 0.0));
    book += cell.book;
  }
  world.ledger.open_balance({{world.builders.account[b], Instrument::shells, book}});
}

/// Energy contracts of the shells in place, in three layers of remaining life.
void open_energy(World& world, std::size_t b) {
  const Parameters& p = world.parameters;
  const double mw = p.builders[b].second.shell_mw;
  double capacity = 0.0;
  for (const double c : world.utilities.capacity_mw) capacity += c;
  const int term = static_cast<int>(p.capex.energy_term);
  for (std::size_t u = 0; u < world.utilities.size(); ++u) {
    const double share = mw * world.utilities.capacity_mw[u] / capacity;
    world.utilities.contracted_mw[u] += share;
    for (int layer = 1; layer <= 3; ++layer) {
      sign_energy_contract(world, b, u, share / 3.0, p.macro.energy_price, opening_year(world) + 1,
                           std::max(term * layer / 3, 1));
    }
  }
}

void open_equipment_orders(World& world, std::size_t b) {
  const Parameters& p = world.parameters;
  const BuilderConfig& config = p.builders[b].second;
  const auto shares =
      vendor_shares(p.vendor, world.vendors.price, world.vendors.alive, config.vendor_preference,
                    world.builders.installed_vendor_share[b]);
  for (std::size_t k = 0; k < config.equipment_orders.size(); ++k) {
    for (std::size_t v = 0; v < shares.size(); ++v) {
      const double usd = config.equipment_orders[k] * shares[v];
      order_equipment(world, b, v, usd / world.vendors.price[v],
                      opening_year(world) + 1 + static_cast<int>(k));
    }
  }
}

void open_shell_orders(World& world, std::size_t b) {
  const BuilderConfig& config = world.parameters.builders[b].second;
  Money paid = Money::zero();
  for (std::size_t k = 0; k < config.shell_orders_mw.size(); ++k) {
    const int ready = opening_year(world) + 1 + static_cast<int>(k);
    const std::size_t before = world.shell_orders.size();
    const double leased = config.leased_share * config.shell_orders_mw[k];
    order_shells(world, b, config.shell_orders_mw[k] - leased, ready);
    if (leased > 0.0) order_shells(world, b, leased, ready, true);
    for (std::size_t o = before; o < world.shell_orders.size(); ++o) {
      paid += world.shell_orders[o].paid;
    }
  }
  world.ledger.open_balance({{world.builders.account[b], Instrument::shells, paid}});
}

// ---- debt and equity --------------------------------------------------------------------------

/// One cohort of a builder's capital and the part of a debt that it backs.
struct Pledge {
  Collateral of;
  std::int64_t cents;
};

/// What an opening debt is secured on: every cohort in place, each in proportion to its book value,
/// so that all carry the same loan to value; the oldest first. A lease is of a shell.
std::vector<Pledge> pledges(const World& world, std::size_t b, ClaimClass claim_class, Money debt) {
  if (claim_class != ClaimClass::secured && claim_class != ClaimClass::lease) {
    return {{{}, debt.cents()}};
  }
  std::vector<Collateral> of;
  std::vector<std::int64_t> books;
  std::vector<std::uint64_t> keys;
  const auto offer = [&](const Fleet& fleet, AssetLayer layer, int v) {
    const Fleet::Cell& cell = fleet.at(b, v);
    if (cell.units == 0 || cell.book <= Money::zero()) return;
    of.push_back({layer, v});
    books.push_back(cell.book.cents());
    keys.push_back(static_cast<std::uint64_t>(of.back().code()));
  };
  for (int v = world.equipment.first_vintage(); v <= opening_year(world); ++v) {
    if (claim_class == ClaimClass::secured) offer(world.equipment, AssetLayer::equipment, v);
    offer(world.shells, AssetLayer::shells, v);
  }
  if (of.empty()) return {{{}, debt.cents()}};
  const auto parts = apportion(debt.cents(), books, keys);
  std::vector<Pledge> list;
  for (std::size_t k = 0; k < of.size(); ++k) list.push_back({of[k], parts[k]});
  return list;
}

/// Lenders of one class of opening debt, by capital; all of them when none is of the right kind.
std::vector<std::int64_t> opening_lenders(const World& world, bool bonds) {
  std::vector<std::int64_t> weights;
  bool any = false;
  for (const auto& [id, config] : world.parameters.lenders) {
    const bool fits = static_cast<bool>(world.lenders.bonds[weights.size()]) == bonds;
    weights.push_back(fits ? static_cast<std::int64_t>(config.capital / 1e6) : 0);
    any |= weights.back() > 0;
  }
  if (any) return weights;
  for (std::size_t l = 0; l < weights.size(); ++l) {
    weights[l] = static_cast<std::int64_t>(world.parameters.lenders[l].second.capital / 1e6) + 1;
  }
  return weights;
}

/// A level ladder of one class over all lenders of the right kind. What falls due first is secured
/// on the oldest cohorts.
void open_debt(World& world, std::size_t b, ClaimClass claim_class, double usd, double coupon,
               double longest) {
  if (usd <= 0.0) return;
  const bool bonds = claim_class == ClaimClass::senior || claim_class == ClaimClass::subordinated;
  const std::vector<std::int64_t> weights = opening_lenders(world, bonds);
  std::vector<std::uint64_t> keys;
  for (const EntityId entity : world.lenders.entity) keys.push_back(entity.value);
  const auto years = std::max<std::int64_t>(static_cast<std::int64_t>(longest), 1);
  const Money debt = Money::from_usd(usd);
  std::vector<Pledge> backing = pledges(world, b, claim_class, debt);
  std::size_t at = 0;
  for (std::int64_t k = 1; k <= years; ++k) {
    std::int64_t left = debt.cents() * k / years - debt.cents() * (k - 1) / years;
    while (left > 0) {
      if (backing[at].cents == 0) {
        ++at;
        continue;
      }
      const std::int64_t piece = std::min(left, backing[at].cents);
      left -= piece;
      backing[at].cents -= piece;
      const auto parts = apportion(piece, weights, keys);
      for (std::size_t l = 0; l < parts.size(); ++l) {
        if (parts[l] == 0) continue;
        open_claim(world.ledger, world.debt,
                   {world.builders.account[b], world.lenders.account[l], claim_class,
                    bonds ? Instrument::bonds : Instrument::loans, Money::from_cents(parts[l]),
                    coupon, opening_year(world) + static_cast<int>(k), opening_year(world),
                    backing[at].of});
      }
    }
  }
}

/// Shares of a lab: its parent, then investors by assets.
void open_lab_shares(World& world, std::size_t l) {
  const Parameters& p = world.parameters;
  const LabConfig& config = p.labs[l].second;
  std::vector<std::pair<AccountId, std::int64_t>> weights;
  const auto parent = static_cast<std::int64_t>(config.parent_share * 1e6);
  for (std::size_t b = 0; b < p.builders.size(); ++b) {
    if (p.builders[b].first == config.parent && parent > 0) {
      weights.emplace_back(world.builders.account[b], parent);
    }
  }
  double held = config.parent_share * (weights.empty() ? 0.0 : 1.0);
  for (const auto& [id, stake] : p.stakes) {
    if (stake.lab != p.labs[l].first) continue;
    for (std::size_t v = 0; v < p.vendors.size(); ++v) {
      if (p.vendors[v].first != stake.vendor) continue;
      weights.emplace_back(world.vendors.account[v], static_cast<std::int64_t>(stake.share * 1e6));
      held += stake.share;
    }
  }
  const double assets = std::accumulate(
      p.investors.begin(), p.investors.end(), 0.0,
      [](double sum, const auto& investor) { return sum + investor.second.assets; });
  const double rest = std::max(1.0 - held, 0.0);
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    const auto weight =
        static_cast<std::int64_t>(rest * 1e6 * p.investors[i].second.assets / assets);
    if (weight > 0) weights.emplace_back(world.investors.account[i], weight);
  }
  world.shares.found(world.labs.account[l], weights,
                     [&](AccountId account) { return world.ledger.key(account); });
}

template <class Firms>
void open_market_equity(World& world, const Firms& firms) {
  for (std::size_t k = 0; k < firms.size(); ++k) {
    const Money value = Money::from_usd(firms.equity_value[k]);
    for (const auto& [holder, part] :
         world.shares.divide(firms.account[k], value,
                             [&](AccountId account) { return world.ledger.key(account); })) {
      open_equity(world, firms.account[k], holder, part);
      world.stake_value[{firms.account[k], holder}] = part;
    }
  }
}

template <class Firms>
void found_public(World& world, const Firms& firms) {
  const std::pair<AccountId, std::int64_t> everybody[] = {{world.economy, 1}};
  for (const AccountId account : firms.account) {
    world.shares.found(account, everybody, [&](AccountId a) { return world.ledger.key(a); });
  }
}

/// The public's shares, less what vendors hold of a builder.
void found_builder_shares(World& world) {
  const Parameters& p = world.parameters;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    std::vector<std::pair<AccountId, std::int64_t>> weights;
    std::int64_t rest = 1'000'000;
    for (const auto& [id, stake] : p.stakes) {
      if (stake.builder != p.builders[b].first) continue;
      for (std::size_t v = 0; v < p.vendors.size(); ++v) {
        if (p.vendors[v].first != stake.vendor) continue;
        const auto parts = static_cast<std::int64_t>(stake.share * 1e6);
        weights.emplace_back(world.vendors.account[v], parts);
        rest -= parts;
      }
    }
    if (rest > 0) weights.emplace_back(world.economy, rest);
    world.shares.found(world.builders.account[b], weights,
                       [&](AccountId a) { return world.ledger.key(a); });
  }
}

/// Funds owe their owners what they are worth.
template <class Firms>
void open_fund_shares(World& world, const Firms& funds) {
  for (const AccountId fund : funds.account) {
    const Money worth = world.ledger.net_worth(fund);
    world.ledger.open_balance(
        {{world.economy, Instrument::fund_shares, worth}, {fund, Instrument::fund_shares, -worth}});
  }
}

// ---- roles ------------------------------------------------------------------------------------

template <class Firms, class... Columns>
void size_columns(Firms& firms, Columns&... columns) {
  (columns.resize(firms.size()), ...);
}

/// What own use of compute brought in the opening year beyond the cost of running the fleet for it:
/// part of reported cash flow, and a separate receipt from the first simulated year on.
double own_use_surplus(const Parameters& p, const BuilderConfig& config) {
  const double sd = config.core.value_sd, rent = p.opening.rental_price;
  const double ln_value = log_(rent) + sd * normal_quantile(config.core.unlocked_share);
  const CoreUse use = core_use(config.core.hours / config.core.unlocked_share, ln_value, sd, rent);
  const double units = config.core.hours / (hours_a_year * p.opening.utilisation);
  const double kw = units * p.capex.power_per_unit;
  return use.value - kw * running_cost_per_kw(p.capex, p.macro.energy_price);
}

void open_builder_columns(World& world) {
  const Parameters& p = world.parameters;
  Builders& builders = world.builders;
  const std::size_t n = builders.size();
  Builders::columns(builders,
                    [&](std::string_view, std::string_view, auto& column) { column.resize(n); });
  size_columns(builders, builders.core_wanted, builders.core_mass, builders.core_ln_value,
               builders.weight, builders.fitness, builders.forecast, builders.predisposition,
               builders.hurdle_wedge, builders.adaptive_growth, builders.private_view, builders.order_usd,
               builders.own_demand, builders.installed_vendor_share);
  world.energy.resize(n);
  world.builder_utility_mw.assign(n, 0.0);
  world.equipment_spend.assign(n, Money::zero());
  world.shell_spend.assign(n, Money::zero());
  world.founding.assign(n, {});
  for (std::size_t b = 0; b < n; ++b) {
    const BuilderConfig& config = p.builders[b].second;
    builders.core_cash_flow[b] = config.core_cash_flow - own_use_surplus(p, config);
    builders.core_capex[b] = config.core_capex;
    builders.capex[b] = config.ai_capex + config.core_capex;
    builders.equity_value[b] = config.equity_value;
    // What the market pays for a dollar of earnings; a firm that earns nothing yet is valued like
    // the dearest that does.
    constexpr double dearest = 30.0;
    world.equity_multiple.push_back(
        std::min(config.equity_value / std::max(config.core_cash_flow, 1e8), dearest));
    builders.asleep.push_back(config.enters ? 1 : 0);
    if (config.enters) builders.alive[b] = 0;
    if (config.enters) builders.equity_value[b] = 0.0;
    const double share = config.core.unlocked_share;
    builders.core_mass[b] = config.core.hours / share;
    builders.core_ln_value[b] =
        log_(p.opening.rental_price) + config.core.value_sd * normal_quantile(share);
    fresh_beliefs(world, b);
    builders.installed_vendor_share[b] = logistic(config.vendor_preference / p.vendor.choice_noise);
    // The last decision before the first year: what is on order for it.
    if (!config.equipment_orders.empty()) {
      builders.order_usd[b] = config.equipment_orders.front();
      builders.order_units[b] = builders.order_usd[b] / world.vendors.price.front();
    }
    if (!config.shell_orders_mw.empty()) {
      builders.order_shell_mw[b] = config.shell_orders_mw.front();
    }
    builders.profitability[b] = 1.0;
    builders.hurdle[b] = p.macro.base_rate + p.capex.risk_premium + builders.hurdle_wedge[b];
    builders.own_growth[b] = p.opening.compute_growth;
    builders.adaptive_growth[b] = p.opening.compute_growth;
    builders.forecast[b].fill(p.opening.compute_growth);
    builders.expected_growth[b] = p.opening.compute_growth;
  }
}

void open_vendor_columns(World& world) {
  const Parameters& p = world.parameters;
  Vendors& vendors = world.vendors;
  Vendors::columns(vendors, [&](std::string_view, std::string_view, auto& column) {
    column.resize(vendors.size());
  });
  vendors.expected_orders.resize(vendors.size());
  world.vendor_sales.assign(vendors.size(), Money::zero());
  world.vendor_cost.assign(vendors.size(), Money::zero());
  for (std::size_t v = 0; v < vendors.size(); ++v) {
    const VendorConfig& config = p.vendors[v].second;
    vendors.price[v] = config.price;
    vendors.unit_cost[v] = config.price * (1.0 - config.gross_margin);
    vendors.markup[v] = config.price / vendors.unit_cost[v] - 1.0;
    vendors.capacity_units[v] = config.capacity_units;
    vendors.foundry_commitment[v] = vendors.foundry_promised[v] = config.foundry_commitment;
    vendors.equity_value[v] = config.equity_value;
    vendors.other_revenue[v] = config.other_revenue;
    vendors.revenue[v] = config.revenue + config.other_revenue;
    const double profit = vendors.revenue[v] * (config.gross_margin - config.overhead_share);
    world.vendor_multiple.push_back(config.equity_value / std::max(profit, 1e8));
    const double sold = config.revenue / config.price;
    vendors.expected_orders[v] = sold;
    vendors.inventory_units[v] =
        static_cast<std::int64_t>(p.vendor.inventory_share * sold * 1000.0);
    open_deposit(world, vendors.account[v], config.cash);
    world.ledger.open_balance(
        {{vendors.account[v], Instrument::inventory,
          price_times(vendors.unit_cost[v] / 1000.0, vendors.inventory_units[v])}});
  }
}

/// Worth of a FLOP such that the research hours of the year before the opening, smaller by the
/// growth of runs, explain the best finished model; the opening year's hours are in the next one.
double opening_run_scale(const World& world, std::int64_t hours, double effective) {
  const TechnologyParameters& technology = world.parameters.technology;
  const double before =
      static_cast<double>(hours) * exp_(-world.parameters.opening.training_growth);
  const double flop = technology.final_run_share * before * technology.flop_per_hour;
  const double plain = training_efficiency(technology, flop, 1.0) * flop;
  return plain > 0.0 ? effective / plain : 1.0;
}

/// Tiers on sale and those that could be, at prices of one mark-up over cost.
void open_menu(World& world, std::size_t l, double best) {
  const Parameters& p = world.parameters;
  Labs& labs = world.labs;
  const auto add = [&](double below, std::uint8_t on_sale) {
    labs.tier_below[l].push_back(below);
    labs.tier_on_sale[l].push_back(on_sale);
    labs.tier_price[l].push_back(
        p.opening.frontier_price *
        pow_(10.0, p.technology.inference_exponent * (p.labs[l].second.capability - below - best)));
    labs.tier_elasticity[l].push_back(1.0 / p.lab.opening_margin);
    labs.tier_conduct[l].push_back(1.0);
  };
  for (const double below : p.lab.menu) add(below, 1);
  for (const double below : p.lab.further_tiers) add(below, 0);
  labs.tiers[l] = static_cast<double>(p.lab.menu.size());
}

void open_lab_columns(World& world) {
  const Parameters& p = world.parameters;
  Labs& labs = world.labs;
  const std::size_t n = labs.size();
  Labs::columns(labs, [&](std::string_view, std::string_view, auto& column) { column.resize(n); });
  size_columns(labs, labs.run_effective_flop, labs.run_scale, labs.leap_hidden_points,
               labs.leap_hidden_until, labs.tier_below, labs.tier_on_sale, labs.tier_price,
               labs.tier_elasticity, labs.tier_conduct, labs.plan_conduct,
               labs.expected_inference_hours, labs.valuation_growth);
  world.leap_clock.resize(n);
  world.leap_hazard_sum.assign(n, 0.0);
  world.leap_count.assign(n, 0);
  double research = 0.0, best = -HUGE_VAL;
  for (const auto& [id, config] : p.labs) {
    best = std::max(best, config.capability);
    research += config.research_compute;
  }
  world.capability_reference = best;
  world.flop_reference = p.opening.frontier_effective_flop;
  world.research_reference = research / static_cast<double>(n);
  world.hours_reference =
      p.opening.frontier_price * (1.0 - p.lab.opening_margin) / p.opening.rental_price;
  double mean_scale = 0.0;
  for (std::size_t l = 0; l < n; ++l) {
    const LabConfig& config = p.labs[l].second;
    labs.capability[l] = labs.trained[l] = config.capability;
    labs.algorithm[l] = labs.inference[l] = 1.0;
    labs.effective_flop[l] = world.flop_reference * pow_(10.0, config.capability - best);
    labs.research_usd[l] = config.research_compute;
    labs.research_hours[l] =
        static_cast<std::int64_t>(config.research_compute / p.opening.rental_price);
    labs.run_scale[l] = opening_run_scale(world, labs.research_hours[l], labs.effective_flop[l]);
    mean_scale += labs.run_scale[l] / static_cast<double>(n);
    labs.staff_usd[l] = config.staff_cost;
    labs.plan_price[l] = p.consumer.plan_price;
    labs.equity_value[l] = config.valuation;
    labs.fill[l] = 1.0;
    open_menu(world, l, best);
    world.leap_clock[l] = first_leap_clock(world, labs.entity[l]);
    open_deposit(world, labs.account[l], config.cash);
  }
  if (mean_scale > 0.0) world.open_run_scale = mean_scale;
}

void open_open_lab_columns(World& world) {
  const Parameters& p = world.parameters;
  OpenLabs& labs = world.open_labs;
  OpenLabs::columns(
      labs, [&](std::string_view, std::string_view, auto& column) { column.resize(labs.size()); });
  size_columns(labs, labs.past_released, labs.past_inference);
  for (std::size_t o = 0; o < labs.size(); ++o) {
    const OpenLabConfig& config = p.open_labs[o].second;
    labs.capability[o] = labs.released[o] = config.capability;
    labs.past_released[o] = labs.released[o];
    labs.past_inference[o] = 1.0;
    labs.algorithm[o] = labs.inference[o] = 1.0;
    labs.budget[o] = config.budget;
    labs.research_hours[o] = static_cast<std::int64_t>(config.budget / p.opening.rental_price);
    open_deposit(world, labs.account[o], config.budget * 0.25);
  }
}

void open_app_columns(World& world) {
  const Parameters& p = world.parameters;
  Apps& apps = world.apps;
  Apps::columns(
      apps, [&](std::string_view, std::string_view, auto& column) { column.resize(apps.size()); });
  size_columns(apps, apps.class_mask, apps.workflow_quality, apps.routes, apps.conduct,
               apps.discount, apps.discount_ends);
  world.app_jobs.assign(apps.size(), 0);
  for (std::size_t a = 0; a < apps.size(); ++a) {
    apps.discount[a].assign(world.labs.size(), 1.0);
    apps.discount_ends[a].assign(world.labs.size(), world.year - 1);
    if (a >= p.apps.size()) {
      apps.alive[a] = 0;
      apps.loss_years[a] = -1.0;
      continue;
    }
    const AppConfig& config = p.apps[a].second;
    for (std::size_t c = 0; c < p.workload_classes.size(); ++c) {
      for (const std::string& served : config.classes) {
        if (served == p.workload_classes[c].first) apps.class_mask[a] |= 1U << c;
      }
    }
    apps.workflow_quality[a] = config.workflow_quality;
    apps.equity_value[a] = config.equity_value;
    apps.fill[a] = 1.0;
    apps.conduct[a] = 1.0;
    apps.elasticity[a] = config.price_to_inference / (config.price_to_inference - 1.0);
    open_deposit(world, apps.account[a], config.cash);
  }
}

void open_finance_columns(World& world) {
  const Parameters& p = world.parameters;
  Lenders& lenders = world.lenders;
  Lenders::columns(lenders, [&](std::string_view, std::string_view, auto& column) {
    column.resize(lenders.size());
  });
  size_columns(lenders, lenders.worst_default_probability, lenders.bonds);
  for (std::size_t l = 0; l < lenders.size(); ++l) {
    const LenderConfig& config = p.lenders[l].second;
    lenders.capital[l] = lenders.opening_capital[l] = config.capital;
    lenders.appetite[l] = config.appetite;
    lenders.worst_default_probability[l] = config.worst_default_probability;
    lenders.bonds[l] = config.bonds ? 1 : 0;
    lenders.realised_return[l] = p.credit.required_return;
  }
  Investors& investors = world.investors;
  Investors::columns(investors, [&](std::string_view, std::string_view, auto& column) {
    column.resize(investors.size());
  });
  size_columns(investors, investors.required_return, investors.error_fundamentals,
               investors.error_extrapolation);
  for (std::size_t i = 0; i < investors.size(); ++i) {
    const InvestorConfig& config = p.investors[i].second;
    investors.appetite[i] = config.appetite;
    investors.required_return[i] = config.required_return;
    investors.realised_return[i] = config.required_return;
    investors.fundamentals_weight[i] = p.equity.fundamentals_weight;
  }
  Utilities& utilities = world.utilities;
  Utilities::columns(utilities, [&](std::string_view, std::string_view, auto& column) {
    column.resize(utilities.size());
  });
  utilities.under_way.resize(utilities.size());
  for (std::size_t u = 0; u < utilities.size(); ++u) {
    const UtilityConfig& config = p.utilities[u].second;
    utilities.capacity_mw[u] = config.capacity_mw;
    utilities.addition_mw[u] = config.addition_mw;
    utilities.under_way[u].assign(static_cast<std::size_t>(p.utility.lead), config.addition_mw);
    open_deposit(world, utilities.account[u], 1.5 * config.addition_mw * p.utility.unit_capital);
  }
}

// ---- demand -----------------------------------------------------------------------------------

/// Consumers split over labs as the record says, at the opening price.
void open_consumer_block(World& world) {
  const Parameters& p = world.parameters;
  open_consumers(p.consumer, p.consumer.plan_price, world.consumers);
  double total = 0.0;
  for (const auto& [id, config] : p.labs) total += config.consumer_revenue;
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    const double revenue = p.labs[l].second.consumer_revenue;
    world.consumer_preference.push_back(revenue > 0.0 && total > 0.0
                                            ? log_(revenue / total) -
                                                  p.lab.capability_taste * world.labs.capability[l]
                                            : -1e9);
  }
}

/// Elasticities seen at the opening, and the conduct that makes the opening prices the best ones.
void open_conduct(World& world) {
  const Parameters& p = world.parameters;
  read_sales(world);
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    for (std::size_t k = 0; k < world.labs.tier_below[l].size(); ++k) {
      world.labs.tier_conduct[l][k] =
          1.0 / p.lab.opening_margin / std::max(world.labs.tier_elasticity[l][k], 1e-3);
    }
  }
  const Requests& requests = world.enterprises->requests();
  for (std::size_t o = 0; o < world.options.size(); ++o) {
    const ServiceOption& option = world.options[o];
    if (option.mode != Mode::app) continue;
    const double sales = static_cast<double>(requests.options[o].spend_cents) / 100.0;
    world.apps.revenue[option.seller] += sales;
    world.apps.overhead_usd[option.seller] += p.apps[option.seller].second.overhead_share * sales;
  }
  for (std::size_t a = 0; a < p.apps.size(); ++a) {
    const double ratio =
        world.apps.price[a] / (world.apps.backend_price[a] + world.apps.job_cost[a]);
    world.apps.conduct[a] = ratio / (ratio - 1.0) / std::max(world.apps.elasticity[a], 1e-3);
  }
}

/// The conduct that makes the opening price of the consumer plan the best one.
void open_plan_conduct(World& world) {
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    const double price = world.labs.plan_price[l];
    const double margin = std::max(1.0 - payer_cost(world, l) / price, 0.05);
    world.labs.plan_conduct[l] =
        1.0 / margin / std::max(world.consumer_demand.elasticity[l], 1e-3);
  }
}

void price_applications(World& world) {
  const Parameters& p = world.parameters;
  for (std::size_t a = 0; a < p.apps.size(); ++a) {
    supply_app(world, a);
    world.apps.price[a] = p.apps[a].second.price_to_inference * world.apps.backend_price[a];
    world.apps.job_cost[a] = p.apps[a].second.job_cost_share * world.apps.price[a];
  }
}

void open_demand(World& world) {
  const Parameters& p = world.parameters;
  post_hosted_price(world);
  list_back_ends(world);
  // Terms depend on what a product earns, and the record gives its price over the cost of inference.
  price_applications(world);
  bargain_terms(world);
  price_applications(world);
  build_options(world);
  const OpeningResult opened = world.enterprises->calibrate_opening(
      opening_year(world), world.options, world.self_hosting,
      {p.opening.api_usd, p.open_lab.hosted ? p.opening.hosted_open_usd : 0.0,
       p.opening.self_hosted_usd, p.opening.app_usd});
  world.mode_preference = opened.ln_preference;
  for (std::size_t e = 0; e < opened.equipment_book_cents.size(); ++e) {
    if (opened.equipment_book_cents[e] == 0) continue;
    world.ledger.open_balance(
        {{world.enterprise_accounts[static_cast<std::uint32_t>(e)], Instrument::equipment,
          Money::from_cents(opened.equipment_book_cents[e])}});
  }
  open_conduct(world);
  open_consumer_block(world);
}

}  // namespace

void populate(World& world) {
  const Parameters& p = world.parameters;
  std::vector<WorkloadClass> classes;
  for (const auto& [id, config] : p.workload_classes) {
    classes.push_back(config);
    if (classes.back().label.empty()) classes.back().label = id;
  }
  world.enterprises =
      std::make_unique<EnterprisePopulation>(p.population, classes, p.demand, world.random);
}

void open_world(World& world) {
  const Parameters& p = world.parameters;
  world.year = opening_year(world);
  world.recording.first_year = world.year;
  world.base_rate = p.macro.base_rate;
  world.energy_price = p.macro.energy_price;
  world.rental_price = p.opening.rental_price;

  open_accounts(world);

  const int first_vintage = world.year - oldest_vintage;
  const int last_vintage = world.year + static_cast<int>(p.run.years);
  world.equipment = Fleet(world.builders.size(), first_vintage, last_vintage);
  world.shells = Fleet(world.builders.size(), first_vintage, last_vintage);
  for (int v = first_vintage; v <= last_vintage; ++v) {
    world.vintage_power.push_back(
        p.capex.power_per_unit *
        pow_(1.0 - p.capex.power_decline, static_cast<double>(v - world.year)));
  }

  open_vendor_columns(world);
  open_builder_columns(world);
  open_lab_columns(world);
  open_open_lab_columns(world);
  open_app_columns(world);
  open_finance_columns(world);

  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const BuilderConfig& config = p.builders[b].second;
    const AccountId account = world.builders.account[b];
    open_deposit(world, account, config.cash);
    open_fleet(world, b);
    open_shells(world, b);
    open_energy(world, b);
    open_equipment_orders(world, b);
    open_shell_orders(world, b);
    const DebtConfig& debt = config.debt;
    open_debt(world, b, ClaimClass::secured, debt.secured, debt.coupon, debt.maturity);
    open_debt(world, b, ClaimClass::senior, debt.senior, debt.coupon, debt.maturity);
    open_debt(world, b, ClaimClass::subordinated, debt.subordinated, debt.coupon, debt.maturity);
    open_debt(world, b, ClaimClass::lease, debt.lease, debt.coupon, debt.maturity);
  }
  for (const auto& [id, commitment] : p.commitments) open_compute_commitment(world, commitment);
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    const Money due = Money::from_usd(world.vendors.foundry_commitment[v]);
    if (due <= Money::zero()) continue;
    world.commitments.sign({CommitmentKind::foundry, world.vendors.account[v], world.economy,
                            opening_year(world) + 1, {due, due}, {0, 0}, 0.0, 1.0});
  }

  found_builder_shares(world);
  found_public(world, world.vendors);
  found_public(world, world.apps);
  for (std::size_t l = 0; l < world.labs.size(); ++l) open_lab_shares(world, l);
  open_market_equity(world, world.builders);
  open_market_equity(world, world.vendors);
  open_market_equity(world, world.apps);
  open_market_equity(world, world.labs);
  for (std::size_t l = 0; l < world.lenders.size(); ++l) {
    open_deposit(world, world.lenders.account[l], 0.02 * world.lenders.capital[l]);
  }
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    open_deposit(world, world.investors.account[i], 0.02 * p.investors[i].second.assets);
  }
  open_fund_shares(world, world.lenders);
  open_fund_shares(world, world.investors);

  // Deposits of the rest of the economy: a year of everything that it pays here, twice over.
  open_deposit(world, world.economy, p.macro.economy_deposits);

  open_demand(world);
  need_opening_inference(world);
  open_plan_conduct(world);
  open_public_record(world);
  plan_labs(world);
}

}  // namespace overbuild
