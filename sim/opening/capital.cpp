#include "sim/opening/capital.hpp"

#include <algorithm>
#include <cmath>

#include "agents/sites.hpp"
#include "agents/vendor.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "sim/compute/contracts.hpp"
#include "sim/compute/families.hpp"
#include "sim/opening/opening_year.hpp"

namespace overbuild {

namespace {

void open_fleet(Parts<const Inputs, const Builders, const Vendors, Books, Capital> world,
                std::size_t b) {
  const Parameters& p = world.inputs.parameters;
  const BuilderConfig& config = p.builders[b].second;
  const int last = opening_year(world);
  double price = first_equipment_price(world);
  Money book = Money::zero();
  for (std::size_t age = 0; age < config.equipment_ages.size(); ++age) {
    const int vintage = last - static_cast<int>(age);
    const auto milli =
        whole_part(config.equipment_units * config.equipment_ages[age] * 1000.0, "equipment");
    const Money cost = price_times(price / 1000.0, milli);
    const double left =
        std::max(1.0 - (static_cast<double>(age) + 0.5) / p.capex.equipment_book_life, 0.0);
    world.capital.equipment.deliver(b, vintage, milli, cost);
    auto& cell = world.capital.equipment.at(b, vintage);
    cell.book = Money::from_usd(cost.usd() * left);
    book += cell.book;
    price /= 1.0 - p.vendor.unit_cost_decline;
  }
  world.books.ledger.open_balance({{world.builders.account[b], Instrument::equipment, book}});
}

void open_shells(Parts<const Inputs, const Builders, Books, Capital> world, std::size_t b) {
  const Parameters& p = world.inputs.parameters;
  const BuilderConfig& config = p.builders[b].second;
  const int cohorts = std::clamp(static_cast<int>(config.shell_age), 1, oldest_vintage);
  const auto total = whole_part(config.shell_mw * 1000.0, "shells");
  Money book = Money::zero();
  for (int k = 0; k < cohorts; ++k) {
    const std::int64_t milli = total * (k + 1) / cohorts - total * k / cohorts;
    const Money cost = price_times(p.capex.shell_price / 1000.0, milli);
    const int vintage = opening_year(world) - k;
    world.capital.shells.deliver(b, vintage, milli, cost);
    auto& cell = world.capital.shells.at(b, vintage);
    cell.book = Money::from_usd(
        cost.usd() * std::max(1.0 - (static_cast<double>(k) + 0.5) / p.capex.shell_life, 0.0));
    book += cell.book;
  }
  world.books.ledger.open_balance({{world.builders.account[b], Instrument::shells, book}});
}

/// Energy contracts of the shells in place, in three layers of remaining life.
void open_energy(Parts<const Inputs, const Builders, Books, Utilities> world, std::size_t b) {
  const Parameters& p = world.inputs.parameters;
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

void open_equipment_orders(Parts<const Inputs, const Builders, Books, Vendors, Capital> world,
                           std::size_t b) {
  const Parameters& p = world.inputs.parameters;
  const BuilderConfig& config = p.builders[b].second;
  const auto shares = builder_vendor_shares(world, b);
  for (std::size_t k = 0; k < config.equipment_orders.size(); ++k) {
    for (std::size_t v = 0; v < shares.size(); ++v) {
      const double usd = config.equipment_orders[k] * shares[v];
      order_equipment(world, b, v, usd / world.vendors.price[v],
                      opening_year(world) + 1 + static_cast<int>(k));
    }
  }
}

/// What is due later than a building takes is a site so far, where shells need one.
void open_shell_orders(Parts<const Inputs, const Builders, const Utilities, Books, Capital> world,
                       std::size_t b) {
  const BuilderConfig& config = world.inputs.parameters.builders[b].second;
  const ShellStages stages = shell_stages(world.inputs.parameters.capex);
  Money paid = Money::zero();
  for (std::size_t k = 0; k < config.shell_orders_mw.size(); ++k) {
    const int ready = opening_year(world) + 1 + static_cast<int>(k);
    const std::size_t before = world.capital.shell_orders.size();
    const double leased = config.leased_share * config.shell_orders_mw[k];
    const int begin = ready - stages.building_years;
    if (stages.site_years > 0 && begin > opening_year(world)) {
      paid += hold_sites(world, b, config.shell_orders_mw[k] - leased, begin);
    } else {
      order_shells(world, b, config.shell_orders_mw[k] - leased, ready);
    }
    if (leased > 0.0) order_shells(world, b, leased, ready, true);
    for (std::size_t o = before; o < world.capital.shell_orders.size(); ++o) {
      paid += world.capital.shell_orders[o].paid;
    }
  }
  world.books.ledger.open_balance({{world.builders.account[b], Instrument::shells, paid}});
}

}  // namespace

void open_capital(Parts<const Inputs, const Builders, Books, Vendors, Utilities, Capital> world,
                  std::size_t b) {
  open_fleet(world, b);
  open_shells(world, b);
  open_energy(world, b);
  open_equipment_orders(world, b);
  open_shell_orders(world, b);
}

}  // namespace overbuild
