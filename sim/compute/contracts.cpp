#include "sim/compute/contracts.hpp"

#include <algorithm>
#include <utility>

#include "agents/sites.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "market/rental.hpp"

namespace overbuild {

void sign_energy_contract(Parts<const Inputs, const Builders, const Utilities, Books> world,
                          std::size_t b, std::size_t u, double mw, double usd_per_mwh,
                          int first_year, int years) {
  if (mw <= 0.0 || years <= 0) return;
  const CapexParameters& capex = world.inputs.parameters.capex;
  const auto mwh = whole_part(mw * hours_a_year * capex.load_factor, "energy in MWh");
  const Money floor = price_times(usd_per_mwh * capex.energy_take_or_pay, mwh);
  const auto n = static_cast<std::size_t>(years);
  world.books.commitments.sign({CommitmentKind::energy, world.builders.account[b],
                                world.utilities.account[u], first_year,
                                std::vector<Money>(n, floor), std::vector<std::int64_t>(n, mwh),
                                usd_per_mwh, capex.energy_take_or_pay});
}

void order_equipment(Parts<const Inputs, const Builders, Books, Vendors, Capital> world,
                     std::size_t b, std::size_t v, double units, int due) {
  const auto milli = whole_part(units * 1000.0, "equipment");
  if (milli <= 0) return;
  const double price = world.vendors.price[v];
  const CommitmentId id = world.books.commitments.sign({CommitmentKind::equipment,
                                                        world.builders.account[b],
                                                        world.vendors.account[v],
                                                        due,
                                                        {price_times(price / 1000.0, milli)},
                                                        {milli},
                                                        price,
                                                        1.0});
  world.capital.equipment_orders.push_back({b, v, milli, price, due, id, world.inputs.year});
  world.vendors.backlog_units[v] += static_cast<double>(milli) / 1000.0;
}

namespace {

void sign_lease(Parts<const Inputs, const Builders, Books> world, std::size_t b,
                std::int64_t milli_mw, int first_year) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const auto years = static_cast<std::size_t>(capex.lease_term);
  const double cost = capex.shell_price * static_cast<double>(milli_mw) / 1000.0;
  const Money rent = Money::from_usd(cost * annuity(capex.lease_yield, capex.lease_term));
  world.books.commitments.sign({CommitmentKind::lease, world.builders.account[b],
                                world.books.economy, first_year, std::vector<Money>(years, rent),
                                std::vector<std::int64_t>(years, milli_mw), capex.shell_price,
                                1.0});
}

}  // namespace

std::int64_t leased_milli_mw(Parts<const Books, const Builders, const Capital> world, std::size_t b,
                             int cohort) {
  std::int64_t leased = 0;
  for (const CommitmentId id : world.books.commitments.open(CommitmentKind::lease)) {
    const Commitment& lease = world.books.commitments.at(id);
    // Sites that waited for power count with the year after.
    const bool here = lease.first_year == cohort || lease.first_year + 1 == cohort;
    if (lease.payer == world.builders.account[b] && here) leased += lease.quantity.back();
  }
  return std::min(leased, world.capital.shells.at(b, cohort).units);
}

