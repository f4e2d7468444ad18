// Rules with a switch, in running worlds: a decision is the same whatever stands in the private
// columns of others. Each test spoils those, decides once more and puts the world back.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/compute/costs.hpp"
#include "sim/compute/early_delivery.hpp"
#include "sim/compute/own_equipment.hpp"
#include "sim/compute/prices.hpp"
#include "sim/compute/retirement.hpp"
#include "sim/compute/spot.hpp"
#include "sim/credit/entry.hpp"
#include "sim/credit/facilities.hpp"
#include "sim/failure/used_market.hpp"
#include "sim/planning/apps.hpp"
#include "sim/planning/contract_cuts.hpp"
#include "sim/planning/contracts_ahead.hpp"
#include "sim/planning/exit.hpp"
#include "tests/sim/spoil.hpp"

namespace own_rows_test {

using namespace overbuild;
using world_fixture::Overrides;

/// A preset, small, with some rules on.
world_fixture::Case with(const std::string& preset, const std::vector<std::string>& rules,
                         Overrides more = {}) {
  Overrides overrides = {{"population.enterprises", "150"}, {"run.years", "5"}};
  for (const std::string& rule : rules) overrides.push_back({"blocks." + rule, "true"});
  overrides.insert(overrides.end(), more.begin(), more.end());
  return world_fixture::load("configs/" + preset + ".yaml", std::move(overrides));
}

/// Runs a world and calls see(world) at the end of each year; what it changes is undone.
template <class See>
void each_year(const world_fixture::Case& world, See&& see) {
  SimulationOptions options;
  options.tamper = [&](World& w, int) {
    const spoil::Kept kept(w);
    see(w);
  };
  world_fixture::run(world, options);
}

TEST_CASE("own row: the list rent is posted without a look at what builders believe") {
  for (const char* preset : {"ai-2026", "telecom-1996"}) {
    CAPTURE(preset);
    each_year(with(preset, {"market.list_rent", "market.spot_rent"}), [](World& w) {
      spoil::Kept kept(w);
      post_prices(w);
      const double rent = w.compute.rental_price;
      const std::vector<double> prices = w.vendors.price;
      const auto tiers = w.labs.tier_price;
      for (const double value : spoil::junk) {
        kept.put_back();
        spoil::beliefs(w.builders, value);
        post_prices(w);
        CHECK(w.compute.rental_price == rent);
        CHECK(w.vendors.price == prices);
        CHECK(w.labs.tier_price == tiers);
      }
    });
  }
}

TEST_CASE("own row: whoever wants hours at a rent looks at its own uses, means and customers") {
  each_year(with("ai-2022", {"market.spot_rent", "market.adopted_own_uses"}), [](World& w) {
    spoil::Kept kept(w);
    std::vector<Money> grants;
    for (const double budget : w.open_labs.budget) grants.push_back(Money::from_usd(budget));
    const double rent = 0.8 * w.compute.rental_price;
    const SpotDemand clean = spot_demand(w, rent, grants);
    for (const double value : spoil::mild_junk) {
      for (std::size_t own = 0; own < w.builders.size(); ++own) {
        kept.put_back();
        spoil::others(w.builders, own, value);
        const SpotDemand spoiled = spot_demand(w, rent, grants);
        CHECK(spoiled.own[own] == clean.own[own]);
        CHECK(spoiled.labs == clean.labs);
      }
      for (std::size_t own = 0; own < w.labs.size(); ++own) {
        kept.put_back();
        spoil::others(w.labs, own, value);
        CHECK(spot_demand(w, rent, grants).labs[own] == clean.labs[own]);
      }
    }
  });
}

TEST_CASE("own row: idle hours serve a builder's own uses") {
  each_year(with("ai-2026", {"market.idle_hours", "market.adopted_own_uses"}), [](World& w) {
    spoil::Kept kept(w);
    use_idle_hours(w);
    const Builders clean = w.builders;
    for (const double value : spoil::mild_junk) {
      for (std::size_t own = 0; own < clean.size(); ++own) {
        kept.put_back();
        spoil::others(w.builders, own, value);
        use_idle_hours(w);
        CHECK(w.builders.core_idle[own] == clean.core_idle[own]);
        CHECK(w.builders.core_idle_value[own] == clean.core_idle_value[own]);
      }
    }
  });
}

TEST_CASE("own row: what is delivered within the year follows orders, stock and plant") {
  each_year(with("ai-2026", {"capital.equipment_lead", "orders.quantile_orders"}), [](World& w) {
    spoil::Kept kept(w);
    const auto shipped = [&] {
      deliver_within_year(w);
      Digest digest;
      w.capital.add_to(digest);
      digest.add(w.vendors.inventory_units);
      return digest.value();
    };
    const std::uint64_t clean = shipped();
    for (const double value : spoil::junk) {
      kept.put_back();
      spoil::beliefs(w.builders, value);
      CHECK(shipped() == clean);
    }
  });
}

TEST_CASE("own row: refits follow a builder's own index, its money and public prices") {
  int refitted = 0;
  for (const char* preset : {"ai-2026", "telecom-1996"}) {
    CAPTURE(preset);
    // Shells leave early and a refit is cheap: there are many to decide on.
    each_year(with(preset, {"capital.gradual_retirement"},
                   {{"capex.shell_life", "5"}, {"capex.refit_share", "0.05"}}),
              [&](World& w) {
                spoil::Kept kept(w);
                const int year = w.inputs.year;
                retire_shells(w);
                std::vector<std::int64_t> clean;
                for (std::size_t b = 0; b < w.builders.size(); ++b) {
                  clean.push_back(w.capital.shells.at(b, year).units);
                }
                for (std::size_t own = 0; own < w.builders.size(); ++own) {
                  kept.put_back();
                  refitted += clean[own] > w.capital.shells.at(own, year).units ? 1 : 0;
                  // Its own profitability is its own; others' and all beliefs are not looked at.
                  for (std::size_t b = 0; b < w.builders.size(); ++b) {
                    if (b != own) w.builders.profitability[b] = -3.0;
                    w.builders.expected_growth[b] = 4.0;
                    w.builders.private_view[b] = -2.0;
                    if (b != own) w.builders.hurdle[b] = 0.9;
                  }
                  retire_shells(w);
                  CHECK(w.capital.shells.at(own, year).units == clean[own]);
                }
              });
  }
  CHECK(refitted > 0);
}

TEST_CASE("own row: enterprises choose equipment by what vendors post and what they have of it") {
  each_year(with("ai-2026", {"buyers.own_equipment"}), [](World& w) {
    const double price = own_equipment_price(w);
    for (const double value : spoil::junk) {
      for (auto* column :
           {&w.vendors.unit_cost, &w.vendors.markup, &w.vendors.capacity_units,
            &w.vendors.backlog_units, &w.vendors.expected_orders, &w.vendors.own_asked,
            &w.vendors.own_missed, &w.vendors.own_expected, &w.vendors.foundry_commitment}) {
        std::fill(column->begin(), column->end(), value);
      }
      CHECK(own_equipment_price(w) == price);
    }
    w.vendors.price.front() *= 1.5;
    CHECK(own_equipment_price(w) != price);
  });
}

TEST_CASE("own row: who leaves reckons with its own accounts and index") {
  int leaving = 0;
  each_year(with("cloud-2009", {"orders.exit"},
                 {{"run.years", "8"},
                  {"capex.patience", "2"},
                  {"capex.hurdle_sd", "0.08"},
                  {"capex.approval_low", "0.9"},
                  {"capex.approval_high", "1.4"}}),
            [&](World& w) {
              spoil::Kept kept(w);
              for (std::size_t own = 0; own < w.builders.size(); ++own) {
                kept.put_back();
                consider_exit(w, own);
                leaving += w.builders.leaving[own];
                const std::uint64_t clean = spoil::row_bits(w.builders, own);
                for (const double value : spoil::mild_junk) {
                  kept.put_back();
                  spoil::others(w.builders, own, value);
                  consider_exit(w, own);
                  CHECK(spoil::row_bits(w.builders, own) == clean);
                }
              }
            });
  CHECK(leaving > 0);
}

const std::vector<std::string> credit = {"credit.risk_price", "credit.lenders_live_on",
                                         "credit.instalments", "credit.facilities",
                                         "credit.reorganise"};

TEST_CASE("own row: vendors promise loans by customers' accounts, not by what they believe") {
  int promised = 0;
  each_year(with("telecom-1996", credit, {{"run.years", "6"}}), [&](World& w) {
    spoil::Kept kept(w);
    const auto granted = [&] {
      std::map<std::uint32_t, std::int64_t> cents;
      grant_facilities(w);
      for (const CommitmentId id : w.books.commitments.open(CommitmentKind::facility)) {
        const Commitment& facility = w.books.commitments.at(id);
        for (const Money due : facility.due) cents[facility.payee.value] += due.cents();
      }
      return cents;
    };
    const auto clean = granted();
    promised += clean.empty() ? 0 : 1;
    for (const double value : spoil::junk) {
      kept.put_back();
      spoil::beliefs(w.builders, value);
      CHECK(granted() == clean);
    }
  });
  CHECK(promised > 0);
}

TEST_CASE("own row: whether a firm goes on is judged by its accounts and the public record") {
  int judged = 0;
  each_year(with("telecom-1996", credit, {{"run.years", "6"}}), [&](World& w) {
    spoil::Kept kept(w);
    const auto views = view_cash(w);
    for (std::size_t own = 0; own < w.builders.size(); ++own) {
      kept.put_back();
      if (!w.builders.alive[own]) continue;
      const AccountId firm = w.builders.account[own];
      const GoingOn clean = judge_going_on(w, firm, views[firm.value]);
      ++judged;
      for (const double value : spoil::mild_junk) {
        kept.put_back();
        spoil::others(w.builders, own, value);
        const GoingOn spoiled = judge_going_on(w, firm, views[firm.value]);
        CHECK(spoiled.value == clean.value);
        CHECK(spoiled.earns == clean.earns);
      }
    }
  });
  CHECK(judged > 20);
}

TEST_CASE("own row: builders that could enter look at the public record and not at others' plans") {
  int entered = 0;
  for (const bool rules : {false, true}) {
    CAPTURE(rules);
    each_year(with("telecom-1996", rules ? credit : std::vector<std::string>{}), [&](World& w) {
      spoil::Kept kept(w);
      const auto founded = [&] {
        const Builders before = w.builders;
        found_builders(w);
        Digest digest;
        for (std::size_t b = 0; b < before.size(); ++b) {
          if (!before.dormant[b] || w.builders.dormant[b]) continue;
          digest.add(static_cast<std::uint64_t>(b));
          digest.add(w.credit.founding[b].need);
          digest.add(w.credit.founding[b].units);
          ++entered;
        }
        return digest.value();
      };
      const std::uint64_t clean = founded();
      for (const double value : spoil::mild_junk) {
        kept.put_back();
        const Builders before = w.builders;
        spoil::beliefs(w.builders, value);
        w.builders.hurdle_wedge = before.hurdle_wedge;  // of a candidate its own
        w.builders.predisposition = before.predisposition;
        CHECK(founded() == clean);
      }
    });
  }
  CHECK(entered > 0);
}

/// Hours under contract by tenant and builder, [k] k + 1 years from now, and last the price.
using Signed = std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<double>>;
Signed signed_after(World& w, std::size_t before) {
  Signed all;
  const auto open = w.books.commitments.open(CommitmentKind::compute);
  for (std::size_t k = before; k < open.size(); ++k) {
    const Commitment& c = w.books.commitments.at(open[k]);
    auto& row = all[{c.payer.value, c.payee.value}];
    for (int year = w.inputs.year + 1; year <= w.inputs.year + 4; ++year) {
      row.push_back(static_cast<double>(c.quantity_in(year)));
    }
    row.push_back(c.unit_price);
  }
  return all;
}

/// Contracts of a builder or a lab, from the n-th year on.
std::vector<double> of_party(const Signed& all, AccountId party, std::size_t from) {
  std::vector<double> out;
  for (const auto& [pair, row] : all) {
    if (pair.first != party.value && pair.second != party.value) continue;
    out.insert(out.end(), row.begin() + static_cast<std::ptrdiff_t>(from), row.end());
  }
  return out;
}

/// With means that bind nobody, and customers for no builder: who signs what rests on room alone.
TEST_CASE("own row: labs sign ahead by their own needs, builders at their own price") {
  int signed_now = 0;
  each_year(with("ai-2026", {"labs.contracts_ahead"}, {{"lab_market.commitment_cap", "10"}}),
            [&](World& w) {
              std::fill(w.labs.equity_value.begin(), w.labs.equity_value.end(), 1e13);
              for (double& usd : w.labs.research_usd) usd *= 3.0;
              w.builders.sold_hours = w.builders.core_hours;
              const auto views = view_cash(w);
              const std::size_t before = w.books.commitments.open(CommitmentKind::compute).size();
              spoil::Kept kept(w);
              sign_ahead(w, views);
              const Signed clean = signed_after(w, before);
              signed_now += static_cast<int>(clean.size());
              for (const double value : {0.9, 0.05}) {  // rents stay finite
                for (std::size_t own = 0; own < w.builders.size(); ++own) {
                  kept.put_back();
                  spoil::beliefs(w.builders, value, own);
                  sign_ahead(w, views);
                  const AccountId firm = w.builders.account[own];
                  CHECK(of_party(signed_after(w, before), firm, 0) == of_party(clean, firm, 0));
                }
              }
              for (const double value : spoil::mild_junk) {
                for (std::size_t own = 0; own < w.labs.size(); ++own) {
                  kept.put_back();
                  spoil::others(w.labs, own, value);
                  sign_ahead(w, views);
                  const AccountId firm = w.labs.account[own];
                  CHECK(of_party(signed_after(w, before), firm, 1) == of_party(clean, firm, 1));
                }
              }
            });
  CHECK(signed_now > 0);
}

TEST_CASE(
    "own row: contracts are cut by public accounts and ratings, not by what anybody believes") {
  int cut = 0;
  each_year(with("ai-2026", {"labs.contracts_ahead"}, {{"run.years", "6"}}), [&](World& w) {
    for (double& usd : w.labs.equity_value) usd *= 0.02;
    const auto views = view_cash(w);
    spoil::Kept kept(w);
    const auto left = [&] {
      cut_contracts(w, views);
      Digest digest;
      w.books.commitments.add_to(digest);
      return digest.value();
    };
    const Money before = w.books.commitments.total();
    const std::uint64_t clean = left();
    cut += w.books.commitments.total() < before ? 1 : 0;
    for (const double value : spoil::junk) {
      kept.put_back();
      spoil::beliefs(w.builders, value);
      for (auto* column : {&w.labs.research_usd, &w.labs.staff_usd, &w.labs.research_stock,
                           &w.labs.expected_inference_hours, &w.labs.valuation_growth}) {
        std::fill(column->begin(), column->end(), value);
      }
      CHECK(left() == clean);
    }
  });
  CHECK(cut > 0);
}

/// The toy world with one application that came in and stands, at the end of the first year.
struct Newcomers {
  world_fixture::Case world =
      world_fixture::load("configs/toy.yaml", {{"blocks.buyers.app_nests", "true"},
                                               {"app_market.entrants", "20"},
                                               {"app_market.entry_speed", "100"},
                                               {"app_market.entry_hurdle", "0"},
                                               {"run.years", "1"}});

