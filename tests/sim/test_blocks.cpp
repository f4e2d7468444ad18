// Laws of the rules with a switch, in running worlds: they hold in every world, whatever it brings.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agents/builder.hpp"
#include "market/rental.hpp"
#include "sim/compute/contracts.hpp"
#include "sim/compute/costs.hpp"
#include "sim/compute/models.hpp"
#include "sim/compute/own_equipment.hpp"
#include "sim/compute/prices.hpp"
#include "sim/compute/spot.hpp"
#include "sim/compute/stock.hpp"
#include "sim/compute/tokens.hpp"
#include "sim/results/recording.hpp"
#include "tests/sim/owed_hours.hpp"
#include "tests/sim/spoil.hpp"
#include "tests/sim/world_fixture.hpp"

namespace blocks_test {

using namespace overbuild;
using world_fixture::Overrides;

/// A small world with the switches of `blocks` given by name ("market.idle_hours").
Overrides with_rules(const std::vector<std::string>& rules, const std::string& years) {
  Overrides overrides = {{"population.enterprises", "200"}, {"run.years", years}};
  for (const std::string& rule : rules) overrides.push_back({"blocks." + rule, "true"});
  return overrides;
}

/// A preset, small, with these rules beside its own.
world_fixture::Case small(const std::string& preset, const std::vector<std::string>& rules,
                          const std::string& years = "8") {
  return world_fixture::load("configs/" + preset + ".yaml", with_rules(rules, years));
}

/// The 2026 world, small, with these rules and no others.
world_fixture::Case alone(const std::vector<std::string>& rules, const std::string& years = "8") {
  return world_fixture::first_edition("configs/ai-2026.yaml", with_rules(rules, years));
}

/// Names of all rules with a switch, as they are declared.
const std::vector<std::string>& all_rules() {
  static const std::vector<std::string> rules = [] {
    std::vector<std::string> names;
    for (const std::string& path : spoil::switches()) {
      names.push_back(path.substr(std::string_view("blocks.").size()));
    }
    return names;
  }();
  return rules;
}

/// Rules that move nothing in an ordinary world by themselves: where no row was split, and where
/// buildings take two years.
const std::set<std::string> quiet_rules = {"buyers.family_shares", "capital.begun_shells"};

constexpr const char* presets[] = {"ai-2026", "ai-2022", "telecom-1996", "cloud-2009", "toy"};

TEST_CASE("with all rules on every preset keeps its books, and repeats its bits") {
  for (const char* preset : presets) {
    CAPTURE(preset);
    const auto world = small(preset, all_rules(), preset == std::string("toy") ? "50" : "12");
    const Recording once = world_fixture::run(world), again = world_fixture::run(world);
    CHECK(once.identities_checked > 0);
    CHECK(once.result_digest == again.result_digest);
  }
}

TEST_CASE("every rule changes some world, and none where it is off") {
  const std::uint64_t without = world_fixture::run(alone({})).result_digest;
  CHECK(world_fixture::run(
            world_fixture::first_edition("configs/ai-2026.yaml",
                                         {{"population.enterprises", "200"},
                                          {"run.years", "8"},
                                          {"own_use.adoption_speed", "0.3"},
                                          {"own_use.reach_elasticity", "0.9"},
                                          {"own_use.opening_adoption", "0.5"},
                                          {"own_use.plans_on_potential", "0.0"},
                                          {"rental.shortage_response", "0.2"},
                                          {"rental.current_weight", "0.9"},
                                          {"rental.spot_ceiling", "4"},
                                          {"lab_market.research_speed", "0.3"},
                                          {"lab_market.reserve_years", "2"},
                                          {"lab_market.knowledge_kept", "0.5"},
                                          {"lab_market.cover_kept", "0.5"},
                                          {"lab_market.commitment_cap", "0.1"},
                                          {"vendor_market.own_preference", "1"},
                                          {"vendor_market.long_run_cost_decline", "0.3"},
                                          {"capex.refit_share", "0.2"},
                                          {"capex.site_lead", "0"},
                                          {"capex.site_share", "0.3"},
                                          {"vendor_market.shortest_lead", "0"},
                                          {"demand.satiation", "0.5"},
                                          {"technology.pace_kept", "0.7"},
                                          {"technology.tokens_growth", "3"},
                                          {"demand.taste_change", "0.2"},
                                          {"demand.budget_response", "0.2"},
                                          {"demand.budget_growth_limit", "1.75"},
                                          {"demand.measured_share", "0.1"},
                                          {"demand.pooled_load", "0.6"},
                                          {"demand.app_dissimilarity", "0.3"},
                                          {"demand.app_constant_fade", "0.3"},
                                          {"credit.price_of_risk", "0.8"},
                                          {"credit.plan_learning", "0.9"},
                                          {"credit.scarcity_response", "1"},
                                          {"credit.loss_response", "2"},
                                          {"credit.appetite_stretch", "2"},
                                          {"credit.capital_refill", "0.5"},
                                          {"credit.equipment_loan_years", "3"},
                                          {"credit.loan_years", "4"},
                                          {"credit.bond_first_year", "5"},
                                          {"credit.bond_last_year", "6"},
                                          {"vendor_market.facility_share", "0.9"},
                                          {"opening.remembered_default_rate", "0.2"},
                                          {"opening.trusted_plans", "0.3"},
                                          {"open_lab_market.hours_share", "0.4"},
                                          {"equity.payable_share", "0.01"},
                                          {"equity.payable_spread", "2"},
                                          {"equity.mood_kept", "0.1"},
                                          {"equity.mood_response", "1"},
                                          {"equity.herding", "0"},
                                          {"equity.growth_learning", "1"},
                                          {"equity.gains_kept", "0.5"},
                                          {"equity.largest_gain", "1"},
                                          {"equity.appetite_surge", "10"},
                                          {"equity.leap_counted", "0"},
                                          {"capex.customer_persistence", "5"},
                                          {"lab_market.conduct_fade", "0.3"},
                                          {"capex.patience", "2"}}))
            .result_digest == without);
  CHECK(all_rules().size() > 28);
  for (const std::string& rule : all_rules()) {
    if (quiet_rules.contains(rule)) continue;
    CAPTURE(rule);
    CHECK(world_fixture::run(alone({rule})).result_digest != without);
  }
}

TEST_CASE("shells begun move a world whose buildings take a year, and no other") {
  const auto digest = [](const std::string& preset, const char* on) {
    return world_fixture::run(world_fixture::load("configs/" + preset + ".yaml",
                                                  {{"population.enterprises", "200"},
                                                   {"run.years", "5"},
                                                   {"blocks.capital.begun_shells", on}}))
        .result_digest;
  };
  for (const char* preset : {"ai-2026", "ai-2022", "cloud-2009"}) {
    CAPTURE(preset);
    CHECK(digest(preset, "true") != digest(preset, "false"));
  }
  CHECK(digest("telecom-1996", "true") == digest("telecom-1996", "false"));
}

TEST_CASE("own uses taken up at once that do not follow models are those without the rule") {
  for (const char* preset : presets) {
    CAPTURE(preset);
    // What the start says of adoption and plans is of the rule alone.
    const auto with = [&](const char* on) {
      return world_fixture::run(world_fixture::load("configs/" + std::string(preset) + ".yaml",
                                                    {{"population.enterprises", "200"},
                                                     {"run.years", "8"},
                                                     {"blocks.market.adopted_own_uses", on},
                                                     {"own_use.reach_elasticity", "0"},
                                                     {"own_use.adoption_speed", "1"},
                                                     {"own_use.opening_adoption", "1"},
                                                     {"own_use.plans_on_potential", "0"}}));
    };
    const Recording off = with("false"), neutral = with("true");
    for (const char* metric : {"ai_capex", "rental_price", "capacity", "builder_core_value"}) {
      CAPTURE(metric);
      for (int year = off.first_year + 1; year < off.first_year + off.years; ++year) {
        CHECK(neutral.value(year, metric_called(metric)) ==
              doctest::Approx(off.value(year, metric_called(metric))).epsilon(1e-6));
      }
    }
    CHECK(neutral.result_digest == off.result_digest);
  }
}

TEST_CASE("no builder with idle hours has an adopted use worth more than running it") {
  for (const char* preset : presets) {
    CAPTURE(preset);
    const auto world =
        small(preset, {"market.idle_hours", "market.adopted_own_uses", "market.spot_rent"});
    SimulationOptions options;
    int idle_somewhere = 0;
    options.tamper = [&](World& w, int) {
      const double cost = cash_cost_of_capacity(w), rent = w.compute.spot_price;
      for (std::size_t b = 0; b < w.builders.size(); ++b) {
        const Builders& all = w.builders;
        CHECK(all.core_idle[b] >= 0);
        CHECK(all.core_adopted[b] <= 1.0 + 1e-12);
        // A firm that failed in the year has sold what it had.
        if (!all.alive[b] || all.core_idle[b] == 0) continue;
        ++idle_somewhere;
        const double sd = w.inputs.parameters.builders[b].second.core.value_sd;
        const double below = core_use(all.core_mass[b], all.core_ln_value[b], sd, cost).hours -
                             core_use(all.core_mass[b], all.core_ln_value[b], sd, rent).hours;
        const double unserved = all.core_adopted[b] * below - static_cast<double>(all.core_idle[b]);
        const auto left =
            static_cast<double>(all.capacity_hours[b] - all.sold_hours[b] - all.core_idle[b]);
        CHECK(std::min(unserved, left) < 2.0 + 1e-9 * std::abs(below));
        // They bring between what they cost to run and the rent, to the cent.
        const double brought = all.core_idle_value[b].usd();
        const auto hours = static_cast<double>(all.core_idle[b]);
        CHECK(brought <= hours * rent * (1.0 + 1e-6) + 0.01);
        CHECK(brought >= hours * cost * (1.0 - 1e-6) - 0.01);
        CHECK(all.core_idle_value[b] <= all.core_value[b]);
      }
    };
    world_fixture::run(world, options);
    if (preset == std::string("ai-2026")) CHECK(idle_somewhere > 0);
  }
}

/// Grants in full, whatever sponsors have.
std::vector<Money> full_grants(const World& w) {
  std::vector<Money> grants;
  for (const double budget : w.open_labs.budget) grants.push_back(Money::from_usd(budget));
  return grants;
}

TEST_CASE("demand for spot hours falls in the rent and does not know the order of rows") {
  for (const char* preset : presets) {
    CAPTURE(preset);
    SimulationOptions options;
    options.tamper = [&](World& w, int) {
      const double list = w.compute.rental_price;
      const auto wanted = [&](const World& world, double rent) {
        return spot_demand(world, rent, full_grants(world));
      };
      std::int64_t before = wanted(w, 0.05 * list).total();
      for (double share = 0.06; share < 5.0; share *= 1.07) {
        const std::int64_t now = wanted(w, share * list).total();
        CHECK(now <= before);
        before = now;
      }
      // The last builder's column of values stands where the first one's did: the same hours.
      const SpotDemand as_it_is = wanted(w, 0.8 * list);
      Builders& all = w.builders;
      const auto swap_ends = [](auto& column) { std::swap(column.front(), column.back()); };
      const auto& config = w.inputs.parameters.builders;
      if (config.front().second.core.value_sd != config.back().second.core.value_sd) return;
      const auto swap_own = [&] {
        swap_ends(all.core_mass), swap_ends(all.core_ln_value), swap_ends(all.alive);
        swap_ends(all.core_adopted_hours);
      };
      swap_own();
      const SpotDemand swapped = wanted(w, 0.8 * list);
      CHECK(swapped.total() == as_it_is.total());
      CHECK(swapped.own.front() == as_it_is.own.back());
      swap_own();
    };
    world_fixture::run(small(preset, {"market.adopted_own_uses"}), options);
  }
}

/// What holds of a spot rent and of the hours refused in any year; the year's bound of the rent.
double check_spot_year(const World& w, double last) {
  const double list = w.compute.rental_price, spot = w.compute.spot_price;
  const double cash = cash_cost_of_capacity(w);
  const double bound = std::min(w.inputs.parameters.rental.spot_ceiling * list, 1.5 * last);
  CHECK(spot <= std::max(bound, cash) * (1.0 + 1e-9));
  CHECK(spot >= std::min(cash, list));
  CHECK(w.compute.refused >= 0);
  if (w.compute.refused == 0) return bound;
  // Hours are refused at the bound alone, and to own uses and tenants alike.
  CHECK(spot >= bound * (1.0 - 1e-5));
  CHECK(w.compute.spot_sold == w.compute.spot_offered);
  const auto had = static_cast<double>(w.compute.spot_sold + w.compute.core);
  const double share = had / (had + static_cast<double>(w.compute.refused));
  for (std::size_t l = 0; l < w.labs.size(); ++l) {
    const auto asked = static_cast<double>(w.labs.wanted_hours[l] - w.labs.contract_hours[l]);
    CHECK(std::abs(static_cast<double>(w.labs.spot_hours[l]) - share * asked) < 2.0 + 1e-9 * asked);
  }
  return bound;
}

TEST_CASE("a spot rent stays within its bounds") {
  int above = 0, below = 0;
  for (const char* preset : presets) {
    CAPTURE(preset);
    const auto world = small(preset, {"market.spot_rent", "market.list_rent"}, "12");
    SimulationOptions options;
    double last = world.parameters.opening.rental_price;
    options.tamper = [&](World& w, int) {
      check_spot_year(w, last);
      last = w.compute.spot_price;
      above += last > w.compute.rental_price ? 1 : 0;
      below += last < w.compute.rental_price ? 1 : 0;
    };
    world_fixture::run(world, options);
  }
  CHECK(above > 0);
  CHECK(below > 0);
}

TEST_CASE("at the ceiling hours are refused to own uses and tenants alike") {
  Overrides overrides = {{"population.enterprises", "200"},
                         {"blocks.market.spot_rent", "true"},
                         {"rental.spot_ceiling", "1.5"}};
  for (const char* builder : {"microsoft", "alphabet", "amazon", "meta", "regional"}) {
    overrides.push_back({std::string("builders.") + builder + ".core.growth", "1.9"});
  }
  const auto world = world_fixture::load("configs/ai-2022.yaml", overrides);
  SimulationOptions options;
  double last = world.parameters.opening.rental_price;
  int refused = 0;
  options.tamper = [&](World& w, int) {
    check_spot_year(w, last);
    last = w.compute.spot_price;
    refused += w.compute.refused > 0 ? 1 : 0;
  };
  world_fixture::run(world, options);
  CHECK(refused > 0);
}

TEST_CASE("jobs that no budget pays for are not hours that are refused") {
  SimulationOptions options;
  int years = 0;
  options.tamper = [&](World& w, int) {
    const Settlement& settled = w.customers.enterprises->settlement();
    CHECK(w.compute.refused == 0);
    years += settled.jobs_rationed > 0 ? 1 : 0;
  };
  // Nobody may spend much, and capacity stands about idle.
  const auto world =
      world_fixture::load("configs/toy.yaml", {{"run.years", "3"},
                                               {"blocks.market.spot_rent", "true"},
                                               {"demand.budget_base_share", "1e-6"},
                                               {"demand.budget_benefit_share", "0"}});
  world_fixture::run(world, options);
  CHECK(years > 0);
}

TEST_CASE("without a spot rent of their own all hours go at the list rent") {
  SimulationOptions options;
  options.tamper = [](World& w, int) { CHECK(w.compute.spot_price == w.compute.rental_price); };
  world_fixture::run(small("ai-2026", {"market.list_rent"}), options);
}

TEST_CASE("what builders expect of demand is published as it is weighed by hours") {
  SimulationOptions options;
  options.tamper = [](World& w, int) {
    double sum = 0.0, hours = 0.0;
    for (std::size_t b = 0; b < w.builders.size(); ++b) {
      if (!w.builders.alive[b]) continue;
      const auto sold = static_cast<double>(w.builders.sold_hours[b]);
      sum += w.builders.expected_growth[b] * sold;
      hours += sold;
    }
    CHECK(w.public_record.expected_growth == doctest::Approx(sum / hours).epsilon(1e-6));
  };
  world_fixture::run(small("ai-2026", {}), options);
}

/// The list rent that would be posted now.
double rent_posted(World& w) {
  post_prices(w);
  return w.compute.rental_price;
}

TEST_CASE("the list rent reckons with this year's hours, of which arrivals work half") {
  int lower = 0;
  for (const char* preset : {"ai-2026", "ai-2022", "telecom-1996"}) {
    CAPTURE(preset);
    SimulationOptions options;
    options.tamper = [&](World& w, int year) {
      spoil::Kept kept(w);
      const RentalParameters& rental = w.inputs.parameters.rental;
      const Observables& seen = w.public_record;
      double hours = 0.0, arrived = 0.0;
      for (std::size_t b = 0; b < w.builders.size(); ++b) {
        if (!w.builders.alive[b]) continue;
        for (int v = w.capital.equipment.first_vintage(); v <= year; ++v) {
          const auto units = static_cast<double>(w.capital.equipment.at(b, v).units) / 1000.0;
          hours += v == year ? 0.5 * units : units;
          arrived += v == year ? units : 0.0;
        }
      }
      hours *= hours_a_year * w.inputs.parameters.capex.sustainable_load;
      const double tight =
          list_tightness(rental, seen.tightness, seen.compute_demand, seen.expected_growth, hours);
      const double rent = rent_posted(w);
      const double full = full_cost_of_capacity(w);
      CHECK(rent == doctest::Approx(next_rental_price(rental, seen.rental_price, tight,
                                                      std::log(full / seen.full_cost), full,
                                                      seen.spare_price, cash_cost_of_capacity(w)))
                        .epsilon(1e-6));
      kept.put_back();
      for (std::size_t b = 0; b < w.builders.size(); ++b) {
        w.capital.equipment.at(b, year).units *= 2;  // twice the arrivals
      }
      // The same where the most that is counted of a shortage, or the cheapest seller, decides.
      const double with_more = rent_posted(w);
      CHECK(with_more <= rent);
      lower += arrived > 0.0 && with_more < rent ? 1 : 0;
    };
    world_fixture::run(small(preset, {"market.list_rent"}, "6"), options);
  }
  CHECK(lower > 5);
}

void asks_for_what_it_owes(const char* preset, bool owed_anywhere) {
  CAPTURE(preset);
  const auto world = small(preset, {"labs.steady_research"});
  CHECK((owed_hours::asked_for_when_owed(world) > 0) == owed_anywhere);
}

TEST_CASE("labs ask for no fewer hours than they owe") {
  asks_for_what_it_owes("ai-2026", true);
  asks_for_what_it_owes("ai-2022", true);
  asks_for_what_it_owes("toy", true);
}

TEST_CASE("how often the guard of research budgets decides is counted") {
  const auto limited = [](const char* limit) {
    const Recording recording = world_fixture::run(world_fixture::first_edition(
        "configs/ai-2026.yaml", {{"population.enterprises", "200"},
                                 {"run.years", "8"},
                                 {"blocks.labs.steady_research", "true"},
                                 {"lab_market.research_growth_limit", limit}}));
    double sum = 0.0;
    for (int year = recording.first_year + 1; year < recording.first_year + recording.years;
         ++year) {
      const double labs = recording.value(year, "research_limited"_metric);
      CHECK(labs >= 0.0);
      sum += labs;
    }
    return sum;
  };
  CHECK(limited("1.1") > 0.0);
  CHECK(limited("20") == 0.0);
}

TEST_CASE("own equipment comes from all vendors' stock, and vendors see what they lacked") {
  for (const char* preset : {"cloud-2009", "ai-2026"}) {
    CAPTURE(preset);
    const auto world = small(preset, {"buyers.own_equipment"});
    SimulationOptions options;
    double asked = 0.0, missed = 0.0;
    options.tamper = [&](World& w, int) {
      double of_all = 0.0, lowest = 1e300, highest = 0.0;
      for (std::size_t v = 0; v < w.vendors.size(); ++v) {
        of_all += w.vendors.own_asked[v];
        CHECK(w.vendors.own_missed[v] <= w.vendors.own_asked[v] + 1e-9);
        CHECK(w.vendors.inventory_units[v] >= 0);
        if (!w.vendors.alive[v]) continue;
        lowest = std::min(lowest, w.vendors.price[v]);
        highest = std::max(highest, w.vendors.price[v]);
      }
      const double wanted =
          static_cast<double>(w.customers.enterprises->requests().purchase_milli_units) / 1000.0;
      CHECK(of_all == doctest::Approx(wanted));
      CHECK(own_equipment_price(w) >= lowest * (1.0 - 1e-9));
      CHECK(own_equipment_price(w) <= highest * (1.0 + 1e-9));
      asked += wanted;
      missed += wanted - static_cast<double>(own_purchases(w)) / 1000.0;
    };
    world_fixture::run(world, options);
    CHECK(asked > 0.0);
    CHECK(missed >= 0.0);
  }
}

/// A small world with these rules of buyers and no others, and further settings.
world_fixture::Case buyers(const std::string& preset, const std::vector<std::string>& rules,
                           Overrides more, const std::string& years = "8") {
  Overrides overrides = {{"population.enterprises", "300"}, {"run.years", years}};
  for (const std::string& rule : rules) overrides.push_back({"blocks.buyers." + rule, "true"});
  overrides.insert(overrides.end(), more.begin(), more.end());
  return world_fixture::first_edition("configs/" + preset + ".yaml", overrides);
}

double mean_of(const Recording& recording, std::string_view metric, int from, int to) {
  double sum = 0.0;
  for (int year = from; year <= to; ++year) {
    sum += recording.value(recording.first_year + year, metric_called(metric));
  }
  return sum / static_cast<double>(to - from + 1);
}

TEST_CASE("tokens a job that do not grow leave a world as it is, those that grow move no price") {
  const Recording without = world_fixture::run(buyers("ai-2026", {}, {}));
  const Recording flat = world_fixture::run(
      buyers("ai-2026", {"tokens_per_job"}, {{"technology.tokens_growth", "1"}}));
  CHECK(flat.result_digest == without.result_digest);
  const Recording grown = world_fixture::run(
      buyers("ai-2026", {"tokens_per_job"}, {{"technology.tokens_growth", "2"}}));
  const int first = without.first_year + 1;
  for (const char* price : {"price_frontier", "price_fixed_capability", "rental_price"}) {
    CAPTURE(price);
    CHECK(grown.value(first, metric_called(price)) == without.value(first, metric_called(price)));
  }
  CHECK(grown.value(first, "tokens_served"_metric) ==
        doctest::Approx(2e6 * grown.value(first, "jobs_served"_metric)));
  CHECK(without.value(first, "tokens_served"_metric) ==
        doctest::Approx(1e6 * without.value(first, "jobs_served"_metric)));
  // More tokens cost more: fewer jobs, and more spent on what is bought at these prices.
  CHECK(grown.value(first, "jobs_served"_metric) < without.value(first, "jobs_served"_metric));
  CHECK(grown.value(first, "tokens_served"_metric) > without.value(first, "tokens_served"_metric));
}

/// What sellers post in the first year per million tokens: labs' tiers, and every offer.
std::vector<double> prices_per_tokens(const char* preset, const char* growth) {
  std::vector<double> prices;
  SimulationOptions options;
  options.tamper = [&](World& w, int) {
    for (const auto& tiers : w.labs.tier_price) {
      prices.insert(prices.end(), tiers.begin(), tiers.end());
    }
    const double tokens = tokens_per_job(w);
    for (const ServiceOption& offer : w.catalogue.options) {
      prices.push_back(offer.price_usd_per_job / tokens);
    }
    prices.push_back(w.catalogue.hosted_price);
    prices.push_back(w.compute.rental_price);
  };
  world_fixture::run(
      buyers(preset, {"tokens_per_job"}, {{"technology.tokens_growth", growth}}, "1"), options);
  return prices;
}

TEST_CASE("tokens a job that grow move no price per token, of any seller in any preset") {
  for (const char* preset : presets) {
    CAPTURE(preset);
    const std::vector<double> flat = prices_per_tokens(preset, "1");
    const std::vector<double> grown = prices_per_tokens(preset, "3");
    REQUIRE(grown.size() == flat.size());
    for (std::size_t k = 0; k < flat.size(); ++k) {
      CAPTURE(k);
      CHECK(grown[k] == doctest::Approx(flat[k]).epsilon(1e-9));
    }
  }
}

TEST_CASE("tastes that last: fewer change suppliers, and fewer come back") {
  const Recording redrawn = world_fixture::run(buyers("ai-2026", {}, {}, "10"));
  const Recording lasting = world_fixture::run(buyers("ai-2026", {"lasting_tastes"}, {}, "10"));
  const Recording often = world_fixture::run(
      buyers("ai-2026", {"lasting_tastes"}, {{"demand.taste_change", "1"}}, "10"));
  const auto changes = [](const Recording& r) { return mean_of(r, "supplier_changes", 2, 10); };
  CHECK(changes(lasting) < 0.7 * changes(redrawn));
  CHECK(changes(often) > changes(lasting));
  CHECK(mean_of(lasting, "supplier_returns", 6, 10) < mean_of(redrawn, "supplier_returns", 6, 10));
}

TEST_CASE("budgets that bind change within a factor and keep what is set aside") {
  const auto world = buyers("ai-2026", {"binding_budgets"}, {{"demand.budget_growth_limit", "2"}});
  const Parameters& p = world.parameters;
  SimulationOptions options;
  std::vector<float> before;
  int moved = 0;
  options.tamper = [&](World& w, int year) {
    const EnterpriseColumns& e = w.customers.enterprises->enterprises();
    const double wage = w.customers.enterprises->wage_level(year);
    for (std::size_t k = 0; k < before.size(); ++k) {
      const double least = p.demand.budget_base_share * p.population.usd_per_employee * wage *
                           static_cast<double>(e.employees[k]);
      const auto budget = static_cast<double>(e.budget_usd[k]),
                 old = static_cast<double>(before[k]);
      CHECK(budget >= least * (1.0 - 1e-5));
      CHECK(budget <= std::max(2.0 * old, least) * (1.0 + 1e-5));
      CHECK(budget >= 0.5 * old * (1.0 - 1e-5));
      moved += budget > least * 1.01 ? 1 : 0;
    }
    before = e.budget_usd;
  };
  world_fixture::run(world, options);
  CHECK(moved > 0);
}

TEST_CASE("a firm that buys for its pool has then the least that there is of it") {
  const auto world =
      buyers("ai-2026", {"pooled_hosting"}, {{"demand.self_host_units_min", "16"}}, "5");
  SimulationOptions options;
  int pools = 0;
  options.tamper = [&](World& w, int year) {
    const EnterpriseColumns& e = w.customers.enterprises->enterprises();
    const WorkloadColumns& rows = w.customers.enterprises->workloads();
    const int this_year = year - w.customers.enterprises->year_origin();
    const Requests& asked = w.customers.enterprises->requests();
    if (own_purchases(w) < asked.purchase_milli_units) return;  // vendors had less
    for (std::size_t k = 0; k < e.size(); ++k) {
      std::int64_t milli = 0;
      bool bought = false;
      for (std::size_t row = e.first_workload[k]; row < e.first_workload[k + 1]; ++row) {
        milli += rows.own_milli_units[row];
        bought |= rows.own_milli_units[row] > 0 && rows.vintage[row] == this_year;
      }
      if (!bought) continue;
      ++pools;
      CHECK(milli >= 16000);
    }
  };
  world_fixture::run(world, options);
  CHECK(pools > 0);
}

TEST_CASE("a job takes an open model its share of a lab's hours, hosted and at home alike") {
  const auto hours = [](const char* on) {
    std::vector<double> of_models;
    SimulationOptions options;
    options.tamper = [&](World& w, int) {
      for (const OpenOffer& offer : open_catalogue(w)) {
        of_models.push_back(open_model_hours(w, offer));
      }
    };
    Overrides overrides = {{"blocks.buyers.open_model_hours", on},
                           {"open_lab_market.hours_share", "0.25"},
                           {"population.enterprises", "100"},
                           {"run.years", "1"}};
    world_fixture::run(world_fixture::load("configs/ai-2026.yaml", overrides), options);
    return of_models;
  };
  const std::vector<double> alike = hours("false"), fewer = hours("true");
  REQUIRE(fewer.size() == alike.size());
  for (std::size_t k = 0; k < alike.size(); ++k) {
    CHECK(fewer[k] == doctest::Approx(0.25 * alike[k]).epsilon(1e-6));
  }
}

TEST_CASE("Neyman's sample stands for the same firms, and tells spend more precisely") {
  const Recording plain = world_fixture::run(buyers("ai-2026", {}, {}, "3"));
  SimulationOptions options;
  double firms = 0.0, least = 1e300;
  options.tamper = [&](World& w, int) {
    firms = 0.0;
    for (const double weight : w.customers.enterprises->enterprises().weight) {
      firms += weight;
      least = std::min(least, weight);
    }
  };
  const Recording neyman = world_fixture::run(
      buyers("ai-2026", {"neyman_sample"}, {{"population.enterprises", "30000"}}, "1"), options);
  CHECK(firms == doctest::Approx(18.07e6 + 4.57e6 + 368600 + 71000 + 10000));
  CHECK(least < 1.0);
  CHECK(neyman.value(neyman.first_year, "effective_workloads"_metric) >
        plain.value(plain.first_year, "effective_workloads"_metric));
}

/// Values of several worlds.
struct Sample {
  double sum = 0.0, squares = 0.0, worlds = 0.0;
  void add(double value) { sum += value, squares += value * value, worlds += 1.0; }
  double mean() const { return sum / worlds; }
  double variance_of_mean() const { return (squares - sum * mean()) / (worlds - 1.0) / worlds; }
};

/// By how much two means differ beyond two standard errors (2.4, as several pairs are compared).
double apart(const Sample& one, const Sample& other) {
  return std::fabs(one.mean() - other.mean()) -
         2.4 * std::sqrt(one.variance_of_mean() + other.variance_of_mean());
}

/// Adoption and the ln of spend five years after the start.
void add_world(const Recording& recording, Sample& adoption, Sample& spend) {
  adoption.add(recording.value(recording.first_year + 5, "adoption_share"_metric));
  spend.add(std::log(recording.value(recording.first_year + 5, "end_user_spend"_metric)));
}

TEST_CASE("whom one hears of by weight: spend and adoption do not depend on the sample's shares") {
  // Shares of the sample from micro to giant.
  const std::vector<std::vector<std::string>> shares = {{"0.2", "0.25", "0.2", "0.2", "0.15"},
                                                        {"0.5", "0.2", "0.1", "0.1", "0.1"},
                                                        {"0.1", "0.15", "0.2", "0.25", "0.3"}};
  const char* classes[] = {"micro", "small", "medium", "large", "giant"};
  std::vector<Sample> adoption, spend;
  for (const auto& vector : shares) {
    Overrides overrides = {{"population.enterprises", "1500"}};
    for (std::size_t c = 0; c < vector.size(); ++c) {
      overrides.push_back(
          {std::string("population.size_classes.") + classes[c] + ".sample_share", vector[c]});
    }
    const auto world = buyers("ai-2026", {"peers_by_weight", "tokens_per_job"}, overrides, "5");
    adoption.push_back({}), spend.push_back({});
    for (std::uint32_t seed = 1; seed <= 6; ++seed) {
      add_world(world_fixture::run(world, {}, seed), adoption.back(), spend.back());
    }
  }
  for (std::size_t one = 0; one < shares.size(); ++one) {
    for (std::size_t other = 0; other < one; ++other) {
      CAPTURE(one);
      CAPTURE(other);
      CHECK(apart(adoption[one], adoption[other]) < 0.002);
      CHECK(apart(spend[one], spend[other]) < 0.02);
    }
  }
}

TEST_CASE("whom one hears of by weight: nor on how many enterprises are simulated") {
  if (std::getenv("OVERBUILD_FULL") == nullptr) return;  // ten worlds of 20,000 enterprises
  std::vector<Sample> adoption(2), spend(2);
  const char* sizes[] = {"1000", "20000"};
  for (std::size_t k = 0; k < 2; ++k) {
    const auto world = buyers("ai-2026", {"peers_by_weight", "tokens_per_job"},
                              {{"population.enterprises", sizes[k]}}, "5");
    for (std::uint32_t seed = 1; seed <= 10; ++seed) {
      add_world(world_fixture::run(world, {}, seed), adoption[k], spend[k]);
    }
  }
  CHECK(apart(adoption[0], adoption[1]) < 0.002);
  CHECK(apart(spend[0], spend[1]) < 0.02);
}

TEST_CASE("where builders do not believe in a leap no order rests on it") {
  const auto believing = small("ai-2026", {"orders.quantile_orders"}, "4");
  const auto worlds = [](world_fixture::Overrides more) {
    Overrides overrides = {{"population.enterprises", "200"},
                           {"run.years", "4"},
                           {"blocks.orders.quantile_orders", "true"}};
    overrides.insert(overrides.end(), more.begin(), more.end());
    return world_fixture::run(world_fixture::load("configs/ai-2026.yaml", overrides));
  };
  const Recording with = world_fixture::run(believing);
  // As the hypothesis LB takes it away, from everybody; and from builders alone.
  const Recording without = worlds({{"opening.builder_leap_rate", "0"}});
  const Recording not_counted = worlds({{"expectations.leap_counted", "0"}});
  double most = 0.0;
  for (int year = with.first_year + 1; year < with.first_year + with.years; ++year) {
    CAPTURE(year);
    most = std::max(most, with.value(year, "leap_order_share"_metric));
    for (const Recording* none : {&without, &not_counted}) {
      const double share = none->value(year, "leap_order_share"_metric);
      CHECK((std::isnan(share) || std::fabs(share) < 1e-4));
    }
  }
  CHECK(most > 0.0);
}

TEST_CASE("guidance is what is signed for next year, published as it is said") {
  SimulationOptions options;
  int said = 0;
  options.tamper = [&](World& w, int year) {
    REQUIRE(w.public_record.builder_guidance.size() == w.builders.size());
    for (std::size_t b = 0; b < w.builders.size(); ++b) {
      if (!w.builders.alive[b]) continue;
      double due = 0.0;
      for (const CommitmentKind kind : {CommitmentKind::equipment, CommitmentKind::shells}) {
        for (const CommitmentId id : w.books.commitments.open(kind)) {
          const Commitment& signed_for = w.books.commitments.at(id);
          if (signed_for.payer == w.builders.account[b]) due += signed_for.due_in(year + 1).usd();
        }
      }
      CHECK(w.public_record.builder_guidance[b] == doctest::Approx(due));
      CHECK(w.builders.guidance_revised[b] >= 0.0);
      said += due > 0.0 ? 1 : 0;
    }
  };
  world_fixture::run(alone({"orders.quantile_orders"}, "4"), options);
  CHECK(said > 0);
}

TEST_CASE("a vendor in two rows of a file sells in the first year what one would") {
  const Recording one = world_fixture::run(world_fixture::load(
      "configs/toy.yaml", {{"blocks.buyers.family_shares", "true"}, {"run.years", "1"}}));
  const Recording two = world_fixture::run(
      world_fixture::load("configs/switches/split-vendor.yaml", {{"run.years", "1"}}));
  for (int year = one.first_year; year <= one.first_year + 1; ++year) {
    for (const char* metric :
         {"equipment_price", "ai_capex", "rental_price", "end_user_spend", "vendor_revenue"}) {
      CAPTURE(metric);
      CAPTURE(year);
      CHECK(two.value(year, metric_called(metric)) ==
            doctest::Approx(one.value(year, metric_called(metric))).epsilon(1e-6));
    }
  }
}

}  // namespace blocks_test