namespace {

/// Thousandths of a MW at each utility: its share of the free power it will have; with none free,
/// of its capacity.
std::vector<std::int64_t> split_over_utilities(Parts<const Utilities> world, double mw) {
  const Utilities& utilities = world.utilities;
  std::vector<double> weight(utilities.size());
  double sum = 0.0;
  for (std::size_t u = 0; u < weight.size(); ++u) {
    double coming = 0.0;
    for (const double more : utilities.under_way[u]) coming += more;
    weight[u] = std::max(
        utilities.capacity_mw[u] + coming - utilities.contracted_mw[u] - utilities.requested_mw[u],
        0.05 * utilities.capacity_mw[u]);
    sum += weight[u];
  }
  std::vector<std::int64_t> milli(weight.size());
  for (std::size_t u = 0; u < weight.size(); ++u) {
    milli[u] = whole_part(mw * 1000.0 * weight[u] / sum, "shells");
  }
  return milli;
}

/// What is left to pay of a building becomes a commitment: instalments, then the rest.
void commit_building(Parts<const Inputs, const Builders, Books, Capital> world, ShellOrder order) {
  const bool by_year = order.instalment > Money::zero();
  const int first_year = by_year ? world.inputs.year + 1 : order.ready;
  const auto years = static_cast<std::size_t>(order.ready - first_year) + 1;
  std::vector<Money> due(years, order.instalment);
  std::vector<std::int64_t> quantity(years, 0);
  due.back() = order.unpaid;
  for (std::size_t k = 0; k + 1 < years; ++k) due.back() -= order.instalment;
  quantity.back() = order.milli_mw;
  order.commitment = world.books.commitments.sign(
      {CommitmentKind::shells, world.builders.account[order.builder], world.books.economy,
       first_year, std::move(due), std::move(quantity), world.inputs.parameters.capex.shell_price,
       1.0});
  world.capital.shell_orders.push_back(order);
}

void pay_for_shells(Parts<const Builders, Books, YearTally> world, std::size_t b, Money amount) {
  const AccountId builder = world.builders.account[b];
  world.books.ledger.pay(builder, world.books.economy, FlowRow::shells, amount);
  world.books.ledger.capitalise(builder, Instrument::shells, amount);
  world.tally.shell_spend[b] += amount;
}

/// A building on a site, or on none that was bought apart; its first part is paid at once.
void sign_building(Parts<const Inputs, const Builders, Books, Capital, YearTally> world,
                   const Site& on) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const ShellStages stages = shell_stages(capex);
  const double price = capex.shell_price * stages.building_share();
  const Money cost = price_times(price / 1000.0, on.milli_mw);
  const BuildingPayments payments = payments_for(capex, cost);
  commit_building(world, {on.builder,
                          on.utility,
                          on.milli_mw,
                          on.paid + payments.first,
                          cost - payments.first,
                          payments.instalment,
                          world.inputs.year + stages.building_years,
                          {}});
  pay_for_shells(world, on.builder, payments.first);
}

/// Takes up to `milli` off a site, with its part of what was paid.
Site part_of_site(Site& site, std::int64_t milli) {
  Site part = site;
  part.milli_mw = std::min(milli, site.milli_mw);
  if (part.milli_mw < site.milli_mw) part.paid = muldiv(site.paid, part.milli_mw, site.milli_mw);
  site.milli_mw -= part.milli_mw;
  site.paid -= part.paid;
  return part;
}

}  // namespace

void order_shells(Parts<const Inputs, const Builders, const Utilities, Books, Capital> world,
                  std::size_t b, double mw, int ready, bool leased) {
  const std::vector<std::int64_t> parts = split_over_utilities(world, mw);
  for (std::size_t u = 0; u < parts.size(); ++u) {
    if (parts[u] <= 0) continue;
    if (leased) sign_lease(world, b, parts[u], ready);
    const double price = world.inputs.parameters.capex.shell_price;
    const Money cost = leased ? Money::zero() : price_times(price / 1000.0, parts[u]);
    const Money first = Money::from_cents(cost.cents() / 2);
    commit_building(world, {b, u, parts[u], first, cost - first, Money::zero(), ready, {}});
  }
}

Money hold_sites(Parts<const Inputs, const Utilities, Capital> world, std::size_t b, double mw,
                 int ready) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double price = capex.shell_price * shell_stages(capex).site_share / 1000.0;
  const std::vector<std::int64_t> parts = split_over_utilities(world, mw);
  Money cost = Money::zero();
  for (std::size_t u = 0; u < parts.size(); ++u) {
    if (parts[u] <= 0) continue;
    world.capital.sites.push_back({b, u, parts[u], price_times(price, parts[u]), ready});
    cost += world.capital.sites.back().paid;
  }
  return cost;
}

void buy_sites(
    Parts<const Inputs, const Builders, const Utilities, Books, Capital, YearTally> world,
    std::size_t b, double mw) {
  const int ready = world.inputs.year + shell_stages(world.inputs.parameters.capex).site_years;
  const Money cost = hold_sites(world, b, mw, ready);
  if (!cost.is_zero()) pay_for_shells(world, b, cost);
}

void sign_buildings(
    Parts<const Inputs, const Builders, const Utilities, Books, Capital, YearTally> world,
    std::size_t b, double mw) {
  if (shell_stages(world.inputs.parameters.capex).site_years == 0) {
    const std::vector<std::int64_t> parts = split_over_utilities(world, mw);
    for (std::size_t u = 0; u < parts.size(); ++u) {
      if (parts[u] > 0) sign_building(world, {b, u, parts[u], Money::zero(), world.inputs.year});
    }
    return;
  }
  auto left = whole_part(mw * 1000.0, "shells");
  for (Site& site : world.capital.sites) {
    if (site.builder != b || site.ready > world.inputs.year || left <= 0) continue;
    const Site part = part_of_site(site, left);
    left -= part.milli_mw;
    sign_building(world, part);
  }
  std::erase_if(world.capital.sites, [](const Site& site) { return site.milli_mw == 0; });
}

