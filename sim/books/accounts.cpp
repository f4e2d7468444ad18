#include "sim/books/accounts.hpp"

#include <algorithm>
#include <cmath>

#include "agents/builder.hpp"
#include "agents/investor.hpp"
#include "agents/lender.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "sim/credit/equity.hpp"
#include "sim/credit/lab_value.hpp"
#include "sim/credit/rounds.hpp"
#include "sim/parameters/family.hpp"
#include "sim/parts/each_role.hpp"

namespace overbuild {

namespace {

Money current_result(Parts<const Books> world, AccountId account) {
  Money sum = Money::zero();
  for (std::size_t row = 0; row <= static_cast<std::size_t>(FlowRow::open_lab_sponsorship); ++row) {
    sum += world.books.ledger.flow(static_cast<FlowRow>(row), account);
  }
  return sum;
}

template <class Firms>
void read_results(Parts<const Books> world, Firms& firms) {
  for (std::size_t k = 0; k < firms.size(); ++k) {
    firms.operating_result[k] = current_result(world, firms.account[k]);
  }
}

Money written_off(Parts<const Books> world, AccountId account) {
  Money sum = Money::zero();
  for (const Instrument claim : {Instrument::loans, Instrument::bonds, Instrument::vendor_loans}) {
    sum += world.books.ledger.change(account, claim, Change::written_off);
  }
  return sum;  // negative for the creditor
}

/// Capital that a lender gets back this year: what it lacks is measured by the economy.
double capital_back(Parts<const Inputs, const Lenders> world, std::size_t l) {
  const CreditParameters& rules = world.inputs.parameters.credit;
  if (!rules.lenders_live_on) return 0.0;
  const double output = pow_(1.0 + world.inputs.parameters.macro.long_run_growth,
                             world.inputs.year - world.inputs.first_year);
  return refilled_capital(rules, world.lenders.capital[l],
                          world.lenders.opening_capital[l] * output);
}

void read_lender_returns(Parts<const Inputs, const Books, Lenders> world) {
  for (std::size_t l = 0; l < world.lenders.size(); ++l) {
    const AccountId account = world.lenders.account[l];
    // Interest is paid on what was lent when the year began.
    double base = 0.0;
    for (const Instrument claim : {Instrument::loans, Instrument::bonds}) {
      base += world.books.ledger.opening_balance(account, claim).usd();
    }
    const double interest =
        world.books.ledger.received(FlowRow::interest_loans_bonds, account).usd();
    const double lost = -written_off(world, account).usd();
    const double required = world.inputs.parameters.credit.required_return;
    world.lenders.realised_return[l] = base > 1e6 ? (interest - lost) / base : required;
    // Owners are paid what they require; capital keeps what is earned beyond it and bears the rest.
    double& capital = world.lenders.capital[l];
    const double back = capital_back(world, l);
    capital = std::max(capital + (world.lenders.realised_return[l] - required) * base, 0.0) + back;
  }
}

// ---- values -----------------------------------------------------------------------------------

/// Yearly profit of a builder after the wear of its AI capital.
double builder_earnings(Parts<const Inputs, const Builders, const Capital> world, std::size_t b) {
  double wear = 0.0;
  for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
    wear += std::min(world.capital.equipment.at(b, v).book.usd(),
                     world.capital.equipment.at(b, v).paid.usd() /
                         world.inputs.parameters.capex.equipment_book_life);
  }
  return world.builders.operating_result[b].usd() + world.builders.core_capex[b] - wear;
}

void value_builders(
    Parts<const Inputs, const References, const Exogenous, const Capital, Books, Builders> world) {
  const MacroParameters& macro = world.inputs.parameters.macro;
  const double rate = world.exogenous.base_rate + world.inputs.parameters.capex.risk_premium;
  const double opening_rate = macro.base_rate + world.inputs.parameters.capex.risk_premium;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    const double earnings = std::max(builder_earnings(world, b), 0.0);
    const double fundamental = world.references.equity_multiple[b] * earnings * opening_rate / rate;
    // Prices follow earnings part of the way each year.
    double& value = world.builders.equity_value[b];
    value += world.inputs.parameters.equity.price_speed * (fundamental - value);
    revalue_equity(world, world.builders.account[b], Money::from_usd(std::max(value, 0.0)));
  }
}

