#include "sim/books/billing.hpp"

#include <algorithm>
#include <cmath>

#include "core/count.hpp"
#include "core/math.hpp"
#include "sim/compute/back_ends.hpp"
#include "sim/compute/early_delivery.hpp"
#include "sim/compute/models.hpp"
#include "sim/compute/own_equipment.hpp"
#include "sim/compute/sponsorship.hpp"
#include "sim/compute/tasks.hpp"
#include "sim/compute/tokens.hpp"
#include "sim/credit/vendor_finance.hpp"
#include "sim/failure/estates.hpp"

namespace overbuild {

namespace {

// What a sum that does not fit is called.
constexpr const char* bill_text = "what enterprises pay";
constexpr const char* energy_text = "energy in kWh";

std::int64_t total(const std::vector<std::int64_t>& cents) {
  return sum_of_counts(cents, "a sum of bills or hours");
}

/// `amount` split over accounts in proportion to weights, exactly.
template <class Firms>
std::vector<Payment> split(const Firms& firms, std::int64_t cents,
                           const std::vector<std::int64_t>& weights) {
  std::vector<std::uint64_t> keys;
  for (const EntityId entity : firms.entity) keys.push_back(entity.value);
  std::vector<Payment> payments;
  const auto parts = apportion(cents, weights, keys);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    payments.emplace_back(firms.account[k], Money::from_cents(parts[k]));
  }
  return payments;
}

/// Weights by hours sold on the spot market, or by capacity when nothing was sold.
std::vector<std::int64_t> spot_weights(Parts<const Builders> world) {
  const Builders& builders = world.builders;
  if (total(builders.spot_hours) > 0) return builders.spot_hours;
  std::vector<std::int64_t> weights = builders.capacity_hours;
  if (total(weights) == 0) weights.assign(weights.size(), 1);
  return weights;
}

std::vector<std::int64_t> utility_weights(Parts<const Inputs, const Utilities> world) {
  // By the watt where rows may be parts of one, which the megawatt that all have would favour.
  const double scale = world.inputs.parameters.family_shares ? 1e6 : 1.0;
  std::vector<std::int64_t> weights;
  for (const double mw : world.utilities.capacity_mw) {
    weights.push_back(whole_part(mw * scale, "power of a utility") + 1);
  }
  return weights;
}

// ---- enterprises ------------------------------------------------------------------------------

/// Receipts from ordinary business cover what the saved labour does not. What is saved beyond what
/// AI costs is nobody's payment: it shows as buyers' surplus.
void balance_enterprises(Parts<Books> world, const EnterpriseFlows& flows) {
  const std::size_t n = flows.api.size();
  std::vector<std::int64_t> saved(n), redone(n), receipts(n);
  for (std::size_t e = 0; e < n; ++e) {
    saved[e] = std::max<std::int64_t>(flows.displaced_labour[e], 0);
    redone[e] = std::max<std::int64_t>(-flows.displaced_labour[e], 0);
    const std::int64_t bills[] = {
        flows.app[e],        flows.api[e],       flows.hosted_open[e], flows.energy[e],
        flows.operations[e], flows.equipment[e], flows.sites[e],       redone[e]};
    receipts[e] = sum_of_counts(bills, bill_text) - saved[e];
  }
  const auto from_economy = [&](FlowRow row, const std::vector<std::int64_t>& cents) {
    const Payment payer[] = {{world.books.economy, Money::from_cents(total(cents))}};
    world.books.ledger.pay_to_many(row, payer, world.books.enterprise_accounts, cents);
  };
  const auto to_economy = [&](FlowRow row, const std::vector<std::int64_t>& cents) {
    const Payment payee[] = {{world.books.economy, Money::from_cents(total(cents))}};
    world.books.ledger.pay_from_many(row, world.books.enterprise_accounts, cents, payee);
  };
  from_economy(FlowRow::displaced_labour, saved);
  from_economy(FlowRow::core_receipts, receipts);
  to_economy(FlowRow::wages_and_operations, redone);
}

void bill_enterprises(Parts<const Inputs, const Builders, const Utilities, const Customers,
                            const Catalogue, Books, Vendors, Labs, Apps, YearTally>
                          world) {
  const Settlement& settled = world.customers.enterprises->settlement();
  const EnterpriseFlows& flows = settled.flows;
  balance_enterprises(world, flows);
  std::vector<std::int64_t> app(world.apps.size(), 0), api(world.labs.size(), 0);
  std::int64_t hosted = 0;
  for (std::size_t o = 0; o < world.catalogue.options.size(); ++o) {
    const std::int64_t cents = settled.options[o].cents;
    const ServiceOption& option = world.catalogue.options[o];
    if (option.mode == Mode::app) add_count(app[option.seller], cents, bill_text);
    if (option.mode == Mode::api) add_count(api[option.seller], cents, bill_text);
    const bool of_builders = option.mode == Mode::hosted_open || option.mode == Mode::self_hosted;
    if (of_builders) add_count(hosted, cents, bill_text);
  }
  const auto payees = [](const auto& firms, const std::vector<std::int64_t>& cents) {
    std::vector<Payment> list;
    for (std::size_t k = 0; k < cents.size(); ++k) {
      list.emplace_back(firms.account[k], Money::from_cents(cents[k]));
    }
    return list;
  };
  const AccountRange buyers = world.books.enterprise_accounts;
  Ledger& ledger = world.books.ledger;
  ledger.pay_from_many(FlowRow::app_subscriptions, buyers, flows.app, payees(world.apps, app));
  ledger.pay_from_many(FlowRow::api_inference, buyers, flows.api, payees(world.labs, api));
  ledger.pay_from_many(FlowRow::hosted_open_inference, buyers, flows.hosted_open,
                       split(world.builders, hosted, spot_weights(world)));
  ledger.pay_from_many(FlowRow::energy, buyers, flows.energy,
                       split(world.utilities, total(flows.energy), utility_weights(world)));
  const Payment operations[] = {{world.books.economy, Money::from_cents(total(flows.operations))}};
  ledger.pay_from_many(FlowRow::wages_and_operations, buyers, flows.operations, operations);
  const Payment sites[] = {{world.books.economy, Money::from_cents(total(flows.sites))}};
  ledger.pay_from_many(FlowRow::wages_and_operations, buyers, flows.sites, sites);
  const OwnSales own = sell_own_equipment(world, total(flows.equipment));
  std::vector<Payment> sellers;
  for (std::size_t v = 0; v < own.paid.size(); ++v) {
    if (v == 0 || own.paid[v] > Money::zero()) {
      sellers.emplace_back(world.vendors.account[v], own.paid[v]);
    }
  }
  ledger.pay_from_many(FlowRow::equipment, buyers, flows.equipment, sellers);
  ledger.capitalise_many(buyers, Instrument::equipment, flows.equipment);
  ledger.depreciate_many(buyers, Instrument::equipment, flows.depreciation);
  impair_many(ledger, world.books.losses, buyers, Instrument::equipment, flows.retired_book);
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    world.labs.revenue[l] += static_cast<double>(api[l]) / 100.0;
  }
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    world.apps.revenue[a] = static_cast<double>(app[a]) / 100.0;
  }
}