void open_compute_commitment(
    Parts<const Inputs, const Builders, const Vendors, const Labs, Books> world,
    const CommitmentConfig& config) {
  const Parameters& p = world.inputs.parameters;
  AccountId payer, payee;
  for (std::size_t l = 0; l < p.labs.size(); ++l) {
    if (p.labs[l].first == config.lab) payer = world.labs.account[l];
  }
  for (std::size_t b = 0; b < p.builders.size(); ++b) {
    if (p.builders[b].first == config.tenant) payer = world.builders.account[b];
    if (p.builders[b].first == config.builder) payee = world.builders.account[b];
  }
  for (std::size_t v = 0; v < p.vendors.size(); ++v) {
    if (p.vendors[v].first == config.vendor) payer = world.vendors.account[v];
  }
  if (!payer.valid() || !payee.valid() || config.usd.empty()) return;
  if (!config.vendor.empty()) {
    Commitment backstop{
        CommitmentKind::backstop, payer, payee, static_cast<int>(p.time.start), {}, {}, 0.0, 0.0};
    for (const double usd : config.usd) backstop.due.push_back(Money::from_usd(usd));
    backstop.quantity.assign(config.usd.size(), 0);
    world.books.commitments.sign(std::move(backstop));
    return;
  }
  Commitment commitment{CommitmentKind::compute,
                        payer,
                        payee,
                        static_cast<int>(p.time.start),
                        {},
                        {},
                        p.opening.rental_price,
                        config.take_or_pay};
  double rent = p.opening.rental_price;
  for (const double usd : config.usd) {
    commitment.due.push_back(Money::from_usd(usd));
    commitment.quantity.push_back(whole_part(usd / rent, "compute hours"));
    rent *= exp_(p.opening.rental_change);
  }
  world.books.commitments.sign(std::move(commitment));
}

Money sign_compute_contract(Parts<const Inputs, const Builders, Books> world, AccountId tenant,
                            std::size_t builder, const std::vector<std::int64_t>& hours,
                            double usd_per_hour) {
  const auto some = [](std::int64_t h) { return h != 0; };
  const auto from = std::find_if(hours.begin(), hours.end(), some);
  if (from == hours.end()) return Money::zero();
  const auto to = std::find_if(hours.rbegin(), hours.rend(), some).base();
  Commitment commitment{CommitmentKind::compute,
                        tenant,
                        world.builders.account[builder],
                        world.inputs.year + 1 + static_cast<int>(from - hours.begin()),
                        {},
                        {from, to},
                        usd_per_hour,
                        world.inputs.parameters.lab.take_or_pay};
  Money all = Money::zero();
  for (const std::int64_t h : commitment.quantity) {
    commitment.due.push_back(price_times(usd_per_hour, h));
    all += commitment.due.back();
  }
  world.books.commitments.sign(std::move(commitment));
  return all;
}

std::vector<std::int64_t> hours_under_contract(Parts<const Books> world, AccountId party,
                                               int first_year, int years, bool as_payee) {
  std::vector<std::int64_t> hours(static_cast<std::size_t>(years));
  for (const CommitmentId id : world.books.commitments.listed(party)) {
    const Commitment& contract = world.books.commitments.at(id);
    if (contract.kind != CommitmentKind::compute) continue;
    if ((as_payee ? contract.payee : contract.payer) != party) continue;
    for (std::size_t k = 0; k < hours.size(); ++k) {
      add_count(hours[k], contract.quantity_in(first_year + static_cast<int>(k)),
                "hours under contract");
    }
  }
  return hours;
}

OwedHours owed_beyond(Parts<const Books, const Labs> world, std::size_t lab, int year,
                      double inference) {
  OwedHours owed;
  for (const CommitmentId id : world.books.commitments.listed(world.labs.account[lab])) {
    const Commitment& contract = world.books.commitments.at(id);
    if (contract.kind != CommitmentKind::compute || contract.payer != world.labs.account[lab]) {
      continue;
    }
    owed.hours += contract.take_or_pay * static_cast<double>(contract.quantity_in(year));
    owed.usd += contract.take_or_pay * contract.due_in(year).usd();
  }
  const double left = std::max(owed.hours - inference, 0.0);
  return {left, owed.hours > 0.0 ? owed.usd * left / owed.hours : 0.0};
}

}  // namespace overbuild
