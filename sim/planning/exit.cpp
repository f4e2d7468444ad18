#include "sim/planning/exit.hpp"

#include <limits>

namespace overbuild {

namespace {

/// Rent of leased shells; it is level.
double lease_rent(Parts<const Inputs, const Books> world, AccountId builder) {
  Money rent;
  for (const CommitmentId id : world.books.commitments.listed(builder)) {
    const Commitment& lease = world.books.commitments.at(id);
    if (lease.kind == CommitmentKind::lease && lease.payer == builder) {
      rent += lease.due_in(world.inputs.year + 1);
    }
  }
  return rent.usd();
}

/// What AI capital earned in the year over its book value; none where there is no capital.
double return_on_own_capital(Parts<const Inputs, const Books, const Capital, const Builders> world,
                             std::size_t b) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const AccountId account = world.builders.account[b];
  const Ledger& ledger = world.books.ledger;
  const double book = world.capital.equipment.book(b).usd() + world.capital.shells.book(b).usd();
  if (!(book > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  double earned = world.builders.core_value[b].usd() - lease_rent(world, account) -
                  used_mw(world, b) * 1000.0 * capex.operations_per_kw;
  for (const FlowRow sales : {FlowRow::compute_contracts, FlowRow::hosted_open_inference}) {
    earned += ledger.received(sales, account).usd();
  }
  for (const FlowRow cost : {FlowRow::compute_contracts, FlowRow::energy}) {
    earned -= ledger.paid(cost, account).usd();
  }
  for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
    earned -= world.capital.equipment.at(b, v).paid.usd() / capex.equipment_book_life +
              world.capital.shells.at(b, v).paid.usd() / capex.shell_life;
  }
  return earned / book;
}

}  // namespace

bool is_in_business(Parts<const Builders> world, std::size_t b) {
  return world.builders.alive[b] && world.builders.left[b] == 0.0;
}

void consider_exit(Parts<const Inputs, const Books, const Capital, Builders> world, std::size_t b) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  Builders& builders = world.builders;
  if (!capex.exit || !is_in_business(world, b)) return;
  const double earned = return_on_own_capital(world, b);
  double& years = builders.years_below_hurdle[b];
  years = earned < builders.hurdle[b] ? years + 1.0 : 0.0;
  const bool tired = years >= capex.patience && builders.profitability[b] < capex.approval_low;
  builders.leaving[b] = tired && builders.core_cash_flow[b] > 0.0 ? 1 : 0;
  if (!builders.leaving[b]) return;
  builders.order_units[b] = builders.order_usd[b] = 0.0;
  builders.order_without_leap[b] = builders.order_without_story[b] = 0.0;
  builders.order_shell_mw[b] = builders.order_site_mw[b] = 0.0;
}

}  // namespace overbuild