// ---- labs and applications --------------------------------------------------------------------

void bill_consumers(Parts<const Demand, Books, Labs> world) {
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (!world.labs.alive[l]) continue;
    const double usd =
        world.demand.consumers.subscribers[l] * world.labs.plan_price[l] * world.labs.fill[l];
    world.books.ledger.pay(world.books.economy, world.labs.account[l],
                           FlowRow::consumer_subscriptions, Money::from_usd(usd));
    world.labs.revenue[l] += usd;
  }
}

/// Millions of tokens that an application's customers were served.
std::int64_t served_app_tokens(Parts<const Inputs, const Customers, const Catalogue> world,
                               std::size_t a) {
  std::int64_t tokens = 0;
  const Settlement& settled = world.customers.enterprises->settlement();
  for (std::size_t o = 0; o < world.catalogue.options.size(); ++o) {
    if (world.catalogue.options[o].mode == Mode::app && world.catalogue.options[o].seller == a) {
      add_count(tokens, tokens_of(world, settled.options[o].jobs), "millions of tokens");
    }
  }
  return tokens;
}

void add_split(Parts<const Builders, Books> world, AccountId debtor, FlowRow row, std::uint8_t rank,
               Money amount) {
  for (const auto& [builder, part] : split(world.builders, amount.cents(), spot_weights(world))) {
    world.books.dues.add(debtor, builder, row, rank, part);
  }
}