void value_vendors_and_apps(
    Parts<const Inputs, const References, const Memory, Books, Vendors, Apps> world) {
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    if (!world.vendors.alive[v]) continue;
    const double profit = world.vendors.operating_result[v].usd();
    double& value = world.vendors.equity_value[v];
    value += world.inputs.parameters.equity.price_speed *
             (world.references.vendor_multiple[v] * std::max(profit, 0.0) - value);
    revalue_equity(world, world.vendors.account[v], Money::from_usd(std::max(value, 0.0)));
  }
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    if (!world.apps.alive[a]) continue;
    double& value = world.apps.equity_value[a];
    value += world.inputs.parameters.equity.price_speed *
             (world.memory.app_multiple[a] * world.apps.revenue[a] - value);
    revalue_equity(world, world.apps.account[a], Money::from_usd(std::max(value, 0.0)));
  }
}

/// Part of a fund's money in labs that is in this one; alike where it owns none.
double stake_weight(Parts<const Books, const Labs, const Investors> world, std::size_t fund,
                    std::size_t lab) {
  const AccountId holder = world.investors.account[fund];
  double here = 0.0, all = 0.0;
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    const auto found = world.books.stake_value.find({world.labs.account[l], holder});
    const double usd =
        found == world.books.stake_value.end() ? 0.0 : std::max(found->second.usd(), 0.0);
    all += usd;
    if (l == lab) here = usd;
  }
  return all > 0.0 ? here / all : 1.0 / static_cast<double>(world.labs.size());
}

/// Holders carry a lab at the last round; in a year without one, at what they would pay now.
void value_labs(Parts<const Inputs, const Exogenous, const PublicRecord, const ComputeMarket, Books,
                      Labs, Investors>
                    world) {
  const EquityParameters& rules = world.inputs.parameters.equity;
  double worth = 0.0, gain = 0.0;
  std::vector<double> learned_trend(world.investors.size(), 0.0), learned_cash = learned_trend;
  const Parameters& p = world.inputs.parameters;
  const std::vector<double> voice = row_weights(p, p.investors);
  const auto rows = static_cast<double>(p.family_shares ? families_in(p.labs) : p.labs.size());
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (!world.labs.alive[l]) continue;
    const double fundamental = lab_cash_value(world, l, world.labs.revenue[l], 0.0);
    const double before =
        -world.books.ledger.balance(world.labs.account[l], Instrument::equity).usd();
    double now = 0.0;
    for (std::size_t i = 0; i < world.investors.size(); ++i) {
      const double thought = appraise(rules, world.investors, i, fundamental,
                                      world.labs.equity_value[l], world.labs.valuation_growth[l]);
      now += p.family_shares ? thought * voice[i]
                             : thought / static_cast<double>(world.investors.size());
    }
    const double last = world.labs.equity_value[l];
    const bool round = world.books.ledger.received(FlowRow::equity_issuance,
                                                   world.labs.account[l]) > Money::zero();
    if (!round) {
      world.labs.valuation_growth[l] = last > 0.0 ? now / last - 1.0 : 0.0;
      world.labs.equity_value[l] = now;
    }
    const double value = std::max(world.labs.equity_value[l], 0.0);
    revalue_equity(world, world.labs.account[l], Money::from_usd(value));
    worth += before;
    gain += value - before;
    // Which rule would have been nearer to where the price went?
    const double realised = log_(std::max(value, 1.0) / std::max(last, 1.0));
    const double by_trend = rules.extrapolation * world.labs.valuation_growth[l];
    const double by_cash = log_(std::max(fundamental, 1.0) / std::max(last, 1.0));
    for (std::size_t i = 0; i < world.investors.size(); ++i) {
      // Each fund learns from what it owns.
      const double weight = stake_weight(world, i, l) * rows;
      learned_trend[i] += weight * std::min(std::fabs(realised - by_trend), 2.0);
      learned_cash[i] += weight * std::min(std::fabs(realised - by_cash), 2.0);
    }
  }
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    Investors& funds = world.investors;
    funds.error_extrapolation[i] = 0.5 * funds.error_extrapolation[i] + learned_trend[i];
    funds.error_fundamentals[i] = 0.5 * funds.error_fundamentals[i] + learned_cash[i];
    world.investors.realised_return[i] = worth > 0.0 ? gain / worth : 0.0;
  }
}

