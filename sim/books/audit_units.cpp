#include "sim/books/audit_units.hpp"

#include <algorithm>
#include <array>

#include "core/count.hpp"
#include "sim/compute/stock.hpp"

namespace overbuild {

namespace {

InvariantContext context(Parts<const Inputs> world, std::string entity, std::string details) {
  return {world.inputs.year, "P12", std::move(entity), std::move(details)};
}

std::int64_t audit_fleet(Parts<const Inputs, const Books, const Builders, const Journal> world,
                         const Fleet& fleet, std::string_view layer, AuditReport& report) {
  std::int64_t produced = 0, moved = 0;
  for (std::size_t b = 0; b < fleet.owners(); ++b) {
    for (int v = fleet.first_vintage(); v <= world.inputs.year; ++v) {
      const Fleet::Flow& flow = fleet.flow(b, v);
      report.equal(
          Identity::equipment_units,
          flow.opening + flow.produced + flow.bought - flow.sold - flow.failed - flow.scrapped,
          fleet.at(b, v).units, [&] {
            return context(world, account_name(world, world.builders.account[b]),
                           std::string(layer) + " of " + std::to_string(v));
          });
      add_count(produced, flow.produced, "units of capital");
      add_count(moved, flow.bought - flow.sold, "units of capital");
    }
  }
  report.equal(Identity::equipment_units, moved, 0, [&] {
    return context(world, std::string(layer), "units bought differ from units sold");
  });
  return produced;
}

/// Book value in the fleet is book value in the ledger, firm by firm.
void audit_books(
    Parts<const Inputs, const Books, const Builders, const Capital, const Journal> world,
    AuditReport& report) {
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const AccountId account = world.builders.account[b];
    report.equal(Identity::equipment_units, world.capital.equipment.book(b),
                 world.books.ledger.balance(account, Instrument::equipment), [&] {
                   return context(world, account_name(world, account),
                                  "equipment book differs from ledger");
                 });
    Money building = Money::zero();
    for (const ShellOrder& order : world.capital.shell_orders) {
      if (order.builder == b) building += order.paid;
    }
    for (const Site& site : world.capital.sites) {
      if (site.builder == b) building += site.paid;
    }
    report.equal(Identity::equipment_units, world.capital.shells.book(b) + building,
                 world.books.ledger.balance(account, Instrument::shells), [&] {
                   return context(world, account_name(world, account),
                                  "shell book differs from ledger");
                 });
  }
}

void audit_equipment(Parts<const Inputs, const Books, const Builders, const Vendors,
                           const Customers, const Capital, const YearTally, const Journal>
                         world,
                     AuditReport& report) {
  const std::int64_t to_builders = audit_fleet(world, world.capital.equipment, "equipment", report);
  audit_fleet(world, world.capital.shells, "shells", report);
  audit_books(world, report);
  std::int64_t delivered = 0;
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    const Vendors& vendors = world.vendors;
    report.equal(
        Identity::equipment_units, world.tally.vendor_opening_stock[v] + vendors.produced_units[v],
        vendors.delivered_units[v] + vendors.inventory_units[v] + world.tally.vendor_scrapped[v],
        [&] {
          return context(world, account_name(world, vendors.account[v]),
                         "produced differs from delivered and stocked");
        });
    add_count(delivered, vendors.delivered_units[v], "equipment delivered");
  }
  const Settlement& settled = world.customers.enterprises->settlement();
  std::int64_t own = 0;
  for (const FleetVintage& vintage : settled.fleet) {
    report.equal(Identity::equipment_units,
                 vintage.opening_milli + vintage.purchased_milli - vintage.scrapped_milli,
                 vintage.closing_milli,
                 [&] { return context(world, "enterprises", std::to_string(vintage.vintage)); });
    add_count(own, vintage.closing_milli, "own equipment of enterprises");
  }
  report.equal(Identity::equipment_units, own, settled.own_milli_units,
               [&] { return context(world, "enterprises", "own equipment by vintage"); });
  report.equal(Identity::equipment_units, delivered, to_builders + own_purchases(world),
               [&] { return context(world, "vendors", "delivered differs from received"); });
}