void bill_apps(Parts<const Inputs, const Builders, const Customers, const Catalogue,
                     const ComputeMarket, Books, Labs, Apps>
                   world) {
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    Apps& apps = world.apps;
    apps.inference_cost[a] = 0.0;
    if (!apps.alive[a]) continue;
    const std::int64_t served = served_app_tokens(world, a);
    const std::vector<std::int64_t> jobs = jobs_by_route(world, a, served, true);
    Money hosting = Money::zero();
    for (std::size_t r = 0; r < jobs.size(); ++r) {
      const Route& route = apps.routes[a][r];
      const BackEndSource& source = world.catalogue.back_ends[route.back_end];
      const Money cost = price_times(route.price, jobs[r]);
      apps.inference_cost[a] += cost.usd();
      if (source.kind != BackEndKind::lab) {
        hosting += cost;
        continue;
      }
      world.books.dues.add(apps.account[a], world.labs.account[source.lab],
                           FlowRow::wholesale_inference, rank::senior, cost);
      world.labs.revenue[source.lab] += cost.usd();
    }
    add_split(world, apps.account[a], FlowRow::hosted_open_inference, rank::senior, hosting);
    const double team =
        apps.runs_models[a] * world.inputs.parameters.app.platform_usd * wage_level(world);
    const Money own = price_times(apps.job_cost[a], served);
    world.books.dues.add(apps.account[a], world.books.economy, FlowRow::wages_and_operations,
                         rank::administrative, own + Money::from_usd(apps.overhead_usd[a] + team));
  }
}

/// Contracts are paid for what was used and at least for the take-or-pay share.
void bill_contracts(Parts<const Inputs, const ComputeMarket, Books, YearTally> world) {
  const auto contracts = world.books.commitments.open(CommitmentKind::compute);
  for (std::size_t k = 0; k < contracts.size(); ++k) {
    const Commitment& contract = world.books.commitments.at(contracts[k]);
    const std::int64_t hours = contract.quantity_in(world.inputs.year);
    if (hours == 0) continue;
    const auto floor =
        whole_part(contract.take_or_pay * static_cast<double>(hours), "compute hours");
    const std::int64_t used = world.compute.contract_hours_used[k];
    // What the builder could not deliver is not owed.
    const std::int64_t owed =
        std::max(used, std::min(floor, world.compute.contract_hours_available[k]));
    if (world.books.ledger.sector(contract.payer) == Sector::labs) {
      add_count(world.tally.contract_hours.all, owed, hours_text);
      add_count(world.tally.contract_hours.idle, owed - used, hours_text);
    }
    world.books.dues.add(contract.payer, contract.payee, FlowRow::compute_contracts, rank::senior,
                         muldiv(contract.due_in(world.inputs.year), owed, hours),
                         DueTag::hours_of(contracts[k]));
  }
}

void bill_labs(Parts<const Inputs, const Builders, const Labs, const ComputeMarket, Books> world) {
  const Labs& labs = world.labs;
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (!labs.alive[l]) continue;
    add_split(world, labs.account[l], FlowRow::compute_contracts, rank::senior,
              price_times(world.compute.spot_price, labs.spot_hours[l]));
    world.books.dues.add(labs.account[l], world.books.economy, FlowRow::wages_and_operations,
                         rank::administrative,
                         Money::from_usd(labs.staff_usd[l] + lab_overhead(world, l)));
  }
}

