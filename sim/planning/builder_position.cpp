#include "sim/planning/builder_position.hpp"

#include "sim/credit/founding.hpp"

namespace overbuild {

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
  const int life = static_cast<int>(capex.shell_life + 0.5);
  const int new_shell =
      world.inputs.year + static_cast<int>(capex.shell_lead + capex.shell_horizon + 0.5);
  for (int v = world.capital.shells.first_vintage(); v <= world.inputs.year; ++v) {
    const double mw = static_cast<double>(world.capital.shells.at(b, v).units) / 1000.0;
    if (v + life <= world.inputs.year + 1) continue;
    own.shell_mw += mw;
    if (v + life <= new_shell) own.retiring_mw += mw;
  }
  for (const ShellOrder& order : world.capital.shell_orders) {
    if (order.builder != b) continue;
    const double mw = static_cast<double>(order.milli_mw) / 1000.0;
    (order.ready <= world.inputs.year + 1 ? own.arriving_mw : own.building_mw) += mw;
    if (order.ready <= world.inputs.year + 1) own.committed_spend += order.second_half.usd();
  }
  own.cash = world.books.cash(account) - set_aside(world, b);
  own.cash_target = world.inputs.parameters.builders[b].second.cash_target;
  own.debt = world.books.debt.owed(account).usd();
  own.ebitda = views[account.value].ebitda();
  for (const ClaimId id : world.books.debt.claims_of(account)) {
    const Claim claim = world.books.debt.claim(id);
    own.committed_spend += claim.principal.usd() * claim.coupon;
    if (claim.maturity == world.inputs.year + 1) own.committed_spend += claim.principal.usd();
  }
  own.borrowing_room = world.credit.borrowing_room[account.value];
  own.issue_room = world.inputs.parameters.capex.issue_share * world.builders.equity_value[b];
  return own;
}

}  // namespace overbuild
