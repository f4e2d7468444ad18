#include "sim/compute/deliver.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "agents/utility.hpp"
#include "agents/vendor.hpp"
#include "core/count.hpp"
#include "sim/compute/contracts.hpp"
#include "sim/compute/retirement.hpp"
#include "sim/compute/stock.hpp"

namespace overbuild {

namespace {

void produce(Parts<const Inputs, const Exogenous, Books, Vendors, YearTally> world) {
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    Vendors& vendors = world.vendors;
    vendors.produced_units[v] = vendors.delivered_units[v] = 0;
    if (!vendors.alive[v]) continue;
    const double plant = vendors.capacity_units[v] * world.exogenous.output_shock[v];
    const auto milli = whole_part(
        std::min(production_plan(world.inputs.parameters.vendor, vendors, v), plant) * 1000.0,
        "equipment");
    const Money cost = make_equipment(world, v, milli);
    // Wafers committed and not used are paid for as well.
    const Money committed = Money::from_usd(vendors.foundry_commitment[v]);
    world.tally.early.plant_left[v] = whole_part(plant * 1000.0, "equipment") - milli;
    world.tally.early.inputs_left[v] = std::max(committed - cost, Money::zero());
    world.books.dues.add(vendors.account[v], world.books.economy, FlowRow::foundry_and_inputs,
                         rank::administrative, std::max(cost, committed));
  }
}

void deliver_order(Parts<const Inputs, const Builders, Books, Vendors, Capital, YearTally> world,
                   EquipmentOrder& order, std::int64_t milli) {
  const Money price = hand_over(world, order, milli);
  world.books.dues.add(world.builders.account[order.builder], world.vendors.account[order.vendor],
                       FlowRow::equipment, rank::senior, price);
}

/// Orders due are filled in proportion; what is short moves to next year.
void deliver_equipment(
    Parts<const Inputs, const Builders, Books, Vendors, Capital, YearTally> world) {
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    add_count(world.vendors.inventory_units[v], world.vendors.produced_units[v],
              "equipment in stock");
    std::vector<EquipmentOrder*> due;
    std::vector<std::int64_t> wanted;
    std::vector<std::uint64_t> keys;
    for (EquipmentOrder& order : world.capital.equipment_orders) {
      if (order.vendor != v || order.due > world.inputs.year) continue;
      due.push_back(&order);
      wanted.push_back(order.milli_units);
      keys.push_back(world.builders.entity[order.builder].value);
    }
    std::int64_t total = 0;
    for (const std::int64_t units : wanted) add_count(total, units, "equipment on order");
    if (total == 0) continue;
    const std::int64_t available = std::min(total, world.vendors.inventory_units[v]);
    const auto filled = available == total ? wanted : apportion(available, wanted, keys);
    for (std::size_t k = 0; k < due.size(); ++k) {
      const std::int64_t units = std::min(filled[k], due[k]->milli_units);
      if (units > 0) deliver_order(world, *due[k], units);
      if (due[k]->milli_units > 0) {
        const Money late = price_times(due[k]->price / 1000.0, due[k]->milli_units);
        const Money promised =
            world.books.commitments.at(due[k]->commitment).due_in(world.inputs.year);
        world.books.commitments.defer(due[k]->commitment, world.inputs.year, world.inputs.year + 1,
                                      std::min(late, promised), due[k]->milli_units);
        due[k]->due = world.inputs.year + 1;
      }
    }
  }
  std::erase_if(world.capital.equipment_orders,
                [](const EquipmentOrder& order) { return order.milli_units == 0; });
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    double backlog = 0.0;
    for (const EquipmentOrder& order : world.capital.equipment_orders) {
      if (order.vendor == v) backlog += static_cast<double>(order.milli_units) / 1000.0;
    }
    world.vendors.backlog_units[v] = backlog;
  }
}