/// Funds owe their owners what their claims in the model are worth: gains and losses end with
/// those. A lender's capital is more than that, most of its business being outside.
void value_funds(PartsReadingRoles<Books> world) {
  for_each_role(world, [&](const auto& firms) {
    if constexpr (!is_fund(std::decay_t<decltype(firms)>::role)) return;
    for (const AccountId fund : firms.account) {
      world.books.ledger.revalue(world.books.economy, fund, Instrument::fund_shares,
                                 world.books.ledger.net_worth(fund));
    }
  });
}

// ---- wear and impairment ----------------------------------------------------------------------

/// `idle` of what was paid has not worked yet.
Money wear(const Fleet::Cell& cell, double life, bool new_this_year, Money idle = Money::zero()) {
  const double share = (new_this_year ? 0.5 : 1.0) / life;
  return std::min(cell.book, Money::from_usd((cell.paid - idle).usd() * share));
}

void depreciate(
    Parts<const Inputs, const Builders, const Utilities, const YearTally, Books, Capital> world) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    Money equipment = Money::zero(), shells = Money::zero();
    for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
      Fleet::Cell& units = world.capital.equipment.at(b, v);
      const bool fresh = v == world.inputs.year;
      const Money idle = fresh ? world.tally.early.paid[b] : Money::zero();
      const Money worn = wear(units, capex.equipment_book_life, fresh, idle);
      units.book -= worn;
      equipment += worn;
      Fleet::Cell& halls = world.capital.shells.at(b, v);
      const Money aged = wear(halls, capex.shell_life, fresh);
      halls.book -= aged;
      shells += aged;
    }
    world.books.ledger.depreciate(world.builders.account[b], Instrument::equipment, equipment);
    world.books.ledger.depreciate(world.builders.account[b], Instrument::shells, shells);
  }
  constexpr double grid_life = 30.0;
  for (const AccountId utility : world.utilities.account) {
    const Money plant = world.books.ledger.balance(utility, Instrument::shells);
    world.books.ledger.depreciate(utility, Instrument::shells,
                                  Money::from_usd(plant.usd() / grid_life));
  }
}

/// A vintage whose book value will not come back even undiscounted is written down to its value.
void impair_equipment(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders,
                            const ComputeMarket, Books, Capital>
                          world,
                      std::size_t b) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double load = planning_load(capex, world.public_record);
  for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
    Fleet::Cell& cell = world.capital.equipment.at(b, v);
    if (cell.units == 0 || cell.book.is_zero()) continue;
    const double yearly =
        std::max(yearly_margin(capex, world.compute.rental_price, load, world.capital.vintage_kw(v),
                               world.exogenous.energy_price),
                 0.0);
    const double years =
        std::max(capex.planned_life - static_cast<double>(world.inputs.year - v), 1.0);
    const double units = static_cast<double>(cell.units) / 1000.0;
    if (cell.book.usd() <= yearly * years * units) continue;
    const double value = yearly * units / annuity(world.builders.hurdle[b], years);
    const Money down = cell.book - std::min(Money::from_usd(value), cell.book);
    cell.book -= down;
    impair(world.books.ledger, world.books.losses, world.builders.account[b], Instrument::equipment,
           down);
  }
}