void bill_open_labs(
    Parts<const Inputs, const Builders, const OpenLabs, const ComputeMarket, Books> world,
    const std::vector<Money>& grants) {
  for (std::size_t o = 0; o < world.open_labs.size(); ++o) {
    if (!world.open_labs.alive[o]) continue;
    const Money grant = grants[o];
    world.books.ledger.pay(sponsor_of(world, o), world.open_labs.account[o],
                           FlowRow::open_lab_sponsorship, grant);
    const Money compute =
        std::min(price_times(world.compute.spot_price, world.open_labs.research_hours[o]), grant);
    add_split(world, world.open_labs.account[o], FlowRow::compute_contracts, rank::senior, compute);
    world.books.dues.add(world.open_labs.account[o], world.books.economy,
                         FlowRow::wages_and_operations, rank::administrative, grant - compute);
  }
}

// ---- builders, vendors, utilities -------------------------------------------------------------

/// Extra energy of the largest runs over all energy: data movement across a cluster (7.1).
double interconnect_share(Parts<const Inputs, const Builders, const Labs, const Progress> world) {
  double extra = 0.0, hours = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    hours += static_cast<double>(world.builders.sold_hours[b] + world.builders.core_idle[b]);
  }
  const TechnologyParameters& technology = world.inputs.parameters.technology;
  for (const std::int64_t research : world.labs.research_hours) {
    const double run = technology.final_run_share * static_cast<double>(research);
    extra += run * (interconnect_energy_factor(technology, run * technology.flop_per_hour,
                                               world.progress.knee_growth) -
                    1.0);
  }
  return hours > 0.0 ? extra / hours : 0.0;
}

/// kW of equipment at work; what arrived this year counts half.
double running_kw(Parts<const Inputs, const Capital> world, std::size_t b) {
  double kw = 0.0;
  for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
    const double share = v == world.inputs.year ? 0.5 : 1.0;
    kw += share * static_cast<double>(world.capital.equipment.at(b, v).units) / 1000.0 *
          world.capital.vintage_kw(v);
  }
  return kw;
}

std::int64_t energy_used(Parts<const Inputs, const Builders, const Capital> world, std::size_t b,
                         double interconnect) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double load = world.builders.utilisation[b] / capex.sustainable_load * capex.load_factor;
  return whole_part(running_kw(world, b) * hours_a_year * load * (1.0 + interconnect), energy_text);
}

std::int64_t kwh_in(const Commitment& contract, int year) {
  std::int64_t kwh = 0;
  if (__builtin_mul_overflow(contract.quantity_in(year), std::int64_t{1000}, &kwh)) {
    detail::throw_count_overflow(energy_text);
  }
  return kwh;
}

/// Energy contracts take or pay; what they do not cover is bought at the current price.
void bill_energy(Parts<const Inputs, const Exogenous, const Builders, const Utilities,
                       const Capital, Books, ComputeMarket>
                     world,
                 std::size_t b, double interconnect) {
  EnergyUse& energy = world.compute.energy[b];
  energy = {};
  energy.used = energy_used(world, b, interconnect);
  std::vector<CommitmentId> contracts;
  for (const CommitmentId id : world.books.commitments.open(CommitmentKind::energy)) {
    const Commitment& contract = world.books.commitments.at(id);
    if (contract.payer != world.builders.account[b] || !contract.covers(world.inputs.year))
      continue;
    contracts.push_back(id);
    add_count(energy.contracted, kwh_in(contract, world.inputs.year), energy_text);
  }
  energy.contracted_used = std::min(energy.used, energy.contracted);
  energy.spot = energy.used - energy.contracted_used;
  std::int64_t left = energy.contracted_used;
  for (std::size_t k = 0; k < contracts.size(); ++k) {
    const Commitment& contract = world.books.commitments.at(contracts[k]);
    const std::int64_t kwh = kwh_in(contract, world.inputs.year);
    const bool last = k + 1 == contracts.size() || energy.contracted == 0;
    const std::int64_t used = last ? left : muldiv(energy.contracted_used, kwh, energy.contracted);
    left -= used;
    const auto floor = whole_part(contract.take_or_pay * static_cast<double>(kwh), energy_text);
    const std::int64_t paid = std::max(used, floor);
    add_count(energy.floor, floor, energy_text);
    add_count(energy.paid_for, paid, energy_text);
    world.books.dues.add(world.builders.account[b], contract.payee, FlowRow::energy, rank::senior,
                         price_times(contract.unit_price / 1000.0, paid));
  }
  if (energy.spot > 0) {
    for (const auto& [utility, part] :
         split(world.utilities,
               price_times(world.exogenous.energy_price / 1000.0, energy.spot).cents(),
               utility_weights(world))) {
      world.books.dues.add(world.builders.account[b], utility, FlowRow::energy, rank::senior, part);
    }
  }
}

