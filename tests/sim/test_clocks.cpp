// Laws of the clocks of capital, in running worlds: sites and buildings, equipment that is
// delivered within the year, and the bills for it.
#include <doctest/doctest.h>

#include <string>

#include "agents/sites.hpp"
#include "market/rental.hpp"
#include "tests/sim/world_fixture.hpp"

namespace clocks_test {

using namespace overbuild;
using world_fixture::Overrides;

constexpr const char* worlds[] = {"ai-2026", "ai-2022", "telecom-1996", "cloud-2009", "toy"};

world_fixture::Case with(const std::string& preset, Overrides more, const char* years = "10") {
  Overrides overrides = {{"population.enterprises", "150"}, {"run.years", years}};
  for (auto& o : more) overrides.push_back(std::move(o));
  return world_fixture::load("configs/" + preset + ".yaml", std::move(overrides));
}

Money price_of(const World& world, std::int64_t milli_mw, double share) {
  return price_times(world.inputs.parameters.capex.shell_price * share / 1000.0, milli_mw);
}

TEST_CASE("what is built on was a site, and each is paid to the cent") {
  for (const char* preset : worlds) {
    CAPTURE(preset);
    const auto loaded = with(preset, {{"blocks.capital.sites", "true"}});
    const ShellStages stages = shell_stages(loaded.parameters.capex);
    SimulationOptions options;
    int sites = 0, buildings = 0;
    options.tamper = [&](World& world, int year) {
      for (const Site& site : world.capital.sites) {
        ++sites;
        CHECK(site.milli_mw > 0);
        CHECK(site.ready > year - 40);
        const Money price = price_of(world, site.milli_mw, stages.site_share);
        // Parts that were built on took their share, rounded down.
        CHECK(site.paid >= price - Money::from_cents(1));
        CHECK(site.paid <= price + Money::from_cents(50));
      }
      for (const ShellOrder& order : world.capital.shell_orders) {
        if (order.instalment.is_zero()) continue;  // of the opening
        ++buildings;
        CHECK(order.unpaid > Money::zero());
        const Money price = price_of(world, order.milli_mw, 1.0);
        CHECK(order.paid + order.unpaid >= price - Money::from_cents(100));
        CHECK(order.paid + order.unpaid <= price + Money::from_cents(100));
        // What is promised is what is not paid yet.
        Money promised = Money::zero();
        const Commitment& commitment = world.books.commitments.at(order.commitment);
        for (const Money due : commitment.due) promised += due;
        CHECK(promised == order.unpaid);
      }
    };
    world_fixture::run(loaded, options);
    if (preset != std::string("toy")) CHECK(buildings > 0);  // it has shells enough
    CHECK((sites > 0) == (stages.site_years > 0));
  }
}

TEST_CASE("what is due at the start later than a building takes is a site") {
  for (const char* preset : {"ai-2026", "ai-2022"}) {
    CAPTURE(preset);
    const auto loaded = with(preset, {{"blocks.capital.sites", "true"}}, "1");
    const ShellStages stages = shell_stages(loaded.parameters.capex);
    if (stages.site_years == 0) continue;
    const int opening = static_cast<int>(loaded.parameters.time.start) - 1;
    double later = 0.0;
    for (const auto& [id, builder] : loaded.parameters.builders) {
      for (std::size_t k = 0; k < builder.shell_orders_mw.size(); ++k) {
        const bool begun = static_cast<int>(k) < stages.building_years;
        if (!begun) later += (1.0 - builder.leased_share) * builder.shell_orders_mw[k];
      }
    }
    CHECK(later > 0.0);
    SimulationOptions options;
    options.tamper = [&](World& world, int) {
      double built_on = 0.0;
      for (const ShellOrder& order : world.capital.shell_orders) {
        if (order.instalment.is_zero() && order.ready > opening + stages.building_years) {
          // Of the start there are only leases of others' buildings.
          CHECK(order.paid + order.unpaid == Money::zero());
        } else if (order.ready > opening + stages.building_years) {
          built_on += static_cast<double>(order.milli_mw) / 1000.0;
        }
      }
      // Somebody builds on them in the first year.
      CHECK(built_on > 0.0);
    };
    world_fixture::run(loaded, options);
  }
}

TEST_CASE("with the lead of a year, deliveries are those without the rule") {
  for (const char* preset : worlds) {
    CAPTURE(preset);
    const auto first =
        world_fixture::run(with(preset, {{"blocks.capital.equipment_lead", "false"}}));
    const auto lead = world_fixture::run(with(
        preset, {{"blocks.capital.equipment_lead", "true"}, {"vendor_market.shortest_lead", "1"}}));
    CHECK(lead.result_digest == first.result_digest);
  }
}

TEST_CASE("no more is shipped within the year than the lead allows, and its bill is open") {
  for (const char* preset : worlds) {
    CAPTURE(preset);
    for (const double lead : {0.0, 0.3}) {
      CAPTURE(lead);
      const auto loaded = with(preset, {{"blocks.capital.equipment_lead", "true"},
                                        {"vendor_market.shortest_lead", std::to_string(lead)}});
      SimulationOptions options;
      std::int64_t shipped = 0;
      Money sold = Money::zero(), unpaid = Money::zero();  // to the end of last year
      options.tamper = [&](World& world, int year) {
        // What vendors got is what they sold, less bills that are open and those never paid.
        CHECK(world.measured.vendor_receipts <= sold - unpaid);
        std::int64_t early = 0, open = 0;
        Money paid = Money::zero(), bills = Money::zero();
        for (const std::int64_t milli : world.tally.early.units) early += milli;
        for (const Money price : world.tally.early.paid) paid += price;
        for (const EquipmentOrder& order : world.capital.equipment_orders) {
          if (order.signed_in == year) open += order.milli_units;
        }
        for (const auto& [parties, amount] : world.books.trade_credit.open()) bills += amount;
        CHECK(static_cast<double>(early) <= (1.0 - lead) * static_cast<double>(early + open) + 1.0);
        // No bill is older than the year.
        CHECK(bills == paid);
        sold += world.books.ledger.received(FlowRow::equipment, Sector::vendors);
        unpaid = bills;
        shipped += early;
        for (std::size_t v = 0; v < world.vendors.size(); ++v) {
          CHECK(world.tally.early.plant_left[v] >= 0);
          CHECK(world.vendors.inventory_units[v] >= 0);
        }
      };
      world_fixture::run(loaded, options);
      CHECK(shipped > 0);
    }
  }
}

TEST_CASE("what is shipped within the year works from the next on, and all of it") {
  const auto loaded = with("ai-2026", {{"blocks.capital.equipment_lead", "true"}}, "6");
  SimulationOptions options;
  int compared = 0;
  options.tamper = [&](World& world, int year) {
    const auto& sold = world.memory.sold_used;
    if (!sold.empty() && sold.back().year == year) return;  // fleets are others than in P6
    const CapexParameters& capex = world.inputs.parameters.capex;
    for (std::size_t b = 0; b < world.builders.size(); ++b) {
      if (!world.builders.alive[b]) continue;
      const std::int64_t early = world.tally.early.units[b];
      double units = 0.0;
      for (int v = world.capital.equipment.first_vintage(); v <= year; ++v) {
        const Fleet::Cell& cell = world.capital.equipment.at(b, v);
        units += static_cast<double>(cell.units) * (v == year ? 0.5 : 1.0);
      }
      units -= 0.5 * static_cast<double>(early);
      // Contracts rented from others aside, capacity is that of the fleet without what came late.
      if (world.builders.rented_hours[b] > 0 || early == 0) continue;
      ++compared;
      const double hours = units / 1000.0 * hours_a_year * capex.sustainable_load;
      CHECK(static_cast<double>(world.builders.capacity_hours[b]) == doctest::Approx(hours));
    }
  };
  world_fixture::run(loaded, options);
  CHECK(compared > 0);
}

TEST_CASE("bills of firms that fail are lost by vendors, and the books say so") {
  Money lost = Money::zero();
  for (const char* preset : {"telecom-1996", "ai-2026"}) {
    CAPTURE(preset);
    const auto loaded = with(preset,
                             {{"blocks.capital.equipment_lead", "true"},
                              {"blocks.capital.sites", "true"},
                              {"vendor_market.shortest_lead", "0.1"},
                              {"vendor_market.finance_share", "0"}},
                             "14");
    const Recording recording = world_fixture::run(loaded);
    CHECK(recording.identities_checked > 0);
    for (const LossRow& loss : recording.losses) {
      if (loss.channel == "vendor_receivable") lost += loss.amount;
    }
  }
  CHECK(lost > Money::zero());
}

}  // namespace clocks_test