/// Stock is carried at no more than what it can be sold for, and what a year's orders will not use
/// at nothing: the next generation is then cheaper.
void write_stock_to_market(Parts<const Vendors, Books> world, std::size_t v) {
  const std::int64_t units = world.vendors.inventory_units[v];
  const Money book = world.books.ledger.balance(world.vendors.account[v], Instrument::inventory);
  const auto wanted = whole_part(
      std::max(world.vendors.expected_orders[v], world.vendors.backlog_units[v]) * 1000.0,
      "equipment in stock");
  const Money market = price_times(world.vendors.price[v] / 1000.0, std::min(units, wanted));
  if (book <= market) return;
  impair(world.books.ledger, world.books.losses, world.vendors.account[v], Instrument::inventory,
         book - market);
}

// ---- cohorts ----------------------------------------------------------------------------------

Money capital_cash(Parts<const Books, const Builders> world, std::size_t b) {
  const AccountId account = world.builders.account[b];
  // Core receipts beyond compute are not earned by the capital; core capital spending is not its
  // cost.
  const Money core = Money::from_usd(std::fabs(world.builders.core_cash_flow[b]));
  const Money other = world.builders.core_cash_flow[b] > 0.0 ? core : -core;
  return current_result(world, account) - other +
         Money::from_usd(std::max(world.builders.core_capex[b], 0.0)) +
         world.books.ledger.paid(FlowRow::open_lab_sponsorship, account);
}

/// Shares of the year's hours by cohort: capital from before the run, then by year of delivery.
std::vector<std::int64_t> cohort_weights(
    Parts<const Inputs, const Capital, const YearTally, const Memory> world, std::size_t b) {
  std::vector<std::int64_t> weights(world.memory.cohorts.invested.size() + 1, 0);
  const int first = static_cast<int>(world.inputs.parameters.time.start);
  for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
    const std::int64_t units = world.capital.equipment.at(b, v).units;
    const std::size_t cohort = v < first ? 0 : static_cast<std::size_t>(v - first + 1);
    weights[cohort] += v == world.inputs.year ? (units - world.tally.early.units[b]) / 2 : units;
  }
  return weights;
}

void attribute_to_cohorts(
    Parts<const Inputs, const Books, const Builders, const Vendors, const Labs, const Apps,
          const Capital, const ComputeMarket, const YearTally, Memory>
        world) {
  Cohorts& cohorts = world.memory.cohorts;
  Money invested = Money::zero();
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    invested += world.tally.equipment_spend[b] + world.tally.shell_spend[b];
  }
  cohorts.invested.push_back(invested);
  const std::size_t n = cohorts.invested.size();
  for (auto* table : {&cohorts.builder_cash, &cohorts.sector_cash, &cohorts.rent_cash}) {
    table->resize(n + 1);
    for (auto& row : *table) row.resize(n, Money::zero());
  }
  std::vector<std::int64_t> all(n + 1, 0);
  std::vector<std::uint64_t> keys(n + 1);
  for (std::size_t k = 0; k < keys.size(); ++k) keys[k] = k;
  const auto add = [&](std::vector<std::vector<Money>>& table, Money cash,
                       std::vector<std::int64_t> weights) {
    if (sum_of_counts(weights, "equipment in service") == 0) weights[0] = 1;
    const auto parts = apportion(cash.cents(), weights, keys);
    for (std::size_t k = 0; k < parts.size(); ++k) table[k][n - 1] += Money::from_cents(parts[k]);
  };
  Money builder_total = Money::zero(), others = Money::zero();
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const auto weights = cohort_weights(world, b);
    for (std::size_t k = 0; k <= n; ++k) add_count(all[k], weights[k], "equipment in service");
    const Money cash = capital_cash(world, b);
    builder_total += cash;
    add(cohorts.builder_cash, cash, weights);
    add(cohorts.sector_cash, cash, weights);
    const std::int64_t own_hours = world.builders.core_hours[b] + world.builders.core_rented[b];
    const Money at_rent = price_times(world.compute.spot_price, own_hours);
    // Uses of idle hours are worth less than the rent, so that they count with what they bring.
    const Money above_rent = world.builders.core_value[b] - world.builders.core_idle_value[b];
    add(cohorts.rent_cash, cash - above_rent + at_rent, weights);
  }
  for (const Money result : world.labs.operating_result) others += result;
  for (const Money result : world.apps.operating_result) others += result;
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    others += world.vendors.operating_result[v];
  }
  add(cohorts.sector_cash, others, all);
  cohorts.builder_total.push_back(builder_total);
  cohorts.sector_total.push_back(builder_total + others);
}

