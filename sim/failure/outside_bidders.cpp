#include "sim/failure/outside_bidders.hpp"

#include <algorithm>

#include "sim/credit/equity.hpp"
#include "sim/credit/founding.hpp"
#include "sim/credit/lending.hpp"

namespace overbuild {

std::vector<OutsideBidder> call_outside_bidders(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors, const Lenders,
          const Investors, Builders, CreditMarket>
        world) {
  std::vector<OutsideBidder> bidders;
  const double part = world.inputs.parameters.resolution.outside_money;
  if (world.inputs.is_frozen(Role::builder)) return bidders;
  std::size_t candidate = 0;
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    const double usd = part * std::max(world.credit.equity_left[i], 0.0);
    if (usd < 1.0) continue;
    while (candidate < world.builders.size() && !world.builders.asleep[candidate]) ++candidate;
    if (candidate == world.builders.size()) break;
    write_business_plan(world, candidate);
    bidders.push_back({candidate++, i, Money::from_usd(usd)});
  }
  return bidders;
}

void found_buyer(Parts<const Inputs, Books, Builders, Investors, CreditMarket, Journal> world,
                 const OutsideBidder& bidder, Money price) {
  const std::size_t b = bidder.builder;
  const AccountId fund = world.investors.account[bidder.investor];
  const AccountId firm = world.builders.account[b];
  subscribe(world, fund, price);
  sell_shares(world, fund, firm, Money::from_usd(1.0), price);
  world.credit.equity_left[bidder.investor] -= price.usd();
  world.investors.invested[bidder.investor] += price.usd();
  world.builders.alive[b] = 1;
  world.builders.asleep[b] = 0;
  // It starts from what it has, not from a share it would have liked.
  world.builders.aim[b] = world.builders.target_share[b] = 0.0;
  world.builders.equity_value[b] = price.usd();
  world.credit.founding[b] = {};
  world.journal.recording.agents[world.journal.agent_of_account[firm.value]].type =
      builder_type_names[world.inputs.parameters.builders[b].second.type];
  record_event(world, "P9", "entry", account_name(world, firm), account_name(world, fund), price,
               "founded to run used capital");
}

void dismiss_outside_bidders(Parts<Builders, CreditMarket> world,
                             std::span<const OutsideBidder> bidders) {
  for (const OutsideBidder& bidder : bidders) {
    if (!world.builders.alive[bidder.builder]) return_to_sleep(world, bidder.builder);
  }
}

}  // namespace overbuild