void connect_power(Parts<const Inputs, Books, Utilities> world) {
  Utilities& utilities = world.utilities;
  for (std::size_t u = 0; u < utilities.size(); ++u) {
    const double arriving = arriving_power(utilities, u);
    if (!utilities.under_way[u].empty())
      utilities.under_way[u].erase(utilities.under_way[u].begin());
    utilities.capacity_mw[u] += arriving;
    const Money cost = Money::from_usd(arriving * world.inputs.parameters.utility.unit_capital);
    world.books.ledger.capitalise(utilities.account[u], Instrument::shells, cost);
    world.books.dues.add(utilities.account[u], world.books.economy, FlowRow::shells,
                         rank::administrative, cost);
  }
}

/// What is due of shells under way, before the year in which they are to be completed.
void pay_instalments(Parts<const Inputs, const Builders, Books, Capital, YearTally> world) {
  for (ShellOrder& order : world.capital.shell_orders) {
    if (order.ready <= world.inputs.year) continue;
    const Money part = std::min(order.instalment, order.unpaid);
    const AccountId builder = world.builders.account[order.builder];
    world.books.ledger.capitalise(builder, Instrument::shells, part);
    world.books.dues.add(builder, world.books.economy, FlowRow::shells, rank::senior, part);
    world.tally.shell_spend[order.builder] += part;
    order.paid += part;
    order.unpaid -= part;
  }
}

/// Shells that are ready get power in proportion to what each utility has free; the rest waits.
void commission_shells(
    Parts<const Inputs, const Exogenous, const Builders, Books, Utilities, Capital, YearTally>
        world) {
  Utilities& utilities = world.utilities;
  for (std::size_t u = 0; u < utilities.size(); ++u) {
    std::vector<ShellOrder*> ready;
    std::vector<std::int64_t> wanted;
    std::vector<std::uint64_t> keys;
    for (ShellOrder& order : world.capital.shell_orders) {
      if (order.utility != u || order.ready > world.inputs.year) continue;
      ready.push_back(&order);
      wanted.push_back(order.milli_mw);
      keys.push_back(world.builders.entity[order.builder].value ^
                     static_cast<std::uint64_t>(order.ready));
    }
    std::int64_t total = 0;
    for (const std::int64_t mw : wanted) add_count(total, mw, "shells on order");
    utilities.requested_mw[u] = 0.0;
    if (total == 0) continue;
    const auto free =
        whole_part(std::max(utilities.capacity_mw[u] - utilities.contracted_mw[u], 0.0) * 1000.0,
                   "power of a utility");
    const auto powered = free >= total ? wanted : apportion(std::min(free, total), wanted, keys);
    for (std::size_t k = 0; k < ready.size(); ++k) {
      ShellOrder& order = *ready[k];
      const std::int64_t milli = std::min(powered[k], order.milli_mw);
      if (milli > 0) {
        const bool all = milli == order.milli_mw;
        const Money first = all ? order.paid : muldiv(order.paid, milli, order.milli_mw);
        const Money second = all ? order.unpaid : muldiv(order.unpaid, milli, order.milli_mw);
        const AccountId builder = world.builders.account[order.builder];
        world.capital.shells.deliver(order.builder, world.inputs.year, milli, first + second);
        world.books.ledger.capitalise(builder, Instrument::shells, second);
        world.books.dues.add(builder, world.books.economy, FlowRow::shells, rank::senior, second);
        world.tally.shell_spend[order.builder] += second;
        order.paid -= first;
        order.unpaid -= second;
        order.milli_mw -= milli;
        const double mw = static_cast<double>(milli) / 1000.0;
        utilities.contracted_mw[u] += mw;
        sign_energy_contract(world, order.builder, u, mw, world.exogenous.energy_price,
                             world.inputs.year,
                             static_cast<int>(world.inputs.parameters.capex.energy_term));
      }
      if (order.milli_mw > 0) {
        world.books.commitments.defer(
            order.commitment, world.inputs.year, world.inputs.year + 1,
            std::min(order.unpaid,
                     world.books.commitments.at(order.commitment).due_in(world.inputs.year)),
            order.milli_mw);
        order.ready = world.inputs.year + 1;
        utilities.requested_mw[u] += static_cast<double>(order.milli_mw) / 1000.0;
      }
    }
  }
  std::erase_if(world.capital.shell_orders,
                [](const ShellOrder& order) { return order.milli_mw == 0; });
}