void set_tax_base(PartsReadingRoles<const Books, Memory> world) {
  world.memory.tax_base.assign(world.books.ledger.account_count(), 0.0);
  const auto base = [&](const Firms& firms) {
    for (std::size_t k = 0; k < firms.size(); ++k) {
      const AccountId account = firms.account[k];
      double wear_and_interest =
          world.books.ledger.paid(FlowRow::interest_loans_bonds, account).usd();
      for (const Instrument real : {Instrument::equipment, Instrument::shells}) {
        wear_and_interest -= world.books.ledger.change(account, real, Change::depreciated).usd();
      }
      world.memory.tax_base[account.value] =
          firms.alive[k] ? firms.operating_result[k].usd() - wear_and_interest : 0.0;
    }
  };
  for_each_role(world, [&](const auto& firms) {
    if constexpr (info_of(std::decay_t<decltype(firms)>::role).raises_money) base(firms);
  });
}

/// What firms report of the year once all of it is signed.
void report_year(Parts<const YearTally, Builders, Vendors> world) {
  Vendors& vendors = world.vendors;
  for (std::size_t v = 0; v < vendors.size(); ++v) {
    const double other = vendors.alive[v] ? vendors.other_revenue[v] : 0.0;
    vendors.revenue[v] = world.tally.vendor_sales[v].usd() + other;
  }
  Builders& builders = world.builders;
  for (std::size_t b = 0; b < builders.size(); ++b) {
    const double core = builders.alive[b] ? builders.core_capex[b] : 0.0;
    builders.capex[b] = (world.tally.equipment_spend[b] + world.tally.shell_spend[b]).usd() + core;
  }
}

}  // namespace

void measure_results(PartsWritingRoles<const Inputs, const Books> world) {
  for_each_role(world, [&](auto& firms) {
    if constexpr (!is_fund(std::decay_t<decltype(firms)>::role)) read_results(world, firms);
  });
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    // Sales of equipment less what was spent on making it, whenever it is sold.
    world.vendors.operating_result[v] +=
        world.books.ledger.received(FlowRow::equipment, world.vendors.account[v]);
  }
  read_lender_returns(world);
}

namespace {

/// Value of an application over its first year's sales; rows of one family have one.
double first_multiple(Parts<const Inputs, const Apps> world, std::size_t a) {
  const Parameters& p = world.inputs.parameters;
  double worth = world.apps.equity_value[a], sales = world.apps.revenue[a];
  const auto kin = a < p.apps.size() ? kin_of(p, p.apps, a) : std::vector<std::uint8_t>();
  for (std::size_t k = 0; k < kin.size(); ++k) {
    if (kin[k] == 0 || k == a) continue;
    worth += world.apps.equity_value[k];
    sales += world.apps.revenue[k];
  }
  return worth / std::max(sales, 1e8);
}

}  // namespace

void close_books(
    PartsReadingRoles<const Inputs, const References, const Exogenous, const PublicRecord,
                      const ComputeMarket, const CreditMarket, const YearTally, Books, Capital,
                      Memory, Builders, Vendors, Labs, Apps, Investors>
        world) {
  report_year(world);
  depreciate(world);
  for (std::size_t b = 0; b < world.builders.size(); ++b) impair_equipment(world, b);
  for (std::size_t v = 0; v < world.vendors.size(); ++v) write_stock_to_market(world, v);
  if (world.memory.app_multiple.empty()) {
    for (std::size_t a = 0; a < world.apps.size(); ++a) {
      world.memory.app_multiple.push_back(first_multiple(world, a));
    }
  }
  value_builders(world);
  value_vendors_and_apps(world);
  if (world.inputs.parameters.equity.scenarios) {
    mark_labs(world);
  } else {
    value_labs(world);
  }
  value_funds(world);
  set_tax_base(world);
  attribute_to_cohorts(world);
}

}  // namespace overbuild
