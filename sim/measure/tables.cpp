#include "sim/measure/tables.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <type_traits>

#include "sim/parts/each_role.hpp"

namespace overbuild {

namespace {

std::uint32_t column_row(Recording& recording, std::string_view name, std::string_view unit,
                         bool money) {
  for (std::uint32_t k = 0; k < recording.columns.size(); ++k) {
    const ColumnName& column = recording.columns[k];
    if (column.name == name && column.unit == unit && column.money == money) return k;
  }
  recording.columns.push_back({name, unit, money});
  return static_cast<std::uint32_t>(recording.columns.size() - 1);
}

void add_money(Parts<const Inputs, Journal> world, std::uint32_t agent, std::string_view name,
               Money amount) {
  const std::uint32_t column = column_row(world.journal.recording, name, "usd", true);
  world.journal.recording.agent_rows.push_back(
      {world.inputs.year, agent, column, amount.usd(), amount.cents()});
}

/// A builder of the pool that has not entered has nothing to tell.
template <class Firms>
bool sleeps(const Firms& role, std::size_t k) {
  if constexpr (std::is_same_v<Firms, Builders>) return role.dormant[k] != 0;
  return false;
}

/// Columns of a role, then its balances; and one digest a firm over the same values.
template <class Firms>
void record_role(Parts<const Inputs, const Books, Journal> world, const Firms& role) {
  const std::size_t n = role.size();
  std::vector<Digest> digests(n);
  Firms::columns(role, [&](std::string_view name, std::string_view unit, const auto& column) {
    using Value = typename std::decay_t<decltype(column)>::value_type;
    constexpr bool money = std::is_same_v<Value, Money>;
    const std::uint32_t where = column_row(world.journal.recording, name, unit, money);
    for (std::size_t k = 0; k < n && k < column.size(); ++k) {
      if (sleeps(role, k)) continue;
      const std::uint32_t agent = world.journal.agent_of_account[role.account[k].value];
      AgentRow row{world.inputs.year, agent, where, 0.0, 0};
      if constexpr (money) {
        row.cents = column[k].cents();
        row.value = column[k].usd();
      } else {
        row.value = static_cast<double>(column[k]);
      }
      digests[k].add(row.value);
      world.journal.recording.agent_rows.push_back(row);
    }
  });
  for (std::size_t k = 0; k < n; ++k) {
    if (sleeps(role, k)) continue;
    const AccountId account = role.account[k];
    const std::uint32_t agent = world.journal.agent_of_account[account.value];
    const std::pair<std::string_view, Money> balances[] = {
        {"cash", world.books.ledger.cash(account)},
        {"debt", world.books.debt.owed(account)},
        {"claims", world.books.debt.lent(account)},
        {"equipment_book", world.books.ledger.balance(account, Instrument::equipment)},
        {"shells_book", world.books.ledger.balance(account, Instrument::shells)},
        {"inventory_book", world.books.ledger.balance(account, Instrument::inventory)},
        {"net_worth", world.books.ledger.net_worth(account)},
        {"commitments_payable", world.books.commitments.payable(account)},
        {"commitments_receivable", world.books.commitments.receivable(account)}};
    for (const auto& [name, amount] : balances) {
      add_money(world, agent, name, amount);
      digests[k].add(amount.cents());
    }
    world.journal.recording.agent_digests.push_back({world.inputs.year, agent, digests[k].value()});
    const Money bills = world.books.ledger.balance(account, Instrument::trade_credit);
    if (bills.is_zero()) continue;
    add_money(world, agent, bills < Money::zero() ? "trade_payables" : "trade_receivables",
              std::max(bills, -bills));
  }
}

/// A number of a firm that only some worlds have, where it has one.
void record_if_any(Parts<const Inputs, Journal> world, AccountId firm, std::string_view name,
                   std::string_view unit, double value) {
  if (value == 0.0) return;
  Recording& recording = world.journal.recording;
  const std::uint32_t column = column_row(recording, name, unit, false);
  recording.agent_rows.push_back(
      {world.inputs.year, world.journal.agent_of_account[firm.value], column, value, 0});
}

/// MW of sites that each builder has not built on.
void record_sites(Parts<const Inputs, const Builders, const Capital, Journal> world) {
  std::vector<double> mw(world.builders.size(), 0.0);
  for (const Site& site : world.capital.sites) {
    mw[site.builder] += static_cast<double>(site.milli_mw) / 1000.0;
  }
  for (std::size_t b = 0; b < mw.size(); ++b) {
    record_if_any(world, world.builders.account[b], "sites_mw", "MW", mw[b]);
  }
}

/// On what of demand builders' orders rest, what they say of their spending, and who has enough.
void record_orders(Parts<const Inputs, const Builders, Journal> world) {
  const Builders& all = world.builders;
  for (std::size_t b = 0; b < all.size(); ++b) {
    if (!all.alive[b]) continue;
    const AccountId firm = all.account[b];
    record_if_any(world, firm, "order_quantile", "1", all.order_quantile[b]);
    record_if_any(world, firm, "demand_factor", "1", all.demand_factor[b]);
    record_if_any(world, firm, "order_without_story", "H100e", all.order_without_story[b]);
    record_if_any(world, firm, "guidance", "usd", all.guidance[b]);
    record_if_any(world, firm, "guidance_revised", "usd", all.guidance_revised[b]);
    record_if_any(world, firm, "years_below_hurdle", "years", all.years_below_hurdle[b]);
    record_if_any(world, firm, "left", "year", all.left[b]);
  }
}

/// What funds believe of demand, and what they make of each lab.
void record_beliefs(Parts<const Inputs, const Labs, const Investors, Journal> world) {
  if (!world.inputs.parameters.equity.scenarios) return;
  const Investors& funds = world.investors;
  for (std::size_t i = 0; i < funds.size(); ++i) {
    const AccountId firm = funds.account[i];
    record_if_any(world, firm, "mood", "1", funds.mood[i]);
    record_if_any(world, firm, "payable_share", "1", funds.payable_share[i]);
    record_if_any(world, firm, "expected_growth", "ln/year", funds.expected_growth[i]);
    record_if_any(world, firm, "expected_gain", "points/year", funds.expected_gain[i]);
    record_if_any(world, firm, "projected_sales", "usd", funds.projected_sales[i]);
    record_if_any(world, firm, "leap_strength", "1", funds.leap_strength[i]);
    record_if_any(world, firm, "leap_exposure", "decades", funds.leap_exposure[i]);
  }
  const Labs& labs = world.labs;
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (!labs.alive[l]) continue;
    const AccountId firm = labs.account[l];
    record_if_any(world, firm, "lowest_fund_value", "usd", labs.lowest_fund_value[l]);
    record_if_any(world, firm, "highest_fund_value", "usd", labs.highest_fund_value[l]);
    record_if_any(world, firm, "value_without_leap", "usd", labs.value_without_leap[l]);
    record_if_any(world, firm, "priced_payable", "1", labs.priced_payable[l]);
  }
}

/// Posted prices beside those that would earn most, where prices come from demand.
void record_best_prices(Parts<const Inputs, const Labs, const Apps, Journal> world) {
  const auto record = [&](AccountId firm, std::string_view name, double price, double best) {
    if (best > 0.0) record_if_any(world, firm, name, "1", price / best);
  };
  const Labs& labs = world.labs;
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (!labs.alive[l] || labs.tier_best[l].empty()) continue;
    record(labs.account[l], "price_over_best", labs.tier_price[l].front(),
           labs.tier_best[l].front());
    record(labs.account[l], "plan_price_over_best", labs.plan_price[l], labs.plan_best[l]);
    record_if_any(world, labs.account[l], "price_guards", "prices", labs.price_guards[l]);
  }
  const Apps& apps = world.apps;
  for (std::size_t a = 0; a < apps.size(); ++a) {
    if (!apps.alive[a]) continue;
    record(apps.account[a], "price_over_best", apps.price[a], apps.best_price[a]);
  }
}