void audit_jobs(Parts<const Inputs, const Books, const Builders, const Labs, const OpenLabs,
                      const Customers, const Catalogue, const ComputeMarket, const Journal>
                    world,
                AuditReport& report) {
  const Settlement& settled = world.customers.enterprises->settlement();
  std::int64_t served = 0;
  for (const std::int64_t jobs : settled.served_by_mode)
    add_count(served, jobs, "the number of jobs");
  report.equal(Identity::jobs, settled.jobs_wanted,
               served + settled.jobs_rationed + settled.jobs_priced_out,
               [&] { return context(world, "enterprises", "jobs wanted"); });
  std::array<std::int64_t, mode_count> billed{};
  for (std::size_t o = 0; o < settled.options.size(); ++o) {
    add_count(billed[static_cast<std::size_t>(world.catalogue.options[o].mode)],
              settled.options[o].jobs, "the number of jobs");
  }
  for (const Mode mode : {Mode::api, Mode::hosted_open, Mode::app}) {
    const auto m = static_cast<std::size_t>(mode);
    report.equal(Identity::jobs, billed[m], settled.served_by_mode[m], [&] {
      return context(world, "enterprises", "jobs billed differ from jobs served");
    });
  }
  std::int64_t sold = 0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const Builders& builders = world.builders;
    report.equal(Identity::jobs, builders.sold_hours[b],
                 builders.core_hours[b] + builders.contract_hours[b] + builders.spot_hours[b], [&] {
                   return context(world, account_name(world, builders.account[b]), "hours by use");
                 });
    const bool within =
        builders.sold_hours[b] + builders.core_idle[b] <= builders.capacity_hours[b];
    report.equal(Identity::jobs, within ? 1 : 0, 1, [&] {
      return context(world, account_name(world, builders.account[b]), "sold beyond capacity");
    });
    add_count(sold, builders.sold_hours[b] - builders.core_hours[b] - builders.rented_hours[b],
              "the number of compute hours");
  }
  std::int64_t used = world.compute.hosted_sold;
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    add_count(used, world.labs.contract_hours[l], "the number of compute hours");
    add_count(used, world.labs.spot_hours[l], "the number of compute hours");
  }
  for (const auto* bought : {&world.open_labs.research_hours, &world.builders.core_rented}) {
    add_count(used, sum_of_counts(*bought, "the number of compute hours"),
              "the number of compute hours");
  }
  report.equal(Identity::jobs, sold, used,
               [&] { return context(world, "compute", "hours sold differ from hours bought"); });
}

void audit_energy(
    Parts<const Inputs, const Books, const Builders, const ComputeMarket, const Journal> world,
    AuditReport& report) {
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const EnergyUse& energy = world.compute.energy[b];
    const auto where = [&] {
      return context(world, account_name(world, world.builders.account[b]),
                     "energy used and paid for");
    };
    report.equal(Identity::energy, energy.used, energy.contracted_used + energy.spot, where);
    report.equal(Identity::energy, energy.contracted_used, std::min(energy.used, energy.contracted),
                 where);
    report.equal(
        Identity::energy,
        energy.paid_for >= energy.floor && energy.paid_for >= energy.contracted_used ? 1 : 0, 1,
        where);
  }
}

void audit_estates(Parts<const Inputs, const Books, const YearTally, const Journal> world,
                   AuditReport& report) {
  for (const Estate& estate : world.tally.estates) {
    report.equal(Identity::estates, estate.cash + estate.proceeds + estate.received,
                 estate.costs + estate.distributed + estate.left,
                 [&] { return context(world, account_name(world, estate.firm), "estate"); });
  }
}

void audit_cohorts(Parts<const Inputs, const Memory> world, AuditReport& report) {
  const Cohorts& cohorts = world.memory.cohorts;
  for (std::size_t year = 0; year < cohorts.builder_total.size(); ++year) {
    Money builders = Money::zero(), sector = Money::zero();
    for (std::size_t k = 0; k < cohorts.builder_cash.size(); ++k) {
      builders += cohorts.builder_cash[k][year];
      sector += cohorts.sector_cash[k][year];
    }
    const auto where = [&] { return context(world, "cohorts", std::to_string(year)); };
    report.equal(Identity::cohort_cash_flows, builders, cohorts.builder_total[year], where);
    report.equal(Identity::cohort_cash_flows, sector, cohorts.sector_total[year], where);
  }
}

}  // namespace

void audit_units(Parts<const Inputs, const Books, const Builders, const Vendors, const Labs,
                       const OpenLabs, const Customers, const Capital, const Catalogue,
                       const ComputeMarket, const YearTally, const Memory, Journal>
                     world) {
  AuditReport& report = world.journal.audit_report;
  audit_equipment(world, report);
  audit_jobs(world, report);
  audit_energy(world, report);
  audit_estates(world, report);
  audit_cohorts(world, report);
}

}  // namespace overbuild