void bill_builders(Parts<const Inputs, const Exogenous, const Builders, const Labs, const Utilities,
                         const Capital, const Progress, Books, ComputeMarket>
                       world) {
  const double interconnect = interconnect_share(world);
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    const AccountId account = world.builders.account[b];
    const Money core = Money::from_usd(world.builders.core_cash_flow[b]);
    if (core > Money::zero()) {
      world.books.ledger.pay(world.books.economy, account, FlowRow::core_receipts, core);
    } else {
      world.books.dues.add(account, world.books.economy, FlowRow::wages_and_operations,
                           rank::administrative, -core);
    }
    world.books.ledger.pay(world.books.economy, account, FlowRow::core_receipts,
                           world.builders.core_value[b]);
    add_split(world, account, FlowRow::compute_contracts, rank::senior,
              price_times(world.compute.spot_price, world.builders.core_rented[b]));
    // Plant of the core business is outside the model: its capital spending is an outlay.
    world.books.dues.add(account, world.books.economy, FlowRow::wages_and_operations,
                         rank::administrative,
                         Money::from_usd(std::max(world.builders.core_capex[b], 0.0)));
    world.books.dues.add(
        account, world.books.economy, FlowRow::wages_and_operations, rank::administrative,
        Money::from_usd(running_kw(world, b) * world.inputs.parameters.capex.operations_per_kw));
    bill_energy(world, b, interconnect);
  }
}

/// Rent of leased shells, used or not.
void bill_leases(Parts<const Inputs, Books> world) {
  for (const CommitmentId id : world.books.commitments.open(CommitmentKind::lease)) {
    const Commitment& lease = world.books.commitments.at(id);
    world.books.dues.add(lease.payer, lease.payee, FlowRow::wages_and_operations, rank::senior,
                         lease.due_in(world.inputs.year));
  }
}

void bill_vendors(Parts<const Inputs, const Vendors, const YearTally, Books> world) {
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    if (!world.vendors.alive[v]) continue;
    const VendorConfig& config = world.inputs.parameters.vendors[v].second;
    const double share = config.overhead_share;
    // Of equipment: this year's, and last year's after its bills were written.
    const Money sales =
        world.tally.vendor_sales[v] +
        world.books.ledger.balance(world.vendors.account[v], Instrument::trade_credit);
    // Sales outside the model bring in their margin; making and selling them is outside, too.
    world.books.ledger.pay(world.books.economy, world.vendors.account[v], FlowRow::core_receipts,
                           Money::from_usd(world.vendors.other_revenue[v] *
                                           std::max(config.gross_margin - share, 0.0)));
    world.books.dues.add(world.vendors.account[v], world.books.economy,
                         FlowRow::wages_and_operations, rank::administrative,
                         Money::from_usd(share * sales.usd()));
  }
}