void record_roles(PartsReadingRoles<const Inputs, const Books, const Capital, Journal> world) {
  for_each_role(world, [&](const auto& firms) { record_role(world, firms); });
  record_sites(world);
  record_orders(world);
  record_beliefs(world);
  record_best_prices(world);
}

void record_matrices(Parts<const Inputs, const Books, Journal> world) {
  const FlowMatrix flows = world.books.ledger.flows();
  for (std::size_t row = 0; row < flow_row_count; ++row) {
    for (std::size_t s = 0; s < sector_count; ++s) {
      if (flows[row][s].is_zero()) continue;
      world.journal.recording.flows.push_back({world.inputs.year,
                                               name_of(static_cast<FlowRow>(row)),
                                               name_of(static_cast<Sector>(s)), flows[row][s]});
    }
  }
  const BalanceMatrix balances = world.books.ledger.balances();
  for (std::size_t i = 0; i < instrument_count; ++i) {
    for (std::size_t s = 0; s < sector_count; ++s) {
      if (balances[i][s].is_zero()) continue;
      world.journal.recording.balances.push_back({world.inputs.year,
                                                  name_of(static_cast<Instrument>(i)),
                                                  name_of(static_cast<Sector>(s)), balances[i][s]});
    }
  }
}

void record_losses(Parts<const Inputs, const Books, Journal> world) {
  std::map<std::tuple<std::string, std::string, std::string_view>, Money> sums;
  for (const Loss& loss : world.books.losses.losses()) {
    const auto who = [&](AccountId account, Sector sector) {
      return account.valid() ? account_name(world, account) : std::string(name_of(sector));
    };
    sums[{who(loss.origin, loss.origin_sector), who(loss.bearer, loss.bearer_sector),
          name_of(loss.channel)}] += loss.amount;
  }
  for (const auto& [key, amount] : sums) {
    const auto& [origin, bearer, channel] = key;
    world.journal.recording.losses.push_back({world.inputs.year, origin, bearer, channel, amount});
  }
}