void fail_equipment(Parts<const Inputs, const Builders, const Utilities, Books, Capital> world) {
  const double rate = world.inputs.parameters.capex.equipment_failure;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;  // nothing wears in storage
    for (int v = world.capital.equipment.first_vintage(); v < world.inputs.year; ++v) {
      const std::int64_t units = world.capital.equipment.at(b, v).units;
      if (units == 0) continue;
      const auto failed = whole_part(static_cast<double>(units) * rate, "equipment");
      // Expected, so part of depreciation rather than value destroyed.
      world.books.ledger.depreciate(world.builders.account[b], Instrument::equipment,
                                    world.capital.equipment.fail(b, v, failed));
    }
  }
}

void scrap(Parts<const Inputs, const Builders, Books, Capital, Journal> world, std::size_t b,
           int vintage, std::int64_t units, std::string_view why) {
  const Money book = world.capital.equipment.scrap(b, vintage, units);
  impair(world.books.ledger, world.books.losses, world.builders.account[b], Instrument::equipment,
         book);
  record_event(world, "P1", "scrap", account_name(world, world.builders.account[b]), "", book,
               fmt::format("{}, vintage {}", why, vintage));
}

/// Economic scrapping: a vintage goes when a year of it is expected to bring less than it costs to
/// run, or when newer equipment needs its power and brings more for it.
void scrap_equipment(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders,
                           const ComputeMarket, Books, Capital, Journal>
                         world) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double load =
      capex.sustainable_load *
      std::min(world.public_record.tightness > 0.0 ? world.public_record.tightness : 1.0, 1.0);
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    for (int v = world.capital.equipment.first_vintage(); v < world.inputs.year; ++v) {
      const std::int64_t units = world.capital.equipment.at(b, v).units;
      if (units == 0) continue;
      const double energy = world.capital.vintage_kw(v) * hours_a_year * capex.load_factor *
                            world.exogenous.energy_price / 1000.0 *
                            (1.0 - capex.energy_take_or_pay);
      const double margin = world.compute.rental_price * hours_a_year * load -
                            capex.operations_per_kw * world.capital.vintage_kw(v) - energy;
      const bool old = world.inputs.year - v > static_cast<int>(capex.planned_life + 0.5);
      if (!world.builders.alive[b]) {
        if (old) scrap(world, b, v, units, "too old when it left storage");
      } else if (margin < 0.0) {
        scrap(world, b, v, units, "brings less than it costs to run");
      }
    }
    if (!world.builders.alive[b]) continue;
    double free_kw =
        static_cast<double>(world.capital.shells.units(b)) - used_mw(world, b) * 1000.0;
    for (int v = world.capital.equipment.first_vintage(); v < world.inputs.year && free_kw < 0.0;
         ++v) {
      const std::int64_t units = world.capital.equipment.at(b, v).units;
      if (units == 0) continue;
      const double kw = world.capital.vintage_kw(v);
      const auto needed = whole_part(std::ceil(-free_kw / kw * 1000.0), "equipment");
      const std::int64_t out = std::min(units, needed);
      free_kw += static_cast<double>(out) / 1000.0 * kw;
      scrap(world, b, v, out, "makes room for newer equipment");
    }
  }
}

}  // namespace

void deliver_and_scrap(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const ComputeMarket,
          const CreditMarket, Books, Vendors, Utilities, Capital, YearTally, Journal>
        world) {
  produce(world);
  deliver_equipment(world);
  connect_power(world);
  pay_instalments(world);
  commission_shells(world);
  fail_equipment(world);
  retire_shells(world);
  scrap_equipment(world);
}

}  // namespace overbuild
