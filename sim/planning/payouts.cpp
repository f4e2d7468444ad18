#include "sim/planning/payouts.hpp"

#include <algorithm>

#include "agents/builder.hpp"
#include "sim/compute/costs.hpp"
#include "sim/credit/equity.hpp"
#include "sim/planning/builder_position.hpp"

namespace overbuild {

void pay_out(Parts<const Inputs, const PublicRecord, const Builders, const Vendors, const Apps,
                   const Lenders, const Investors, const Utilities, const Capital,
                   const CreditMarket, const Memory, Books>
                 world,
             const std::vector<CashView>& views) {
  const double share = world.inputs.parameters.capex.payout_share;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    const AccountId account = world.builders.account[b];
    if (world.credit.breached[account.value]) continue;  // covenants stop payouts
    if (world.inputs.year <= world.credit.founding[b].until)
      continue;  // money raised to build is not paid out
    const BuilderPosition own = builder_position(world, b, views, investment_rules(world, b));
    const double kept = own.cash_target + std::max(own.committed_spend - own.ebitda, 0.0);
    pay_dividend(world, account, share * std::max(world.books.cash(account) - kept, 0.0));
  }
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    if (!world.vendors.alive[v]) continue;
    const double kept =
        world.inputs.parameters.vendors[v].second.cash + world.vendors.foundry_commitment[v];
    pay_dividend(world, world.vendors.account[v],
                 share * std::max(world.books.cash(world.vendors.account[v]) - kept, 0.0));
  }
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    if (!world.apps.alive[a] || world.memory.app_configs[a].second.parent.empty()) continue;
    pay_dividend(
        world, world.apps.account[a],
        share *
            std::max(world.books.cash(world.apps.account[a]) - world.apps.overhead_usd[a], 0.0));
  }
  for (std::size_t u = 0; u < world.utilities.size(); ++u) {
    double coming = 0.0;
    for (const double mw : world.utilities.under_way[u]) coming += mw;
    const double kept = coming * world.inputs.parameters.utility.unit_capital;
    pay_dividend(world, world.utilities.account[u],
                 share * std::max(world.books.cash(world.utilities.account[u]) - kept, 0.0));
  }
  for (std::size_t l = 0; l < world.lenders.size(); ++l) {
    pay_dividend(
        world, world.lenders.account[l],
        std::max(world.books.cash(world.lenders.account[l]) - 0.02 * world.lenders.capital[l],
                 0.0));
  }
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    pay_dividend(world, world.investors.account[i],
                 std::max(world.books.cash(world.investors.account[i]) -
                              0.02 * world.inputs.parameters.investors[i].second.assets,
                          0.0));
  }
}

}  // namespace overbuild