  /// Applications that come in when sellers of the file and the last newcomer earn these parts of
  /// what they sell; `value` stands in what sellers hide.
  int come_in(double incumbents, double newcomer, double value) const {
    int founded = 0;
    each_year(world, [&](World& w) {
      const std::size_t first = w.inputs.parameters.apps.size();
      REQUIRE(w.apps.size() > first);
      w.apps.alive[first] = 1;
      w.apps.loss_years[first] = 0.0;
      for (std::size_t a = 0; a <= first; ++a) {
        w.apps.revenue[a] = 1e8;
        w.apps.operating_result[a] = Money::from_usd(1e8 * (a < first ? incumbents : newcomer));
        w.apps.elasticity_multiplier[a] = value;
      }
      const auto standing = [&] {
        return static_cast<int>(std::count(w.apps.alive.begin(), w.apps.alive.end(), 1));
      };
      const int before = standing();
      plan_apps(w);
      founded = standing() - before;
    });
    return founded;
  }
};

TEST_CASE(
    "own row: applications come in by what the last one that did earns, and by nothing hidden") {
  const Newcomers newcomers;
  CHECK(newcomers.come_in(-0.5, 0.5, 1.0) > 0);
  CHECK(newcomers.come_in(0.5, -0.5, 1.0) == 0);
  for (const double value : spoil::mild_junk) {
    CHECK(newcomers.come_in(-0.5, 0.5, value) == newcomers.come_in(-0.5, 0.5, 1.0));
  }
}

}  // namespace own_rows_test