void bill_utilities(Parts<const Inputs, const Utilities, Books> world) {
  std::vector<Money> sales(world.utilities.size(), Money::zero());
  for (const Obligation& due : world.books.dues.list) {
    for (std::size_t u = 0; u < sales.size(); ++u) {
      if (due.creditor == world.utilities.account[u]) sales[u] += due.due;
    }
  }
  for (std::size_t u = 0; u < sales.size(); ++u) {
    world.books.dues.add(
        world.utilities.account[u], world.books.economy, FlowRow::wages_and_operations,
        rank::administrative,
        Money::from_usd(world.inputs.parameters.utility.operating_share * sales[u].usd()));
  }
}

// ---- everybody --------------------------------------------------------------------------------

FlowRow principal_row(Instrument instrument) {
  if (instrument == Instrument::bonds) return FlowRow::bonds;
  return instrument == Instrument::vendor_loans ? FlowRow::vendor_loans : FlowRow::loans;
}

void bill_debt(Parts<const Inputs, Books, YearTally> world) {
  for (std::uint32_t row = 0; row < world.books.debt.size(); ++row) {
    const ClaimId id(row);
    const Claim claim = world.books.debt.claim(id);
    if (claim.principal.is_zero()) continue;
    const std::uint8_t rank = rank_of(claim.claim_class);
    const FlowRow interest_row = claim.instrument == Instrument::vendor_loans
                                     ? FlowRow::interest_vendor_finance
                                     : FlowRow::interest_loans_bonds;
    const Money interest = world.books.debt.interest(id);
    world.books.dues.add(claim.debtor, claim.creditor, interest_row, rank, interest);
    world.tally.debt_service += interest;
    if (claim.maturity <= world.inputs.year) {
      world.books.dues.add(claim.debtor, claim.creditor, principal_row(claim.instrument), rank,
                           claim.principal, DueTag::principal_of(id));
      world.tally.debt_service += claim.principal;
    }
  }
}

void bill_taxes(Parts<const Inputs, const Memory, Books> world) {
  for (const AccountId account : world.books.ledger.named_accounts()) {
    if (account.value >= world.memory.tax_base.size()) continue;
    const double base = world.memory.tax_base[account.value];
    if (base <= 0.0) continue;
    world.books.dues.add(account, world.books.government, FlowRow::taxes, rank::administrative,
                         Money::from_usd(base * world.inputs.parameters.capex.tax_rate));
  }
}

/// The bank pays interest on deposits and receives it on reserves.
void pay_deposit_interest(Parts<const Inputs, const Exogenous, Books> world) {
  const double rate =
      std::max(world.exogenous.base_rate - world.inputs.parameters.macro.deposit_margin, 0.0);
  Money sum = Money::zero();
  for (const AccountId account : world.books.ledger.named_accounts()) {
    if (account == world.books.bank) continue;
    const Money held = world.books.ledger.opening_balance(account, Instrument::deposits);
    if (held <= Money::zero()) continue;
    const Money interest = Money::from_usd(held.usd() * rate);
    world.books.ledger.pay(world.books.bank, account, FlowRow::interest_deposits, interest);
    sum += interest;
  }
  world.books.ledger.pay(world.books.government, world.books.bank, FlowRow::interest_deposits, sum);
}

}  // namespace

void bill(Parts<const Inputs, const Exogenous, const Builders, const OpenLabs, const Utilities,
                const Customers, const Capital, const Progress, const Catalogue, const Demand,
                const Memory, Books, Vendors, Labs, Apps, ComputeMarket, YearTally>
              world) {
  const std::vector<Money> grants = grants_of_year(world);  // those that hours were rented on (P6)
  std::fill(world.labs.revenue.begin(), world.labs.revenue.end(), 0.0);
  pay_deposit_interest(world);
  bill_enterprises(world);
  bill_consumers(world);
  bill_apps(world);
  bill_contracts(world);
  bill_labs(world);
  bill_open_labs(world, grants);
  bill_builders(world);
  bill_leases(world);
  bill_vendors(world);
  bill_backstops(world);
  bill_utilities(world);
  bill_trade_credit(world);
  bill_debt(world);
  bill_taxes(world);
}

}  // namespace overbuild