void record_fleet(Parts<const Inputs, const Books, const Builders, const Capital, Journal> world) {
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const std::string name = account_name(world, world.builders.account[b]);
    const auto add = [&](const Fleet& fleet, std::string_view layer) {
      for (int v = fleet.first_vintage(); v <= world.inputs.year; ++v) {
        const Fleet::Cell& cell = fleet.at(b, v);
        if (cell.units == 0) continue;
        world.journal.recording.fleet.push_back({world.inputs.year, name, layer, v, cell.units,
                                                 cell.book, cell.paid, cell.original_cost,
                                                 world.builders.utilisation[b]});
      }
    };
    add(world.capital.equipment, "equipment");
    add(world.capital.shells, "shell");
  }
  for (const Site& site : world.capital.sites) {
    world.journal.recording.fleet.push_back(
        {world.inputs.year, account_name(world, world.builders.account[site.builder]), "site",
         site.ready, site.milli_mw, site.paid, site.paid, site.paid,
         world.builders.utilisation[site.builder]});
  }
}

void record_funding(Parts<const Inputs, const Books, const CreditMarket, Journal> world) {
  for (const FundingRecord& r : world.credit.records) {
    world.journal.recording.funding.push_back({world.inputs.year,
                                               account_name(world, r.firm),
                                               r.cash,
                                               r.dues,
                                               r.principal_due,
                                               r.need,
                                               r.default_probability,
                                               r.spread,
                                               r.interest_cover,
                                               r.loan_to_value,
                                               r.offered,
                                               r.borrowed,
                                               r.from_parent,
                                               r.from_vendor,
                                               r.equity,
                                               r.equity_value,
                                               r.missing,
                                               world.credit.breached[r.firm.value] != 0,
                                               world.credit.refused[r.firm.value] != 0,
                                               r.expected_failure});
  }
}

WorkloadRow workload_row(Parts<const Inputs, const Customers, const Journal> world,
                         std::uint32_t enterprise, std::uint32_t workload, Mode mode) {
  const WorkloadColumns& rows = world.customers.enterprises->workloads();
  const std::uint32_t first = world.customers.enterprises->enterprises().first_workload[enterprise];
  const std::size_t kind = rows.workload_class[workload];
  return {enterprise,
          workload - first,
          world.inputs.parameters.workload_classes[kind].first,
          static_cast<double>(rows.potential_jobs[workload]) *
              world.customers.enterprises->potential_scale(kind, world.inputs.first_year),
          static_cast<double>(rows.difficulty[workload]),
          1.0 / static_cast<double>(rows.peak_to_mean[workload]),
          static_cast<double>(rows.sensitivity_usd[workload]),
          mode_names[static_cast<std::size_t>(world.journal.opening_modes[workload])],
          world.inputs.year,
          mode_names[static_cast<std::size_t>(mode)]};
}

bool is_recorded(Parts<const Journal> world, std::uint32_t workload) {
  return world.journal.record_workloads || world.journal.workload_recorded[workload] != 0;
}

void record_moves(Parts<const Inputs, const Customers, const Demand, Journal> world) {
  for (const Move& move : world.demand.moves) {
    if (!is_recorded(world, move.workload)) continue;
    world.journal.recording.workloads.push_back(
        workload_row(world, move.enterprise, move.workload, move.to));
  }
}

}  // namespace

void record_tables(PartsReadingRoles<const Inputs, const Books, const Customers, const Capital,
                                     const Demand, const CreditMarket, Journal>
                       world) {
  record_roles(world);
  record_matrices(world);
  record_losses(world);
  record_funding(world);
  record_fleet(world);
  record_moves(world);
}

void record_opening_tables(
    PartsReadingRoles<const Inputs, const Books, const Customers, const Capital, Journal> world) {
  if (!world.journal.record_tables) return;
  constexpr std::size_t sample = 2000;
  const WorkloadColumns& rows = world.customers.enterprises->workloads();
  world.journal.opening_modes = rows.mode;
  world.journal.workload_recorded.assign(rows.size(), 0);
  for (const std::uint32_t row : world.customers.enterprises->sample_workloads(sample)) {
    world.journal.workload_recorded[row] = 1;
  }
  const auto& first = world.customers.enterprises->enterprises().first_workload;
  for (std::uint32_t e = 0; e + 1 < first.size(); ++e) {
    for (std::uint32_t w = first[e]; w < first[e + 1]; ++w) {
      if (!is_recorded(world, w)) continue;
      world.journal.recording.workloads.push_back(workload_row(world, e, w, rows.mode[w]));
    }
  }
  record_roles(world);
  const BalanceMatrix balances = world.books.ledger.balances();
  for (std::size_t i = 0; i < instrument_count; ++i) {
    for (std::size_t s = 0; s < sector_count; ++s) {
      if (balances[i][s].is_zero()) continue;
      world.journal.recording.balances.push_back({world.inputs.year,
                                                  name_of(static_cast<Instrument>(i)),
                                                  name_of(static_cast<Sector>(s)), balances[i][s]});
    }
  }
  record_fleet(world);
}

}  // namespace overbuild
