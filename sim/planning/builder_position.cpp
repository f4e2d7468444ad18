#include "sim/planning/builder_position.hpp"

#include <algorithm>

#include "agents/own_use.hpp"
#include "agents/sites.hpp"
#include "market/retirement.hpp"
#include "sim/compute/contracts.hpp"
#include "sim/credit/founding.hpp"

namespace overbuild {

namespace {

/// Shells that will stand next year, and those of them that will be gone before a new one could
/// stand.
void count_shells(Parts<const Inputs, const Capital> world, std::size_t b, BuilderPosition& own) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const int life = static_cast<int>(capex.shell_life + 0.5);
  const int ahead = static_cast<int>(capex.shell_lead + capex.shell_horizon + 0.5);
  const int soon = std::max(ahead - shell_stages(capex).site_years, 1);
  for (int v = world.capital.shells.first_vintage(); v <= world.inputs.year; ++v) {
    const double mw = static_cast<double>(world.capital.shells.at(b, v).units) / 1000.0;
    if (mw == 0.0) continue;
    const int age = world.inputs.year - v;
    if (capex.gradual_retirement) {
      const double next = staying_share(age, 1, capex.shell_life);
      own.shell_mw += mw * next;
      own.retiring_mw += mw * (next - staying_share(age, std::max(ahead, 1), capex.shell_life));
      own.retiring_soon_mw += mw * (next - staying_share(age, soon, capex.shell_life));
      continue;
    }
    if (age + 1 >= life) continue;
    own.shell_mw += mw;
    if (age + ahead >= life) own.retiring_mw += mw;
    if (age + soon >= life) own.retiring_soon_mw += mw;
  }
}

/// What is signed for the coming years, and which part of sales is.
void see_contracts(Parts<const Inputs, const Books, const Builders> world, std::size_t b,
                   BuilderPosition& own) {
  const LabParameters& rules = world.inputs.parameters.lab;
  if (!rules.contracts_ahead) return;
  const AccountId account = world.builders.account[b];
  const int years = std::max(static_cast<int>(rules.contract_term + 0.5), 1);
  const auto signed_as = [&](bool payee) {
    const auto hours = hours_under_contract(world, account, world.inputs.year + 1, years, payee);
    return std::vector<double>(hours.begin(), hours.end());
  };
  own.promised_hours = signed_as(true);
  own.rented_hours = signed_as(false);
  own.own_use_hours = static_cast<double>(world.builders.core_hours[b]) + own.own_hours;
  const auto sold = static_cast<double>(world.builders.sold_hours[b]);
  const auto under = static_cast<double>(world.builders.contract_hours[b]);
  own.contract_part = sold > 0.0 ? std::clamp(under / sold, 0.0, 1.0) : 0.0;
}

}  // namespace

BuilderPosition builder_position(Parts<const Inputs, const PublicRecord, const Books,
                                       const Builders, const Capital, const CreditMarket>
                                     world,
                                 std::size_t b, const std::vector<CashView>& views,
                                 const InvestmentRules& rules) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const AccountId account = world.builders.account[b];
  BuilderPosition own{};
  // Equipment that new equipment would pay to replace in the same power does not count as staying.
  for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
    const double units = static_cast<double>(world.capital.equipment.at(b, v).units) / 1000.0;
    if (units == 0.0 || pays_to_replace(rules, world.capital.vintage_kw(v))) continue;
    own.units += units * (1.0 - capex.equipment_failure);
    own.used_mw += units * world.capital.vintage_kw(v) / 1000.0;
  }
  for (const EquipmentOrder& order : world.capital.equipment_orders) {
    if (order.builder != b) continue;
    const double units = static_cast<double>(order.milli_units) / 1000.0;
    own.arriving_units += units;
    own.used_mw += units * world.capital.vintage_kw(order.due) / 1000.0;
    if (order.due == world.inputs.year + 1) own.committed_spend += units * order.price;
  }
  count_shells(world, b, own);
  for (const ShellOrder& order : world.capital.shell_orders) {
    if (order.builder != b) continue;
    const double mw = static_cast<double>(order.milli_mw) / 1000.0;
    const bool next_year = order.ready <= world.inputs.year + 1;
    (next_year ? own.arriving_mw : own.building_mw) += mw;
    own.committed_spend += (next_year ? order.unpaid : order.instalment).usd();
  }
  for (const Site& site : world.capital.sites) {
    if (site.builder != b) continue;
    const double mw = static_cast<double>(site.milli_mw) / 1000.0;
    own.site_mw += mw;
    if (site.ready <= world.inputs.year) own.ready_site_mw += mw;
  }
  const OwnUseParameters& uses = world.inputs.parameters.own_use;
  if (uses.plans_on_potential > 0.0) {
    const CoreUse worth = core_use(world.builders.core_mass[b], world.builders.core_ln_value[b],
                                   world.inputs.parameters.builders[b].second.core.value_sd,
                                   world.public_record.rental_price);
    own.own_hours = planned_own_hours(uses, world.builders.core_adopted_hours[b], worth.hours);
  }
  see_contracts(world, b, own);
  own.cash = world.books.cash(account) - set_aside(world, b);
  own.cash_target = world.inputs.parameters.builders[b].second.cash_target;
  own.debt = world.books.debt.owed(account).usd();
  own.ebitda = views[account.value].ebitda();
  const DebtBook& debt = world.books.debt;
  for (const std::uint32_t row : debt.rows_of(account)) {
    const double principal = debt.principals()[row].usd();
    own.committed_spend += principal * debt.coupons()[row];
    if (debt.maturities()[row] == world.inputs.year + 1) own.committed_spend += principal;
  }
  own.borrowing_room = world.credit.borrowing_room[account.value];
  own.issue_room = world.inputs.parameters.capex.issue_share * world.builders.equity_value[b];
  return own;
}

}  // namespace overbuild
